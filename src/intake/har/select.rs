//! Which entries matter: those that failed, and those that may explain one.

use serde_json::Value;
use url::Url;

use super::entry::Role;
use super::fault::not_wanted;
use super::wire::{ContentWire, EntryWire, RequestWire, ResponseWire};

/// Bodies that are longer, as they stand in the file, are not looked into.
pub(super) const BODY_BYTES: usize = 512 * 1024;

/// What becomes of an entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Interest {
    /// It failed.
    Failed,
    /// It matters if one that failed is related to it.
    MayExplain(Role),
    /// It does not matter.
    None,
}

/// Error codes of token and authorisation endpoints and of resource servers (RFC 6749, 6750, 8628, 8707,
/// 9449, OpenID Connect Core), and what vendors add.
const OAUTH_ERRORS: &[&str] = &[
    "access_denied",
    "authorization_pending",
    "consent_required",
    "expired_token",
    "insufficient_scope",
    "interaction_required",
    "invalid_client",
    "invalid_client_metadata",
    "invalid_dpop_proof",
    "invalid_grant",
    "invalid_redirect_uri",
    "invalid_request",
    "invalid_scope",
    "invalid_target",
    "invalid_token",
    "login_required",
    "mfa_required",
    "redirect_uri_mismatch",
    "unauthorized_client",
    "unsupported_grant_type",
    "unsupported_response_type",
    "unsupported_token_type",
    "use_dpop_nonce",
];

/// Parts of an address that asks somebody to log in.
const LOGINS: &[&str] = &[
    "login",
    "log-in",
    "log_in",
    "logon",
    "signin",
    "sign-in",
    "sign_in",
    "saml",
    "sso",
    "authorize",
    "oauth2/auth",
    "openid-connect/auth",
    "wsfed",
];

/// What becomes of an entry. `chromium` says that the file is an export of a browser of that family.
pub(super) fn interest(entry: &EntryWire<'_>, chromium: bool) -> Interest {
    let (Some(request), Some(response)) = (&entry.request, &entry.response) else {
        return Interest::None;
    };
    let url = request.url.get();
    if !["http://", "https://", "ws://", "wss://"].iter().any(|scheme| starts(url, scheme)) {
        return Interest::None;
    }
    let method = request.method.get();
    let asks_for_token = asks_for_token(request);
    let called = called_by_a_program(entry, request);
    let failed = match status(response) {
        None => no_answer(entry, response, chromium),
        Some(401 | 403 | 407 | 429 | 431 | 494 | 500..=599) => true,
        Some(400..=499)
            if asks_for_token || response.headers.find("www-authenticate").is_some() =>
        {
            true
        }
        Some(400) => says_why(response),
        Some(300..=399) => location(response, url).is_some_and(|to| {
            says_error(&to) || (called && asks_to_log_in(&to) && !asks_to_log_in_text(url))
        }),
        Some(200..=299) => called && answered_otherwise(response),
        Some(_) => false,
    };
    if failed {
        Interest::Failed
    } else if asks_for_token {
        Interest::MayExplain(Role::TokenRequest)
    } else if method.eq_ignore_ascii_case("OPTIONS") {
        Interest::MayExplain(Role::Preflight)
    } else if location(response, url).is_some() {
        Interest::MayExplain(Role::Redirect)
    } else {
        Interest::None
    }
}

fn starts(text: &str, start: &str) -> bool {
    text.get(..start.len()).is_some_and(|head| head.eq_ignore_ascii_case(start))
}

/// The status, where an answer came.
pub(super) fn status(response: &ResponseWire<'_>) -> Option<u16> {
    let number = response.status.0?;
    (100.0..1000.0).contains(&number).then_some(number as u16)
}

/// Where a redirect leads, as a whole address.
pub(super) fn location(response: &ResponseWire<'_>, from: &str) -> Option<Url> {
    if !matches!(status(response)?, 301 | 302 | 303 | 307 | 308) {
        return None;
    }
    let header = response.headers.find("location");
    let to = header.unwrap_or_else(|| response.redirect.get());
    if to.is_empty() {
        return None;
    }
    Url::parse(from).ok()?.join(to).ok().filter(|to| matches!(to.scheme(), "http" | "https"))
}

/// Whether a request goes to a token endpoint: by what it sends, or by the endpoint's name.
pub(super) fn asks_for_token(request: &RequestWire<'_>) -> bool {
    if !request.method.get().eq_ignore_ascii_case("POST") {
        return false;
    }
    let path = request.url.get().split(['?', '#']).next().unwrap_or_default();
    let last = path.trim_end_matches('/').rsplit('/').next().unwrap_or_default();
    let named = ["token", "access_token", "oauth_token", "token.oauth2"]
        .iter()
        .any(|name| last.eq_ignore_ascii_case(name));
    named
        || request.body.as_ref().is_some_and(|body| {
            body.params.find("grant_type").is_some()
                || body.text.is_some_and(|text| {
                    text.get().len() <= BODY_BYTES && text.get().contains("grant_type")
                })
        })
}

/// Whether a program made the call, rather than a person who opened a page.
fn called_by_a_program(entry: &EntryWire<'_>, request: &RequestWire<'_>) -> bool {
    let header = |name: &str| request.headers.find(name).unwrap_or_default();
    matches!(entry.resource_type.get(), "xhr" | "fetch" | "preflight")
        || !header("authorization").is_empty()
        || header("x-requested-with").eq_ignore_ascii_case("XMLHttpRequest")
        || matches!(header("sec-fetch-mode"), "cors" | "same-origin")
        || starts(header("accept"), "application/json")
}

/// Whether no answer came where one was wanted. Browsers of the Chromium family write an error beside a
/// request that failed and none beside one that was still under way.
fn no_answer(entry: &EntryWire<'_>, response: &ResponseWire<'_>, chromium: bool) -> bool {
    let error = response.error.get();
    let kinds = ["", "xhr", "fetch", "document", "preflight", "websocket", "eventsource", "other"];
    kinds.contains(&entry.resource_type.get())
        && !not_wanted(error)
        && !(chromium && error.is_empty())
}

/// Whether a redirect hands an error back to the application (RFC 6749, section 4.1.2.1).
fn says_error(to: &Url) -> bool {
    let fragment = to.fragment().unwrap_or_default().as_bytes();
    to.query_pairs()
        .chain(url::form_urlencoded::parse(fragment))
        .any(|(name, value)| name == "error" && OAUTH_ERRORS.contains(&value.as_ref()))
}

fn asks_to_log_in(to: &Url) -> bool {
    let place = format!("{}{}", to.host_str().unwrap_or_default(), to.path()).to_ascii_lowercase();
    LOGINS.iter().any(|name| place.contains(name))
}

fn asks_to_log_in_text(url: &str) -> bool {
    Url::parse(url).is_ok_and(|url| asks_to_log_in(&url))
}

/// Whether a 400 says that it is about credentials: an error code of OAuth, or headers that are too large.
fn says_why(response: &ResponseWire<'_>) -> bool {
    let Some(body) = response.content.as_ref().and_then(body) else { return false };
    let lower = String::from_utf8_lossy(&body[..body.len().min(4096)]).to_ascii_lowercase();
    if lower.contains("header") && (lower.contains("too large") || lower.contains("too long")) {
        return true;
    }
    let json: Option<Value> = serde_json::from_slice(&body).ok();
    json.is_some_and(|json| {
        json.get("error").and_then(Value::as_str).is_some_and(|code| OAUTH_ERRORS.contains(&code))
    })
}

/// Whether an answer that reports success is a refusal in its body, or a page that asks to log in.
fn answered_otherwise(response: &ResponseWire<'_>) -> bool {
    let Some(content) = &response.content else { return false };
    let Some(raw) = content.text.map(serde_json::value::RawValue::get) else { return false };
    let mime = content.mime.get();
    if mime.contains("html") {
        return raw.len() <= BODY_BYTES && raw.contains("password") && raw.contains("<form");
    }
    const REFUSALS: [&str; 4] =
        [r#"\"ok\":false"#, r#"\"ok\": false"#, "UNAUTHENTICATED", "not_authed"];
    mime.contains("json") && raw.len() <= 8192 && REFUSALS.iter().any(|said| raw.contains(said))
}

/// The bytes of a body, unless it is very long.
pub(super) fn body(content: &ContentWire<'_>) -> Option<Vec<u8>> {
    use base64::Engine;

    let raw = content.text?.get();
    if raw.len() > BODY_BYTES {
        return None;
    }
    let text: String = serde_json::from_str(raw).ok()?;
    if content.encoding.get().eq_ignore_ascii_case("base64") {
        let packed: Vec<u8> = text.bytes().filter(|byte| !byte.is_ascii_whitespace()).collect();
        return base64::engine::general_purpose::STANDARD.decode(packed).ok();
    }
    Some(text.into_bytes())
}
