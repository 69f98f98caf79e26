//! Whose credential goes along: as an identity where experiments can work with it, else in its header as it was
//! written.

use crate::intake::TokenAsk;
use crate::model::{
    ClientAuthentication, Credential, Expression, Grant, Identity, OAuth2, Secret, Source,
};

/// The token of a request as an identity.
pub(super) fn bearer(name: &str, token: &Secret, source: &Source) -> Identity {
    Identity {
        name: name.to_owned(),
        source: source.clone(),
        credential: Credential::Bearer { token: Expression::Secret(token.clone()) },
    }
}

/// A client that asks for a token as it was asked before.
///
/// # Errors
/// With why it is not asked for once more.
pub(super) fn client(
    name: &str,
    url: &str,
    ask: &TokenAsk,
    source: &Source,
) -> Result<Identity, String> {
    if ask.grant != Grant::ClientCredentials.as_str() {
        return Err(match ask.grant.as_str() {
            "" => "the token request does not show its grant".to_owned(),
            grant => format!(
                "a token request of the grant {} is not repeated: it would spend what it carries",
                crate::decode::clean(grant)
            ),
        });
    }
    if !ask.is_form {
        return Err("the token request is no form (RFC 6749, section 4.4.2): only forms are sent \
                    again"
            .to_owned());
    }
    let secret = |value: &Secret| Expression::Secret(value.clone());
    let public = |name: &str| ask.public(name).map(Expression::text);
    let (client_id, client_secret, client_auth) = match (&ask.basic, public("client_id")) {
        (Some((id, password)), _) => {
            (Expression::text(id), Some(secret(password)), ClientAuthentication::Basic)
        }
        (None, Some(id)) => match ask.parameter("client_secret") {
            Some(password) => (id, Some(secret(password)), ClientAuthentication::Post),
            None => (id, None, ClientAuthentication::None),
        },
        (None, None) => return Err("the token request names no client".to_owned()),
    };
    let basic = ask.basic.is_some();
    let own = |name: &str| {
        matches!(name, "grant_type" | "scope" | "audience" | "resource")
            || !basic && matches!(name, "client_id" | "client_secret")
    };
    let extra = ask.form.iter().filter(|(name, _)| !own(name));
    Ok(Identity {
        name: name.to_owned(),
        source: source.clone(),
        credential: Credential::OAuth2(Box::new(OAuth2 {
            grant: Grant::ClientCredentials,
            token_url: Expression::text(url),
            client_id,
            client_secret,
            client_auth,
            scopes: public("scope"),
            audience: public("audience"),
            resource: public("resource"),
            extra: extra.map(|(name, value)| (name.clone(), secret(value))).collect(),
        })),
    })
}
