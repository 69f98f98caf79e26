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
    if let Some((host, _)) = plain(url) {
        return host.to_owned();
    }
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

/// Host and path of a URL that is written as parsing would write it, as nearly every URL is: then it need not
/// be parsed. The host is a name in small letters without a port, the path has no dots that move up.
fn plain(url: &str) -> Option<(&str, &str)> {
    let rest = url.strip_prefix("https://").or_else(|| url.strip_prefix("http://"))?;
    let (host, path) = rest.split_at(rest.find('/')?);
    let path = path.split(['?', '#']).next().unwrap_or_default();
    let label = |label: &str| {
        label.starts_with(|c: char| c.is_ascii_lowercase())
            && !label.starts_with("xn--")
            && label.bytes().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == b'-')
    };
    let tame = |c: u8| c.is_ascii_alphanumeric() || b"/-_~.:@!$&'()*+,;=".contains(&c);
    let moves = |segment: &str| segment == "." || segment == "..";
    (host.split('.').all(label) && path.bytes().all(tame) && !path.split('/').any(moves))
        .then_some((host, path))
}

/// The path of a URL.
pub(super) fn path(url: &str) -> String {
    if let Some((_, path)) = plain(url) {
        return path.to_owned();
    }
    Url::parse(url).map_or_else(|_| url.to_owned(), |url| url.path().to_owned())
}

/// What stands behind `queues` in a path and is no id: lists of queues under a permission of their own.
const QUEUE_LISTS: [&str; 2] = ["divisionviews", "me"];

/// The segment behind `queues` in a URL's path.
fn behind_queues(path: &str) -> Option<&str> {
    path.split('/').skip_while(|segment| *segment != "queues").nth(1).filter(|id| !id.is_empty())
}

/// The segment behind `queues` in a URL's path: a queue's id.
pub(super) fn queue_id(url: &str) -> Option<String> {
    let path = path(url);
    behind_queues(&path).filter(|id| !QUEUE_LISTS.contains(id)).map(str::to_owned)
}

/// Whether a URL's path is about a queue.
pub(super) fn about_queue(url: &str) -> bool {
    let path = path(url);
    let listed = behind_queues(&path).is_some_and(|behind| QUEUE_LISTS.contains(&behind));
    !listed && path.split('/').any(|segment| segment == "queues" || segment == "queue")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_of_queues_is_no_queue() {
        let queue = "https://api.example/api/v2/routing/queues/q-1";
        assert!(about_queue(queue) && queue_id(queue).as_deref() == Some("q-1"));
        assert!(about_queue("https://api.example/api/v2/routing/queues"));
        for list in ["divisionviews?id=q-1", "me"] {
            let url = format!("https://api.example/api/v2/routing/queues/{list}");
            assert!(!about_queue(&url) && queue_id(&url).is_none(), "{url}");
        }
    }

    #[test]
    fn what_need_not_be_parsed_is_as_parsing_would_have_it() {
        let plainly = [
            "https://api.example/api/v2/things/7?a=b#c",
            "http://localhost/",
            "https://a-1.b2.example.org/x.y/..z/@me;v=1/:id",
            "https://api.example//twice",
        ];
        let parsed = [
            "https://API.example/a",
            "https://api.example:8443/a",
            "https://user@api.example/a",
            "https://127.1/a",
            "https://api.127/a",
            "https://[::1]/a",
            "https://xn--bcher-kva.example/a",
            "https://bücher.example/a",
            "https://api.example/a/../b",
            "https://api.example/a/./b",
            "https://api.example/a b",
            "https://api.example/%7Ea",
            "https://api.example",
            "https://api.example./a",
            "https://api_1.example/a",
            "wss://api.example/a",
            "api.example/a",
            "",
        ];
        for url in plainly.iter().chain(&parsed) {
            let known = Url::parse(url).ok().filter(|url| url.host_str().is_some());
            let Some(known) = known else {
                assert!(plain(url).is_none() && host(url) == *url && path(url) == *url, "{url}");
                continue;
            };
            let name = known.host_str().expect("it has one");
            let port = known.port().map_or_else(String::new, |port| format!(":{port}"));
            assert_eq!(host(url), format!("{name}{port}"), "{url}");
            assert_eq!(path(url), known.path(), "{url}");
        }
        assert!(plainly.iter().all(|url| plain(url).is_some()));
        assert!(parsed.iter().all(|url| plain(url).is_none()));
    }
}
