//! What a token can and cannot prove.

use serde_json::{Map, Value};

use super::kind::Kind;
use super::scopes;
use crate::decode::clean;
use crate::model::{SignatureFact, SignatureVerdict};

/// What a token proves, what it does not, and why it could not work.
#[derive(Default)]
pub(super) struct Proof {
    /// What it proves.
    pub(super) proves: Vec<String>,
    /// What it does not prove, or who would refuse it.
    pub(super) cannot: Vec<String>,
    /// Why it could not work, whatever the time.
    pub(super) stops: Vec<String>,
}

/// Judges a JWT.
pub(super) fn of_jwt(
    header: &Map<String, Value>,
    claims: &Map<String, Value>,
    kind: Kind,
    signature: Option<&SignatureFact>,
) -> Proof {
    let mut proof = Proof::default();
    let unsigned = header
        .get("alg")
        .and_then(Value::as_str)
        .is_some_and(|algorithm| algorithm.eq_ignore_ascii_case("none"));
    if unsigned {
        proof.stops.push("it is not signed (alg is none): no API may accept it".to_owned());
    }
    match signature {
        None => proof.cannot.push(
            "of anything at all: its signature was not verified, and anybody can write such claims; \
             --issuer URL or --jwks URL verifies it"
                .to_owned(),
        ),
        Some(fact) => of_signature(fact, unsigned, &mut proof),
    }
    if header.contains_key("nonce") {
        proof.cannot.push(
            "of anything at an API other than Microsoft's own: the nonce in its header makes the signature \
             unverifiable for everybody else"
                .to_owned(),
        );
    }
    of_audience(claims, kind, &mut proof);
    of_binding(claims, &mut proof);
    if kind == Kind::Access && !scopes::any(claims) {
        proof.cannot.push(
            "of what it permits: no scopes, permissions or roles are in it, so the API looks them up elsewhere"
                .to_owned(),
        );
    }
    if !claims.contains_key("exp") {
        proof.cannot.push("of its end: it has no exp".to_owned());
    }
    proof.cannot.push(
        "of not being revoked, nor of being accepted: only the issuer and the API know that"
            .to_owned(),
    );
    proof
}

fn of_signature(fact: &SignatureFact, unsigned: bool, proof: &mut Proof) {
    let key = fact.key_id.as_ref().map_or_else(|| "a key".to_owned(), |id| format!("the key {id}"));
    let from = &fact.keys_from;
    let detail = fact.detail.as_ref().map(|detail| format!(": {detail}")).unwrap_or_default();
    match fact.verdict {
        SignatureVerdict::Valid => proof
            .proves
            .push(format!("its claims are those that the holder of {key} signed (keys of {from})")),
        SignatureVerdict::Invalid if unsigned => {}
        SignatureVerdict::Invalid => {
            proof.stops.push(format!("its signature is not that of {key} of {from}{detail}"));
        }
        SignatureVerdict::UnknownKey => {
            let known = match fact.known_keys.as_slice() {
                [] => "none".to_owned(),
                known => known.join(", "),
            };
            proof.stops.push(format!(
                "{key} that it names is not among those of {from} (there: {known}){detail}: it is another \
                 issuer's, or was signed before or after a rotation"
            ));
        }
        SignatureVerdict::Unsupported => {
            proof
                .cannot
                .push(format!("of anything at all: its signature cannot be verified here{detail}"));
        }
        SignatureVerdict::Unchecked => {
            proof
                .cannot
                .push(format!("of anything at all: the keys could not be had from {from}{detail}"));
        }
    }
}

fn of_audience(claims: &Map<String, Value>, kind: Kind, proof: &mut Proof) {
    let audience: Vec<String> = match claims.get("aud") {
        Some(Value::String(text)) => vec![clean(text)],
        Some(Value::Array(items)) => items.iter().filter_map(Value::as_str).map(clean).collect(),
        _ => Vec::new(),
    };
    let names = audience.join(", ");
    match kind {
        Kind::Id | Kind::MaybeId => {
            let client = if names.is_empty() { "the client".to_owned() } else { names };
            let sure = if kind == Kind::Id { "it is an ID token" } else { "if it is an ID token" };
            proof.cannot.push(format!(
                "of a right to call an API: {sure}, it tells the client {client} who logged in; send the access \
                 token instead"
            ));
        }
        Kind::Refresh => proof.cannot.push(
            "of a right to call an API: a refresh token goes to the token endpoint alone".to_owned(),
        ),
        Kind::Assertion => proof.cannot.push(
            "of a right to call an API: it looks like what a client shows to a token endpoint (RFC 7523)"
                .to_owned(),
        ),
        Kind::Other => {
            proof.cannot.push("of a right to call an API: it is no access token by its typ".to_owned());
        }
        Kind::Access | Kind::Unknown if names.is_empty() => proof.cannot.push(
            "of the API it is for: it has no aud, and an API that checks its audience refuses it".to_owned(),
        ),
        Kind::Access | Kind::Unknown => {
            proof.cannot.push(format!("of a right at an API other than {names}: aud names no other"));
        }
    }
}

fn of_binding(claims: &Map<String, Value>, proof: &mut Proof) {
    let Some(bound) = claims.get("cnf").and_then(Value::as_object) else { return };
    let with = if bound.contains_key("jkt") {
        "a DPoP proof of its key beside it, under the scheme DPoP instead of Bearer (RFC 9449)"
    } else if bound.contains_key("x5t#S256") {
        "the client certificate it is bound to, over mutual TLS (RFC 8705)"
    } else {
        "a proof of the key it is bound to (RFC 7800)"
    };
    proof.cannot.push(format!("of a right on its own: it needs {with}"));
}

/// What an encrypted token proves.
pub(super) fn of_jwe() -> Proof {
    Proof {
        cannot: vec![
            "of anything here: only who holds the key it was encrypted for can read it, and only the API can \
             tell whether it accepts it"
                .to_owned(),
        ],
        ..Proof::default()
    }
}

/// What an opaque token proves.
pub(super) fn of_opaque() -> Proof {
    Proof {
        cannot: vec![
            "of anything here: it cannot be decoded, only its issuer knows whose it is, what it permits and \
             when it ends; introspection (RFC 7662), userinfo or a who-am-I call of the API asks it"
                .to_owned(),
        ],
        ..Proof::default()
    }
}
