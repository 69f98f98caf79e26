//! The experiments that a report was written with, read back.

use std::time::Duration;

use serde::Deserialize;

use super::fact::facts;
use crate::model::{Act, ClientAuthentication, Experiment, ExperimentResult, Variation, Whom};

#[derive(Deserialize)]
pub(super) struct ExperimentWire {
    n: usize,
    question: String,
    changed: String,
    request: String,
    answer: String,
    kind: Option<String>,
    pack: Option<String>,
    check: Option<String>,
    act: Option<serde_json::Value>,
    #[serde(default)]
    ran: bool,
    #[serde(default)]
    requests: u32,
    #[serde(default)]
    duration_ms: u64,
    #[serde(default)]
    facts: Vec<serde_json::Value>,
}

/// What was done; `do` names the act, or the one thing that differed of the check's own request.
#[derive(Deserialize)]
#[serde(tag = "do", rename_all = "kebab-case")]
enum ActWire {
    WithoutAuthorization,
    InvalidToken,
    FreshToken,
    TokenWithScopes { scopes: Vec<String> },
    CanonicalHeader,
    WithoutOrigin,
    RedirectTarget { url: String },
    Repeat { times: u32 },
    NonsenseObject { url: String },
    OtherRoute,
    WhoAmI { identity: String, url: Option<String>, issuer: Option<String> },
    RequestToken { identity: String, scopes: Option<Vec<String>>, client_auth: Option<String> },
    RequestTokenAt { identity: String, urls: Vec<String> },
    ReadKeys { identity: String, url: String, key_id: String, times: u32 },
    ReadGrants { identity: String, api: String, operations: Vec<String>, permissions: Vec<String> },
    ReadClocks { urls: Vec<String> },
}

/// An experiment; none where it is of a kind, or did a thing, that is not known here.
pub(super) fn experiment(wire: ExperimentWire) -> Option<ExperimentResult> {
    let act = serde_json::from_value(wire.act?).ok().and_then(act)?;
    // One that showed something that cannot be read would be judged by half of it.
    let mut unread = Vec::new();
    let facts = facts("an experiment", wire.facts, &mut unread);
    if !unread.is_empty() {
        return None;
    }
    Some(ExperimentResult {
        n: wire.n,
        experiment: Experiment {
            kind: Experiment::KINDS
                .iter()
                .copied()
                .find(|known| Some(*known) == wire.kind.as_deref())?,
            pack: wire.pack?,
            check: wire.check?,
            question: wire.question,
            changed: wire.changed,
            act,
        },
        requests: wire.requests,
        request: wire.request,
        answer: wire.answer,
        ran: wire.ran,
        duration: Duration::from_millis(wire.duration_ms),
        facts,
    })
}

fn act(wire: ActWire) -> Option<Act> {
    Some(match wire {
        ActWire::WithoutAuthorization => Act::Send(Variation::WithoutAuthorization),
        ActWire::InvalidToken => Act::Send(Variation::InvalidToken),
        ActWire::FreshToken => Act::Send(Variation::FreshToken),
        ActWire::TokenWithScopes { scopes } => Act::Send(Variation::TokenWithScopes(scopes)),
        ActWire::CanonicalHeader => Act::Send(Variation::CanonicalHeader),
        ActWire::WithoutOrigin => Act::Send(Variation::WithoutOrigin),
        ActWire::RedirectTarget { url } => Act::Send(Variation::RedirectTarget(url)),
        ActWire::Repeat { times } => Act::Send(Variation::Repeat { times }),
        ActWire::NonsenseObject { url } => Act::Send(Variation::NonsenseObject { url }),
        ActWire::OtherRoute => Act::Send(Variation::OtherRoute),
        ActWire::WhoAmI { identity, url: Some(url), .. } => {
            Act::WhoAmI { identity, at: Whom::Platform { url } }
        }
        ActWire::WhoAmI { identity, url: None, issuer } => {
            Act::WhoAmI { identity, at: Whom::Issuer { issuer: issuer? } }
        }
        ActWire::RequestToken { identity, scopes, client_auth } => Act::RequestToken {
            identity,
            scopes,
            client_auth: match client_auth {
                Some(word) => Some(ClientAuthentication::parse(&word)?),
                None => None,
            },
        },
        ActWire::RequestTokenAt { identity, urls } => Act::RequestTokenAt { identity, urls },
        ActWire::ReadKeys { identity, url, key_id, times } => {
            Act::ReadKeys { identity, url, key_id, times }
        }
        ActWire::ReadGrants { identity, api, operations, permissions } => {
            Act::ReadGrants { identity, api, operations, permissions }
        }
        ActWire::ReadClocks { urls } => Act::ReadClocks { urls },
    })
}
