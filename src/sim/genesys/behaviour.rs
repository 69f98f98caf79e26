//! How the simulated Genesys Cloud behaves: switches of its own, healthy by default.

use super::address::Region;
use super::web_messaging::WebMessagingBehaviour;

/// What state the OAuth client is in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ClientState {
    /// It may fetch tokens.
    Active,
    /// It may not, and the tokens that it has are dead.
    Disabled,
    /// It may not, and will be deleted; the tokens that it has live on.
    Inactive,
}

/// How the simulated Genesys Cloud behaves. Faults turn these; several may be turned at once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GenesysBehaviour {
    /// The region in which the client is registered.
    pub client_region: Region,
    /// Whether a login host says that it does not know a client of another region, and not that authentication
    /// failed. Both were seen.
    pub unknown_told: bool,
    /// The region whose API the client calls.
    pub api_region: Region,
    /// What state the client is in.
    pub client_state: ClientState,
    /// Whether the login host's rate limit is used up.
    pub login_rate_limited: bool,
    /// Whether the organization takes requests from this address.
    pub address_allowed: bool,
    /// Whether tokens speak for a person instead of the client.
    pub user_tokens: bool,
    /// Permissions that no role of the client gives.
    pub withheld: Vec<&'static str>,
    /// Permissions that a role gives under a condition, which the objects here do not meet.
    pub conditional: Vec<&'static str>,
    /// Permissions that the organization does not have at all, as where a licence is missing.
    pub unlicensed: Vec<&'static str>,
    /// Whether the client has its roles in the division of the queue too.
    pub division_granted: bool,
    /// A permission that refusals name in the place of the one that is missing.
    pub named_instead: Option<&'static str>,
    /// Whether the organization enforces scopes, while the client has none that fits.
    pub scopes_enforced: bool,
    /// Whether a policy of the organization refuses the calls.
    pub policy_denies: bool,
    /// Whether the feature is switched on for the organization.
    pub feature_enabled: bool,
    /// Whether the caller takes part in the conversations that it ends.
    pub participant: bool,
    /// Whether the integration of Open Messaging is active.
    pub integration_active: bool,
    /// Whether messages of the integration have a flow to go to.
    pub recipient_has_flow: bool,
    /// Whether a flow that is published transfers guests to the queue.
    pub queue_in_flow: bool,
    /// Whether guests are sent to the flow that transfers to the queue; else to another one.
    pub guests_sent_to_flow: bool,
    /// How long a token is good, in seconds, as the client has it (`accessTokenValiditySeconds`).
    pub token_validity: u32,
    /// Whether the web chat (ACD, version 2) is still answered; it was removed in 2026.
    pub web_chat: bool,
    /// Whether the deployment of the web chat is switched on.
    pub chat_enabled: bool,
    /// Whether guests of the web chat have to be logged in.
    pub chat_wants_login: bool,
    /// Whether the deployment of the web chat takes guests from the site.
    pub chat_origin_allowed: bool,
    /// Whether the JWT of a guest of the web chat has expired when it is handed out.
    pub guest_jwt_stale: bool,
    /// Web messaging.
    pub web_messaging: WebMessagingBehaviour,
}

impl Default for GenesysBehaviour {
    fn default() -> Self {
        Self {
            client_region: Region::North,
            unknown_told: false,
            api_region: Region::North,
            client_state: ClientState::Active,
            login_rate_limited: false,
            address_allowed: true,
            user_tokens: false,
            withheld: Vec::new(),
            conditional: Vec::new(),
            unlicensed: Vec::new(),
            division_granted: true,
            named_instead: None,
            scopes_enforced: false,
            policy_denies: false,
            feature_enabled: true,
            participant: true,
            integration_active: true,
            recipient_has_flow: true,
            queue_in_flow: true,
            guests_sent_to_flow: true,
            token_validity: 86_400,
            web_chat: true,
            chat_enabled: true,
            chat_wants_login: false,
            chat_origin_allowed: true,
            guest_jwt_stale: false,
            web_messaging: WebMessagingBehaviour::default(),
        }
    }
}
