//! `--connect-to HOST1:PORT1:HOST2:PORT2`, with curl's meaning: name, `Host` and TLS stay as the URL says,
//! and only the connection goes elsewhere. Done by a SOCKS 5 server of our own on loopback (RFC 1928), which
//! the client asks for exactly the mapped hosts.

use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::str::FromStr;
use std::sync::Arc;

use reqwest::Url;
use thiserror::Error;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

/// One mapping; an empty part means any host or port, or the URL's own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConnectTo {
    from_host: String,
    from_port: Option<u16>,
    to_host: String,
    to_port: Option<u16>,
}

/// Why a text is not a mapping.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("`{0}` is not HOST1:PORT1:HOST2:PORT2; parts may be empty, such as ::localhost:8443")]
pub struct ConnectToError(String);

impl FromStr for ConnectTo {
    type Err = ConnectToError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let wrong = || ConnectToError(text.to_owned());
        let parts = split(text);
        let [from_host, from_port, to_host, to_port] = parts.as_slice() else {
            return Err(wrong());
        };
        let port = |text: &str| match text {
            "" => Ok(None),
            digits => digits.parse().map(Some).map_err(|_| wrong()),
        };
        Ok(Self {
            from_host: from_host.clone(),
            from_port: port(from_port)?,
            to_host: to_host.clone(),
            to_port: port(to_port)?,
        })
    }
}

/// Splits at colons outside of brackets, and takes the brackets of IPv6 addresses off.
fn split(text: &str) -> Vec<String> {
    let mut parts = vec![String::new()];
    let mut inside = false;
    for character in text.chars() {
        match character {
            '[' => inside = true,
            ']' => inside = false,
            ':' if !inside => parts.push(String::new()),
            other => parts.last_mut().into_iter().for_each(|part| part.push(other)),
        }
    }
    parts
}

impl ConnectTo {
    fn applies(&self, host: &str, port: u16) -> bool {
        (self.from_host.is_empty() || self.from_host.eq_ignore_ascii_case(host))
            && self.from_port.is_none_or(|from| from == port)
    }

    fn target(&self, host: &str, port: u16) -> (String, u16) {
        let host = if self.to_host.is_empty() { host } else { &self.to_host };
        (host.to_owned(), self.to_port.unwrap_or(port))
    }
}

/// Starts the SOCKS server and gives the client's rule for using it. Needs a running runtime.
pub(super) fn route(mappings: &[ConnectTo]) -> io::Result<reqwest::Proxy> {
    let listener = std::net::TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?;
    listener.set_nonblocking(true)?;
    let address = listener.local_addr()?;
    let listener = TcpListener::from_std(listener)?;
    let mappings: Arc<[ConnectTo]> = mappings.into();
    tokio::spawn(serve(listener, Arc::clone(&mappings)));
    Ok(reqwest::Proxy::custom(move |url: &Url| {
        let host = url.host_str()?.trim_start_matches('[').trim_end_matches(']');
        let port = url.port_or_known_default()?;
        let mapped = mappings.iter().any(|mapping| mapping.applies(host, port));
        mapped.then(|| format!("socks5h://{address}"))
    }))
}

async fn serve(listener: TcpListener, mappings: Arc<[ConnectTo]>) {
    while let Ok((stream, _)) = listener.accept().await {
        let mappings = Arc::clone(&mappings);
        tokio::spawn(async move {
            // A failure reaches the client as a closed connection or a SOCKS error; nothing is lost here.
            let _ = tunnel(stream, &mappings).await;
        });
    }
}

async fn tunnel(mut client: TcpStream, mappings: &[ConnectTo]) -> io::Result<()> {
    const VERSION: u8 = 5;
    const NO_AUTHENTICATION: u8 = 0;
    const CONNECT: u8 = 1;
    let mut greeting = [0; 2];
    client.read_exact(&mut greeting).await?;
    let mut methods = vec![0; usize::from(greeting[1])];
    client.read_exact(&mut methods).await?;
    client.write_all(&[VERSION, NO_AUTHENTICATION]).await?;
    let mut request = [0; 4];
    client.read_exact(&mut request).await?;
    if request[1] != CONNECT {
        return Err(io::Error::other("not a connect request"));
    }
    let host = match request[3] {
        1 => {
            let mut address = [0; 4];
            client.read_exact(&mut address).await?;
            std::net::IpAddr::from(address).to_string()
        }
        4 => {
            let mut address = [0; 16];
            client.read_exact(&mut address).await?;
            std::net::IpAddr::from(address).to_string()
        }
        _ => {
            let length = client.read_u8().await?;
            let mut name = vec![0; usize::from(length)];
            client.read_exact(&mut name).await?;
            String::from_utf8(name).map_err(io::Error::other)?
        }
    };
    let port = client.read_u16().await?;
    let (host, port) = mappings
        .iter()
        .find(|mapping| mapping.applies(&host, port))
        .map_or((host.clone(), port), |mapping| mapping.target(&host, port));
    let connected = TcpStream::connect((host.as_str(), port)).await;
    // RFC 1928, section 6: 0 succeeded, 4 host unreachable, 5 connection refused.
    let reply = match &connected {
        Ok(_) => 0,
        Err(error) if error.kind() == io::ErrorKind::ConnectionRefused => 5,
        Err(_) => 4,
    };
    client.write_all(&[VERSION, reply, 0, 1, 0, 0, 0, 0, 0, 0]).await?;
    let mut server = connected?;
    tokio::io::copy_bidirectional(&mut client, &mut server).await?;
    Ok(())
}

/// Reads curl's `--resolve HOST:PORT:ADDRESS`; `None` when it is anything else.
#[must_use]
pub fn parse_resolve(text: &str) -> Option<(String, SocketAddr)> {
    let (host, rest) = text.split_once(':')?;
    let (port, address) = rest.split_once(':')?;
    let address = address.trim_start_matches('[').trim_end_matches(']').parse().ok()?;
    Some((host.to_owned(), SocketAddr::new(address, port.parse().ok()?)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn mappings_are_read_as_curl_reads_them() {
        let mapping: ConnectTo = "api.example:443:[::1]:8443".parse().expect("a mapping");
        assert!(mapping.applies("API.example", 443));
        assert!(!mapping.applies("api.example", 80));
        assert_eq!(mapping.target("api.example", 443), ("::1".to_owned(), 8443));
        let any: ConnectTo = "::localhost:".parse().expect("a mapping");
        assert_eq!(any.target("api.example", 80), ("localhost".to_owned(), 80));
        for wrong in ["", "a:b:c", "a:b:c:d", "a:1:b:2:3"] {
            assert!(wrong.parse::<ConnectTo>().is_err(), "{wrong}");
        }
    }

    #[test]
    fn addresses_are_read_as_curl_reads_them() {
        let (host, address) = parse_resolve("api.example:443:127.0.0.1").expect("a pin");
        assert_eq!((host.as_str(), address.to_string().as_str()), ("api.example", "127.0.0.1:443"));
        assert!(parse_resolve("api.example:443:[::1]").is_some());
        assert!(parse_resolve("api.example:443").is_none());
        assert!(parse_resolve("api.example:443:localhost").is_none());
    }
}
