//! Asks a token endpoint for an access token.

use futures_util::FutureExt;
use futures_util::future::BoxFuture;
use serde_json::json;

use super::{Context, Demand, Kind, Observation, Probe};
use crate::model::{Effect, Field, FieldType, Operator, Settings};

/// Asks the token endpoint of an identity for an access token (RFC 6749).
pub(super) static KIND: Kind = Kind {
    name: "token",
    docs: "",
    fields: &[Field::required(
        "identity",
        FieldType::Identity,
        "the identity whose token is fetched; every check of the identity shares that one token",
    )],
    roots: &["status", "headers", "body", "token", "tls", "timing", "answered_by"],
    demands: |_| {
        vec![
            Demand { path: "status", operator: Operator::Equals, expected: json!(200) },
            Demand { path: "token.kind", operator: Operator::Exists, expected: json!(true) },
        ]
    },
    effect: |_| Effect::Read,
    build: |settings| {
        Box::new(Token { identity: settings.word("identity").unwrap_or_default().to_owned() })
    },
};

struct Token {
    identity: String,
}

impl Probe for Token {
    fn look<'a>(&'a self, _context: &'a Context<'a>) -> BoxFuture<'a, Observation> {
        async { unreachable!() }.boxed()
    }

    fn identity(&self) -> Option<&str> {
        Some(&self.identity)
    }
}

#[allow(dead_code)]
fn unused(_: &Settings) {}
