//! PowerShell's own commands for requests, as browsers copy them and people write them.

use super::item::{Item, What};
use super::request::{Payload, Request};
use super::shell::{Argument, statement};
use super::value::Value;

const COMMANDS: [&str; 4] = ["invoke-webrequest", "invoke-restmethod", "iwr", "irm"];

/// The length of the statements that a text begins with: those that prepare a session, and the command.
pub(super) fn recognise(text: &str) -> Option<usize> {
    let mut at = 0;
    while at < text.len() {
        let rest = &text[at..];
        let line = rest.lines().next()?.trim_start();
        let line = line.strip_prefix("PS>").unwrap_or(line).trim_start();
        let (_, length) = statement(rest);
        let length = length.max(1).min(rest.len());
        if is_command(line) {
            return Some(at + length);
        }
        if !line.starts_with('$') || !(line.contains("WebRequestSession") || at > 0) {
            return None;
        }
        at += length;
    }
    None
}

/// `Invoke-RestMethod …`, perhaps with its result put into a variable.
fn is_command(line: &str) -> bool {
    let call = match line.split_once('=') {
        Some((variable, call)) if variable.trim_start().starts_with('$') => call.trim_start(),
        Some(_) | None => line,
    };
    let mut words = call.split_whitespace();
    let name = words.next().unwrap_or_default().to_ascii_lowercase();
    let more = words
        .next()
        .is_some_and(|word| word.starts_with(['-', '"', '\'', '$', '`']) || word.contains("://"));
    COMMANDS.contains(&name.as_str()) && more
}

/// Reads the command and the session before it.
pub(super) fn read(text: &str, line: usize) -> Vec<Item> {
    let mut request = Request::new("", Value::new(""));
    request.program = Some("PowerShell");
    request.literal = true;
    let mut at = 0;
    while at < text.len() {
        let rest = &text[at..];
        let (arguments, length) = statement(rest);
        let blanks = rest.len() - rest.trim_start().len();
        session(&rest[blanks..length.max(blanks)], &mut request);
        let command = arguments.iter().position(|argument| match argument {
            Argument::Word(word) => COMMANDS.contains(&word.text().to_ascii_lowercase().as_str()),
            Argument::Table(_) | Argument::Expression(_) => false,
        });
        if let Some(command) = command {
            options(arguments.into_iter().skip(command + 1), &mut request);
        }
        at += length.max(1);
        while !text.is_char_boundary(at) {
            at += 1;
        }
    }
    if request.url.is_empty() {
        return Vec::new();
    }
    if request.method.is_empty() {
        "GET".clone_into(&mut request.method);
    }
    vec![Item { line, what: What::Request(Box::new(request)) }]
}

/// Names and values as a form.
fn form(rows: &[(String, Value)]) -> Value {
    let encode =
        |text: &str| -> String { url::form_urlencoded::byte_serialize(text.as_bytes()).collect() };
    let mut form = super::value::Writer::default();
    for (at, (name, value)) in rows.iter().enumerate() {
        if at > 0 {
            form.push('&');
        }
        form.push_str(&encode(name));
        form.push('=');
        if value.is_filled() {
            form.push_str(&encode(value.text()));
        } else {
            form.append(value);
        }
    }
    form.take()
}

/// `$session.UserAgent = "…"`, `$session.Cookies.Add((New-Object System.Net.Cookie("name", "value", …)))`.
fn session(text: &str, request: &mut Request) {
    if let Some((_, cookie)) = text.split_once("System.Net.Cookie(") {
        let quoted: Vec<&str> = cookie.split('"').skip(1).step_by(2).collect();
        if let [name, value, ..] = quoted.as_slice() {
            let pair = Value::new(format!("{name}={value}"));
            request.headers.push(("Cookie".to_owned(), pair));
        }
    } else if let Some((_, agent)) = text.split_once(".UserAgent = \"") {
        let agent = agent.split('"').next().unwrap_or_default();
        request.headers.push(("User-Agent".to_owned(), Value::new(agent)));
    }
}

fn options(mut arguments: impl Iterator<Item = Argument>, request: &mut Request) {
    while let Some(argument) = arguments.next() {
        let Argument::Word(word) = argument else { continue };
        let Some(name) = word.text().strip_prefix('-').filter(|_| word.is_filled()) else {
            if request.url.is_empty() {
                request.url = word;
            }
            continue;
        };
        // A name may be joined to its value by a colon, and be cut short.
        let (name, joined) = match word.split_once(':') {
            Some((_, value)) if !value.is_empty() => {
                (name.split(':').next().unwrap_or_default(), Some(value))
            }
            Some(_) | None => (name.trim_end_matches(':'), None),
        };
        let name = name.to_ascii_lowercase();
        let is = |full: &str, least: usize| name.len() >= least && full.starts_with(&name);
        if is("usebasicparsing", 4)
            || is("skipcertificatecheck", 5)
            || is("usedefaultcredentials", 6)
            || is("allowunencryptedauthentication", 5)
            || is("skiphttperrorcheck", 8)
            || is("skipheadervalidation", 6)
            || is("verbose", 4)
        {
            request.insecure |= is("skipcertificatecheck", 5);
            continue;
        }
        let Some(value) = joined.map(Argument::Word).or_else(|| arguments.next()) else { break };
        match value {
            Argument::Table(rows) if is("headers", 1) => {
                request.headers.extend(rows);
            }
            Argument::Table(rows) if is("body", 1) => {
                // A table becomes a form.
                request.body = Payload::Text(form(&rows));
                let form = Value::new("application/x-www-form-urlencoded");
                request.headers.push(("Content-Type".to_owned(), form));
            }
            Argument::Word(value) if is("uri", 1) => request.url = value,
            Argument::Word(value) if is("method", 1) => {
                request.method = value.text().to_ascii_uppercase();
            }
            Argument::Word(value) if is("contenttype", 8) => {
                request.headers.push(("Content-Type".to_owned(), value));
            }
            Argument::Word(value) if is("useragent", 5) => {
                request.headers.push(("User-Agent".to_owned(), value));
            }
            Argument::Word(value) if is("body", 1) => request.body = Payload::Text(value),
            Argument::Word(value) if is("token", 1) => {
                let mut bearer = super::value::Writer::default();
                bearer.push_str("Bearer ");
                bearer.append(&value);
                request.headers.push(("Authorization".to_owned(), bearer.take()));
            }
            Argument::Word(value) if is("proxy", 5) => request.proxy = Some(value),
            Argument::Word(value) if is("headers", 1) || is("credential", 4) => {
                // A variable: what is in it is not here.
                let name = if is("headers", 1) { "the headers" } else { "the credential" };
                request.unread.push(format!("{name} in {} are not here", value.text()));
            }
            Argument::Expression(_) if is("body", 1) => request.body = Payload::File,
            Argument::Expression(text) if is("token", 1) => {
                let mut bearer = super::value::Writer::default();
                bearer.push_str("Bearer ");
                bearer.push_hole(&text);
                request.headers.push(("Authorization".to_owned(), bearer.take()));
            }
            Argument::Word(_) | Argument::Table(_) | Argument::Expression(_) => {}
        }
    }
}
