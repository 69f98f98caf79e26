//! A request as it was given: whole, so that it can be sent again. Its values are secrets until they are read
//! into facts.

use url::Url;

use super::value::Value;

/// A request as it was given.
#[derive(Clone)]
pub struct Request {
    /// The program that sends it (`curl`), where a command was given.
    pub program: Option<&'static str>,
    /// The method.
    pub method: String,
    /// The URL as it was written, with the query that the command adds.
    pub url: Value,
    /// Headers in the order in which they are sent, those that the program adds by itself last.
    pub headers: Vec<(String, Value)>,
    /// User and password of Basic, where they are given apart from the header.
    pub basic: Option<(Value, Value)>,
    /// The body.
    pub body: Payload,
    /// Whether redirects are followed.
    pub follow: bool,
    /// Whether any certificate will do.
    pub insecure: bool,
    /// The proxy that it names.
    pub proxy: Option<Value>,
    /// Whether a shell has taken its quotes off: a variable that is still there is sent as it stands.
    pub literal: bool,
    /// Whether it was written down without any headers: what it carried cannot be told, since none goes out so.
    pub abridged: bool,
    /// Options that are not known here, and what else could not be read: each in words.
    pub unread: Vec<String>,
}

/// The body of a request.
#[derive(Clone)]
pub enum Payload {
    /// None.
    None,
    /// A text, whatever it is.
    Text(Value),
    /// The parts of `multipart/form-data`, by name.
    Multipart(Vec<(String, Value)>),
    /// A file that is not here.
    File,
}

impl Request {
    /// A request without headers and body.
    #[must_use]
    pub fn new(method: &str, url: Value) -> Self {
        Self {
            program: None,
            method: method.to_owned(),
            url,
            headers: Vec::new(),
            basic: None,
            body: Payload::None,
            follow: false,
            insecure: false,
            proxy: None,
            literal: false,
            abridged: false,
            unread: Vec::new(),
        }
    }

    /// The first header of that name, in any case.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&Value> {
        self.headers.iter().find(|(known, _)| known.eq_ignore_ascii_case(name)).map(|(_, v)| v)
    }

    /// The URL taken apart; variables in it stay as they were written.
    #[must_use]
    pub fn address(&self) -> Option<Url> {
        let text = self.url.text().trim();
        let whole = if text.contains("://") { text.to_owned() } else { format!("http://{text}") };
        Url::parse(&whole).ok().filter(Url::has_host)
    }

    /// The body as a form, where it is one.
    pub(super) fn form(&self) -> Vec<(String, Value)> {
        match &self.body {
            Payload::Text(text) if looks_like_form(text.text()) => text
                .split('&')
                .into_iter()
                .filter_map(|pair| match pair.split_once('=') {
                    Some((name, value)) => Some((decoded(name.text()), percent_decoded(&value))),
                    None if pair.is_empty() => None,
                    None => Some((decoded(pair.text()), Value::new(""))),
                })
                .collect(),
            Payload::Multipart(parts) => parts.clone(),
            Payload::None | Payload::Text(_) | Payload::File => Vec::new(),
        }
    }
}

/// `name=value&…` and nothing that a form would have encoded.
fn looks_like_form(text: &str) -> bool {
    let text = text.trim();
    let name = text.split(['=', '&']).next().unwrap_or_default();
    let plain = |c: char| c.is_ascii_alphanumeric() || "_-.[]%+~".contains(c);
    text.contains('=') && !name.is_empty() && name.chars().all(plain)
}

/// A name or value of a form without its encoding.
pub(super) fn decoded(text: &str) -> String {
    let pair = format!("={}", text.replace('&', "%26"));
    url::form_urlencoded::parse(pair.as_bytes())
        .next()
        .map_or_else(String::new, |(_, value)| value.into_owned())
}

fn percent_decoded(value: &Value) -> Value {
    if value.is_filled() && value.text().contains(['%', '+']) {
        Value::new(decoded(value.text()))
    } else {
        value.clone()
    }
}
