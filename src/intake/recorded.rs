//! What was recorded elsewhere, a HAR file or an earlier report, handed on as items.

use std::collections::BTreeMap;

use http::{HeaderMap, HeaderName, HeaderValue};

use super::har::{self, Answered, Entry, Role};
use super::item::{Item, Recorded, Reply, What};
use super::report;
use super::request::{Payload, Request};
use super::value::Value;

/// A HAR file is nothing else from its first brace to its end.
pub(super) fn recognise_har(text: &str) -> Option<usize> {
    har::looks_like_a_har(text.as_bytes()).then_some(text.len())
}

/// The entries of a HAR file that matter.
pub(super) fn read_har(text: &str, line: usize) -> Vec<Item> {
    let unread = |text: String| Item { line, what: What::Unread(text) };
    let har = match har::read(text.as_bytes()) {
        Ok(har) => har,
        Err(error) => return vec![unread(error.to_string())],
    };
    let mut items: Vec<Item> = har.notes.into_iter().map(unread).collect();
    if har.failures == 0 {
        items.push(unread(format!(
            "none of the {} entries of the HAR file failed: no 401, 403 or 407, no refused token request, \
             nothing blocked and no server error",
            har.total
        )));
    }
    items.push(Item { line, what: What::Heeded(har.secrets) });
    let mut entries: BTreeMap<usize, Entry> =
        har.entries.into_iter().map(|entry| (entry.number, entry)).collect();
    let numbers: Vec<usize> = entries.keys().copied().collect();
    for number in numbers {
        // A redirect goes with the request that it led to; several may have come the same way.
        if entries.get(&number).is_none_or(|entry| entry.role == Role::Redirect) {
            continue;
        }
        let Some(entry) = entries.remove(&number) else { continue };
        let way: Vec<&Entry> =
            entry.redirects.iter().filter_map(|hop| entries.get(&hop.number)).collect();
        let hops: Vec<Reply> = way.iter().map(|hop| reply(hop)).collect();
        let first = way.first().map(|hop| request(hop));
        let shows_credentials = way.first().unwrap_or(&&entry).asked.shows_credentials;
        let own = request(&entry);
        let (request, last) = match first {
            Some(first) => (first, Some(own)),
            None => (own, None),
        };
        let (reply, timing) = (reply(&entry), entry.timing);
        let recorded = Recorded { request, hops, last, reply, timing, shows_credentials };
        items.push(Item { line, what: What::Recorded(Box::new(recorded)) });
    }
    items
}

/// The request of an entry. The headers are those that went out: nothing in them is a variable of a shell.
fn request(entry: &Entry) -> Request {
    let asked = &entry.asked;
    let mut request = Request::new(&asked.method, Value::new(asked.url.as_str()));
    request.headers = asked
        .headers
        .iter()
        .filter(|(name, _)| !name.starts_with(':'))
        .map(|(name, value)| (name.clone(), Value::new(value.as_str())))
        .collect();
    request.body =
        asked.body.as_ref().map_or(Payload::None, |body| Payload::Text(Value::new(body.as_str())));
    request.literal = true;
    request
}

fn reply(entry: &Entry) -> Reply {
    let Answered { status, version, headers, body, body_bytes: _, remote, fault } = &entry.answered;
    let mut map = HeaderMap::new();
    for (name, value) in headers {
        // Browsers join what came more than once by line breaks.
        for value in value.lines() {
            let name = HeaderName::from_bytes(name.trim().as_bytes());
            let value = HeaderValue::from_bytes(value.trim().as_bytes());
            if let (Ok(name), Ok(value)) = (name, value) {
                // More than 32,768 names do not fit: the rest is left out.
                let _ = map.try_append(name, value);
            }
        }
    }
    Reply {
        status: *status,
        version: version.clone(),
        headers: map,
        body: body.clone(),
        remote: remote.clone(),
        started: entry.started,
        fault: fault.clone(),
    }
}

/// A report is nothing else from its first brace to its end.
pub(super) fn recognise_report(text: &str) -> Option<usize> {
    let begins = text.trim_start().starts_with('{') && text.contains("\"why401\"");
    (begins && report::looks_like_a_report(text)).then_some(text.len())
}

/// The checks of an earlier report.
pub(super) fn read_report(text: &str, line: usize) -> Vec<Item> {
    let unread = |text: String| Item { line, what: What::Unread(text) };
    match report::read(text) {
        Ok(earlier) => {
            let mut items: Vec<Item> = earlier.notes.into_iter().map(unread).collect();
            let report = earlier.report;
            let experiments = report.diagnosis.experiments;
            let what = What::Results { checks: report.checks, experiments };
            items.push(Item { line, what });
            items
        }
        Err(error) => vec![unread(error.to_string())],
    }
}
