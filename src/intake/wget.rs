//! A wget command.

use super::curl::after_prompt;
use super::item::{Item, What};
use super::request::{Payload, Request};
use super::shell;
use super::value::Value;

/// The length of the command that a text begins with.
pub(super) fn recognise(text: &str) -> Option<usize> {
    let start = after_prompt(text);
    let rest = &text[start..];
    if !rest.starts_with("wget ") && !rest.starts_with("wget.exe ") {
        return None;
    }
    let line = shell::line(rest);
    let command = line.words.iter().skip(1).any(|word| {
        word.text().contains("://") || word.text().len() > 1 && word.text().starts_with('-')
    });
    command.then_some(start + line.end)
}

/// Short options that take a value.
const SHORT_WITH_VALUE: &str = "oaeitTwQPUlARDXIBO";

/// Reads a command.
pub(super) fn read(text: &str, line: usize) -> Vec<Item> {
    let words = shell::line(&text[after_prompt(text)..]).words;
    let mut request = Request::new("", Value::new(""));
    request.program = Some("wget");
    request.literal = true;
    request.follow = true;
    let (mut user, mut password) = (None, None);
    let mut words = words.into_iter().skip(1);
    while let Some(word) = words.next() {
        let written = word.text().to_owned();
        let Some(name) = written.strip_prefix("--") else {
            if let Some(short) = written.strip_prefix('-').filter(|short| !short.is_empty()) {
                let last = short.chars().position(|letter| SHORT_WITH_VALUE.contains(letter));
                let agent = short.starts_with('U');
                let value = match last {
                    Some(at) if at + 1 == short.chars().count() => words.next(),
                    Some(_) | None => None,
                };
                if let Some(value) = value.filter(|_| agent) {
                    request.headers.push(("User-Agent".to_owned(), value));
                }
            } else if request.url.is_empty() {
                request.url = word;
            }
            continue;
        };
        let takes = [
            "header",
            "post-data",
            "body-data",
            "post-file",
            "body-file",
            "method",
            "user",
            "password",
            "http-user",
            "http-password",
            "user-agent",
            "referer",
            "output-document",
            "output-file",
            "timeout",
            "tries",
            "ca-certificate",
        ];
        let (name, value) = match word.slice(2..written.len()).split_once('=') {
            Some((name, value)) => (name.text().to_owned(), Some(value)),
            None if takes.contains(&name) => (name.to_owned(), words.next()),
            None => (name.to_owned(), None),
        };
        let Some(value) = value else {
            request.insecure |= name == "no-check-certificate";
            continue;
        };
        match name.as_str() {
            "header" => {
                if let Some((name, value)) = value.split_once(':') {
                    request.headers.push((name.trim().text().to_owned(), value.trim_start()));
                }
            }
            "post-data" | "body-data" => request.body = Payload::Text(value),
            "post-file" | "body-file" => request.body = Payload::File,
            "method" => request.method = value.text().to_ascii_uppercase(),
            "user" | "http-user" => user = Some(value),
            "password" | "http-password" => password = Some(value),
            "user-agent" => request.headers.push(("User-Agent".to_owned(), value)),
            "referer" => request.headers.push(("Referer".to_owned(), value)),
            _ => {}
        }
    }
    let has_body = !matches!(request.body, Payload::None);
    if request.method.is_empty() {
        request.method = if has_body { "POST" } else { "GET" }.to_owned();
    }
    if has_body && request.header("content-type").is_none() {
        let form = Value::new("application/x-www-form-urlencoded");
        request.headers.push(("Content-Type".to_owned(), form));
    }
    request.basic = user.map(|user| (user, password.unwrap_or_else(|| Value::new(""))));
    if request.url.is_empty() {
        return Vec::new();
    }
    vec![Item { line, what: What::Request(Box::new(request)) }]
}
