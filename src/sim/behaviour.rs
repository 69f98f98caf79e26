//! How the simulated platform behaves: a struct of switches, healthy by default.

/// How many gateway nodes serve the API.
pub const NODES: usize = 3;

/// How the platform behaves. Faults turn these; several may be turned at once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Behaviour {
    /// The platform's clock minus this machine's, in seconds.
    pub clock_offset: i64,
    /// Whether every answer takes [`Options::slow_delay`](super::Options::slow_delay) longer.
    pub slow: bool,
    /// Whether the client is registered.
    pub client_known: bool,
    /// Whether the registered secret is the one that was handed out.
    pub secret_current: bool,
    /// Whether the client may use the client credentials grant.
    pub grant_allowed: bool,
    /// Whether the client is granted `webchat:guest:write`.
    pub guest_scope_granted: bool,
    /// Whether `webchat:guest:write` is issued to a client that asks for no scope at all.
    pub guest_scope_by_default: bool,
    /// Whether access tokens carry the claim `guest_id`.
    pub guest_context: bool,
    /// Whether the token endpoint hands out a token from its cache that expired an hour ago.
    pub stale_token: bool,
    /// Which nodes know the signing key after the rotation. All know the one before it.
    pub new_key_known: [bool; NODES],
    /// Whether the OpenID issuer's key set has the signing key after the rotation.
    pub new_key_published: bool,
    /// Whether the queue exists.
    pub queue_exists: bool,
    /// Whether guests may use the queue.
    pub queue_open: bool,
    /// Whether a proxy in front of the API removes `Authorization`.
    pub authorization_stripped: bool,
    /// Whether a single sign-on proxy answers in the API's place, with a page to log in at.
    pub login_page: bool,
    /// Whether the API's rate limit is used up.
    pub rate_limited: bool,
    /// Whether what stands behind the gateway is down.
    pub broken: bool,
    /// Whether the OpenID issuer writes its own name with a slash at the end.
    pub issuer_slash: bool,
    /// Whether the OpenID issuer puts another API into `aud` than the one asked for.
    pub other_audience: bool,
}

impl Default for Behaviour {
    fn default() -> Self {
        Self {
            clock_offset: 0,
            slow: false,
            client_known: true,
            secret_current: true,
            grant_allowed: true,
            guest_scope_granted: true,
            guest_scope_by_default: true,
            guest_context: true,
            stale_token: false,
            new_key_known: [true; NODES],
            new_key_published: true,
            queue_exists: true,
            queue_open: true,
            authorization_stripped: false,
            login_page: false,
            rate_limited: false,
            broken: false,
            issuer_slash: false,
            other_audience: false,
        }
    }
}
