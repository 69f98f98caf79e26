//! Key sets (RFC 7517), fetched once per run and read key by key: one broken key must not hide the others.

use std::sync::Arc;

use serde_json::Value;
use tokio::time::Instant as Deadline;

use super::limits::KEYS;
use super::request::Request;
use super::session::Session;
use crate::decode::clean;
use crate::model::{Exchange, Filled};

/// The keys of an issuer, or why they could not be had.
pub(super) struct KeySet {
    /// Where they came from, redacted.
    pub(super) url: String,
    pub(super) keys: Result<Vec<Value>, String>,
    /// The exchanges that fetched them.
    pub(super) exchanges: Vec<Exchange>,
}

impl KeySet {
    /// A key set that was not fetched.
    pub(super) fn at_hand(keys: Vec<Value>, from: String) -> Self {
        let keys = keys.into_iter().take(KEYS).collect();
        Self { url: from, keys: Ok(keys), exchanges: Vec::new() }
    }

    /// The ids of the keys, in the issuer's order; `-` for a key without one.
    pub(super) fn ids(&self) -> Vec<String> {
        let keys = self.keys.as_deref().unwrap_or_default();
        keys.iter().map(|key| key_id(key).unwrap_or_else(|| "-".to_owned())).collect()
    }
}

/// `kid` of a key, which some servers write as a number.
pub(super) fn key_id(key: &Value) -> Option<String> {
    match key.get("kid")? {
        Value::String(text) => Some(clean(text)),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

impl Session {
    /// The keys at a URL, fetched once.
    pub(super) async fn keys_at(&self, url: &str, deadline: Deadline) -> Arc<KeySet> {
        let place = self.key_set(url);
        Arc::clone(
            place.get_or_init(|| async { Arc::new(self.fetch_keys(url, deadline).await) }).await,
        )
    }

    /// The keys of an issuer, found by its discovery document (OpenID Connect Discovery, or RFC 8414).
    pub(super) async fn keys_of(&self, issuer: &str, deadline: Deadline) -> Arc<KeySet> {
        let place = self.key_set(&format!("issuer {issuer}"));
        let found =
            place.get_or_init(|| async { Arc::new(self.discover(issuer, deadline).await) }).await;
        Arc::clone(found)
    }

    async fn discover(&self, issuer: &str, deadline: Deadline) -> KeySet {
        let mut exchanges = Vec::new();
        for url in discovery_urls(issuer) {
            let request = Request::new("GET", Filled::Value(url.into()));
            let reply = self.send(&request, deadline).await;
            let found =
                reply.answer.as_ref().filter(|answer| answer.status == 200).and_then(|answer| {
                    answer.json.as_ref()?.get("jwks_uri")?.as_str().map(str::to_owned)
                });
            exchanges.push(reply.exchange);
            if let Some(url) = found {
                let mut set = self.fetch_keys(&url, deadline).await;
                exchanges.append(&mut set.exchanges);
                return KeySet { exchanges, ..set };
            }
        }
        let answer = exchanges.first().map(Exchange::answer).unwrap_or_default();
        KeySet {
            url: clean(issuer),
            keys: Err(format!(
                "the issuer publishes no discovery document with a jwks_uri: {answer}"
            )),
            exchanges,
        }
    }

    pub(super) async fn fetch_keys(&self, url: &str, deadline: Deadline) -> KeySet {
        let request = Request::new("GET", Filled::Value(url.into()));
        let reply = self.send(&request, deadline).await;
        let answer = reply.answer.as_ref().filter(|answer| answer.status == 200);
        let keys = answer
            .and_then(|answer| answer.json.as_ref()?.get("keys")?.as_array())
            .map(|keys| keys.iter().take(KEYS).cloned().collect())
            .ok_or_else(|| match answer {
                Some(_) => "the answer is no key set (RFC 7517)".to_owned(),
                None => reply.exchange.answer(),
            });
        KeySet { url: reply.exchange.url.clone(), keys, exchanges: vec![reply.exchange] }
    }
}

/// Where an issuer's discovery document may be.
fn discovery_urls(issuer: &str) -> Vec<String> {
    let base = issuer.trim_end_matches('/');
    let mut urls = vec![format!("{base}/.well-known/openid-configuration")];
    if let Ok(url) = url::Url::parse(base) {
        let path = url.path().trim_end_matches('/');
        let origin = url.origin().ascii_serialization();
        urls.push(format!("{origin}/.well-known/oauth-authorization-server{path}"));
    }
    urls
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn discovery_documents_are_where_the_standards_put_them() {
        assert_eq!(
            discovery_urls("https://i.example/tenant/"),
            [
                "https://i.example/tenant/.well-known/openid-configuration",
                "https://i.example/.well-known/oauth-authorization-server/tenant",
            ]
        );
    }
}
