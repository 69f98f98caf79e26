//! Ask the token endpoint with the other way of proving who the client is.

use super::ask::{Asking, acted};
use super::kind::experiment;
use crate::diagnose::Evidence;
use crate::model::{Act, ClientAuthentication, Experiment, TokenRequestFact};
use crate::provider::Meaning;

experiment! {
    /// ## What is sent
    ///
    /// The refused token request once more: with id and secret in the form body instead of a Basic header or
    /// the other way round; and in a Basic header of id and secret that were form-encoded first (RFC 6749,
    /// section 2.3.1), where that makes a difference. A secret that is in doubt is never tried more than three
    /// times in a run.
    ///
    /// ## When
    ///
    /// The token endpoint refuses the client and does not say that it is unknown or its secret wrong.
    ///
    /// ## What it proves
    ///
    /// A token comes, and the first way, tried once more, is still refused: id and secret are right, and were
    /// sent in a way that the server does not read. Refused in both ways: nothing; a client may be registered
    /// for a key or a certificate.
    id: "other-client-auth",
    question: "is the client accepted when it proves who it is in another way?",
    ask: ask,
}

fn ask(asking: &Asking<'_>) -> Vec<Experiment> {
    let mut experiments = Vec::new();
    let mut known: Vec<&str> = Vec::new();
    for one in asking.evidence.refused_token_requests() {
        let fact = one.fact;
        if known.contains(&fact.identity.as_str()) || !may_be_the_way(asking.evidence, fact) {
            continue;
        }
        known.push(&fact.identity);
        let other = asking.evidence.other_client_auths(&fact.identity);
        if let Some(own) = own_way(&fact.client_auth)
            && other.into_iter().any(|(_, _, issued)| issued == Some(true))
        {
            experiments.push(acted(
                KIND.id,
                one.check,
                format!("is the client {} still refused as it was named first?", fact.client_id),
                format!("nothing: client authentication {} once more", fact.client_auth),
                Act::RequestToken {
                    identity: fact.identity.clone(),
                    scopes: None,
                    client_auth: Some(own),
                },
            ));
        }
        for way in other_ways(&fact.client_auth) {
            experiments.push(acted(
                KIND.id,
                one.check,
                format!("is the client {} accepted when it is {}?", fact.client_id, in_words(*way)),
                format!(
                    "the client is {} instead of {}",
                    in_words(*way),
                    sent_now(&fact.client_auth)
                ),
                Act::RequestToken {
                    identity: fact.identity.clone(),
                    scopes: None,
                    client_auth: Some(*way),
                },
            ));
        }
    }
    experiments
}

fn other_ways(way: &str) -> &'static [ClientAuthentication] {
    use ClientAuthentication::{Basic, BasicEncoded, Post};
    match way {
        // Where form-encoding changes nothing the first of them is left out: else it is the likelier one.
        "basic" => &[BasicEncoded, Post],
        "basic_encoded" => &[Basic, Post],
        "post" => &[Basic],
        _ => &[],
    }
}

/// The way of the check itself, where it is one of those that are tried.
fn own_way(way: &str) -> Option<ClientAuthentication> {
    use ClientAuthentication::{Basic, BasicEncoded, Post};
    [Basic, BasicEncoded, Post].into_iter().find(|one| one.as_str() == way)
}

fn in_words(way: ClientAuthentication) -> &'static str {
    match way {
        ClientAuthentication::Basic => "named in a Basic header",
        ClientAuthentication::BasicEncoded => "named in a Basic header, form-encoded first",
        ClientAuthentication::Post => "named in the form body",
        ClientAuthentication::None => "named without a secret",
    }
}

/// The way of the request that was refused, in words.
fn sent_now(way: &str) -> &'static str {
    match way {
        "basic" => in_words(ClientAuthentication::Basic),
        "basic_encoded" => in_words(ClientAuthentication::BasicEncoded),
        "post" => in_words(ClientAuthentication::Post),
        _ => in_words(ClientAuthentication::None),
    }
}

/// Whether the refusal leaves open that only the way was wrong.
fn may_be_the_way(evidence: &Evidence<'_>, request: &TokenRequestFact) -> bool {
    let said = evidence.said(&request.exchange);
    let otherwise = said.iter().any(|meaning| {
        !matches!(meaning, Meaning::ClientRefused | Meaning::ClientEncoding | Meaning::Unclear)
    });
    let bare = said.is_empty() && request.exchange.status == Some(401);
    matches!(request.exchange.status, Some(400 | 401)) && !otherwise && (bare || !said.is_empty())
}
