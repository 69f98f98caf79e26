//! An answer as it came: its body, who wrote it, and what it says went wrong. The raw parts stay with whoever reads it.

use std::sync::OnceLock;

use http::HeaderMap;
use serde_json::Value;

use super::policy::header_may_leave;
use super::shapes::{self, Recognised};
use super::{Scrub, challenge, clean, refusal};
use crate::model::{AnsweredBy, ApiError, BodyKind, Challenge};

/// An answer as it came.
pub struct Answer {
    /// The status code.
    pub status: u16,
    /// Every header, as it came.
    pub headers: HeaderMap,
    /// The body, as it came.
    pub body: Vec<u8>,
    /// The body as JSON, where it is.
    pub json: Option<Value>,
    /// What the body is.
    pub kind: BodyKind,
    /// The host that was asked, where it is known.
    pub(super) host: Option<String>,
    vendor: OnceLock<Option<Recognised>>,
    lower: OnceLock<String>,
}

/// No more of a body is searched for words than this, in bytes.
const LOOK: usize = 20_000;

impl Answer {
    /// Takes an answer apart.
    #[must_use]
    pub fn new(status: u16, headers: HeaderMap, body: Vec<u8>) -> Self {
        let content_type =
            headers.get("content-type").and_then(|value| value.to_str().ok()).unwrap_or_default();
        let content_type = content_type.to_ascii_lowercase();
        let start = body.trim_ascii_start();
        let lower = start[..start.len().min(64)].to_ascii_lowercase();
        let html = lower.starts_with(b"<!doctype html") || lower.starts_with(b"<html");
        let json = match start.first() {
            _ if html => None,
            Some(b'{' | b'[') => serde_json::from_slice(&body).ok(),
            Some(_) if content_type.contains("json") => serde_json::from_slice(&body).ok(),
            _ => None,
        };
        let kind = if start.is_empty() {
            BodyKind::Empty
        } else if json.is_some() {
            BodyKind::Json
        } else if html || content_type.contains("html") {
            BodyKind::Html
        } else if std::str::from_utf8(&body).is_ok() {
            BodyKind::Text
        } else {
            BodyKind::Binary
        };
        let (host, vendor, lower) = (None, OnceLock::new(), OnceLock::new());
        Self { status, headers, body, json, kind, host, vendor, lower }
    }

    /// The host that was asked: some vendors are known by their hosts.
    #[must_use]
    pub fn at(mut self, host: &str) -> Self {
        self.host = Some(host.to_ascii_lowercase());
        self
    }

    pub(super) fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).and_then(|value| value.to_str().ok())
    }

    /// The headers that reports may carry, cleaned.
    #[must_use]
    pub fn shown_headers(&self, scrub: &Scrub) -> Vec<(String, String)> {
        let shown = self.headers.iter().filter(|(name, _)| header_may_leave(name.as_str()));
        shown
            .map(|(name, value)| {
                let value = String::from_utf8_lossy(value.as_bytes());
                (name.as_str().to_owned(), clean(&scrub(&value)))
            })
            .collect()
    }

    /// What every `WWW-Authenticate` header says.
    #[must_use]
    pub fn challenges(&self, scrub: &Scrub) -> Vec<Challenge> {
        // Amazon API Gateway renames the header of a backend.
        let values = ["www-authenticate", "x-amzn-remapped-www-authenticate"].into_iter();
        values
            .flat_map(|name| self.headers.get_all(name))
            .flat_map(|value| challenge::parse(&scrub(&String::from_utf8_lossy(value.as_bytes()))))
            .collect()
    }

    /// What the answer says went wrong: only where it says that something did.
    #[must_use]
    pub fn error(&self, scrub: &Scrub) -> Option<ApiError> {
        refusal::read(self, scrub)
    }

    /// Who answered, as far as the answer shows.
    #[must_use]
    pub fn answered_by(&self) -> AnsweredBy {
        let has = |name: &str| self.headers.contains_key(name);
        if self.status == 407 || has("x-squid-error") || has("proxy-authenticate") {
            return AnsweredBy::Proxy;
        }
        let wrote = self.vendor().filter(|_| self.status >= 400).and_then(|one| one.by);
        match wrote {
            Some(AnsweredBy::Proxy | AnsweredBy::Edge) => return wrote.unwrap_or_default(),
            _ if self.kind == BodyKind::Html && asks_to_log_in(self.lower()) => {
                return AnsweredBy::LoginPage;
            }
            Some(by) => return by,
            None => {}
        }
        if self.json.is_some() { AnsweredBy::Api } else { AnsweredBy::Unknown }
    }

    /// The vendor whose answer it is.
    pub(super) fn vendor(&self) -> Option<&Recognised> {
        self.vendor.get_or_init(|| shapes::recognise(self)).as_ref()
    }

    /// The start of the body as text; empty where it is none.
    pub(super) fn text(&self) -> &str {
        let body = &self.body[..self.body.len().min(LOOK)];
        match std::str::from_utf8(body) {
            Ok(text) => text,
            // The cut may go through a character.
            Err(error) => std::str::from_utf8(&body[..error.valid_up_to()]).unwrap_or_default(),
        }
    }

    /// The start of the body in small letters.
    pub(super) fn lower(&self) -> &str {
        self.lower.get_or_init(|| self.text().to_lowercase())
    }
}

/// Whether a page, in small letters, has a field for a password, or a form that goes to a login. The
/// words "log in" alone show nothing: every page of a site may have a link that says so.
fn asks_to_log_in(page: &str) -> bool {
    const LOGINS: [&str; 8] =
        ["login", "log-in", "log_in", "logon", "signin", "sign-in", "sign_in", "/saml"];
    let password = tags(page, "<input").any(|tag| attribute(tag, "type") == Some("password"));
    password
        || tags(page, "<form").any(|tag| {
            attribute(tag, "action").is_some_and(|to| LOGINS.iter().any(|name| to.contains(name)))
        })
}

/// What stands in each tag that starts so.
fn tags<'a>(page: &'a str, start: &'a str) -> impl Iterator<Item = &'a str> {
    page.split(start)
        .skip(1)
        .filter(|rest| rest.starts_with(|c: char| c.is_ascii_whitespace() || c == '/'))
        .filter_map(|rest| rest.split('>').next())
}

/// The value of an attribute, with quotes or without.
fn attribute<'a>(tag: &'a str, name: &str) -> Option<&'a str> {
    tag.match_indices(name).find_map(|(at, _)| {
        let own = tag[..at].ends_with(|c: char| c.is_ascii_whitespace() || "/'\"".contains(c));
        let value = tag[at + name.len()..].trim_start().strip_prefix('=').filter(|_| own)?;
        let value = value.trim_start();
        match value.chars().next()? {
            quote @ ('"' | '\'') => value[1..].split(quote).next(),
            _ => value.split_ascii_whitespace().next(),
        }
    })
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;

    fn answer(status: u16, headers: &[(&'static str, &str)], body: &str) -> Answer {
        let mut map = HeaderMap::new();
        for (name, value) in headers {
            map.insert(*name, value.parse().expect("a header value"));
        }
        Answer::new(status, map, body.as_bytes().to_vec())
    }

    fn error(status: u16, body: &str) -> (Option<String>, Option<String>) {
        let scrub: Scrub = Arc::new(str::to_owned);
        let error = answer(status, &[], body).error(&scrub).unwrap_or_default();
        (error.code, error.message)
    }

    #[test]
    fn the_deciding_fields_are_found_in_every_shape() {
        let some = |code: &str, message: &str| (Some(code.to_owned()), Some(message.to_owned()));
        assert_eq!(
            error(401, r#"{"code":"unauthorized","message":"User is not authorized"}"#),
            some("unauthorized", "User is not authorized")
        );
        assert_eq!(
            error(400, r#"{"error":"invalid_client","error_description":"no such client"}"#),
            some("invalid_client", "no such client")
        );
        assert_eq!(
            error(403, r#"{"error":{"code":403,"message":"denied","status":"PERMISSION_DENIED"}}"#),
            (Some("PERMISSION_DENIED".to_owned()), Some("denied".to_owned()))
        );
        assert_eq!(
            error(200, r#"{"ok":false,"error":"not_authed"}"#).0.as_deref(),
            Some("not_authed")
        );
        assert_eq!(
            error(403, r#"{"type":"https://e.example/p","title":"No","detail":"not yours"}"#),
            some("https://e.example/p", "not yours")
        );
        assert_eq!(error(401, "Jwt is expired"), (None, Some("Jwt is expired".to_owned())));
    }

    #[test]
    fn an_answer_that_says_nothing_went_wrong_has_no_error() {
        assert_eq!(error(200, r#"{"name":"Support","code":"x","message":"hi"}"#), (None, None));
        assert_eq!(error(200, "plain"), (None, None));
        assert_eq!(error(200, r#"{"success":true,"message":"hi"}"#), (None, None));
        assert_eq!(error(200, r#"{"success":"false","message":"hi"}"#), (None, None));
        assert_eq!(error(200, r#"{"status":"active","message":"hi"}"#), (None, None));
    }

    #[test]
    fn a_body_that_says_that_it_did_not_succeed_is_a_refusal() {
        assert_eq!(
            error(200, r#"{"success":false,"status":401,"message":"unauthorized"}"#),
            (Some("401".to_owned()), Some("unauthorized".to_owned()))
        );
        // The status once more is no code, as a number or as a text.
        let denied = (None, Some("denied".to_owned()));
        assert_eq!(error(403, r#"{"code":403,"message":"denied"}"#), denied);
        assert_eq!(error(403, r#"{"code":"403","message":"denied"}"#), denied);
    }

    #[test]
    fn a_page_is_a_login_page_when_it_asks_to_log_in() {
        let page = |status, page: &str| answer(status, &[], page).answered_by();
        for hit in [
            "<html><form><input type = 'password'></form>",
            "<html><form><INPUT name=p type=password /></form>",
            "<html><form method=post action=\"https://sso.example/login?to=x\"><button>Go</button>",
            "<html><form action='/users/sign_in'>",
        ] {
            assert_eq!(page(200, hit), AnsweredBy::LoginPage, "{hit}");
        }
        for miss in [
            "<html><title>Catalog index</title><p>The catalog index and the sign index",
            "<html><nav><a href=\"/login\">Log in</a></nav><h1>Not found</h1>",
            "<html><p>Sign in to see more</p><form action=\"/search\"><input type=\"text\"></form>",
            "<html><input type=text data-type=password><p>type=\"password\"",
            "<html><formula action=login>",
        ] {
            assert_eq!(page(404, miss), AnsweredBy::Unknown, "{miss}");
        }
    }

    #[test]
    fn who_answered_is_told_by_marks_only() {
        let by = |status, headers: &[(&'static str, &str)], body| {
            answer(status, headers, body).answered_by()
        };
        assert_eq!(by(200, &[], "<html><input type=\"password\">"), AnsweredBy::LoginPage);
        assert_eq!(by(401, &[], "{}"), AnsweredBy::Api);
        assert_eq!(by(407, &[], ""), AnsweredBy::Proxy);
        assert_eq!(by(403, &[("server", "cloudflare")], "error code: 1010"), AnsweredBy::Edge);
        assert_eq!(by(403, &[("server", "cloudflare")], "{}"), AnsweredBy::Api);
        assert_eq!(by(403, &[], "RBAC: access denied"), AnsweredBy::Gateway);
        assert_eq!(by(403, &[], "denied"), AnsweredBy::Unknown);
    }
}
