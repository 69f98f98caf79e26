//! The fault `client-of-another-region`.

use super::super::Region;
use super::super::fault::fault;

fault! {
    /// ## What it breaks
    ///
    /// The client was made in another region than the one whose hosts are called. The regions share
    /// nothing.
    ///
    /// ## How it shows
    ///
    /// The login host answers 400 `invalid_client` with "client not found". The login host of the other
    /// region issues a token.
    id: "client-of-another-region",
    title: "the client is registered in another region of Genesys Cloud",
    cause: Some("region-wrong"),
    packs: &["genesys-cloud/oauth-client", "genesys-cloud/queue", "genesys-cloud/open-messaging"],
    args: &["--allow", "other-hosts"],
    apply: |behaviour| {
        behaviour.genesys.client_region = Region::South;
        behaviour.genesys.unknown_told = true;
    },
}
