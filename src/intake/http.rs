//! HTTP as it travels, or as curl and browsers print it: requests, answers, headers, bodies, several hops.

use http::{HeaderMap, HeaderName, HeaderValue};

use super::item::{Item, Reply, What};
use super::jotted::{self, Jotted};
use super::request::{Payload, Request};
use super::value::Value;
use crate::model::{Fault, FaultKind};

/// The length of what belongs to HTTP at the beginning of a text: one message, or all that one run of
/// curl printed.
pub(super) fn recognise(text: &str) -> Option<usize> {
    let first = text.lines().next()?;
    if !begins(text) && !is_trace(first) && curl_error(first).is_none() {
        return None;
    }
    Some(messages(text, false).1)
}

/// Whether a text begins with a message.
pub(super) fn begins(text: &str) -> bool {
    let mut lines = text.lines();
    let first = lines.next().unwrap_or_default();
    begins_message(first) || jotted::read(first, &mut lines).is_some()
}

/// Reads every message; the whole text is HTTP. What stands between them is a body.
pub(super) fn read(text: &str, line: usize) -> Vec<Item> {
    messages(text, true).0.into_iter().map(|item| Item { line: item.line + line, ..item }).collect()
}

/// Reads messages that stand in a text with other things; bodies end where they certainly end.
pub(super) fn read_part(text: &str, line: usize) -> Vec<Item> {
    messages(text, false)
        .0
        .into_iter()
        .map(|item| Item { line: item.line + line, ..item })
        .collect()
}

/// A line with what curl puts before it, and what that says.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Mark {
    /// `> `: the request.
    Sent,
    /// `< `: the answer.
    Received,
    /// `* `, `{ `, `} `: curl's own words.
    Told,
    /// Nothing.
    None,
}

fn mark(line: &str) -> (Mark, &str) {
    let rest = |mark: &str| {
        line.strip_prefix(mark).filter(|rest| rest.is_empty() || rest.starts_with(' '))
    };
    if let Some(rest) = rest(">") {
        return (Mark::Sent, rest.strip_prefix(' ').unwrap_or(rest));
    }
    if let Some(rest) = rest("<") {
        return (Mark::Received, rest.strip_prefix(' ').unwrap_or(rest));
    }
    if line.starts_with("* ")
        || line.starts_with("{ [")
        || line.starts_with("} [")
        || line.starts_with("  % Total") && line.contains("Xferd")
        || line.trim_start().starts_with("Dload  Upload")
    {
        return (Mark::Told, line);
    }
    (Mark::None, line)
}

/// Whether a line can only be printed by `curl -v`.
fn is_trace(line: &str) -> bool {
    let (mark, rest) = mark(line);
    match mark {
        Mark::Sent | Mark::Received => begins_message(rest),
        Mark::Told => {
            const WORDS: [&str; 12] = [
                "* Trying ",
                "*   Trying ",
                "* Host ",
                "* Connected to ",
                "* Could not resolve",
                "* Uses proxy",
                "* Rebuilt URL",
                "* Note: Unnecessary use of",
                "* Server auth using",
                "* Hostname ",
                "* Added ",
                "* ALPN",
            ];
            let line = line.replace("*  ", "* ").replace("*  ", "* ");
            WORDS.iter().any(|word| line.starts_with(word))
        }
        Mark::None => false,
    }
}

/// Whether a line begins a message: `GET /x HTTP/1.1`, `HTTP/2 401`, `:method: GET`.
fn begins_message(line: &str) -> bool {
    status_line(line).is_some()
        || request_line(line).is_some()
        || line.starts_with(":authority:")
        || line.starts_with(":method:")
        || line.starts_with(":status:")
}

/// `HTTP/1.1 401 Unauthorized`, `HTTP/2 401`.
fn status_line(line: &str) -> Option<(String, u16)> {
    let rest = line.trim().strip_prefix("HTTP/")?;
    let (version, rest) = rest.split_once(' ')?;
    let number = |c: char| c.is_ascii_digit() || c == '.';
    let status = rest.trim_start().split([' ', '\t']).next()?.parse().ok()?;
    let plain = !version.is_empty() && version.chars().all(number);
    (plain && (100..600).contains(&status)).then(|| (format!("HTTP/{version}"), status))
}

/// `GET /path HTTP/1.1`.
fn request_line(line: &str) -> Option<(&str, &str)> {
    let mut words = line.trim_end().split(' ');
    let (method, target, version) = (words.next()?, words.next()?, words.next()?);
    let upper = |c: char| c.is_ascii_uppercase() || c == '-' || c == '_';
    let plain = !method.is_empty() && method.len() <= 20 && method.chars().all(upper);
    (plain && words.next().is_none() && version.starts_with("HTTP/") && !target.is_empty())
        .then_some((method, target))
}

/// `curl: (6) Could not resolve host: x`.
fn curl_error(line: &str) -> Option<Reply> {
    let rest = line.trim().strip_prefix("curl: (")?;
    let (number, message) = rest.split_once(')')?;
    let number: u16 = number.parse().ok()?;
    let message = message.trim();
    if number == 22 {
        // `-f` hides the answer and leaves its status.
        let status = message.rsplit(' ').next()?.parse().ok()?;
        return Some(Reply { status: Some(status), ..Reply::default() });
    }
    let lower = message.to_ascii_lowercase();
    let kind = match number {
        5 => FaultKind::Proxy,
        6 => FaultKind::Dns,
        7 if lower.contains("refused") => FaultKind::Refused,
        7 | 55 => FaultKind::Connection,
        28 => FaultKind::Timeout,
        60 | 51 => FaultKind::Certificate,
        35 | 53 | 54 | 58 | 59 | 66 | 77 | 80 | 83 => FaultKind::Tls,
        56 if lower.contains("connect") && lower.contains("407") => FaultKind::Proxy,
        56 if lower.contains("response 4") || lower.contains("response 5") => FaultKind::Proxy,
        56 => FaultKind::Connection,
        97 => FaultKind::Proxy,
        1 | 8 | 16 | 18 | 52 | 61 | 92 | 95 | 96 => FaultKind::Protocol,
        _ => return None,
    };
    let fault = Fault { kind, message: format!("curl: ({number}) {message}") };
    Some(Reply { fault: Some(fault), ..Reply::default() })
}

/// One line with its place.
struct Piece<'a> {
    mark: Mark,
    text: &'a str,
    start: usize,
    end: usize,
}

fn pieces(text: &str) -> Vec<Piece<'_>> {
    let mut at = 0;
    text.split_inclusive('\n')
        .map(|whole| {
            let start = at;
            at += whole.len();
            let (mark, text) = mark(whole.trim_end_matches(['\n', '\r']));
            Piece { mark, text, start, end: at }
        })
        .collect()
}

/// The messages at the beginning of a text and where they end. A text that is HTTP as a whole has bodies
/// up to the next message; else a body ends where that is certain, and words behind it are not its.
fn messages(text: &str, whole: bool) -> (Vec<Item>, usize) {
    let pieces = pieces(text);
    let mut items = Vec::new();
    let mut https = true;
    let mut remote = None;
    let mut end = 0;
    let mut at = 0;
    while at < pieces.len() {
        let piece = &pieces[at];
        if piece.mark == Mark::Told {
            if let Some((_, rest)) = piece.text.split_once("Connected to ") {
                remote = rest.split(['(', ')']).nth(1).map(str::to_owned);
                https = !rest.contains("port 80 ") && !rest.trim_end().ends_with("port 80");
            }
            at += 1;
            end = piece.end;
            continue;
        }
        if let Some(reply) = curl_error(piece.text) {
            items.push(Item { line: at, what: What::Answer(Box::new(reply)) });
            at += 1;
            end = piece.end;
            continue;
        }
        let short = jotting(&pieces[at..]);
        if !begins_message(piece.text) && short.is_none() {
            let blank = piece.text.trim().is_empty();
            let more = pieces[at..].iter().find(|piece| !piece.text.trim().is_empty());
            let goes_on = more.is_some_and(|more| {
                more.mark == Mark::Told && !items.is_empty() && is_connection(more.text)
                    || begins_message(more.text)
                    || curl_error(more.text).is_some()
            });
            if !(whole || blank && goes_on) {
                break;
            }
            at += 1;
            end = piece.end;
            continue;
        }
        let head = head(&pieces[at..], short);
        let mut body_start = at + if head.body.is_some() { 0 } else { head.lines };
        while pieces.get(body_start).is_some_and(|piece| is_progress(piece)) {
            body_start += 1;
        }
        let body = match piece.mark {
            Mark::Sent => Body::none(),
            Mark::Received | Mark::Told | Mark::None => {
                body(text, &pieces[body_start..], &head, whole, piece.mark)
            }
        };
        let inline = head.body.unwrap_or_default();
        let first = pieces.get(body_start).map_or(text.len(), |piece| piece.start + inline);
        // Both in one line.
        if head.status.is_some() && !head.method.is_empty() && !head.target.is_empty() {
            let request = What::Request(Box::new(head.asked().request(https, String::new())));
            items.push(Item { line: at, what: request });
        }
        let what = match head.status {
            Some(status) => What::Answer(Box::new(Reply {
                status: Some(status),
                version: head.version.clone(),
                headers: head.map(),
                body: body.text.into_bytes(),
                remote: remote.clone(),
                started: None,
                fault: None,
            })),
            None => What::Request(Box::new(head.request(https, body.text))),
        };
        items.push(Item { line: at, what });
        end = first + body.length;
        at = pieces.partition_point(|piece| piece.end <= end);
        // A body may end in the middle of a line: curl's words follow it at once.
        if let Some(inside) = pieces.get(at).filter(|piece| piece.start < end) {
            if !inside.text.is_empty() && !whole && body.words_follow {
                break;
            }
            end = inside.end;
            at += 1;
        }
    }
    (items, end.min(text.len()))
}

/// What curl says of the bytes that it reads.
fn is_progress(piece: &Piece<'_>) -> bool {
    piece.mark == Mark::Told && (piece.text.starts_with("{ [") || piece.text.starts_with("} ["))
}

/// curl's own words at the end of a transfer.
fn is_connection(line: &str) -> bool {
    line.starts_with("* Connection #") || line.starts_with("* Closing connection") || is_trace(line)
}

/// The first line and the headers of a message.
struct Head {
    method: String,
    target: String,
    status: Option<u16>,
    version: Option<String>,
    headers: Vec<(String, String)>,
    /// How many lines it takes up, the empty one behind it included.
    lines: usize,
    /// Where the body begins on its only line, where it does.
    body: Option<usize>,
}

/// What somebody jotted down, where a line is no part of HTTP itself.
fn jotting<'a>(pieces: &[Piece<'a>]) -> Option<Jotted<'a>> {
    let first = &pieces[0];
    let mut behind = pieces[1..].iter().map(|piece| piece.text);
    let plain = first.mark == Mark::None && !begins_message(first.text);
    let read = plain.then(|| jotted::read(first.text, &mut behind)).flatten()?;
    let margin = first.text.len() - first.text.trim_start().len();
    Some(Jotted { body: read.body.map(|at| at + margin), ..read })
}

fn head(pieces: &[Piece<'_>], short: Option<Jotted<'_>>) -> Head {
    let first = &pieces[0];
    let mut head = Head {
        method: String::new(),
        target: String::new(),
        status: None,
        version: None,
        headers: Vec::new(),
        lines: 0,
        body: None,
    };
    if let Some((version, status)) = status_line(first.text) {
        (head.version, head.status, head.lines) = (Some(version), Some(status), 1);
    } else if let Some((method, target)) = request_line(first.text) {
        (head.method, head.target, head.lines) = (method.to_owned(), target.to_owned(), 1);
    } else if let Some(Jotted { request, status, body }) = short {
        let (method, target) = request.unwrap_or_default();
        (head.method, head.target) = (method.to_owned(), target.to_owned());
        (head.status, head.lines) = (status, 1);
        if body.is_some() {
            head.body = body;
            return head;
        }
    }
    for piece in &pieces[head.lines..] {
        if piece.mark == Mark::Told && first.mark != Mark::None {
            head.lines += 1;
            continue;
        }
        if piece.mark != first.mark && !(piece.mark == Mark::None && piece.text.trim().is_empty()) {
            break;
        }
        if piece.text.trim().is_empty() {
            head.lines += 1;
            break;
        }
        let folded = piece.text.starts_with([' ', '\t']);
        if folded && let Some((_, value)) = head.headers.last_mut() {
            value.push(' ');
            value.push_str(piece.text.trim());
            head.lines += 1;
            continue;
        }
        let Some((name, value)) = header(piece.text) else { break };
        match name {
            ":status" => head.status = value.parse().ok(),
            ":method" => value.clone_into(&mut head.method),
            ":path" => value.clone_into(&mut head.target),
            ":authority" => head.headers.push(("host".to_owned(), value.to_owned())),
            ":scheme" => {}
            _ => head.headers.push((name.to_owned(), value.to_owned())),
        }
        head.lines += 1;
    }
    head.lines = head.lines.max(1);
    head
}

fn header(line: &str) -> Option<(&str, &str)> {
    let start = usize::from(line.starts_with(':'));
    let colon = start + line[start..].find(':')?;
    let name = &line[..colon];
    let token = |c: char| c.is_ascii_alphanumeric() || "!#$%&'*+-.^_`|~".contains(c);
    (name.len() > start && name[start..].chars().all(token))
        .then(|| (name, line[colon + 1..].trim()))
}

impl Head {
    fn get(&self, name: &str) -> Option<&str> {
        let mut all = self.headers.iter();
        all.find(|(known, _)| known.eq_ignore_ascii_case(name)).map(|(_, value)| value.as_str())
    }

    /// The request of a line that names its answer too: the headers below it are the answer's.
    fn asked(&self) -> Self {
        Self {
            method: self.method.clone(),
            target: self.target.clone(),
            status: None,
            version: None,
            headers: Vec::new(),
            lines: self.lines,
            body: None,
        }
    }

    fn map(&self) -> HeaderMap {
        let mut map = HeaderMap::new();
        for (name, value) in &self.headers {
            let name = HeaderName::from_bytes(name.as_bytes());
            if let (Ok(name), Ok(value)) = (name, HeaderValue::from_bytes(value.as_bytes())) {
                // More than 32,768 names do not fit: the rest is left out.
                let _ = map.try_append(name, value);
            }
        }
        map
    }

    fn request(&self, https: bool, body: String) -> Request {
        let host = self.get("host").unwrap_or("{host}");
        let local = host.starts_with("localhost") || host.starts_with("127.");
        let scheme = if https && !local { "https" } else { "http" };
        let url = if self.target.contains("://") {
            self.target.clone()
        } else {
            format!("{scheme}://{host}{}", self.target)
        };
        let method = if self.method.is_empty() { "GET" } else { &self.method };
        let mut request = Request::new(method, Value::new(url));
        request.headers = self
            .headers
            .iter()
            .map(|(name, value)| (name.clone(), Value::new(value.clone())))
            .collect();
        request.abridged = request.headers.is_empty();
        let body = body.trim();
        if !body.is_empty() {
            request.body = Payload::Text(Value::new(body));
        }
        request
    }
}

/// A body, and how much of the text it takes up.
struct Body {
    text: String,
    length: usize,
    /// Whether what follows it on its last line are somebody's words.
    words_follow: bool,
}

impl Body {
    fn none() -> Self {
        Self { text: String::new(), length: 0, words_follow: false }
    }
}

/// What people write above a body.
const LABELS: [&str; 3] = ["response body:", "body:", "response:"];

fn body(text: &str, pieces: &[Piece<'_>], head: &Head, whole: bool, mark: Mark) -> Body {
    let Some(first) = pieces.first() else { return Body::none() };
    let start = first.start + head.body.unwrap_or_default();
    // Up to the next message, or to where curl speaks again.
    let mut until = text.len();
    for piece in pieces {
        let speaks = mark != Mark::None && piece.mark != Mark::None;
        if begins_message(piece.text) || speaks || curl_error(piece.text).is_some() {
            until = piece.start;
            break;
        }
        if mark != Mark::None
            && let Some(inside) = piece
                .text
                .find("* Connection #")
                .or_else(|| piece.text.find("* Closing connection"))
        {
            until = piece.start + inside;
            break;
        }
    }
    let raw = &text[start..until];
    let chunked = head.get("transfer-encoding").is_some_and(|coding| coding.contains("chunked"));
    if chunked && let Some((unchunked, length)) = chunks(raw) {
        return Body { text: unchunked, length, words_follow: false };
    }
    let take = |length: usize, words_follow: bool| Body {
        text: raw[..length].trim().to_owned(),
        length,
        words_follow,
    };
    let no_body = head.status.is_some_and(|status| status == 204 || status == 304 || status < 200);
    if no_body && !whole {
        return Body::none();
    }
    if whole || mark != Mark::None && until < text.len() {
        return take(raw.len(), false);
    }
    // JSON and pages say themselves where they end.
    let blank = raw.len() - raw.trim_start().len();
    let label = LABELS.iter().find(|label| {
        raw[blank..].get(..label.len()).is_some_and(|begins| begins.eq_ignore_ascii_case(label))
    });
    let skipped = label.map_or(0, |label| {
        let behind = &raw[blank + label.len()..];
        blank + label.len() + behind.len() - behind.trim_start().len()
    });
    let blank = blank.max(skipped);
    let take = |length: usize, words_follow: bool| Body {
        text: raw[skipped..length].trim().to_owned(),
        length,
        words_follow,
    };
    let inside = &raw[blank..];
    if inside.starts_with(['{', '[']) {
        let mut stream =
            serde_json::Deserializer::from_str(inside).into_iter::<serde::de::IgnoredAny>();
        if matches!(stream.next(), Some(Ok(_))) {
            return take(blank + stream.byte_offset(), true);
        }
    }
    let lower = inside.to_ascii_lowercase();
    if (lower.starts_with("<!doctype") || lower.starts_with("<html"))
        && let Some(end) = lower.find("</html>")
    {
        return take(blank + end + "</html>".len(), true);
    }
    if let Some(length) = head.get("content-length").and_then(|text| text.parse::<usize>().ok()) {
        if length == 0 {
            return Body::none();
        }
        if let Some(exact) = raw.get(..length) {
            return take(exact.len(), true);
        }
    }
    // Words behind the headers of a message that does not say that it has any may be anybody's.
    let typed = head.get("content-type").is_some() || head.get("content-length").is_some();
    let paragraph = inside.find("\n\n").map_or(inside.len(), |end| end + 1);
    if typed && !inside.is_empty() || head.status.is_none() && request_body(&inside[..paragraph]) {
        return take(blank + paragraph, false);
    }
    Body::none()
}

/// Whether a paragraph behind a request can be its body: a form on one line.
fn request_body(text: &str) -> bool {
    let text = text.trim();
    !text.contains([' ', '\n']) && text.contains('=')
}

/// A chunked body as a wire shows it; none where it was put together already.
fn chunks(raw: &str) -> Option<(String, usize)> {
    let mut out = String::new();
    let mut at = 0;
    loop {
        let line = raw[at..].split_inclusive('\n').next()?;
        let size = line.trim().split(';').next()?;
        let size = usize::from_str_radix(size, 16).ok()?;
        at += line.len();
        if size == 0 {
            let rest = &raw[at..];
            let after = ["\r\n", "\n"].iter().find(|end| rest.starts_with(**end));
            return Some((out, at + after.map_or(0, |end| end.len())));
        }
        // Line ends may have become shorter on the way here.
        let chunk = raw.get(at..at.checked_add(size)?);
        let next = raw[at..].find('\n')?;
        let exact = chunk.filter(|_| raw[at + size..].starts_with(['\r', '\n']));
        let piece = exact.unwrap_or_else(|| raw[at..at + next].trim_end_matches('\r'));
        out.push_str(piece);
        at += piece.len();
        let ending = raw[at..].len() - raw[at..].trim_start_matches(['\r', '\n']).len();
        at += ending.min(2);
    }
}
