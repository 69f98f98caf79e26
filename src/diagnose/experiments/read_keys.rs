//! Read the issuer's key set afresh, several times.

use super::ask::{Asking, acted, callable};
use super::kind::experiment;
use crate::model::{Act, Experiment, SignatureVerdict};

/// How often.
const TIMES: u32 = 3;

experiment! {
    /// ## What is sent
    ///
    /// Three reads of the key set that the token was held against, past what was remembered of it.
    ///
    /// ## When
    ///
    /// The key set does not have the token's key, or has it and the API does not verify the signature.
    ///
    /// ## What it proves
    ///
    /// The key is in every read, or in none: it is published, or it is not. In some: the servers that publish
    /// the key set disagree.
    id: "read-keys",
    question: "is the token's key in every fresh read of the key set?",
    ask: ask,
}

fn ask(asking: &Asking<'_>) -> Vec<Experiment> {
    let doubted = asking.doubts("signing-key-stale") || asking.doubts("key-not-published");
    let mut signatures = asking.evidence.signatures().iter();
    let found = signatures.find_map(|one| {
        let known =
            matches!(one.fact.verdict, SignatureVerdict::Valid | SignatureVerdict::UnknownKey);
        let key = one.fact.key_id.clone().filter(|_| known && doubted)?;
        callable(&one.fact.keys_from)?;
        Some(acted(
            KIND.id,
            one.check,
            format!("is the key {key} in every fresh read of {}?", one.fact.keys_from),
            format!("the key set is read {TIMES} times afresh"),
            Act::ReadKeys {
                identity: one.fact.identity.clone(),
                url: one.fact.keys_from.clone(),
                key_id: key,
                times: TIMES,
            },
        ))
    });
    found.into_iter().collect()
}
