//! Experiments on the wire: what was asked, what was seen, and all that a later version needs to judge again.

use serde::Serialize;

use super::fact::FactWire;
use super::v1::milliseconds;
use crate::model::{Act, Experiment, ExperimentResult, Variation, Whom};

#[derive(Serialize)]
pub(in crate::report) struct ExperimentWire<'a> {
    n: usize,
    question: &'a str,
    changed: &'a str,
    request: &'a str,
    answer: &'a str,
    kind: &'a str,
    pack: &'a str,
    check: &'a str,
    act: ActWire<'a>,
    ran: bool,
    requests: u32,
    duration_ms: u64,
    facts: Vec<FactWire<'a>>,
}

/// What was done; `do` names the act, or the one thing that differed of the check's own request.
#[derive(Serialize)]
#[serde(tag = "do", rename_all = "kebab-case")]
enum ActWire<'a> {
    WithoutAuthorization,
    InvalidToken,
    FreshToken,
    TokenWithScopes {
        scopes: &'a [String],
    },
    CanonicalHeader,
    WithoutOrigin,
    RedirectTarget {
        url: &'a str,
    },
    Repeat {
        times: u32,
    },
    NonsenseObject {
        url: &'a str,
    },
    OtherRoute,
    WhoAmI {
        identity: &'a str,
        #[serde(skip_serializing_if = "Option::is_none")]
        url: Option<&'a str>,
        #[serde(skip_serializing_if = "Option::is_none")]
        issuer: Option<&'a str>,
    },
    RequestToken {
        identity: &'a str,
        scopes: Option<&'a [String]>,
        client_auth: Option<&'static str>,
    },
    RequestTokenAt {
        identity: &'a str,
        urls: &'a [String],
    },
    ReadKeys {
        identity: &'a str,
        url: &'a str,
        key_id: &'a str,
        times: u32,
    },
    ReadGrants {
        identity: &'a str,
        api: &'a str,
        operations: &'a [String],
        permissions: &'a [String],
    },
    ReadClocks {
        urls: &'a [String],
    },
}

pub(in crate::report) fn experiment(result: &ExperimentResult) -> ExperimentWire<'_> {
    let ExperimentResult { n, experiment, requests, request, answer, ran, duration, facts } =
        result;
    let Experiment { kind, pack, check, question, changed, act } = experiment;
    ExperimentWire {
        n: *n,
        question,
        changed,
        request,
        answer,
        kind,
        pack,
        check,
        act: self::act(act),
        ran: *ran,
        requests: *requests,
        duration_ms: milliseconds(*duration),
        facts: facts.iter().map(FactWire::from).collect(),
    }
}

fn act(act: &Act) -> ActWire<'_> {
    match act {
        Act::Send(variation) => self::variation(variation),
        Act::WhoAmI { identity, at: Whom::Platform { url } } => {
            ActWire::WhoAmI { identity, url: Some(url), issuer: None }
        }
        Act::WhoAmI { identity, at: Whom::Issuer { issuer } } => {
            ActWire::WhoAmI { identity, url: None, issuer: Some(issuer) }
        }
        Act::RequestToken { identity, scopes, client_auth } => ActWire::RequestToken {
            identity,
            scopes: scopes.as_deref(),
            client_auth: client_auth.map(crate::model::ClientAuthentication::as_str),
        },
        Act::RequestTokenAt { identity, urls } => ActWire::RequestTokenAt { identity, urls },
        Act::ReadKeys { identity, url, key_id, times } => {
            ActWire::ReadKeys { identity, url, key_id, times: *times }
        }
        Act::ReadGrants { identity, api, operations, permissions } => {
            ActWire::ReadGrants { identity, api, operations, permissions }
        }
        Act::ReadClocks { urls } => ActWire::ReadClocks { urls },
    }
}

fn variation(variation: &Variation) -> ActWire<'_> {
    match variation {
        Variation::WithoutAuthorization => ActWire::WithoutAuthorization,
        Variation::InvalidToken => ActWire::InvalidToken,
        Variation::FreshToken => ActWire::FreshToken,
        Variation::TokenWithScopes(scopes) => ActWire::TokenWithScopes { scopes },
        Variation::CanonicalHeader => ActWire::CanonicalHeader,
        Variation::WithoutOrigin => ActWire::WithoutOrigin,
        Variation::RedirectTarget(url) => ActWire::RedirectTarget { url },
        Variation::Repeat { times } => ActWire::Repeat { times: *times },
        Variation::NonsenseObject { url } => ActWire::NonsenseObject { url },
        Variation::OtherRoute => ActWire::OtherRoute,
    }
}
