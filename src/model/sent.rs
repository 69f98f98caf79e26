//! What a request carried, as far as it may be known: names and shapes, never the value of a credential.

/// What a request carried.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sent {
    /// Names of every header, in lower case, in the order in which they were sent.
    pub headers: Vec<String>,
    /// Headers that are on the allow-list for requests (`accept`, `content-type`, `host`, `origin`,
    /// `user-agent` and the like), with their values.
    pub shown: Vec<(String, String)>,
    /// Names of the parameters in the query.
    pub query: Vec<String>,
    /// Every place in which a credential stood, or should have stood.
    pub credentials: Vec<SentCredential>,
    /// The body.
    pub body: SentBody,
}

/// A credential as it was sent, without its value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SentCredential {
    /// Where it stood.
    pub place: CredentialPlace,
    /// The scheme before it, as it was written (`Bearer`, `bearer`, `Token`); none where there is none.
    pub scheme: Option<String>,
    /// What it looks like.
    pub kind: CredentialKind,
    /// What is wrong with how it is written.
    pub flaws: Vec<CredentialFlaw>,
}

/// Where a credential stood in a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CredentialPlace {
    /// `Authorization`.
    Authorization,
    /// `Proxy-Authorization`.
    ProxyAuthorization,
    /// Another header, by its name in lower case.
    Header(String),
    /// A parameter of the query, by its name.
    Query(String),
    /// A member of the body, by its name.
    Body(String),
    /// A cookie.
    Cookie,
    /// User information in the URL.
    Url,
}

/// What a credential looks like.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CredentialKind {
    /// A signed token that can be read.
    Jwt,
    /// An encrypted token.
    Jwe,
    /// A reference, or a key without a known shape.
    Opaque,
    /// The user and password (or id and secret) of Basic.
    UserAndPassword,
    /// A signature over the request (AWS Signature Version 4, HTTP signatures).
    Signature,
    /// An API key by its well-known prefix.
    ApiKey,
    /// A variable, mask or placeholder where a value should be: whatever was sent is not to be seen here.
    Masked,
    /// Nothing.
    Empty,
}

impl CredentialKind {
    /// The word that reports use.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Jwt => "jwt",
            Self::Jwe => "jwe",
            Self::Opaque => "opaque",
            Self::UserAndPassword => "user-and-password",
            Self::Signature => "signature",
            Self::ApiKey => "api-key",
            Self::Masked => "masked",
            Self::Empty => "empty",
        }
    }
}

/// What is wrong with how a credential is written (RFC 6750, section 2.1; RFC 7617, section 2).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CredentialFlaw {
    /// No scheme stands before it.
    SchemeMissing,
    /// The scheme stands there twice.
    SchemeDoubled,
    /// The scheme is none that is registered.
    SchemeUnknown,
    /// A colon or another mark joins scheme and credential, or no blank parts them.
    SchemeJoined,
    /// The scheme is not written as registered (`bearer`); RFC 9110 allows it, some servers do not.
    SchemeCase,
    /// Quotes stand around it.
    Quoted,
    /// White space or a line break stands in it or after it.
    WhiteSpace,
    /// It is percent-encoded.
    PercentEncoded,
    /// It was sent with a literal placeholder (`$TOKEN` in single quotes, `undefined`, `null`, `[REDACTED]`).
    Placeholder,
    /// It is cut short: a token of three parts has fewer.
    Truncated,
    /// Basic: it cannot be decoded, or has no colon.
    NotBasic,
}

impl CredentialFlaw {
    /// The word that reports use.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::SchemeMissing => "scheme-missing",
            Self::SchemeDoubled => "scheme-doubled",
            Self::SchemeUnknown => "scheme-unknown",
            Self::SchemeJoined => "scheme-joined",
            Self::SchemeCase => "scheme-case",
            Self::Quoted => "quoted",
            Self::WhiteSpace => "white-space",
            Self::PercentEncoded => "percent-encoded",
            Self::Placeholder => "placeholder",
            Self::Truncated => "truncated",
            Self::NotBasic => "not-basic",
        }
    }

    /// Every flaw.
    pub const ALL: [Self; 11] = [
        Self::SchemeMissing,
        Self::SchemeDoubled,
        Self::SchemeUnknown,
        Self::SchemeJoined,
        Self::SchemeCase,
        Self::Quoted,
        Self::WhiteSpace,
        Self::PercentEncoded,
        Self::Placeholder,
        Self::Truncated,
        Self::NotBasic,
    ];
}

/// The body of a request: its kind and the names of its members.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SentBody {
    /// What it is.
    pub kind: SentBodyKind,
    /// The names of its members on the first level.
    pub names: Vec<String>,
}

/// What the body of a request is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum SentBodyKind {
    /// None.
    #[default]
    None,
    /// `application/x-www-form-urlencoded`.
    Form,
    /// JSON.
    Json,
    /// Anything else.
    Other,
}

impl SentBodyKind {
    /// The word that reports use.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Form => "form",
            Self::Json => "json",
            Self::Other => "other",
        }
    }
}

impl Sent {
    /// A header of the request that is on the allow-list.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        self.shown.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }
}
