//! Send the refused call without its credential.

use super::ask::{Asking, varied};
use super::kind::experiment;
use crate::model::{Experiment, Variation};

experiment! {
    /// ## What is sent
    ///
    /// The refused call once more, without the `Authorization` header.
    ///
    /// ## When
    ///
    /// Every call of an identity to a host is answered 401, in words that leave open whether the token
    /// arrived. A read where there is one.
    ///
    /// ## What it proves
    ///
    /// Another answer: the token arrives and is judged. The same answer alone proves nothing: many servers
    /// answer every refusal alike.
    id: "without-authorization",
    question: "does the answer change when no credential is sent?",
    ask: |asking| {
        ask(asking, |one| varied(
            KIND.id,
            one,
            format!("does {} get another answer without a credential?", one.id),
            "no Authorization header",
            Variation::WithoutAuthorization,
        ))
    },
}

/// An experiment about every call that may have lost its credential.
pub(super) fn ask(
    asking: &Asking<'_>,
    make: impl Fn(&crate::model::CheckResult) -> Experiment,
) -> Vec<Experiment> {
    let open = asking.refused_throughout().into_iter();
    open.filter(|one| asking.may_be_lost(one.fact)).map(|one| make(one.check)).collect()
}
