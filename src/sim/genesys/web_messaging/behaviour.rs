//! How the simulated web messaging behaves.

use crate::sim::genesys::Region;

/// A refusal within a session: a code and its words. The codes and where they occur are those of the vendor's own
/// SDK for mobile apps; the words were captured for few of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct InBand {
    /// Whether it answers the message of a guest; else the request for a session.
    pub to_message: bool,
    /// The code.
    pub code: u16,
    /// The words.
    pub text: &'static str,
}

/// How the simulated web messaging behaves. Healthy by default.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WebMessagingBehaviour {
    /// The region that has the deployment; none where nobody has it any more.
    pub deployment_region: Option<Region>,
    /// Whether the deployment is active.
    pub deployment_active: bool,
    /// Whether the site is among the domains that the deployment allows.
    pub origin_allowed: bool,
    /// Whether a handshake that names no site is refused, too.
    pub origin_needed: bool,
    /// How requests within a session are refused.
    pub refusal: Option<InBand>,
}

impl Default for WebMessagingBehaviour {
    fn default() -> Self {
        Self {
            deployment_region: Some(Region::North),
            deployment_active: true,
            origin_allowed: true,
            origin_needed: true,
            refusal: None,
        }
    }
}
