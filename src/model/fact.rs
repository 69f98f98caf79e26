//! Facts: what was seen. Closed, so that whoever explains or prints them must think of each.

use super::{ClockFact, Exchange, SignatureFact, TokenFact, TokenRequestFact};

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
        }
    }
}
