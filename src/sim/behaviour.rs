//! How the simulated platform behaves: a struct of switches, healthy by default.

use super::{GenesysBehaviour, Refusal};

/// How many gateway nodes serve the API.
pub const NODES: usize = 3;

/// How a client must prove who it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ClientProof {
    /// In a Basic header, raw or form-encoded, or in the form.
    Any,
    /// In the form only.
    Form,
    /// In a Basic header of form-encoded parts only, as RFC 6749, section 2.3.1 has it, or in the form. The
    /// secret has characters that this changes.
    EncodedBasic,
}

/// What became of the secret on its way from the platform to the client's configuration.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Delivery {
    /// Nothing.
    Whole,
    /// A line break was added.
    LineBreak,
    /// It was percent-encoded.
    PercentEncoded,
}

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
    /// How the client must prove who it is.
    pub client_proof: ClientProof,
    /// What became of the secret on its way to the client.
    pub delivery: Delivery,
    /// Whether a token request for a scope that is not granted is answered with a token that lacks it.
    pub drops_scopes: bool,
    /// Whether access tokens are references that say nothing to anybody but their issuer.
    pub opaque_tokens: bool,
    /// Whether the token endpoints hand out ID tokens in the place of access tokens.
    pub id_tokens: bool,
    /// Whether the times in tokens are milliseconds.
    pub millisecond_times: bool,
    /// Whether tokens are signed with a shared secret (HS256).
    pub shared_secret_tokens: bool,
    /// Whether access tokens are bound to a key of the client (RFC 9449).
    pub bound_tokens: bool,
    /// Whether every token counts as revoked.
    pub tokens_revoked: bool,
    /// Whether the key sets can be read.
    pub keys_readable: bool,
    /// Whether posts are redirected to the same path with a slash at its end.
    pub redirects_posts: bool,
    /// How many requests each endpoint of the API refuses before a setting takes hold.
    pub settles_after: u64,
    /// How Genesys Cloud behaves, beside what is said above of every platform.
    pub genesys: GenesysBehaviour,
    /// Answers in the place of the platform's own; of those for one place the first is given.
    pub refusals: Vec<&'static Refusal>,
}

impl Behaviour {
    /// Refuses so.
    pub(super) fn refuse(&mut self, refusal: &'static Refusal) {
        self.refusals.push(refusal);
    }
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
            client_proof: ClientProof::Any,
            delivery: Delivery::Whole,
            drops_scopes: false,
            opaque_tokens: false,
            id_tokens: false,
            millisecond_times: false,
            shared_secret_tokens: false,
            bound_tokens: false,
            tokens_revoked: false,
            keys_readable: true,
            redirects_posts: false,
            settles_after: 0,
            genesys: GenesysBehaviour::default(),
            refusals: Vec::new(),
        }
    }
}
