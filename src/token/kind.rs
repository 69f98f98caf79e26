//! What kind of token a JWT is: an access token, or one of those that are mistaken for it.

use serde_json::{Map, Value};

/// What a JWT is, as far as it shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// It says that it is an access token.
    Access,
    /// It says that it is an ID token, or has what only ID tokens have.
    Id,
    /// It looks like an ID token: it is for the client itself and grants nothing.
    MaybeId,
    /// A refresh token.
    Refresh,
    /// What a client proves itself with at a token endpoint (RFC 7523).
    Assertion,
    /// Something else by its `typ`: a DPoP proof, a logout token.
    Other,
    /// It does not show.
    Unknown,
}

/// Tells what a JWT is.
pub(super) fn kind(header: &Map<String, Value>, claims: &Map<String, Value>) -> Kind {
    let text = |map: &Map<String, Value>, name: &str| {
        map.get(name).and_then(Value::as_str).unwrap_or_default().to_ascii_lowercase()
    };
    let typ = text(header, "typ");
    match typ.strip_prefix("application/").unwrap_or(&typ) {
        "at+jwt" => return Kind::Access,
        "id+jwt" => return Kind::Id,
        "dpop+jwt" | "logout+jwt" | "secevent+jwt" | "oauth-authz-req+jwt" => return Kind::Other,
        _ => {}
    }
    match (text(claims, "token_use").as_str(), text(claims, "typ").as_str()) {
        ("access", _) | (_, "bearer" | "dpop") => return Kind::Access,
        ("id", _) | (_, "id") => return Kind::Id,
        (_, "refresh" | "offline") => return Kind::Refresh,
        (_, "logout") => return Kind::Other,
        _ => {}
    }
    let has = |name: &str| claims.contains_key(name);
    if has("at_hash") || has("c_hash") || has("nonce") {
        return Kind::Id;
    }
    if super::scopes::any(claims) || has("client_id") || has("cid") || has("appid") {
        return Kind::Access;
    }
    let (issuer, subject) = (text(claims, "iss"), text(claims, "sub"));
    if !issuer.is_empty() && issuer == subject && has("exp") && has("aud") {
        return Kind::Assertion;
    }
    let client = text(claims, "azp");
    let person = ["email", "name", "preferred_username", "given_name"].iter().any(|name| has(name));
    let audience = text(claims, "aud");
    if (!client.is_empty() && audience == client) || (person && !audience.contains("://")) {
        return Kind::MaybeId;
    }
    Kind::Unknown
}

impl Kind {
    /// In words.
    pub(super) const fn words(self) -> &'static str {
        match self {
            Self::Access => "an access token",
            Self::Id => "an ID token",
            Self::MaybeId => "perhaps an ID token",
            Self::Refresh => "a refresh token",
            Self::Assertion => "a client assertion (RFC 7523)",
            Self::Other => "no access token, by its typ",
            Self::Unknown => "of no stated kind",
        }
    }
}
