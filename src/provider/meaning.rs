//! Reasons, as words name them.

use serde::Deserialize;

/// What a server gives as its reason, or what words about a failure point to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Meaning {
    /// Its words fit several reasons.
    Unclear,
    /// No credential arrived.
    NoCredential,
    /// No credential arrived, or there is no such path or method.
    NoCredentialOrRoute,
    /// The token has expired.
    Expired,
    /// The token is not valid yet.
    NotYetValid,
    /// The token's signature does not verify.
    Signature,
    /// The key that signed the token is not known.
    UnknownKey,
    /// The token is meant for another API.
    Audience,
    /// The token comes from an issuer that is not accepted.
    Issuer,
    /// A scope is missing, or at a token endpoint: is not granted.
    Scope,
    /// A permission is missing.
    Permission,
    /// A permission is missing in this division.
    Division,
    /// The token cannot be read.
    Malformed,
    /// Calls from this address are not allowed.
    Address,
    /// The call wants a user where there is none, or none where there is one.
    Actor,
    /// A claim is missing in the token.
    Claim,
    /// A policy or a switched-off feature forbids it.
    Policy,
    /// Too many requests.
    RateLimit,
    /// The token is not accepted, and no reason is given.
    TokenRejected,
    /// Token endpoint: the client's id is not known.
    ClientUnknown,
    /// Token endpoint: the client's secret is wrong.
    ClientSecret,
    /// Token endpoint: the client's secret has expired.
    ClientSecretExpired,
    /// Token endpoint: the client could not be authenticated, and no reason is given.
    ClientRefused,
    /// Token endpoint: the client's id and secret are not encoded as the server reads them.
    ClientEncoding,
    /// Token endpoint: it issues no token for the API that the request names (RFC 8707, section 2).
    Target,
    /// Token endpoint: the client may not use this grant.
    Grant,
    /// Token endpoint: the server does not know this grant.
    GrantUnsupported,
    /// Token endpoint: `unauthorized_client` without a telling sentence.
    ClientUnauthorized,
    /// The credential is not written as its scheme wants it: no `Bearer`, or twice, or something else.
    CredentialForm,
    /// A credential of another kind is wanted: an ID token, an API key, a signature, a session's token.
    CredentialKind,
    /// An identifier, the path or the base URL is wrong.
    Route,
    /// The signature over the request does not verify.
    RequestSignature,
    /// Something that must go along with the credential is missing: another header, a cookie, a key.
    Companion,
    /// The user's name or password is wrong.
    UserPassword,
    /// The client's secret is changed on its way.
    SecretMangled,
    /// The client authenticates by another method than the server wants.
    ClientAuthentication,
    /// `redirect_uri` is not the registered one.
    RedirectUri,
    /// The authorization code is spent or expired, or its PKCE verifier is wrong.
    AuthorizationCode,
    /// The refresh token is spent, rotated, revoked or evicted.
    RefreshToken,
    /// Nobody consented to the requested scopes, or a delegation is missing.
    Consent,
    /// The assertion (of a client, a customer, a service account) is not accepted.
    Assertion,
    /// The token request is not encoded as a form.
    TokenRequestForm,
    /// Roles or scopes are in the token, and the server reads them under another name.
    ClaimMapping,
    /// A JWT is wanted, and the token is opaque or encrypted.
    NotJwt,
    /// The token is meant for somebody else, and nobody but its audience can verify it.
    ForeignToken,
    /// The token is bound to a key or certificate, and its proof is missing or not accepted.
    ProofOfPossession,
    /// This machine's clock, or the server's, is wrong.
    ClockSkew,
    /// A time in the token is in another unit, or its life is longer than is allowed.
    TimeUnit,
    /// The verifier's copy of the key set is old.
    StaleKeys,
    /// Algorithm or key encoding do not fit.
    Algorithm,
    /// The verifier cannot fetch metadata or keys.
    KeysUnreachable,
    /// The credential belongs to another region, environment or cluster.
    Region,
    /// The credential belongs to another tenant or organisation.
    Tenant,
    /// The caller is no owner or participant of the object.
    NotParticipant,
    /// The application is not authorised or installed in the organisation.
    ApplicationNotApproved,
    /// A licence, feature or beta is absent, so that nobody can grant the permission.
    Licence,
    /// The deployment, client, application or feature is switched off or deleted.
    Disabled,
    /// The origin or domain is not on the list of those that are allowed.
    Origin,
    /// The session must be that of a user who logged in.
    SessionMustBeAuthenticated,
    /// The session or conversation is over, or not known.
    SessionOver,
    /// A conversation is taken in and routed to nobody.
    NotRouted,
    /// The server's own chain of security steps is wrong.
    ServerChain,
    /// The API is not enabled in the project.
    ApiNotEnabled,
    /// The trust between two clouds is wrong.
    CloudTrust,
    /// The account or session behind the token has ended.
    Revoked,
    /// The credential was lost, or kept, across a redirect.
    RedirectCredential,
    /// Somebody on the way removes or replaces the header.
    HeaderRemoved,
    /// A CORS preflight is refused, or an error answer lacks the CORS headers.
    Preflight,
    /// A redirect turns a POST into a GET.
    MethodChanged,
    /// A header, cookie or token is too large.
    HeaderTooLarge,
    /// An edge network, firewall or bot rule refuses before the application.
    Edge,
    /// A WebSocket handshake cannot carry the header.
    WebSocketCredential,
    /// A third-party cookie is blocked.
    ThirdPartyCookie,
    /// A setting that was saved is not in force yet.
    Propagation,
    /// A release of an SDK or service broke it.
    Regression,
    /// Members of a cluster disagree.
    ClusterDisagrees,
    /// A proxy refuses, or wants credentials of its own.
    Proxy,
    /// The certificate is not trusted.
    Certificate,
    /// The server failed.
    ServerFailure,
    /// The message itself is not accepted: too long, too much beside it, or something left out.
    MessageForm,
}

impl Meaning {
    /// Whether it says only that something was not accepted: it fits every reason.
    #[must_use]
    pub const fn is_general(&self) -> bool {
        matches!(self, Self::TokenRejected | Self::ClientRefused | Self::ClientUnauthorized)
    }

    /// In words, in small letters: `client refused`.
    #[must_use]
    pub fn in_words(self) -> String {
        let mut words = String::new();
        for letter in format!("{self:?}").chars() {
            if letter.is_uppercase() && !words.is_empty() {
                words.push(' ');
            }
            words.extend(letter.to_lowercase());
        }
        words
    }

    /// Whether two reasons exclude each other as the one reason of an answer. Those of one kin do not:
    /// a missing scope is also a missing permission.
    #[must_use]
    pub fn is_apart_from(self, other: Self) -> bool {
        use Meaning::{
            Actor, Audience, Claim, ClientSecret, ClientUnknown, Consent, CredentialKind, Division,
            Expired, Issuer, Malformed, NotYetValid, Permission, Policy, Scope, Signature,
            UnknownKey,
        };
        const ALONE: [Meaning; 15] = [
            Expired,
            NotYetValid,
            Signature,
            UnknownKey,
            Audience,
            Issuer,
            Malformed,
            Scope,
            Permission,
            Division,
            Claim,
            Actor,
            CredentialKind,
            ClientUnknown,
            ClientSecret,
        ];
        const KIN: [&[Meaning]; 3] = [
            &[Scope, Permission, Division, Consent, Claim, Policy, Actor],
            &[Signature, UnknownKey, Malformed],
            &[CredentialKind, Malformed, Audience, Issuer, Signature, UnknownKey, Actor],
        ];
        self != other
            && ALONE.contains(&self)
            && ALONE.contains(&other)
            && !KIN.iter().any(|kin| kin.contains(&self) && kin.contains(&other))
    }
}
