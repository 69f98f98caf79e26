//! Requests and answers as people write them down: `GET https://host/x`, `POST /x -> 403`, `Response status: 401`.

use http::StatusCode;

/// What one line says of an exchange.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Jotted<'a> {
    /// Method and target, where it names a request.
    pub(super) request: Option<(&'a str, &'a str)>,
    /// The status, where it names an answer.
    pub(super) status: Option<u16>,
    /// Where the answer's body begins, where it stands on the same line.
    pub(super) body: Option<usize>,
}

/// Methods that such a line begins with.
const METHODS: [&str; 7] = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"];

/// What stands between a request and its status.
const LINKS: [&str; 20] = [
    "->",
    "-->",
    "=>",
    "→",
    "-",
    "–",
    "—",
    ":",
    "returns",
    "returned",
    "gives",
    "gave",
    "gets",
    "got",
    "answers",
    "answered",
    "responds",
    "responded",
    "with",
    "http",
];

/// What stands before a status, in small letters and without the colon.
const LABELS: [&str; 12] = [
    "http",
    "status",
    "status code",
    "http status",
    "http status code",
    "response",
    "response status",
    "response status code",
    "response code",
    "result",
    "answer",
    "->",
];

/// Headers that stand below a request line.
const HEADERS: [&str; 6] =
    ["host", "authorization", "accept", "content-type", "user-agent", "origin"];

/// Reads a line; `behind` are those that follow it. What could be a line of anybody's words is none: a path or a number
/// alone counts where what follows shows what it is.
pub(super) fn read<'a>(
    line: &'a str,
    behind: &mut dyn Iterator<Item = &str>,
) -> Option<Jotted<'a>> {
    let line = line.trim();
    if line.len() > 2_000 {
        return None;
    }
    match line.split_once(' ') {
        Some((method, rest)) if METHODS.contains(&method) => request(method, rest.trim(), behind),
        _ => answer(line, behind),
    }
}

fn request<'a>(
    method: &'a str,
    rest: &'a str,
    behind: &mut dyn Iterator<Item = &str>,
) -> Option<Jotted<'a>> {
    let (target, rest) = rest.split_once(' ').unwrap_or((rest, ""));
    let (target, colon) = target.strip_suffix(':').map_or((target, false), |cut| (cut, true));
    let whole = target.starts_with("https://") || target.starts_with("http://");
    if !whole && !target.starts_with('/') {
        return None;
    }
    if rest.trim().is_empty() {
        let alone = !colon
            && (whole || next(behind).is_some_and(|next| is_header(next) || is_status(next)));
        return alone.then_some(Jotted {
            request: Some((method, target)),
            status: None,
            body: None,
        });
    }
    let mut words = rest.split_whitespace().peekable();
    let mut linked = whole || colon;
    while words.next_if(|word| LINKS.contains(&&*word.to_ascii_lowercase())).is_some() {
        linked = true;
    }
    let rest: Vec<&str> = words.collect();
    let status = status(&rest.join(" ")).filter(|_| linked)?;
    Some(Jotted { request: Some((method, target)), status: Some(status.0), body: None })
}

fn answer<'a>(line: &'a str, behind: &mut dyn Iterator<Item = &str>) -> Option<Jotted<'a>> {
    let digit = line.find(|c: char| c.is_ascii_digit()).filter(|at| *at <= 24)?;
    let label = line[..digit].trim().trim_end_matches([':', '=']).trim_end().to_ascii_lowercase();
    // `401 Unauthorized: {"error": ...}`, as programs print it.
    let body = line.find(": {").or_else(|| line.find(": [")).filter(|at| *at > digit);
    let (status, with_reason) = status(&line[digit..body.unwrap_or(line.len())])?;
    let labelled = LABELS.contains(&label.as_str());
    let goes_on = |next: Option<&str>| {
        next.is_none_or(|next| next.starts_with(['{', '[', '<']) || is_header(next))
    };
    let alone = label.is_empty() && (with_reason || body.is_some() || goes_on(next(behind)));
    let body = body.map(|at| at + 2);
    (labelled || alone).then_some(Jotted { request: None, status: Some(status), body })
}

/// A status with nothing behind it but its reason phrase (RFC 9110, section 15), and whether that is there.
fn status(text: &str) -> Option<(u16, bool)> {
    let text = text.trim().trim_end_matches(['.', ',']);
    let (code, reason) = text.split_once(' ').unwrap_or((text, ""));
    let code = code.trim_end_matches([':', ',']);
    let number: u16 =
        code.parse().ok().filter(|number| code.len() == 3 && (200..600).contains(number))?;
    let known = StatusCode::from_u16(number).ok()?.canonical_reason().unwrap_or_default();
    let reason = reason.trim().trim_matches(['(', ')']);
    (reason.is_empty() || reason.eq_ignore_ascii_case(known))
        .then_some((number, !reason.is_empty()))
}

fn is_status(line: &str) -> bool {
    line.starts_with("HTTP/") || answer(line, &mut std::iter::empty()).is_some()
}

fn is_header(line: &str) -> bool {
    let name = line.split_once(": ").map(|(name, _)| name.to_ascii_lowercase());
    name.is_some_and(|name| HEADERS.contains(&name.as_str()))
}

/// The next line that is not empty.
fn next<'b>(behind: &mut dyn Iterator<Item = &'b str>) -> Option<&'b str> {
    behind.map(str::trim).find(|line| !line.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The request and the status that a text names.
    type Named<'a> = (Option<(&'a str, &'a str)>, Option<u16>);

    fn of(text: &str) -> Option<Named<'_>> {
        let mut lines = text.lines();
        let line = lines.next().unwrap_or_default();
        read(line, &mut lines).map(|one| (one.request, one.status))
    }

    #[test]
    fn requests_and_answers_as_people_write_them_down() {
        const X: &str = "https://a.example/x";
        for (text, request, status) in [
            ("GET https://a.example/x", Some(("GET", X)), None),
            ("GET https://a.example/x 401", Some(("GET", X)), Some(401)),
            ("GET https://a.example/x -> 403", Some(("GET", X)), Some(403)),
            ("POST https://a.example/x: 403 Forbidden", Some(("POST", X)), Some(403)),
            (
                "POST https://a.example/x returned HTTP 401 (Unauthorized)",
                Some(("POST", X)),
                Some(401),
            ),
            ("DELETE /x → 401", Some(("DELETE", "/x")), Some(401)),
            ("GET /x\n\nHTTP/1.1 401", Some(("GET", "/x")), None),
            ("GET /x\nHost: a.example", Some(("GET", "/x")), None),
            ("GET /x\n401 Unauthorized", Some(("GET", "/x")), None),
            ("401 Unauthorized", None, Some(401)),
            ("HTTP 403", None, Some(403)),
            ("Status: 401 Unauthorized", None, Some(401)),
            ("Response status code: 403", None, Some(403)),
            ("401", None, Some(401)),
            ("401\n\n", None, Some(401)),
            ("401 Unauthorized: [{\"errorCode\":\"X\"}]", None, Some(401)),
            ("401\n{\"error\":1}", None, Some(401)),
            ("403\nContent-Type: text/html", None, Some(403)),
        ] {
            assert_eq!(of(text), Some((request, status)), "{text}");
        }
    }

    #[test]
    fn words_that_only_look_alike() {
        for text in [
            "GET /x",
            "GET /x\nGET /y",
            "GET /x 401 12 ms - 34",
            "GET /x 401",
            "GET https://a.example/x and then https://a.example/y",
            "GET data",
            "401\nand more",
            "401 of our users complain",
            "403 Unauthorized",
            "We get 401",
            "Status: 401 of 500",
            "Error 4011",
            "room 404",
            "Response: ok",
            "",
        ] {
            assert_eq!(of(text), None, "{text}");
        }
    }
}
