//! What must be known of a request before it is sent again: whose credential it carries, and what it would spend.

use jiff::Timestamp;

use super::evidence::carried;
use super::exchange::{basic_pair, is_token_path, member};
use super::request::{Payload, Request};
use super::sent::{credentials, sent};
use super::value::Value;
use crate::decode::{Response, Scrub, inspect};
use crate::model::{CredentialFlaw, CredentialKind, Secret, Sent, SentCredential, TokenFact};

/// A token request as it was written.
pub struct TokenAsk {
    /// `grant_type`; empty where it does not show.
    pub grant: String,
    /// Id and secret of Basic.
    pub basic: Option<(String, Secret)>,
    /// The parameters of its form, in order.
    pub form: Vec<(String, Secret)>,
    /// Whether its body is the form that RFC 6749, section 4.4.2, asks for.
    pub is_form: bool,
}

impl TokenAsk {
    /// A parameter that says nothing secret: the client, and what the token is for (RFC 6749, RFC 8707).
    #[must_use]
    pub fn public(&self, name: &str) -> Option<&str> {
        let public = matches!(name, "client_id" | "scope" | "audience" | "resource");
        self.parameter(name).filter(|_| public).map(Secret::expose)
    }

    /// A parameter that is there and not empty.
    #[must_use]
    pub fn parameter(&self, name: &str) -> Option<&Secret> {
        let named = self.form.iter().find(|(known, value)| known == name && !value.is_empty());
        named.map(|(_, value)| value)
    }
}

impl Request {
    /// Every place in which a credential stands, or should.
    #[must_use]
    pub fn credentials(&self) -> Vec<SentCredential> {
        credentials(self, self.address().as_ref())
    }

    /// What it carries: names and shapes.
    #[must_use]
    pub fn sent(&self, scrub: &Scrub) -> Sent {
        sent(self, scrub)
    }

    /// The token that it carries, bare.
    #[must_use]
    pub fn token(&self) -> Option<Secret> {
        carried(self).map(|token| Secret::new(token.text()))
    }

    /// Whether the token stands in the `Authorization` header.
    #[must_use]
    pub fn has_in_authorization(&self, token: &Secret) -> bool {
        self.header("authorization").is_some_and(|value| value.text().contains(token.expose()))
    }

    /// Whether one `Authorization: Bearer` header says exactly this token, so that it can be written anew.
    #[must_use]
    pub fn is_canonical(&self, token: &Secret) -> bool {
        let named = |name: &str| name.eq_ignore_ascii_case("authorization");
        let mut all = self.headers.iter().filter(|(name, _)| named(name));
        let (Some((_, value)), None) = (all.next(), all.next()) else { return false };
        value.text().strip_prefix("Bearer ") == Some(token.expose())
    }

    /// What a token shows at this time.
    #[must_use]
    pub fn shows(token: &Secret, name: &str, now: Timestamp, scrub: &Scrub) -> TokenFact {
        inspect(name, token.expose(), &Response::default(), now, scrub).fact
    }

    /// Whether a credential was covered before the request was shown: what was sent is not here.
    #[must_use]
    pub fn is_masked(&self) -> bool {
        self.credentials().iter().any(|one| {
            one.kind == CredentialKind::Masked && !one.flaws.contains(&CredentialFlaw::Placeholder)
        })
    }

    /// The token request that it is, if it is one.
    #[must_use]
    pub fn token_ask(&self) -> Option<TokenAsk> {
        let grant = member(self, "grant_type");
        let path = self.address().map(|url| url.path().to_ascii_lowercase());
        let posts = self.method == "POST" || self.method.is_empty();
        if !posts || grant.is_none() && !path.is_some_and(|path| is_token_path(&path)) {
            return None;
        }
        let kind = self.header("content-type").map(|value| value.text().to_ascii_lowercase());
        let form = self.form();
        let is_form = matches!(self.body, Payload::Text(_))
            && form.iter().any(|(name, _)| name == "grant_type")
            && kind.is_some_and(|kind| kind.starts_with("application/x-www-form-urlencoded"));
        Some(TokenAsk {
            grant: grant.map(|value| value.text().to_owned()).unwrap_or_default(),
            basic: basic_pair(self).map(|(user, secret)| (user, Secret::new(secret))),
            form: form
                .iter()
                .map(|(name, value)| (name.clone(), Secret::new(value.text())))
                .collect(),
            is_form,
        })
    }

    /// What it carries that can be used once only: sending it would spend it.
    #[must_use]
    pub fn spends(&self) -> Option<&'static str> {
        let url = self.address();
        let query: Vec<String> = url
            .iter()
            .flat_map(|url| url.query_pairs().map(|(name, _)| name.to_ascii_lowercase()))
            .collect();
        let cookie = self.header("cookie").map(|value| value.text().to_ascii_lowercase());
        let has = |name: &str| member(self, name).is_some() || query.iter().any(|one| one == name);
        let refreshes = |text: &String| {
            text.split(';').any(|pair| {
                let name = pair.split('=').next().unwrap_or_default().replace(['_', '-'], "");
                name.contains("refreshtoken")
            })
        };
        let names = ["refresh_token", "refreshToken", "refreshtoken"];
        if names.iter().any(|name| has(name)) || cookie.as_ref().is_some_and(refreshes) {
            Some("a refresh token")
        } else if has("code") && self.is_of_a_login(&has) {
            Some("an authorization code")
        } else if ["device_code", "assertion", "saml_response", "samlresponse", "SAMLResponse"]
            .iter()
            .any(|name| has(name))
        {
            Some("an assertion or a device code")
        } else {
            None
        }
    }

    /// `code` is a word of many APIs: here it is an authorization code (RFC 6749, section 4.1.2).
    fn is_of_a_login(&self, has: &dyn Fn(&str) -> bool) -> bool {
        let beside = ["state", "redirect_uri", "grant_type", "code_verifier", "session_state"];
        let path = self.address().map(|url| url.path().to_ascii_lowercase()).unwrap_or_default();
        beside.iter().any(|name| has(name))
            || ["callback", "login", "signin", "auth"].iter().any(|word| path.contains(word))
    }

    /// The body as a text; none where it is not to be had here.
    ///
    /// # Errors
    /// With why it cannot be sent.
    pub fn body_text(&self) -> Result<Option<&Value>, &'static str> {
        match &self.body {
            Payload::None => Ok(None),
            Payload::Text(text) => Ok(Some(text)),
            Payload::Multipart(_) => Err("its body has several parts"),
            Payload::File => Err("its body is a file that is not here"),
        }
    }
}
