//! Send the refused call with its credential written as RFC 6750 has it.

use super::ask::{Asking, varied};
use super::kind::experiment;
use crate::model::{CredentialPlace, Experiment, Variation};

experiment! {
    /// ## What is sent
    ///
    /// The refused call once more, with the same token in one `Authorization: Bearer` header: without
    /// quotes, line ends or a doubled scheme.
    ///
    /// ## When
    ///
    /// The credential was written in another way than RFC 6750, section 2.1, has it.
    ///
    /// ## What it proves
    ///
    /// Accepted: only the way in which the credential was written is wrong.
    id: "canonical-header",
    question: "is the call accepted when the credential is written in the canonical form?",
    ask: ask,
}

fn ask(asking: &Asking<'_>) -> Vec<Experiment> {
    let all = asking.evidence.refusals().filter(|one| {
        let sent = one.fact.sent.iter().flat_map(|sent| &sent.credentials);
        sent.filter(|credential| credential.place == CredentialPlace::Authorization)
            .any(|credential| !credential.flaws.is_empty())
    });
    all.map(|one| {
        varied(
            KIND.id,
            one.check,
            format!("is {} accepted with its credential in the canonical form?", one.check.id),
            "Authorization: Bearer and the token, nothing else",
            Variation::CanonicalHeader,
        )
    })
    .collect()
}
