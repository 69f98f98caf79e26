//! Words that several causes say in the same way.

use url::Url;

use crate::model::Exchange;

/// `a`, `a and b`, `a, b and c`.
pub(super) fn list<T: AsRef<str>>(items: &[T]) -> String {
    match items {
        [] => String::new(),
        [one] => one.as_ref().to_owned(),
        [first @ .., last] => {
            let first: Vec<_> = first.iter().map(AsRef::as_ref).collect();
            format!("{} and {}", first.join(", "), last.as_ref())
        }
    }
}

/// `METHOD URL`.
pub(super) fn call(exchange: &Exchange) -> String {
    format!("{} {}", exchange.method, exchange.url)
}

/// The host of a URL, with its port where it is not the scheme's own.
pub(super) fn host(url: &str) -> String {
    Url::parse(url)
        .ok()
        .and_then(|url| {
            let host = url.host_str()?.to_owned();
            Some(url.port().map_or_else(|| host.clone(), |port| format!("{host}:{port}")))
        })
        .unwrap_or_else(|| url.to_owned())
}

/// Whether two hosts are the same machine's name, whatever their ports.
pub(super) fn same_name(one: &str, other: &str) -> bool {
    name(one) == name(other)
}

/// A host without its port; an IPv6 address keeps its brackets and colons.
pub(super) fn name(host: &str) -> &str {
    match host.rsplit_once(':') {
        Some((name, port)) if port.bytes().all(|byte| byte.is_ascii_digit()) => name,
        _ => host,
    }
}

/// The path of a URL.
pub(super) fn path(url: &str) -> String {
    Url::parse(url).map_or_else(|_| url.to_owned(), |url| url.path().to_owned())
}

/// The segment behind `queues` in a URL's path: a queue's id.
pub(super) fn queue_id(url: &str) -> Option<String> {
    let path = path(url);
    let mut segments = path.split('/').skip_while(|segment| *segment != "queues").skip(1);
    segments.next().filter(|id| !id.is_empty()).map(str::to_owned)
}

/// Whether a URL's path is about a queue.
pub(super) fn about_queue(url: &str) -> bool {
    path(url).split('/').any(|segment| segment == "queues" || segment == "queue")
}
