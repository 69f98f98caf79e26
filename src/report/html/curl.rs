//! A request as a command that can be run again, with variables where credentials stood.

use crate::model::{CredentialPlace, Exchange, SentBodyKind, SentCredential, printable};

/// What a handshake needs and no report has (RFC 6455, section 4.1): the key is the RFC's own sample. What comes after
/// the handshake is no HTTP, and curl would wait for its end.
const HANDSHAKE: &str = " --http1.1 --max-time 5 -H 'connection: Upgrade' -H 'sec-websocket-key: dGhlIHNhbXBsZSBub25jZQ=='";

/// The request as a `curl` command for a POSIX shell. No value of a credential is known here; `$TOKEN` and the
/// like stand for them.
pub(super) fn curl(exchange: &Exchange) -> String {
    let mut command = String::from("curl -i");
    if exchange.method != "GET" {
        command.push_str(&format!(" -X {}", quoted(&exchange.method)));
    }
    let sent = exchange.sent.as_deref();
    let credentials = sent.map(|sent| sent.credentials.as_slice()).unwrap_or_default();
    for credential in credentials {
        command.push_str(&carried(credential));
    }
    if sent.is_none() && exchange.identity.is_some() {
        command.push_str(" -H \"Authorization: Bearer $TOKEN\"");
    }
    let shown = sent.map(|sent| sent.shown.as_slice()).unwrap_or_default();
    if shown.iter().any(|(name, value)| name == "upgrade" && value == "websocket") {
        command.push_str(HANDSHAKE);
    }
    for (name, value) in shown {
        // curl makes these itself.
        if !matches!(name.as_str(), "host" | "content-length" | "user-agent" | "connection") {
            command.push_str(&format!(" -H {}", quoted(&format!("{name}: {value}"))));
        }
    }
    if sent.is_some_and(|sent| sent.body.kind != SentBodyKind::None) {
        command.push_str(" --data \"$BODY\"");
    }
    command.push_str(&format!(" {}", quoted(&exchange.url)));
    command
}

fn carried(credential: &SentCredential) -> String {
    match &credential.place {
        CredentialPlace::Authorization => header("Authorization", credential),
        CredentialPlace::ProxyAuthorization => header("Proxy-Authorization", credential),
        CredentialPlace::Header(name) => header(name, credential),
        CredentialPlace::Cookie => " -H \"Cookie: $COOKIE\"".to_owned(),
        CredentialPlace::Url => " -u \"$USERNAME:$PASSWORD\"".to_owned(),
        // The URL and the body say where.
        CredentialPlace::Query(_) | CredentialPlace::Body(_) => String::new(),
    }
}

fn header(name: &str, credential: &SentCredential) -> String {
    let scheme = credential
        .scheme
        .as_deref()
        .map_or_else(String::new, |scheme| format!("{} ", bare(scheme)));
    format!(" -H \"{}: {scheme}$TOKEN\"", bare(name))
}

/// The characters of a token (RFC 9110, section 5.6.2) that mean nothing between the quotes of a shell.
fn bare(text: &str) -> String {
    text.chars().filter(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.')).collect()
}

/// A word of a POSIX shell.
fn quoted(text: &str) -> String {
    let text = printable(text);
    let bare = !text.is_empty() && text.chars().all(|c| c.is_ascii_alphanumeric());
    if bare { text } else { format!("'{}'", text.replace('\'', "'\\''")) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{CredentialKind, Sent};
    use crate::report::fixture_facts;

    #[test]
    fn a_variable_stands_for_a_credential_and_nothing_leaves_its_quotes() {
        let exchange = fixture_facts::exchange();
        assert_eq!(
            curl(&exchange),
            "curl -i -X POST -H \"Authorization: Bearer $TOKEN\" 'https://api.example.com/api/v2/conversations/messages?key=(masked)'"
        );
        let shown = ["connection: Upgrade", "upgrade: websocket", "sec-websocket-version: 13"];
        let shown = shown.iter().filter_map(|line| line.split_once(": "));
        let shown = shown.map(|(name, value)| (name.to_owned(), value.to_owned())).collect();
        let handshake = Exchange {
            method: "GET".to_owned(),
            url: "http://localhost:8080/v1".to_owned(),
            sent: Some(Box::new(Sent { shown, ..Sent::default() })),
            ..exchange.clone()
        };
        assert_eq!(
            curl(&handshake),
            "curl -i --http1.1 --max-time 5 -H 'connection: Upgrade' -H 'sec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==' -H 'upgrade: websocket' -H 'sec-websocket-version: 13' 'http://localhost:8080/v1'"
        );
        let credential = SentCredential {
            place: CredentialPlace::Header("x\"; rm $(y)`".to_owned()),
            scheme: Some("A\"$(z)".to_owned()),
            kind: CredentialKind::Opaque,
            flaws: Vec::new(),
        };
        let sent = Sent {
            shown: vec![("accept".to_owned(), "a'b\u{1b}$(x)".to_owned())],
            credentials: vec![credential],
            ..Sent::default()
        };
        let hostile = Exchange {
            method: "GET; x".to_owned(),
            url: "http://a/'$(x)".to_owned(),
            sent: Some(Box::new(sent)),
            ..exchange
        };
        assert_eq!(
            curl(&hostile),
            "curl -i -X 'GET; x' -H \"xrmy: Az $TOKEN\" -H 'accept: a'\\''b\u{fffd}$(x)' 'http://a/'\\''$(x)'"
        );
    }
}
