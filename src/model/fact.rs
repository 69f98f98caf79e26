//! Facts: what was seen. Closed, so that whoever explains or prints them must think of each.

use super::{
    ClientConfiguration, ClockFact, Exchange, PermissionsFact, Remark, SignatureFact, TokenFact,
    TokenRequestFact,
};

/// Something that was seen, redacted.
#[derive(Clone, Debug, PartialEq)]
pub enum Fact {
    /// A request to an API and its answer.
    Exchange(Box<Exchange>),
    /// A request to a token endpoint and what came of it.
    TokenRequest(Box<TokenRequestFact>),
    /// What a token shows.
    Token(Box<TokenFact>),
    /// A token's signature held against an issuer's keys.
    Signature(Box<SignatureFact>),
    /// This machine's clock held against a server's.
    Clock(Box<ClockFact>),
    /// How an OAuth client is configured, as a file or a platform has it.
    Configuration(Box<ClientConfiguration>),
    /// What operations need, held against what an identity may do.
    Permissions(Box<PermissionsFact>),
    /// What a program printed or a person wrote about the failure.
    Remark(Box<Remark>),
}

impl Fact {
    /// The word that reports use.
    #[must_use]
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::Exchange(_) => "exchange",
            Self::TokenRequest(_) => "token-request",
            Self::Token(_) => "token",
            Self::Signature(_) => "signature",
            Self::Clock(_) => "clock",
            Self::Configuration(_) => "configuration",
            Self::Permissions(_) => "permissions",
            Self::Remark(_) => "remark",
        }
    }

    /// The request to an API, where it is one.
    #[must_use]
    pub fn exchange(&self) -> Option<&Exchange> {
        match self {
            Self::Exchange(exchange) => Some(exchange),
            Self::TokenRequest(_)
            | Self::Token(_)
            | Self::Signature(_)
            | Self::Clock(_)
            | Self::Configuration(_)
            | Self::Permissions(_)
            | Self::Remark(_) => None,
        }
    }

    /// The request, to an API or to a token endpoint.
    #[must_use]
    pub fn request(&self) -> Option<&Exchange> {
        match self {
            Self::Exchange(exchange) => Some(exchange),
            Self::TokenRequest(request) => Some(&request.exchange),
            Self::Token(_)
            | Self::Signature(_)
            | Self::Clock(_)
            | Self::Configuration(_)
            | Self::Permissions(_)
            | Self::Remark(_) => None,
        }
    }

    /// The token request, where it is one.
    #[must_use]
    pub fn token_request(&self) -> Option<&TokenRequestFact> {
        match self {
            Self::TokenRequest(request) => Some(request),
            Self::Exchange(_)
            | Self::Token(_)
            | Self::Signature(_)
            | Self::Clock(_)
            | Self::Configuration(_)
            | Self::Permissions(_)
            | Self::Remark(_) => None,
        }
    }

    /// What a token shows, where it is that.
    #[must_use]
    pub fn token(&self) -> Option<&TokenFact> {
        match self {
            Self::Token(token) => Some(token),
            Self::Exchange(_)
            | Self::TokenRequest(_)
            | Self::Signature(_)
            | Self::Clock(_)
            | Self::Configuration(_)
            | Self::Permissions(_)
            | Self::Remark(_) => None,
        }
    }

    /// The comparison of clocks, where it is one.
    #[must_use]
    pub fn clock(&self) -> Option<&ClockFact> {
        match self {
            Self::Clock(clock) => Some(clock),
            Self::Exchange(_)
            | Self::TokenRequest(_)
            | Self::Token(_)
            | Self::Signature(_)
            | Self::Configuration(_)
            | Self::Permissions(_)
            | Self::Remark(_) => None,
        }
    }
}
