//! What reports mention and no table of the program has a row for: leaves and stages of causes, error codes,
//! and the makes of servers.

use std::collections::BTreeMap;

use serde_json::json;

use super::catalogue::Entry;
use crate::diagnose::{CAUSES, Cause, GROUPS};
use crate::provider::{KnownCode, known_codes, vendors};

/// The codes of the standards: where each comes from, and what it says.
const STANDARD: [(&str, &str, &str); 15] = [
    (
        "invalid_request",
        "RFC 6749, section 5.2",
        "the request lacks a parameter, has one twice or is malformed; nothing is said against the client",
    ),
    (
        "invalid_client",
        "RFC 6749, section 5.2",
        "the client could not be authenticated: unknown client, no client authentication, a method that is not supported, or a wrong secret",
    ),
    (
        "invalid_grant",
        "RFC 6749, section 5.2",
        "the code, refresh token, assertion or password is invalid, expired, revoked, or was issued to another client or redirect URI",
    ),
    (
        "unauthorized_client",
        "RFC 6749, section 5.2",
        "the client is authenticated and may not use this grant",
    ),
    (
        "unsupported_grant_type",
        "RFC 6749, section 5.2",
        "the server does not know the grant, or does not offer it",
    ),
    (
        "invalid_scope",
        "RFC 6749, section 5.2",
        "a requested scope is unknown, malformed, or exceeds what the client is granted",
    ),
    (
        "invalid_target",
        "RFC 8707, section 2",
        "the server issues no token for the resource that the request names",
    ),
    ("access_denied", "RFC 6749, section 4.1.2.1", "the user or the server denied the request"),
    (
        "consent_required",
        "OpenID Connect Core, section 3.1.2.6",
        "somebody must consent first, and the request may not ask",
    ),
    (
        "login_required",
        "OpenID Connect Core, section 3.1.2.6",
        "the user must log in first, and the request may not ask",
    ),
    (
        "invalid_token",
        "RFC 6750, section 3.1",
        "the access token is expired, revoked, malformed, or invalid for another reason; a fresh token may be accepted",
    ),
    (
        "insufficient_scope",
        "RFC 6750, section 3.1",
        "the token is good and lacks a scope that the call wants, which `scope` in the challenge may name",
    ),
    (
        "invalid_dpop_proof",
        "RFC 9449, section 7.1",
        "the proof of possession is missing or does not fit the request",
    ),
    (
        "use_dpop_nonce",
        "RFC 9449, section 8",
        "the proof must carry the nonce that the `DPoP-Nonce` header of this answer gives",
    ),
    (
        "insufficient_user_authentication",
        "RFC 9470, section 3",
        "the user must log in anew or more strongly, as `acr_values` and `max_age` in the challenge say",
    ),
];

/// The leaves of the taxonomy, each with the causes that are at it.
pub(super) fn leaves() -> Vec<Entry> {
    let mut leaves: BTreeMap<&str, Vec<&Cause>> = BTreeMap::new();
    for cause in CAUSES {
        for leaf in cause.leaf {
            leaves.entry(leaf).or_default().push(cause);
        }
    }
    let entry = |(leaf, causes): (&str, Vec<&Cause>)| {
        let group = GROUPS.iter().find(|group| leaf.starts_with(group.id));
        let title = group.map_or("", |group| group.title);
        Entry {
            what: "leaf of the taxonomy",
            id: leaf.to_owned(),
            title: format!("a way to fail in the group {title}"),
            docs: listed(&causes),
            json: json!({ "id": leaf, "causes": causes.iter().map(|one| one.id).collect::<Vec<_>>() }),
        }
    };
    leaves.into_iter().map(entry).collect()
}

/// The stages that `list causes` groups by.
pub(super) fn stages() -> Vec<Entry> {
    let mut stages: Vec<&str> = Vec::new();
    for cause in CAUSES {
        if !stages.contains(&cause.group) {
            stages.push(cause.group);
        }
    }
    let entry = |stage: &str| {
        let causes: Vec<&Cause> = CAUSES.iter().copied().filter(|one| one.group == stage).collect();
        Entry {
            what: "stage of causes",
            id: stage.to_owned(),
            title: format!("{} causes", causes.len()),
            docs: listed(&causes),
            json: json!({ "id": stage, "causes": causes.iter().map(|one| one.id).collect::<Vec<_>>() }),
        }
    };
    stages.into_iter().map(entry).collect()
}

/// One line for each cause.
fn listed(causes: &[&Cause]) -> String {
    causes.iter().map(|cause| format!("- `{}`: {}\n", cause.id, cause.title)).collect()
}

/// Error codes, each with what the standards and the makes of servers mean by it.
pub(super) fn codes() -> Vec<Entry> {
    let mut known: BTreeMap<String, Vec<KnownCode>> = BTreeMap::new();
    for one in known_codes() {
        known.entry(one.code.to_lowercase()).or_default().push(one);
    }
    for (code, _, _) in STANDARD {
        known.entry(code.to_owned()).or_default();
    }
    let entry = |(code, uses): (String, Vec<KnownCode>)| {
        let standard = STANDARD.iter().find(|(known, _, _)| *known == code);
        let mut docs: String =
            standard.map(|(_, source, says)| format!("{source}: {says}.\n\n")).unwrap_or_default();
        for one in &uses {
            let place = one.place.as_str();
            docs.push_str(&format!("- {} ({place}): {}\n", one.vendor, one.means.in_words()));
        }
        let mut means: Vec<String> = uses.iter().map(|one| one.means.in_words()).collect();
        means.dedup();
        let title = match (standard, means.is_empty()) {
            (Some((_, source, _)), _) => (*source).to_owned(),
            (None, false) => means.join(", "),
            (None, true) => "no meaning of its own".to_owned(),
        };
        Entry {
            what: "error code",
            docs,
            json: json!({ "id": code, "title": title, "source": standard.map(|(_, source, _)| source), "means": means }),
            title,
            id: code,
        }
    };
    known.into_iter().map(entry).collect()
}

/// The makes of servers whose answers are read.
pub(super) fn providers() -> Vec<Entry> {
    let codes = known_codes();
    let entry = |(id, name): (String, String)| {
        let own: Vec<&KnownCode> = codes.iter().filter(|one| one.vendor == name).collect();
        let mut docs =
            "Its answers are recognised, and read for the reason that they give.\n".to_owned();
        for one in &own {
            docs.push_str(&format!("\n- `{}`: {}", one.code, one.means.in_words()));
        }
        Entry {
            what: "make of servers",
            docs,
            json: json!({ "id": id, "title": name, "codes": own.len() }),
            id,
            title: name,
        }
    };
    vendors().into_iter().map(entry).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_report_mentions_can_be_looked_up() {
        let has =
            |all: Vec<Entry>, id: &str| all.iter().any(|one| one.id == id && !one.docs.is_empty());
        assert!(has(leaves(), "KEY-1") && !has(leaves(), "KEY-99"));
        assert!(has(stages(), "keys") && !has(stages(), "key"));
        assert!(has(codes(), "invalid_client") && has(codes(), "api_disabled_for_org"));
        assert!(has(codes(), "use_dpop_nonce") && !has(codes(), "no_such_code"));
        assert!(has(providers(), "keycloak") && !has(providers(), "nobody"));
    }
}
