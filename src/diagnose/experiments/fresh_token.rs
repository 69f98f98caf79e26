//! Send the refused call with a token that was just issued.

use super::ask::{Asking, is_read, varied};
use super::kind::experiment;
use crate::model::{Experiment, Variation};
use crate::provider::Meaning;

experiment! {
    /// ## What is sent
    ///
    /// The refused read once more, with a token that was issued for it.
    ///
    /// ## When
    ///
    /// The API calls the token invalid, expired or revoked, and the token endpoint issues tokens.
    ///
    /// ## What it proves
    ///
    /// Accepted: something is wrong with the one token. Refused alike: with every token of this client.
    id: "fresh-token",
    question: "is a token accepted that was just issued?",
    ask: ask,
}

fn ask(asking: &Asking<'_>) -> Vec<Experiment> {
    let about_token =
        |meaning: &Meaning| matches!(meaning, Meaning::Expired | Meaning::TokenRejected);
    let refused = asking.refused_throughout().into_iter();
    refused
        .filter(|one| is_read(one.fact) && asking.evidence.said(one.fact).iter().any(about_token))
        // Every token of the issuer is signed with the same key.
        .filter(|one| {
            let said = asking.evidence.said(one.fact);
            !said.contains(&Meaning::Signature) && !said.contains(&Meaning::UnknownKey)
        })
        .filter(|one| {
            one.fact.identity.as_deref().is_some_and(|identity| asking.issued(identity).is_some())
        })
        .map(|one| {
            varied(
                KIND.id,
                one.check,
                format!("is {} accepted with a fresh token?", one.check.id),
                "a token that was just issued",
                Variation::FreshToken,
            )
        })
        .collect()
}
