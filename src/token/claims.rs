//! Claims that are known, what they mean, and whether their values may be shown to anybody.

/// A claim that is known.
pub(super) struct Claim {
    /// Its name.
    pub(super) name: &'static str,
    /// What it means.
    pub(super) means: &'static str,
    /// How its value is shown.
    pub(super) show: Show,
}

/// How a value is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Show {
    /// As it stands: it says something of the client, the API or the token.
    Value,
    /// Seconds since 1970, as a date.
    Time,
    /// Only on request: it says something of a person, a session or an organisation's inside.
    Masked,
}

use Show::{Masked, Time, Value};

/// RFC 7519, 8693, 8705, 9068, 9449, OpenID Connect Core, and what vendors add.
const CLAIMS: &[Claim] = &[
    // RFC 7519, section 4.1.
    claim("iss", Value, "who issued it"),
    claim("sub", Masked, "whom it is about: a user, or the client itself"),
    claim("aud", Value, "whom it is for: an API accepts it only if it finds itself here"),
    claim("exp", Time, "when it ends"),
    claim("nbf", Time, "before this it must not be accepted"),
    claim("iat", Time, "when it was issued"),
    claim("jti", Value, "its own id, for logs and revocation"),
    // RFC 9068 and RFC 8693.
    claim("client_id", Value, "the client it was issued to (RFC 9068)"),
    claim("scope", Value, "what the client may do (RFC 8693)"),
    claim("act", Masked, "who acts for the subject (RFC 8693)"),
    claim("may_act", Masked, "who may act for the subject (RFC 8693)"),
    claim("authorization_details", Masked, "what was granted in particular (RFC 9396)"),
    claim("cnf", Value, "bound to a key: of no use without it (RFC 7800)"),
    // OpenID Connect Core.
    claim("azp", Value, "the client it was issued to (OpenID Connect)"),
    claim("auth_time", Time, "when the user logged in"),
    claim("acr", Value, "how strongly the user was authenticated"),
    claim("amr", Value, "by which means the user was authenticated"),
    claim("nonce", Masked, "ties an ID token to its login request"),
    claim("at_hash", Masked, "ties an ID token to its access token"),
    claim("c_hash", Masked, "ties an ID token to its code"),
    claim("s_hash", Masked, "ties an ID token to its state"),
    claim("sid", Masked, "the login session"),
    claim("name", Masked, "the user's name"),
    claim("given_name", Masked, "the user's name"),
    claim("family_name", Masked, "the user's name"),
    claim("nickname", Masked, "the user's name"),
    claim("preferred_username", Masked, "the user's login name"),
    claim("email", Masked, "the user's email address"),
    claim("email_verified", Value, "whether the email address was verified"),
    claim("phone_number", Masked, "the user's phone number"),
    claim("picture", Masked, "the user's picture"),
    claim("locale", Masked, "the user's language"),
    claim("updated_at", Time, "when the user's profile last changed"),
    // Several vendors.
    claim("typ", Value, "what kind of token it is, by its issuer"),
    claim("scp", Value, "what the client may do (Entra ID, Okta)"),
    claim("roles", Value, "roles of the application or the user"),
    claim("groups", Masked, "groups of the user"),
    claim("permissions", Value, "what the client may do (Auth0 RBAC)"),
    claim("entitlements", Masked, "what the user is entitled to (RFC 9068)"),
    claim("gty", Value, "the grant that it came from (Auth0)"),
    claim("grant_type", Value, "the grant that it came from"),
    claim("org_id", Masked, "the organisation"),
    claim("org_name", Masked, "the organisation"),
    claim("tenant", Masked, "the tenant"),
    claim("username", Masked, "the user's login name"),
    claim("user_name", Masked, "the user's login name"),
    // Microsoft Entra ID.
    claim("tid", Value, "the Entra tenant that issued it"),
    claim("oid", Masked, "the user or service principal in Entra ID"),
    claim("appid", Value, "the client it was issued to (Entra ID, version 1)"),
    claim("appidacr", Value, "how the client proved who it is: 0 not, 1 secret, 2 certificate"),
    claim("azpacr", Value, "how the client proved who it is: 0 not, 1 secret, 2 certificate"),
    claim("app_displayname", Masked, "the client's name"),
    claim("idp", Masked, "who authenticated the subject"),
    claim("idtyp", Value, "`app` for a token without a user, `user` with one"),
    claim("wids", Value, "Entra directory roles, by their template ids"),
    claim("ver", Value, "the version of the token's format"),
    claim("uti", Value, "its own id (Entra ID)"),
    claim("aio", Masked, "internal to Entra ID"),
    claim("rh", Masked, "internal to Entra ID"),
    claim("upn", Masked, "the user's principal name"),
    claim("unique_name", Masked, "the user's name"),
    claim("ipaddr", Masked, "the address the user came from"),
    claim("puid", Masked, "the user in Microsoft accounts"),
    claim("tenant_region_scope", Value, "the region of the tenant"),
    claim("xms_mirid", Masked, "the Azure resource whose managed identity it is"),
    claim("xms_tcdt", Time, "when the tenant was created"),
    claim("xms_cc", Value, "what the client is capable of; cp1 is continuous access evaluation"),
    claim("xms_ssm", Value, "whether a session lifetime policy applies"),
    claim("xms_st", Masked, "internal to Entra ID"),
    // Okta.
    claim("cid", Value, "the client it was issued to (Okta)"),
    claim("uid", Masked, "the user (Okta); absent in a token without a user"),
    // Keycloak.
    claim("realm_access", Value, "roles in the realm (Keycloak)"),
    claim("resource_access", Value, "roles at each client (Keycloak)"),
    claim("session_state", Masked, "the login session (Keycloak)"),
    claim("allowed-origins", Value, "origins that may use it from a browser (Keycloak)"),
    claim("clientId", Value, "the client it was issued to (Keycloak)"),
    claim("clientHost", Masked, "the address that asked for it (Keycloak)"),
    claim("clientAddress", Masked, "the address that asked for it (Keycloak)"),
    // Amazon Cognito.
    claim("token_use", Value, "`access` or `id` (Cognito)"),
    claim("cognito:groups", Value, "groups, which IAM roles may hang on (Cognito)"),
    claim("cognito:username", Masked, "the user's login name (Cognito)"),
    claim("event_id", Value, "the login event (Cognito)"),
    claim("origin_jti", Value, "the refresh token it descends from (Cognito)"),
    claim("device_key", Masked, "the user's device (Cognito)"),
    // Google.
    claim("hd", Masked, "the Google Workspace domain of the user"),
    claim("target_audience", Value, "whom the ID token that is asked for is meant for (Google)"),
];

const fn claim(name: &'static str, show: Show, means: &'static str) -> Claim {
    Claim { name, means, show }
}

/// The claim of that name.
pub(super) fn find(name: &str) -> Option<&'static Claim> {
    CLAIMS.iter().find(|claim| claim.name == name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_claim_is_listed_once_and_says_what_it_means() {
        for (index, one) in CLAIMS.iter().enumerate() {
            assert!(CLAIMS[index + 1..].iter().all(|other| other.name != one.name), "{}", one.name);
            assert!(!one.means.is_empty());
        }
        for name in ["sub", "email", "name", "preferred_username", "oid", "uid", "ipaddr", "nonce"]
        {
            assert_eq!(find(name).map(|claim| claim.show), Some(Masked), "{name}");
        }
    }
}
