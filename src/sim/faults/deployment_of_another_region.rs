//! The fault `deployment-of-another-region`.

use super::super::fault::fault;
use super::super::genesys::Region;

fault! {
    /// ## What it breaks
    ///
    /// The deployment of the messenger is in another region than the page names.
    ///
    /// ## How it shows
    ///
    /// The file host of the region has no configuration of it: 404. The handshake is refused with 403.
    id: "deployment-of-another-region",
    title: "the messenger's deployment is of another region",
    cause: Some("deployment-not-found"),
    packs: &["genesys-cloud/web-messaging"],
    args: &[],
    apply: |behaviour| behaviour.genesys.web_messaging.deployment_region = Some(Region::South),
}
