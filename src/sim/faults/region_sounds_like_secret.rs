//! The fault `region-sounds-like-secret`.

use super::super::Region;
use super::super::fault::fault;

fault! {
    /// ## What it breaks
    ///
    /// The client was made in another region than the one whose hosts are called, and the login host words
    /// it as it words a wrong secret. An answer like that was captured.
    ///
    /// ## How it shows
    ///
    /// The login host answers 400 `invalid_client` with "authentication failed". The login host of the
    /// other region issues a token. Nothing in the answer tells it from a wrong secret: only asking the
    /// other region does (`--allow other-hosts`).
    id: "region-sounds-like-secret",
    title: "the client is registered in another region, and the answer is that to a wrong secret",
    cause: Some("region-wrong"),
    packs: &["genesys-cloud/oauth-client", "genesys-cloud/queue", "genesys-cloud/open-messaging"],
    args: &["--allow", "other-hosts"],
    apply: |behaviour| behaviour.genesys.client_region = Region::South,
}
