//! What is known of an access token, and of the request that fetched it.

use jiff::Timestamp;
use serde_json::Value;

use super::{ApiError, Exchange};

/// A request to a token endpoint and what came of it.
#[derive(Clone, Debug, PartialEq)]
pub struct TokenRequestFact {
    /// The identity that asked.
    pub identity: String,
    /// The grant, as `grant_type` has it.
    pub grant: String,
    /// How the client proved who it is, as packs write it, or `assertion`.
    pub client_auth: String,
    /// The client's id; public by RFC 6749, section 2.2.
    pub client_id: String,
    /// The scopes asked for; empty when none were.
    pub scopes_requested: Vec<String>,
    /// `scope` of the response. Absent proves nothing.
    pub scopes_granted: Option<Vec<String>>,
    /// `token_type` of the response.
    pub token_type: Option<String>,
    /// `expires_in` of the response, in seconds.
    pub expires_in: Option<f64>,
    /// Whether a token came.
    pub issued: bool,
    /// The error body of RFC 6749, section 5.2.
    pub error: Option<ApiError>,
    /// The exchange.
    pub exchange: Exchange,
}

/// What a token shows without being verified.
#[derive(Clone, Debug, PartialEq)]
pub struct TokenFact {
    /// The identity whose token it is.
    pub identity: String,
    /// What kind of token it is.
    pub kind: TokenKind,
    /// `alg` of the header.
    pub algorithm: Option<String>,
    /// `kid` of the header.
    pub key_id: Option<String>,
    /// `iss`.
    pub issuer: Option<String>,
    /// `aud`, as a list.
    pub audience: Vec<String>,
    /// The scopes.
    pub scopes: Option<Vec<String>>,
    /// Where the scopes were found: `scope`, `scp`, `permissions`, `roles`, or `token response`.
    pub scopes_from: Option<String>,
    /// `iat`.
    pub issued_at: Option<Timestamp>,
    /// `nbf`.
    pub not_before: Option<Timestamp>,
    /// `exp`.
    pub expires_at: Option<Timestamp>,
    /// When it was looked at, by this machine's clock.
    pub now: Timestamp,
    /// Seconds from `now` until it ends, by `exp` or else by `expires_in`.
    pub lifetime: Option<f64>,
    /// Claims that are on the allow-list, with their values.
    pub claims: Vec<(String, Value)>,
    /// The names of the other claims.
    pub other_claims: Vec<String>,
    /// What is wrong with it, as far as it shows: times in milliseconds, `exp` as text and the like.
    pub oddities: Vec<String>,
}

/// What kind of token it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TokenKind {
    /// A signed token that can be read (RFC 7519).
    Jwt,
    /// An encrypted token (RFC 7516): only its receiver can read it.
    Jwe,
    /// A reference: only its issuer knows what it stands for.
    Opaque,
}

impl TokenKind {
    /// The word that packs and reports use.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Jwt => "jwt",
            Self::Jwe => "jwe",
            Self::Opaque => "opaque",
        }
    }
}

/// A token's signature held against the keys of an issuer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignatureFact {
    /// The identity whose token it is.
    pub identity: String,
    /// How it came out.
    pub verdict: SignatureVerdict,
    /// `alg` of the header.
    pub algorithm: Option<String>,
    /// `kid` of the header.
    pub key_id: Option<String>,
    /// The key ids that the issuer publishes, in its order.
    pub known_keys: Vec<String>,
    /// Where the keys came from, redacted.
    pub keys_from: String,
    /// What stood in the way, in words.
    pub detail: Option<String>,
}

/// How a signature check came out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SignatureVerdict {
    /// The signature is right.
    Valid,
    /// The key is known, the signature is not right.
    Invalid,
    /// The issuer publishes no such key.
    UnknownKey,
    /// Not an algorithm or key that can be verified here.
    Unsupported,
    /// The keys could not be had.
    Unchecked,
}

impl SignatureVerdict {
    /// The word that packs and reports use.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Valid => "valid",
            Self::Invalid => "invalid",
            Self::UnknownKey => "unknown-key",
            Self::Unsupported => "unsupported",
            Self::Unchecked => "unchecked",
        }
    }
}
