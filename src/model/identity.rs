//! Named credential sources of a pack.

use super::{Expression, Reference, Source};

/// A named credential source.
#[derive(Clone)]
pub struct Identity {
    /// Its name in the pack.
    pub name: String,
    /// Where it stands.
    pub source: Source,
    /// Where the credential comes from.
    pub credential: Credential,
}

/// Where a credential comes from.
#[derive(Clone)]
pub enum Credential {
    /// A token endpoint issues it.
    OAuth2(Box<OAuth2>),
    /// It is there already.
    Bearer {
        /// The token.
        token: Expression,
    },
}

/// How to ask a token endpoint for an access token (RFC 6749).
#[derive(Clone)]
pub struct OAuth2 {
    /// The grant.
    pub grant: Grant,
    /// The token endpoint.
    pub token_url: Expression,
    /// `client_id`.
    pub client_id: Expression,
    /// `client_secret`; absent for a public client.
    pub client_secret: Option<Expression>,
    /// How the client proves who it is (RFC 6749, section 2.3.1).
    pub client_auth: ClientAuthentication,
    /// Scopes to ask for; empty asks for none and sends no `scope` parameter.
    pub scopes: Option<Expression>,
    /// `audience`, as some servers want it.
    pub audience: Option<Expression>,
    /// `resource` (RFC 8707).
    pub resource: Option<Expression>,
    /// Further parameters of the token request.
    pub extra: Vec<(String, Expression)>,
}

/// The grants that a token request can use.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Grant {
    /// RFC 6749, section 4.4.
    ClientCredentials,
}

impl Grant {
    /// Every grant as packs write it.
    pub const WORDS: &'static [&'static str] = &["client_credentials"];

    /// The value of `grant_type`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::ClientCredentials => "client_credentials",
        }
    }
}

/// How a client proves who it is at the token endpoint.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ClientAuthentication {
    /// A Basic header of the raw id and secret, as most clients send it.
    #[default]
    Basic,
    /// A Basic header of id and secret, each form-encoded first, as RFC 6749 section 2.3.1 says.
    BasicEncoded,
    /// In the form body.
    Post,
    /// A public client: only its id, in the form body.
    None,
}

impl ClientAuthentication {
    /// Every one as packs write it, in the order of the variants.
    pub const WORDS: &'static [&'static str] = &["basic", "basic_encoded", "post", "none"];

    /// The word that packs use.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Basic => "basic",
            Self::BasicEncoded => "basic_encoded",
            Self::Post => "post",
            Self::None => "none",
        }
    }

    /// Reads the word that packs use.
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        [Self::Basic, Self::BasicEncoded, Self::Post, Self::None]
            .into_iter()
            .find(|one| one.as_str() == word)
    }
}

impl Identity {
    /// Every value of the identity that may hold a reference.
    #[must_use]
    pub fn expressions(&self) -> Vec<&Expression> {
        match &self.credential {
            Credential::Bearer { token } => vec![token],
            Credential::OAuth2(oauth2) => {
                let mut all = vec![&oauth2.token_url, &oauth2.client_id];
                all.extend(&oauth2.client_secret);
                all.extend(&oauth2.scopes);
                all.extend(&oauth2.audience);
                all.extend(&oauth2.resource);
                all.extend(oauth2.extra.iter().map(|(_, value)| value));
                all
            }
        }
    }

    /// What the identity reads of earlier checks: every check that uses it needs those.
    #[must_use]
    pub fn references(&self) -> Vec<&Reference> {
        self.expressions().into_iter().flat_map(Expression::references).collect()
    }
}
