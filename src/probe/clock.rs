//! Holds this machine's clock against a server's.

use futures_util::FutureExt;
use futures_util::future::BoxFuture;
use serde_json::json;

use super::{Context, Demand, Kind, Observation, Probe};
use crate::model::{Effect, Field, FieldType, Operator, Settings};

/// Holds this machine's clock against a server's.
pub(super) static KIND: Kind = Kind {
    name: "clock",
    docs: "",
    fields: &[
        Field::required(
            "url",
            FieldType::Url,
            "any URL of the server; only the `Date` header of its answers is used",
        ),
        Field::optional(
            "samples",
            FieldType::Int(1, 10),
            "how many requests to measure with; default 3",
        ),
        Field::optional(
            "identity",
            FieldType::Identity,
            "also hold this identity's token times (`iat`, `nbf`, `exp`) against the server's clock",
        ),
    ],
    roots: &["clock"],
    demands: |settings| demands(settings),
    effect: |_| Effect::Read,
    build: |settings| Box::new(Stub { settings: settings.clone() }),
};

fn demands(settings: &Settings) -> Vec<Demand> {
    let _ = settings;
    vec![Demand { path: "clock.offset", operator: Operator::Within, expected: json!("30s") }]
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
