//! An HTTPie command: `http POST host/path Header:value name=value`.

use super::curl::{after_prompt, is_address};
use super::item::{Item, What};
use super::request::{Payload, Request};
use super::shell;
use super::value::{Value, Writer};

/// The length of the command that a text begins with.
pub(super) fn recognise(text: &str) -> Option<usize> {
    let start = after_prompt(text);
    let rest = &text[start..];
    if !["http ", "https ", "xh ", "xhs "].iter().any(|name| rest.starts_with(name)) {
        return None;
    }
    let line = shell::line(rest);
    let address = |word: &Value| {
        word.text().contains("://") || word.text().starts_with(":/") || is_address(word.text())
    };
    let mut all = line.words.iter().skip(1);
    let command = all.next().is_some_and(|first| {
        address(first) || is_method(first.text()) || first.text().starts_with('-')
    });
    (command && line.words.iter().skip(1).any(address)).then_some(start + line.end)
}

fn is_method(word: &str) -> bool {
    ["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS"].contains(&word)
}

/// Options that take a value.
const WITH_VALUE: [&str; 22] = [
    "-a",
    "--auth",
    "-A",
    "--auth-type",
    "--proxy",
    "--verify",
    "--cert",
    "--cert-key",
    "-o",
    "--output",
    "--session",
    "--session-read-only",
    "--timeout",
    "-p",
    "--print",
    "-s",
    "--style",
    "--pretty",
    "--default-scheme",
    "--max-redirects",
    "--ssl",
    "--bearer",
];

/// Reads a command.
pub(super) fn read(text: &str, line: usize) -> Vec<Item> {
    let mut words = shell::line(&text[after_prompt(text)..]).words.into_iter();
    let program = words.next();
    let https = program.is_some_and(|name| matches!(name.text(), "https" | "xhs"));
    let mut request = Request::new("", Value::new(""));
    request.program = Some("HTTPie");
    request.literal = true;
    let (mut auth, mut kind, mut form) = (None, String::from("basic"), false);
    let mut rows = Vec::new();
    let mut query = Vec::new();
    while let Some(word) = words.next() {
        let written = word.text().to_owned();
        if written.starts_with('-') && written.len() > 1 {
            let (name, value) = match word.split_once('=') {
                Some((name, value)) => (name.text().to_owned(), Some(value)),
                None if WITH_VALUE.contains(&written.as_str()) => (written, words.next()),
                None => (written, None),
            };
            match (name.as_str(), value) {
                ("-a" | "--auth", Some(value)) => auth = Some(value),
                ("--bearer", Some(value)) => (auth, kind) = (Some(value), "bearer".to_owned()),
                ("-A" | "--auth-type", Some(value)) => value.text().clone_into(&mut kind),
                ("-f" | "--form", _) => form = true,
                ("--follow" | "-F", _) => request.follow = true,
                ("--verify", Some(value)) => request.insecure = value.text() == "no",
                _ => {}
            }
        } else if request.url.is_empty() && request.method.is_empty() && is_method(&written) {
            request.method = written;
        } else if request.url.is_empty() {
            request.url = address(word, https);
        } else {
            item(&word, &mut request, &mut rows, &mut query);
        }
    }
    body(rows, form, &mut request);
    if request.method.is_empty() {
        let data = !matches!(request.body, Payload::None);
        request.method = if data { "POST" } else { "GET" }.to_owned();
    }
    for (at, pair) in query.into_iter().enumerate() {
        let mut url = Writer::default();
        url.append(&request.url);
        url.push(if at == 0 && !request.url.text().contains('?') { '?' } else { '&' });
        url.append(&pair);
        request.url = url.take();
    }
    if let Some(auth) = auth {
        if kind.eq_ignore_ascii_case("bearer") {
            let mut bearer = Writer::default();
            bearer.push_str("Bearer ");
            bearer.append(&auth);
            request.headers.push(("Authorization".to_owned(), bearer.take()));
        } else {
            request.basic = Some(auth.split_once(':').unwrap_or_else(|| (auth, Value::new(""))));
        }
    }
    if request.url.is_empty() {
        return Vec::new();
    }
    vec![Item { line, what: What::Request(Box::new(request)) }]
}

/// `:8080/x` is this machine.
fn address(word: Value, https: bool) -> Value {
    let mut url = Writer::default();
    if word.text().starts_with(':') {
        url.push_str("http://localhost");
    } else if https && !word.text().contains("://") {
        url.push_str("https://");
    }
    url.append(&word);
    url.take()
}

/// `Header:value`, `name==value` (query), `name:=json`, `name=value`.
fn item(
    word: &Value,
    request: &mut Request,
    rows: &mut Vec<(String, Value, bool)>,
    query: &mut Vec<Value>,
) {
    let at = word.text().find([':', '=']);
    let Some(at) = at.filter(|at| *at > 0) else { return };
    let (head, length) = (&word.text()[at..], word.text().len());
    let name = word.text()[..at].to_owned();
    let rest = |skip: usize| word.slice(at + skip..length);
    if head.starts_with(":=") {
        rows.push((name, rest(2), true));
    } else if head.starts_with("==") {
        let mut pair = Writer::default();
        pair.push_str(&name);
        pair.push('=');
        pair.append(&rest(2));
        query.push(pair.take());
    } else if head.starts_with('=') {
        rows.push((name, rest(1), false));
    } else {
        request.headers.push((name, rest(1)));
    }
}

fn body(rows: Vec<(String, Value, bool)>, form: bool, request: &mut Request) {
    if rows.is_empty() {
        return;
    }
    let mut body = Writer::default();
    let separator = if form { '&' } else { ',' };
    for (at, (name, value, raw)) in rows.iter().enumerate() {
        if at > 0 {
            body.push(separator);
        }
        if form {
            body.push_str(name);
            body.push('=');
            body.append(value);
            continue;
        }
        body.push_str(&serde_json::Value::from(name.as_str()).to_string());
        body.push(':');
        if *raw || !value.is_filled() {
            if !raw {
                body.push('"');
            }
            body.append(value);
            if !raw {
                body.push('"');
            }
        } else {
            body.push_str(&serde_json::Value::from(value.text()).to_string());
        }
    }
    let (kind, body) = if form {
        ("application/x-www-form-urlencoded", body.take())
    } else {
        let mut object = Writer::default();
        object.push('{');
        object.append(&body.take());
        object.push('}');
        ("application/json", object.take())
    };
    if request.header("content-type").is_none() {
        request.headers.push(("Content-Type".to_owned(), Value::new(kind)));
    }
    request.body = Payload::Text(body);
}
