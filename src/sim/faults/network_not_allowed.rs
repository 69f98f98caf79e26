//! The fault `network-not-allowed`.

use super::super::fault::fault;

fault! {
    /// ## What it breaks
    ///
    /// The organization has a list of addresses, and this machine's is not on it. Tokens are issued all the
    /// same.
    ///
    /// ## How it shows
    ///
    /// Every call of the API answers 401 `ip.not.authorized`, the one for who asks included. No new token
    /// cures it.
    id: "network-not-allowed",
    title: "the organization takes no requests from this address",
    cause: Some("address-not-allowed"),
    packs: &["genesys-cloud/oauth-client", "genesys-cloud/queue", "genesys-cloud/open-messaging"],
    args: &[],
    apply: |behaviour| behaviour.genesys.address_allowed = false,
}
