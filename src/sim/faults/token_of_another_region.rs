//! The fault `token-of-another-region`.

use super::super::Region;
use super::super::fault::fault;

fault! {
    /// ## What it breaks
    ///
    /// The API host that is configured is that of another region than the login host.
    ///
    /// ## How it shows
    ///
    /// The login host issues a token. The API answers every call 401 `bad.credentials`, the one for who
    /// asks included. That it does so was not captured; tokens are opaque and regional.
    id: "token-of-another-region",
    title: "the token is used in another region of Genesys Cloud than the one that issued it",
    cause: Some("region-wrong"),
    packs: &["genesys-cloud/oauth-client", "genesys-cloud/queue", "genesys-cloud/open-messaging"],
    args: &[],
    apply: |behaviour| behaviour.genesys.api_region = Region::South,
}
