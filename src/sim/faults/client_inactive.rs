//! The fault `client-inactive`.

use super::super::ClientState;
use super::super::fault::fault;

fault! {
    /// ## What it breaks
    ///
    /// An administrator made the client inactive: it gets no new tokens, and will be deleted.
    ///
    /// ## How it shows
    ///
    /// The login host answers 400 `invalid_client` with "authentication failed". What it answers was not
    /// captured; no other error is documented. So nothing tells it from a wrong secret.
    id: "client-inactive",
    title: "the OAuth client of Genesys Cloud is inactive",
    cause: None,
    packs: &["genesys-cloud/oauth-client", "genesys-cloud/queue", "genesys-cloud/open-messaging"],
    args: &[],
    apply: |behaviour| behaviour.genesys.client_state = ClientState::Inactive,
}
