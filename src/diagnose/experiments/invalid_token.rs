//! Send the refused call with a token that no server can accept.

use super::ask::varied;
use super::kind::experiment;
use super::without_authorization;
use crate::model::Variation;

experiment! {
    /// ## What is sent
    ///
    /// The refused call once more, with a token that cannot be right: that of the check with its signature
    /// replaced, or made-up text where it is opaque.
    ///
    /// ## When
    ///
    /// As `without-authorization`.
    ///
    /// ## What it proves
    ///
    /// Another answer: the token is read, and refused for another reason than a bad signature. The same
    /// answer: the token is refused as such, or is not looked at.
    id: "invalid-token",
    question: "does the answer change when the token is invalid on purpose?",
    ask: |asking| {
        without_authorization::ask(asking, |one| varied(
            KIND.id,
            one,
            format!("does {} get another answer with a token that cannot be right?", one.id),
            "an invalid token",
            Variation::InvalidToken,
        ))
    },
}
