//! Sends a request to the API.

use futures_util::FutureExt;
use futures_util::future::BoxFuture;
use serde_json::json;

use super::{Context, Demand, Kind, Observation, Probe};
use crate::model::{Effect, Field, FieldType, Operator, Settings};

/// Sends a request to the API.
pub(super) static KIND: Kind = Kind {
    name: "http",
    docs: "",
    fields: &[
        Field::optional(
            "method",
            FieldType::Choice(&["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]),
            "the method; default GET",
        ),
        Field::required("url", FieldType::Url, "the URL"),
        Field::optional(
            "identity",
            FieldType::Identity,
            "send this identity's access token in the Authorization header (RFC 6750)",
        ),
        Field::optional("query", FieldType::Map, "query parameters, added to those of the URL"),
        Field::optional("headers", FieldType::Map, "further request headers"),
        Field::optional("json", FieldType::Any, "a JSON body; at most one of json, form and body"),
        Field::optional("form", FieldType::Map, "a form body"),
        Field::optional("body", FieldType::Text, "a body as it stands"),
        Field::optional(
            "basic",
            FieldType::Map,
            "`username` and `password` for a Basic header, such as for an introspection endpoint",
        ),
        Field::optional(
            "redirects",
            FieldType::Int(0, 10),
            "how many redirects to follow, on the same host only and for GET and HEAD; default 0",
        ),
    ],
    roots: &["status", "headers", "body", "tls", "timing", "answered_by"],
    demands: |settings| demands(settings),
    effect: |settings| match settings.word("method") {
        None | Some("GET" | "HEAD" | "OPTIONS") => Effect::Read,
        Some(_) => Effect::Write,
    },
    build: |settings| Box::new(Stub { settings: settings.clone() }),
};

fn demands(settings: &Settings) -> Vec<Demand> {
    let _ = settings;
    vec![
        Demand { path: "status", operator: Operator::AtLeast, expected: json!(200) },
        Demand { path: "status", operator: Operator::AtMost, expected: json!(299) },
    ]
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
