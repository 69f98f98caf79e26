//! What is different between two runs, in meaning.

use jiff::Timestamp;

/// What is different since an earlier run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Comparison {
    /// The id of the earlier run.
    pub run: String,
    /// When the earlier run began.
    pub started: Timestamp,
    /// What is different, in the packs' order.
    pub shifts: Vec<Shift>,
}

/// One thing that is different.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shift {
    /// What kind of thing.
    pub aspect: Aspect,
    /// Whose: a check as `pack/id`, a cause, a host, a client.
    pub subject: String,
    /// What it was; nothing when it was not there.
    pub before: Option<String>,
    /// What it is; nothing when it is gone.
    pub after: Option<String>,
    /// Whether that is worse.
    pub trend: Trend,
}

/// What can be different.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Aspect {
    /// How a check came out.
    Verdict,
    /// What explains the failures.
    Cause,
    /// Scopes of a token.
    Scopes,
    /// Roles of a client.
    Roles,
    /// Who issued a token.
    Issuer,
    /// Which key signed a token.
    KeyId,
    /// How long a token lives.
    TokenLifetime,
    /// How far this machine's clock is off.
    ClockOffset,
    /// The address that a host has.
    Address,
    /// Who issued a host's certificate.
    TlsIssuer,
    /// The code of an error answer.
    ErrorCode,
}

impl Aspect {
    /// Every aspect.
    pub const ALL: [Self; 11] = [
        Self::Verdict,
        Self::Cause,
        Self::Scopes,
        Self::Roles,
        Self::Issuer,
        Self::KeyId,
        Self::TokenLifetime,
        Self::ClockOffset,
        Self::Address,
        Self::TlsIssuer,
        Self::ErrorCode,
    ];

    /// The word that reports use.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Verdict => "verdict",
            Self::Cause => "cause",
            Self::Scopes => "scopes",
            Self::Roles => "roles",
            Self::Issuer => "issuer",
            Self::KeyId => "key-id",
            Self::TokenLifetime => "token-lifetime",
            Self::ClockOffset => "clock-offset",
            Self::Address => "address",
            Self::TlsIssuer => "tls-issuer",
            Self::ErrorCode => "error-code",
        }
    }
}

/// Which way something went.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Trend {
    /// For the worse.
    Worse,
    /// Neither.
    Neutral,
    /// For the better.
    Better,
}

impl Trend {
    /// Every trend.
    pub const ALL: [Self; 3] = [Self::Worse, Self::Neutral, Self::Better];

    /// The word that reports use.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Worse => "worse",
            Self::Neutral => "neutral",
            Self::Better => "better",
        }
    }
}
