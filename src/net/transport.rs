//! The HTTP client: made at the first request, shared by every pack of a run.

use std::net::SocketAddr;
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use reqwest::redirect::Policy;
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject;
use thiserror::Error;

use super::connect_to::{self, ConnectTo};
use super::trace::{ConnectLayer, Resolver, SessionStore};
use super::trust::Trust;

/// Protocols as TLS names them (RFC 7301).
const HTTP_1: &[u8] = b"http/1.1";
const HTTP_2: &[u8] = b"h2";

/// How requests travel; the names and meanings are curl's.
#[derive(Clone, Default)]
pub struct TransportOptions {
    /// `--proxy`: instead of the one that the environment names.
    pub proxy: Option<String>,
    /// `--cacert`: trust the certificates of this PEM text, and no others.
    pub cacert: Option<Vec<u8>>,
    /// `--resolve`: the address of a name, without asking.
    pub resolve: Vec<(String, SocketAddr)>,
    /// `--connect-to`: connect elsewhere while everything else stays as the URL says.
    pub connect_to: Vec<ConnectTo>,
    /// Never use a proxy, whatever the environment says: for the simulator.
    pub direct: bool,
}

/// Why there is no client.
#[derive(Clone, Debug, Error)]
pub enum TransportError {
    /// `--cacert` holds no certificate.
    #[error("the file of --cacert holds no certificate in PEM form")]
    NoCertificate,
    /// `--proxy` is no proxy.
    #[error(
        "`{0}` is not a proxy: write http://host:port, https://host:port or socks5://host:port"
    )]
    Proxy(String),
    /// The client could not be made.
    #[error("the HTTP client could not be made: {0}")]
    Client(String),
}

/// The HTTP client: made at the first request.
pub struct Transport {
    options: TransportOptions,
    roots: Vec<CertificateDer<'static>>,
    client: OnceLock<Result<reqwest::Client, TransportError>>,
    past_proxy: OnceLock<Result<reqwest::Client, TransportError>>,
    upgrading: OnceLock<Result<reqwest::Client, TransportError>>,
}

impl Transport {
    /// Checks the options; opens nothing.
    ///
    /// # Errors
    /// When an option cannot mean anything.
    pub fn new(options: TransportOptions) -> Result<Self, TransportError> {
        let roots = match &options.cacert {
            None => Vec::new(),
            Some(pem) => CertificateDer::pem_slice_iter(pem)
                .collect::<Result<Vec<_>, _>>()
                .ok()
                .filter(|roots| !roots.is_empty())
                .ok_or(TransportError::NoCertificate)?,
        };
        if let Some(proxy) = &options.proxy {
            // Without the user information, which may hold a password.
            let shown = proxy.rsplit('@').next().unwrap_or(proxy).to_owned();
            // The client takes a scheme that it does not know for "no proxy" and goes directly.
            let scheme = proxy.split_once("://").map_or("http", |(scheme, _)| scheme);
            let known =
                ["http", "https", "socks4", "socks4a", "socks5", "socks5h"].contains(&scheme);
            if !known || reqwest::Proxy::all(proxy).is_err() {
                return Err(TransportError::Proxy(shown));
            }
        }
        Ok(Self {
            options,
            roots,
            client: OnceLock::new(),
            past_proxy: OnceLock::new(),
            upgrading: OnceLock::new(),
        })
    }

    /// The client.
    pub(super) fn client(&self) -> Result<&reqwest::Client, TransportError> {
        self.client
            .get_or_init(|| self.build(true, &[HTTP_2, HTTP_1]))
            .as_ref()
            .map_err(Clone::clone)
    }

    /// A client that uses no proxy, for what is to be seen past one.
    pub(super) fn client_past_proxy(&self) -> Result<&reqwest::Client, TransportError> {
        self.past_proxy
            .get_or_init(|| self.build(false, &[HTTP_2, HTTP_1]))
            .as_ref()
            .map_err(Clone::clone)
    }

    /// A client that speaks HTTP/1.1 only, in which alone a request can ask for another protocol (RFC 9110, section
    /// 7.8).
    pub(super) fn client_for_upgrades(&self) -> Result<&reqwest::Client, TransportError> {
        self.upgrading.get_or_init(|| self.build(true, &[HTTP_1])).as_ref().map_err(Clone::clone)
    }

    /// Whether a proxy may be in use: one was given, or the environment names one.
    pub(super) fn may_use_proxy(&self) -> bool {
        let named = || {
            let names = [
                "http_proxy",
                "https_proxy",
                "all_proxy",
                "HTTP_PROXY",
                "HTTPS_PROXY",
                "ALL_PROXY",
            ];
            names.iter().any(|name| std::env::var_os(name).is_some_and(|value| !value.is_empty()))
        };
        self.options.proxy.is_some() || (!self.options.direct && named())
    }

    fn build(
        &self,
        through_proxy: bool,
        protocols: &[&[u8]],
    ) -> Result<reqwest::Client, TransportError> {
        let failed = |error: &dyn std::fmt::Display| TransportError::Client(error.to_string());
        let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
        let trust = Trust::new(Arc::clone(&provider), self.roots.clone());
        let mut tls = rustls::ClientConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .map_err(|error| failed(&error))?
            .dangerous()
            .with_custom_certificate_verifier(Arc::new(trust))
            .with_no_client_auth();
        tls.alpn_protocols = protocols.iter().map(|name| name.to_vec()).collect();
        tls.resumption = rustls::client::Resumption::store(Arc::new(SessionStore::new()));
        // Retries and redirects of the client's own would make timings and diagnoses lie.
        let mut builder = reqwest::Client::builder()
            .tls_backend_preconfigured(tls)
            .tls_info(true)
            .dns_resolver(Resolver { pinned: self.options.resolve.clone() })
            .connector_layer(ConnectLayer)
            .retry(reqwest::retry::never())
            .redirect(Policy::none())
            .referer(false)
            .pool_idle_timeout(Duration::from_secs(60))
            .user_agent(concat!("why401/", env!("CARGO_PKG_VERSION")));
        if protocols == [HTTP_1] {
            builder = builder.http1_only();
        }
        if !self.options.connect_to.is_empty() {
            let routes =
                connect_to::route(&self.options.connect_to).map_err(|error| failed(&error))?;
            builder = builder.proxy(routes);
        }
        if let Some(proxy) = self.options.proxy.as_ref().filter(|_| through_proxy) {
            let proxy = reqwest::Proxy::all(proxy).map_err(|error| failed(&error))?;
            builder = builder.proxy(proxy);
        } else if (self.options.direct || !through_proxy) && self.options.connect_to.is_empty() {
            builder = builder.no_proxy();
        }
        builder.build().map_err(|error| failed(&error))
    }
}
