//! Experiments: control requests that differ from a check's own in one thing.

use std::time::Duration;

use super::{
    ClientAuthentication, Exchange, Fact, PermissionsFact, SignatureFact, TokenFact,
    TokenRequestFact,
};

/// A control request that would tell causes apart. Whoever explains asks for it; the runner decides
/// whether it is safe and runs it.
#[derive(Clone, Debug, PartialEq)]
pub struct Experiment {
    /// Its kind, in kebab-case: the id under which it is documented.
    pub kind: &'static str,
    /// The pack of the check whose request it varies.
    pub pack: String,
    /// The check whose request it varies.
    pub check: String,
    /// What it is to tell, as a question.
    pub question: String,
    /// The one thing that differs.
    pub changed: String,
    /// What to do.
    pub act: Act,
}

impl Experiment {
    /// Every kind, as the table of experiments has them.
    pub const KINDS: &'static [&'static str] = &[
        "without-authorization",
        "invalid-token",
        "who-am-i",
        "fresh-token",
        "token-with-scope",
        "call-with-scope",
        "other-client-auth",
        "other-region",
        "canonical-header",
        "without-origin",
        "redirect-target",
        "repeat",
        "nonsense-object",
        "read-keys",
        "read-clocks",
        "other-route",
        "own-grants",
    ];
}

/// What an experiment does.
#[derive(Clone, Debug, PartialEq)]
pub enum Act {
    /// The check's own request, varied.
    Send(Variation),
    /// A call that tells whose token it is, with the same token: the platform's own, or the issuer's
    /// userinfo or introspection endpoint.
    WhoAmI {
        /// The identity whose token is meant.
        identity: String,
        /// Who is asked.
        at: Whom,
    },
    /// A token request of the identity, varied. The token that comes is used for nothing.
    RequestToken {
        /// The identity.
        identity: String,
        /// The scopes to ask for; none leaves them as they are.
        scopes: Option<Vec<String>>,
        /// How the client proves who it is; none leaves it as it is.
        client_auth: Option<ClientAuthentication>,
    },
    /// The identity's own token request, sent to other token endpoints, once to each and all at the same time. The
    /// tokens that come are used for nothing.
    RequestTokenAt {
        /// The identity.
        identity: String,
        /// The token endpoints.
        urls: Vec<String>,
    },
    /// A fresh read of a key set: is the key there?
    ReadKeys {
        /// The identity whose token names the key.
        identity: String,
        /// The key set.
        url: String,
        /// The key that is looked for.
        key_id: String,
        /// How often to read it.
        times: u32,
    },
    /// What the identity may do, by the platform's own word, held against what operations need; reads that want no
    /// permission.
    ReadGrants {
        /// The identity.
        identity: String,
        /// Where the API is.
        api: String,
        /// What the operations are, as the definition of the API writes them.
        operations: Vec<String>,
        /// Permissions that are looked for by name besides.
        permissions: Vec<String>,
    },
    /// The clocks of several hosts, read side by side.
    ReadClocks {
        /// A URL of each host.
        urls: Vec<String>,
    },
}

/// Who can tell whose token it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Whom {
    /// The platform, by a call of its own.
    Platform {
        /// The call's URL.
        url: String,
    },
    /// The introspection or userinfo endpoint that the issuer's discovery document names.
    Issuer {
        /// The issuer.
        issuer: String,
    },
}

/// What differs from the check's own request.
#[derive(Clone, Debug, PartialEq)]
pub enum Variation {
    /// No credential goes along.
    WithoutAuthorization,
    /// A token that no server can accept goes along.
    InvalidToken,
    /// A token that was just issued goes along.
    FreshToken,
    /// A token that was requested with these scopes goes along.
    TokenWithScopes(Vec<String>),
    /// The credential goes along in one canonical `Authorization: Bearer` header.
    CanonicalHeader,
    /// No `Origin` goes along, as from a program that is no browser; reads only.
    WithoutOrigin,
    /// The URL to which a redirect points is called directly, with the credential; only on a host that the
    /// pack names.
    RedirectTarget(String),
    /// The same request several times, spaced; reads only.
    Repeat {
        /// How often.
        times: u32,
    },
    /// The same request about an object that cannot exist; reads only.
    NonsenseObject {
        /// The URL with the object's id replaced.
        url: String,
    },
    /// Past the proxy where one is in use, or through the one of the environment where none is.
    OtherRoute,
}

/// What came of an experiment.
#[derive(Clone, Debug, PartialEq)]
pub struct ExperimentResult {
    /// Its number, counted from 1 over all rounds.
    pub n: usize,
    /// What was asked.
    pub experiment: Experiment,
    /// How many requests it took.
    pub requests: u32,
    /// The request, redacted, in one line.
    pub request: String,
    /// What came back, in one line; why it was not run, where it was not.
    pub answer: String,
    /// Whether it was run.
    pub ran: bool,
    /// How long it took.
    pub duration: Duration,
    /// What was seen.
    pub facts: Vec<Fact>,
}

impl Act {
    /// How many requests reading grants takes at most: for the grants themselves, and where these are refused for
    /// each of a few permissions, and for what can be granted at all.
    pub const GRANT_REQUESTS: u32 = 6;

    /// How many requests it takes at most; what is removed afterwards is not counted.
    #[must_use]
    pub fn requests(&self) -> u32 {
        match self {
            Self::Send(Variation::Repeat { times }) | Self::ReadKeys { times, .. } => *times,
            Self::Send(Variation::FreshToken | Variation::TokenWithScopes(_)) => 2,
            Self::WhoAmI { at: Whom::Issuer { .. }, .. } => 2,
            Self::ReadGrants { .. } => Self::GRANT_REQUESTS,
            Self::ReadClocks { urls } | Self::RequestTokenAt { urls, .. } => {
                u32::try_from(urls.len()).unwrap_or(u32::MAX)
            }
            Self::Send(
                Variation::WithoutAuthorization
                | Variation::InvalidToken
                | Variation::CanonicalHeader
                | Variation::WithoutOrigin
                | Variation::RedirectTarget(_)
                | Variation::NonsenseObject { .. }
                | Variation::OtherRoute,
            )
            | Self::WhoAmI { at: Whom::Platform { .. }, .. }
            | Self::RequestToken { .. } => 1,
        }
    }

    /// The identity that it names by itself; a varied request has that of its check.
    #[must_use]
    pub fn identity(&self) -> Option<&str> {
        match self {
            Self::WhoAmI { identity, .. }
            | Self::RequestToken { identity, .. }
            | Self::RequestTokenAt { identity, .. }
            | Self::ReadKeys { identity, .. }
            | Self::ReadGrants { identity, .. } => Some(identity),
            Self::Send(_) | Self::ReadClocks { .. } => None,
        }
    }
}

impl ExperimentResult {
    /// The requests to an API that it made, in order; those that only fetch a token are left out.
    pub fn exchanges(&self) -> impl Iterator<Item = &Exchange> {
        self.facts.iter().filter_map(Fact::exchange)
    }

    /// The last request to an API that it made: what it is about.
    #[must_use]
    pub fn exchange(&self) -> Option<&Exchange> {
        self.exchanges().last()
    }

    /// The token request that it made.
    #[must_use]
    pub fn token_request(&self) -> Option<&TokenRequestFact> {
        self.facts.iter().find_map(Fact::token_request)
    }

    /// Every token request that it made, in order.
    pub fn token_requests(&self) -> impl Iterator<Item = &TokenRequestFact> {
        self.facts.iter().filter_map(Fact::token_request)
    }

    /// What the token that it got shows.
    #[must_use]
    pub fn token(&self) -> Option<&TokenFact> {
        self.facts.iter().find_map(Fact::token)
    }

    /// What it computed of permissions.
    pub fn permissions(&self) -> impl Iterator<Item = &PermissionsFact> {
        self.facts.iter().filter_map(|fact| match fact {
            Fact::Permissions(permissions) => Some(permissions.as_ref()),
            Fact::Exchange(_)
            | Fact::TokenRequest(_)
            | Fact::Token(_)
            | Fact::Signature(_)
            | Fact::Clock(_)
            | Fact::Configuration(_)
            | Fact::Remark(_) => None,
        })
    }

    /// Signatures that it held against keys.
    pub fn signatures(&self) -> impl Iterator<Item = &SignatureFact> {
        self.facts.iter().filter_map(|fact| match fact {
            Fact::Signature(signature) => Some(signature.as_ref()),
            Fact::Exchange(_)
            | Fact::TokenRequest(_)
            | Fact::Token(_)
            | Fact::Clock(_)
            | Fact::Configuration(_)
            | Fact::Permissions(_)
            | Fact::Remark(_) => None,
        })
    }
}
