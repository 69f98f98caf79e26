//! Words that several causes say in the same way.

use url::Url;

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
}
