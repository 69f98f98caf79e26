//! Sends a request to the API.

use futures_util::FutureExt;
use futures_util::future::BoxFuture;
use serde_json::json;

use super::{Context, Demand, Kind, Observation, Outcome, Probe, vary};
use crate::model::{
    Effect, Exchange, Expression, Fact, Field, FieldType, Filled, Observed, Operator, Path, Proof,
    Readings, Settings, Unfilled,
};
use crate::net::{Basic, Body, Request};

/// Sends a request.
pub(super) static KIND: Kind = Kind {
    name: "http",
    docs: include_str!("http.md"),
    fields: &[
        Field::optional(
            "method",
            FieldType::Method(METHODS),
            "the method, in capitals; default GET",
        ),
        Field::required("url", FieldType::Url, "the URL"),
        Field::optional(
            "identity",
            FieldType::Identity,
            "send this identity's access token in the Authorization header (RFC 6750)",
        ),
        Field::optional("query", FieldType::Map, "query parameters, added to those of the URL"),
        Field::optional("headers", FieldType::Headers, "further request headers"),
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
            "how many redirects to follow, for GET and HEAD and to hosts that the pack names; credentials go to \
             the first origin only; default 0",
        ),
    ],
    roots: &["status", "headers", "body", "tls", "timing", "answered_by", "host"],
    demands: |_| {
        vec![
            Demand { path: "status", operator: Operator::AtLeast, expected: json!(200) },
            Demand { path: "status", operator: Operator::AtMost, expected: json!(299) },
        ]
    },
    effect: |settings| match settings.word("method") {
        None => Effect::Read,
        Some(method) if SAFE.contains(&method) => Effect::Read,
        Some(_) => Effect::Write,
    },
    build: |settings| Box::new(Http { settings: settings.clone() }),
};

/// Well-known methods: what editors offer, and what a misspelt one is held against.
const METHODS: &[&str] = &[
    "GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "QUERY", "SEARCH",
    "PROPFIND", "REPORT", "PURGE",
];

/// Methods that change nothing (RFC 9110, section 9.2.1, and the registry of methods).
const SAFE: &[&str] = &["GET", "HEAD", "OPTIONS", "TRACE", "QUERY", "SEARCH", "PROPFIND", "REPORT"];

struct Http {
    settings: Settings,
}

impl Probe for Http {
    fn look<'a>(&'a self, context: &'a Context<'a>) -> BoxFuture<'a, Observation> {
        self.send(context).boxed()
    }

    fn identity(&self) -> Option<&str> {
        self.settings.word("identity")
    }
}

impl Http {
    async fn send(&self, context: &Context<'_>) -> Observation {
        let mut facts = Vec::new();
        let mut request = match self.request(context.readings) {
            Ok(request) => request,
            Err(unfilled) => {
                return Observation::could_not_tell(format!("not sent: {}", unfilled.0));
            }
        };
        if let Some(name) = self.identity() {
            match vary::bearer(context, name).await {
                Ok((bearer, seen)) => {
                    request.bearer = Some(bearer);
                    facts.extend(seen);
                }
                Err(observation) => return observation,
            }
        }
        if let Some(variation) = context.variation {
            request.vary(variation);
        }
        let reply = context.session.send(&request, context.deadline).await;
        let readings = reply.read(context.session, context.paths);
        let exchange = &reply.exchange;
        let answered = exchange.status.is_some() && exchange.fault.is_none();
        facts.push(Fact::Exchange(Box::new(exchange.clone())));
        Observation {
            outcome: if answered { Outcome::Looked } else { Outcome::CouldNotTell },
            saw: describe(exchange, &readings, context.expected),
            proves: Some(self.proves(exchange)),
            facts,
            readings,
        }
    }

    /// What the answer proves if it is as expected. An answer that refuses proves nothing of the caller's, even
    /// where the pack expects the refusal, or where it comes with a 200.
    fn proves(&self, exchange: &Exchange) -> Proof {
        let credential = self.identity().is_some() || self.settings.get("basic").is_some();
        let accepted = exchange.status.is_some_and(|status| (200..300).contains(&status))
            && exchange.error.is_none();
        match (credential && accepted, exchange.method.as_str()) {
            (false, _) => Proof::Config,
            (true, method) if SAFE.contains(&method) => Proof::Permitted,
            (true, _) => Proof::Proven,
        }
    }

    fn request(&self, readings: &Readings) -> Result<Request, Unfilled> {
        let fill =
            |name: &str| self.settings.get(name).map(|value| value.fill(readings)).transpose();
        let url = fill("url")?.unwrap_or_else(|| Filled::Value("".into()));
        let mut request = Request::new(self.settings.word("method").unwrap_or("GET"), url);
        request.query = self.pairs("query", readings)?;
        request.headers = self.pairs("headers", readings)?;
        if let Some(redirects) = self.settings.number("redirects") {
            request.redirects = redirects as u32;
        }
        if let Some(body) = fill("json")? {
            request.body = Body::Json(body);
        } else if let Some(body) = fill("body")? {
            request.body = Body::Raw(body);
        } else if self.settings.get("form").is_some() {
            request.body = Body::Form(self.pairs("form", readings)?);
        }
        let mut basic = self.pairs("basic", readings)?;
        let mut take = |name: &str| {
            let at = basic.iter().position(|(known, _)| known == name)?;
            Some(basic.remove(at).1)
        };
        if let (Some(username), Some(password)) = (take("username"), take("password")) {
            request.basic = Some(Basic { username, password });
        }
        Ok(request)
    }

    /// A mapping of names to texts.
    fn pairs(&self, name: &str, readings: &Readings) -> Result<Vec<(String, Filled)>, Unfilled> {
        let Some(setting) = self.settings.get(name) else { return Ok(Vec::new()) };
        match setting {
            Expression::Map(members) => members
                .iter()
                .map(|(name, value)| Ok((name.clone(), value.fill(readings)?)))
                .collect(),
            Expression::Literal(value) => Ok(value
                .as_object()
                .into_iter()
                .flatten()
                .map(|(name, value)| (name.clone(), Filled::Value(value.clone())))
                .collect()),
            Expression::Secret(_) | Expression::Template(_) | Expression::List(_) => Ok(Vec::new()),
        }
    }
}

/// The answer in one line, with what the check looked at: `200, body.name "Support"`.
fn describe(exchange: &Exchange, readings: &[(Path, Observed)], expected: &[Path]) -> String {
    let mut parts = vec![exchange.answer()];
    if exchange.status.is_some_and(|status| status < 400) {
        for (path, observed) in readings {
            if !matches!(path, Path::Body(_)) || !expected.contains(path) {
                continue;
            }
            match observed {
                Observed::Value(value)
                    if value.is_string() || value.is_number() || value.is_boolean() =>
                {
                    let shown = value.to_string();
                    if shown.chars().count() <= 60 {
                        parts.push(format!("{path} {shown}"));
                    }
                }
                Observed::Value(_)
                | Observed::Secret(_)
                | Observed::Absent
                | Observed::Range { .. } => {}
            }
        }
    }
    if let Some(hop) = exchange.redirects.last()
        && !hop.followed
    {
        let to = if hop.elsewhere { "another host, not followed" } else { "not followed" };
        parts.push(format!("redirect to {} ({to})", hop.location));
    }
    parts.join(", ")
}
