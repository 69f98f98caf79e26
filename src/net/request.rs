//! What is sent.

use crate::model::{Filled, Secret};

/// A request before it is sent.
#[derive(Clone)]
pub struct Request {
    /// The method.
    pub method: String,
    /// The URL.
    pub url: Filled,
    /// Query parameters, added to those of the URL.
    pub query: Vec<(String, Filled)>,
    /// Headers.
    pub headers: Vec<(String, Filled)>,
    /// The body.
    pub body: Body,
    /// The access token that goes along.
    pub bearer: Option<Bearer>,
    /// The user name and password that go along.
    pub basic: Option<Basic>,
    /// How many redirects are followed.
    pub redirects: u32,
    /// Past the proxy that is in use.
    pub past_proxy: bool,
    /// Asks for a WebSocket (RFC 6455, section 4.1): the answer is to be 101.
    pub upgrade: bool,
    /// The identity that asks, where the answer is a token endpoint's: then all of it but the known public
    /// members is secret.
    pub token_endpoint: Option<String>,
}

/// An access token and whose it is.
#[derive(Clone)]
pub struct Bearer {
    /// The identity's name.
    pub identity: String,
    /// The token.
    pub token: Secret,
}

/// A user name and password for a Basic header (RFC 7617).
#[derive(Clone)]
pub struct Basic {
    /// The user name.
    pub username: Filled,
    /// The password.
    pub password: Filled,
}

/// The body of a request.
#[derive(Clone, Default)]
pub enum Body {
    /// None.
    #[default]
    Empty,
    /// JSON.
    Json(Filled),
    /// `application/x-www-form-urlencoded`.
    Form(Vec<(String, Filled)>),
    /// As it stands.
    Raw(Filled),
}

impl Request {
    /// A request without credentials or body.
    #[must_use]
    pub fn new(method: &str, url: Filled) -> Self {
        Self {
            method: method.to_owned(),
            url,
            query: Vec::new(),
            headers: Vec::new(),
            body: Body::Empty,
            bearer: None,
            basic: None,
            redirects: 0,
            past_proxy: false,
            upgrade: false,
            token_endpoint: None,
        }
    }
}
