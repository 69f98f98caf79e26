//! Reads an access token without asking anybody, and holds its signature against the issuer's keys.

use futures_util::FutureExt;
use futures_util::future::BoxFuture;
use serde_json::json;

use super::{Context, Demand, Kind, Observation, Probe};
use crate::model::{Effect, Field, FieldType, Operator, Settings};

/// Reads an access token without asking anybody, and holds its signature against the issuer's keys.
pub(super) static KIND: Kind = Kind {
    name: "jwt",
    docs: "",
    fields: &[
        Field::required("identity", FieldType::Identity, "the identity whose token is read"),
        Field::optional(
            "issuer",
            FieldType::Url,
            "verify the signature against the keys that this issuer publishes (OpenID Connect Discovery, RFC 8414)",
        ),
        Field::optional(
            "jwks_url",
            FieldType::Url,
            "verify the signature against the keys at this URL (RFC 7517)",
        ),
        Field::optional(
            "hmac_secret",
            FieldType::Text,
            "verify an HS256, HS384 or HS512 signature with this shared secret",
        ),
    ],
    roots: &["token", "claims", "jose"],
    demands: |settings| demands(settings),
    effect: |_| Effect::None,
    build: |settings| Box::new(Stub { settings: settings.clone() }),
};

fn demands(settings: &Settings) -> Vec<Demand> {
    let verifies =
        ["issuer", "jwks_url", "hmac_secret"].iter().any(|name| settings.get(name).is_some());
    let mut demands =
        vec![Demand { path: "token.lifetime", operator: Operator::AtLeast, expected: json!("0s") }];
    if verifies {
        demands.push(Demand {
            path: "token.signature",
            operator: Operator::Equals,
            expected: json!("valid"),
        });
    }
    demands
}

struct Stub {
    settings: Settings,
}

impl Probe for Stub {
    fn look<'a>(&'a self, _context: &'a Context<'a>) -> BoxFuture<'a, Observation> {
        async { unreachable!() }.boxed()
    }

    fn identity(&self) -> Option<&str> {
        self.settings.word("identity")
    }
}
