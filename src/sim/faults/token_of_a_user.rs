//! The fault `token-of-a-user`.

use super::super::fault::fault;

fault! {
    /// ## What it breaks
    ///
    /// The token speaks for a person who logged in, not for the client itself. It has every permission.
    ///
    /// ## How it shows
    ///
    /// Bringing a guest's message in answers 400 `not.a.client`. Everything that is read answers 200; the
    /// one for who asks names another grant.
    id: "token-of-a-user",
    title: "the token stands for a person where a program's is wanted",
    cause: Some("actor-wrong"),
    packs: &["genesys-cloud/oauth-client", "genesys-cloud/open-messaging"],
    args: &[],
    apply: |behaviour| behaviour.genesys.user_tokens = true,
}
