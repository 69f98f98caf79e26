//! A call as people write it down: with or without method, host, query and filled-in parameters.

/// A call that somebody asks about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Asked {
    /// Its method in capitals, when there is one.
    pub(super) method: Option<String>,
    /// Its host in small letters, without port, when there is one.
    pub(super) host: Option<String>,
    /// Its path, without query and without a slash at the end.
    pub(super) path: String,
}

const METHODS: [&str; 7] = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"];
const SCHEMES: [&str; 4] = ["https://", "http://", "wss://", "ws://"];

impl Asked {
    /// Reads a call. Nothing when the text names no path.
    pub(super) fn read(text: &str) -> Option<Self> {
        let text = text.trim();
        let (first, rest) = text.split_once(char::is_whitespace).unwrap_or(("", text));
        let method = first.to_ascii_uppercase();
        let method = METHODS.contains(&method.as_str()).then_some(method);
        let url = if method.is_some() { rest.trim() } else { text };
        let url = url.split(['?', '#']).next().unwrap_or_default();
        let (host, path) = split(url, method.is_some())?;
        let path = path.trim_end_matches('/');
        if path.is_empty() || path.contains(char::is_whitespace) {
            return None;
        }
        // A gateway or a variable before the API's own path says nothing of the operation.
        let own = path.find("/api/v2/").map_or(path, |at| &path[at..]);
        let own = if own.starts_with("/v2/") { format!("/api{own}") } else { own.to_owned() };
        Some(Self { method, host, path: own })
    }

    /// The call, as it was read.
    pub(super) fn call(&self) -> String {
        let method = self.method.as_ref().map(|method| format!("{method} ")).unwrap_or_default();
        format!("{method}{}", self.path)
    }
}

/// The host of a URL, without the user before it and the port behind it.
pub(super) fn host(text: &str) -> Option<String> {
    let authority = SCHEMES.iter().find_map(|scheme| text.strip_prefix(scheme)).unwrap_or(text);
    let authority = authority.split(['/', '?', '#']).next()?;
    let host = authority.rsplit('@').next()?;
    let host = host.split(':').next()?.to_ascii_lowercase();
    let label = |part: &str| {
        !part.is_empty() && part.chars().all(|c| c.is_ascii_alphanumeric() || c == '-')
    };
    (host.contains('.') && host.split('.').all(label)).then_some(host)
}

/// Host and path. A path alone begins with a slash or with `api/`, unless a method stands before it.
fn split(url: &str, after_method: bool) -> Option<(Option<String>, String)> {
    let lower = url.to_ascii_lowercase();
    let schemed = SCHEMES.iter().any(|scheme| lower.starts_with(scheme));
    if url.starts_with('/') && !url.starts_with("//") {
        return Some((None, url.to_owned()));
    }
    if schemed || url.contains('/') && host(url).is_some() {
        let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
        return Some((host(&lower), rest[rest.find('/')?..].to_owned()));
    }
    if let Some(at) = url.find("/api/v2/") {
        return Some((None, url[at..].to_owned()));
    }
    let bare = url.starts_with("api/") || after_method && !url.is_empty();
    bare.then(|| (None, format!("/{}", url.trim_start_matches('/'))))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Option<(String, String, String)> {
        let asked = Asked::read(text)?;
        Some((asked.method.unwrap_or_default(), asked.host.unwrap_or_default(), asked.path))
    }

    fn parts(method: &str, host: &str, path: &str) -> Option<(String, String, String)> {
        Some((method.to_owned(), host.to_owned(), path.to_owned()))
    }

    #[test]
    fn a_call_is_read_as_people_write_it() {
        for (text, expected) in [
            (
                "POST /api/v2/conversations/messages",
                parts("POST", "", "/api/v2/conversations/messages"),
            ),
            ("post api/v2/date/", parts("POST", "", "/api/v2/date")),
            ("/api/v2/date?x=/y", parts("", "", "/api/v2/date")),
            (
                "GET https://me:word@API.mypurecloud.de:443/api/v2/date#x",
                parts("GET", "api.mypurecloud.de", "/api/v2/date"),
            ),
            ("api.mypurecloud.de/api/v2/date", parts("", "api.mypurecloud.de", "/api/v2/date")),
            ("{{base}}/api/v2/date", parts("", "", "/api/v2/date")),
            (
                "https://gw.example.com/genesys/api/v2/date",
                parts("", "gw.example.com", "/api/v2/date"),
            ),
            (
                "wss://webmessaging.mypurecloud.de/v1?deploymentId=1",
                parts("", "webmessaging.mypurecloud.de", "/v1"),
            ),
            ("GET /v2/date", parts("GET", "", "/api/v2/date")),
        ] {
            assert_eq!(read(text), expected, "{text}");
        }
    }

    #[test]
    fn a_name_is_no_call() {
        for text in [
            "scope-missing",
            "conversations",
            "routing:queue:view",
            "mypurecloud.de",
            "https://api.mypurecloud.de",
            "https://api.mypurecloud.de/",
            "eu-central-1",
            "",
            "GET",
            "genesys-cloud/queue",
            "post office / box 1",
        ] {
            assert_eq!(read(text), None, "{text}");
        }
        assert_eq!(
            host("https://me@api.mypurecloud.de:1/x").as_deref(),
            Some("api.mypurecloud.de")
        );
        for text in ["localhost", "a..b", "conversations:readonly", "missing permissions.now"] {
            assert_eq!(host(text), None, "{text}");
        }
    }
}
