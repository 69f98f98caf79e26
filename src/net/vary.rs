//! What differs from a check's own request when a control request is made: exactly one thing.

use super::request::{Bearer, Request};
use crate::model::{Credential, Expression, Filled, Identity, Readings, Secret, Variation};

impl Request {
    /// Changes the one thing that differs. A token that differs was put in before.
    pub fn vary(&mut self, variation: &Variation) {
        match variation {
            Variation::WithoutAuthorization => {
                self.bearer = None;
                self.basic = None;
                self.headers.retain(|(name, _)| !is_authorization(name));
            }
            Variation::InvalidToken => {
                if let Some(bearer) = &mut self.bearer {
                    bearer.token = invalid(&bearer.token);
                    // The header that is written out would win.
                    self.headers.retain(|(name, _)| !is_authorization(name));
                }
            }
            Variation::CanonicalHeader => canonical(self),
            Variation::WithoutOrigin => {
                self.headers.retain(|(name, _)| !name.eq_ignore_ascii_case("origin"));
            }
            Variation::RedirectTarget(url) | Variation::NonsenseObject { url } => {
                self.url = Filled::Value(url.as_str().into());
            }
            Variation::OtherRoute => self.past_proxy = true,
            // The token was varied already; the runner repeats.
            Variation::FreshToken | Variation::TokenWithScopes(_) | Variation::Repeat { .. } => {}
        }
    }
}

fn is_authorization(name: &str) -> bool {
    name.eq_ignore_ascii_case("authorization")
}

/// A token that no server can accept: one that can be read keeps its header and claims and gets a signature
/// that nobody made, so that nothing but the signature is wrong with it.
fn invalid(token: &Secret) -> Secret {
    let parts: Vec<&str> = token.expose().trim().split('.').collect();
    match parts[..] {
        [header, claims, signature] if !signature.is_empty() => {
            Secret::new(format!("{header}.{claims}.{}", "A".repeat(signature.len())))
        }
        _ => Secret::new("why401-invalid-on-purpose"),
    }
}

/// One `Authorization: Bearer` header and the bare token (RFC 6750, section 2.1).
fn canonical(request: &mut Request) {
    let header = request.headers.iter().find(|(name, _)| is_authorization(name));
    let written = match (header, &request.bearer) {
        (Some((_, value)), _) => value.expose_text(),
        (None, Some(bearer)) => bearer.token.expose().to_owned(),
        (None, None) => return,
    };
    let mut token = written.trim();
    loop {
        let bare = token.trim_matches(|one: char| one.is_whitespace() || one == '"' || one == '\'');
        let scheme = bare.get(..6).is_some_and(|scheme| scheme.eq_ignore_ascii_case("bearer"));
        let rest = bare.get(6..).filter(|rest| scheme && rest.starts_with([' ', ':', '=']));
        let next = rest.map_or(bare, |rest| rest.trim_start_matches([' ', ':', '=']));
        if next == token {
            break;
        }
        token = next;
    }
    let identity =
        request.bearer.as_ref().map_or_else(String::new, |bearer| bearer.identity.clone());
    let token = Secret::new(token);
    request.headers.retain(|(name, _)| !is_authorization(name));
    request.bearer = Some(Bearer { identity, token });
}

/// Whether form-encoding changes the id or the secret of a client (RFC 6749, section 2.3.1).
#[must_use]
pub fn encoding_matters(identity: &Identity, readings: &Readings) -> bool {
    let Credential::OAuth2(oauth2) = &identity.credential else { return false };
    let plain = |expression: &Expression| {
        expression.fill(readings).is_ok_and(|filled| {
            let text = filled.expose_text();
            text.bytes().all(|one| one.is_ascii_alphanumeric() || b"-_.*".contains(&one))
        })
    };
    !(plain(&oauth2.client_id) && oauth2.client_secret.as_ref().is_none_or(plain))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn varied(token: &str, headers: &[(&str, &str)], variation: &Variation) -> Request {
        let mut request = Request::new("GET", Filled::Value("https://api.example/me".into()));
        let token = Secret::new(token);
        request.bearer = Some(Bearer { identity: "service".to_owned(), token });
        request.headers = headers
            .iter()
            .map(|(name, value)| ((*name).to_owned(), Filled::Value((*value).into())))
            .collect();
        request.vary(variation);
        request
    }

    fn token_of(request: &Request) -> &str {
        request.bearer.as_ref().expect("a token").token.expose()
    }

    #[test]
    fn without_authorization_nothing_that_authenticates_is_left() {
        let headers = [("Authorization", "Basic x"), ("accept", "*/*")];
        let request = varied("t", &headers, &Variation::WithoutAuthorization);
        assert!(request.bearer.is_none() && request.basic.is_none());
        assert_eq!(request.headers.len(), 1);
    }

    #[test]
    fn an_invalid_token_differs_in_its_signature_alone() {
        let request = varied("aaa.bbb.ccc", &[], &Variation::InvalidToken);
        assert_eq!(token_of(&request), "aaa.bbb.AAA");
        for opaque in ["opaque", "a.b.", "a.b.c.d.e"] {
            let request = varied(opaque, &[], &Variation::InvalidToken);
            assert_eq!(token_of(&request), "why401-invalid-on-purpose");
        }
    }

    #[test]
    fn a_canonical_header_holds_the_bare_token_and_stands_alone() {
        for token in ["abc.def", "Bearer abc.def", "bearer: \"abc.def\"", "Bearer Bearer abc.def\n"]
        {
            let request = varied(token, &[], &Variation::CanonicalHeader);
            assert_eq!(token_of(&request), "abc.def", "{token:?}");
        }
        let headers = [("authorization", "'Bearer abc'")];
        let request = varied("other", &headers, &Variation::CanonicalHeader);
        assert_eq!(token_of(&request), "abc");
        assert!(request.headers.is_empty());
        // A token that only begins like the scheme is left as it is.
        let request = varied("bearerless", &[], &Variation::CanonicalHeader);
        assert_eq!(token_of(&request), "bearerless");
    }

    #[test]
    fn without_origin_everything_else_is_left() {
        let headers = [("Origin", "https://www.example.com"), ("accept", "*/*")];
        let request = varied("t", &headers, &Variation::WithoutOrigin);
        assert_eq!(request.headers.len(), 1);
        assert_eq!(token_of(&request), "t");
    }

    #[test]
    fn another_url_and_another_route_leave_the_token_as_it_is() {
        let to = "https://final.example/me".to_owned();
        let request = varied("t", &[], &Variation::RedirectTarget(to));
        assert_eq!(request.url.expose_text(), "https://final.example/me");
        assert_eq!(token_of(&request), "t");
        assert!(!request.past_proxy);
        assert!(varied("t", &[], &Variation::OtherRoute).past_proxy);
    }
}
