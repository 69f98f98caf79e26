//! Opens a WebSocket and talks over it.

use std::time::Duration;

use futures_util::FutureExt;
use futures_util::future::BoxFuture;
use serde_json::{Value, json};

use super::{Context, Demand, Kind, Observation, Outcome, Probe, vary};
use crate::model::{
    Effect, Exchange, Expression, Fact, Field, FieldType, Filled, Operator, Proof, Readings,
    Settings, Unfilled,
};
use crate::net::{Request, Step};

/// Opens a WebSocket.
pub(super) static KIND: Kind = Kind {
    name: "websocket",
    docs: include_str!("websocket.md"),
    fields: &[
        Field::required("url", FieldType::Url, "the URL, with ws or wss (or http or https)"),
        Field::optional(
            "origin",
            FieldType::Text,
            "the site whose page opens it, as browsers send it in `Origin`: `https://www.example.com`",
        ),
        Field::optional("headers", FieldType::Headers, "further headers of the handshake"),
        Field::optional(
            "identity",
            FieldType::Identity,
            "send this identity's access token in the Authorization header of the handshake (RFC 6750)",
        ),
        Field::optional(
            "subprotocols",
            FieldType::List,
            "subprotocols to offer (RFC 6455, section 1.9)",
        ),
        Field::optional(
            "steps",
            FieldType::Items(&FieldType::Object(STEP)),
            "what is said, in order",
        ),
        Field::optional(
            "finally",
            FieldType::Items(&FieldType::Object(STEP)),
            "what is said at the end, whatever came before",
        ),
    ],
    roots: &[
        "status",
        "headers",
        "body",
        "frames",
        "socket",
        "tls",
        "timing",
        "answered_by",
        "host",
    ],
    demands: |_| {
        vec![
            Demand { path: "status", operator: Operator::Equals, expected: json!(101) },
            Demand { path: "socket.answered", operator: Operator::Equals, expected: json!(true) },
        ]
    },
    effect: |settings| {
        let sends = |name: &str| settings.get(name).is_some_and(sends);
        if sends("steps") || sends("finally") { Effect::Write } else { Effect::Read }
    },
    build: |settings| Box::new(WebSocket { settings: settings.clone() }),
};

/// A step.
const STEP: &[Field] = &[
    Field::optional(
        "send",
        FieldType::Any,
        "the message: a text as it stands, anything else as JSON",
    ),
    Field::optional(
        "answer",
        FieldType::Any,
        "members of the JSON message that answers, with their values, or a list of such; without it none is \
         waited for",
    ),
    Field::optional("within", FieldType::Duration, "how long to wait for the answer; default 5s"),
];

/// How long an answer is waited for where the pack does not say.
const WITHIN: Duration = Duration::from_secs(5);

/// Whether any of the steps sends a message.
fn sends(steps: &Expression) -> bool {
    match steps {
        Expression::List(steps) => steps.iter().any(|step| match step {
            Expression::Map(members) => members.iter().any(|(name, _)| name == "send"),
            Expression::Literal(step) => step.get("send").is_some(),
            Expression::Secret(_) | Expression::Template(_) | Expression::List(_) => false,
        }),
        Expression::Literal(Value::Array(steps)) => {
            steps.iter().any(|step| step.get("send").is_some())
        }
        Expression::Literal(_)
        | Expression::Secret(_)
        | Expression::Template(_)
        | Expression::Map(_) => false,
    }
}

struct WebSocket {
    settings: Settings,
}

impl Probe for WebSocket {
    fn look<'a>(&'a self, context: &'a Context<'a>) -> BoxFuture<'a, Observation> {
        self.talk(context).boxed()
    }

    fn identity(&self) -> Option<&str> {
        self.settings.word("identity")
    }
}

impl WebSocket {
    async fn talk(&self, context: &Context<'_>) -> Observation {
        let mut facts = Vec::new();
        let (mut request, steps, last) = match self.plan(context.readings) {
            Ok(plan) => plan,
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
        let offered = match self.list("subprotocols", context.readings) {
            Ok(offered) => offered,
            Err(unfilled) => {
                return Observation::could_not_tell(format!("not sent: {}", unfilled.0));
            }
        };
        let deadline = context.deadline;
        let talk = context.session.converse(request, &offered, &steps, &last, deadline).await;
        let readings = talk.read(context.session, context.paths);
        let exchange = &talk.reply.exchange;
        let answered = exchange.status.is_some() && exchange.fault.is_none();
        facts.push(Fact::Exchange(Box::new(exchange.clone())));
        Observation {
            outcome: if answered { Outcome::Looked } else { Outcome::CouldNotTell },
            saw: describe(exchange),
            proves: Some(self.proves(exchange, &steps)),
            facts,
            readings,
        }
    }

    /// What the talk proves if it is as expected: that the handshake is taken, or that what was sent is.
    fn proves(&self, exchange: &Exchange, steps: &[Step]) -> Proof {
        let socket = exchange.socket.as_ref().filter(|_| exchange.error.is_none());
        let answered = socket.is_some_and(|socket| socket.unanswered.is_none());
        let waited = steps.iter().any(|step| step.send.is_some() && !step.answers.is_empty());
        match (answered, waited) {
            (false, _) => Proof::Config,
            (true, false) => Proof::Accepted,
            (true, true) if matches!((KIND.effect)(&self.settings), Effect::Write) => Proof::Proven,
            (true, true) => Proof::Permitted,
        }
    }

    fn plan(&self, readings: &Readings) -> Result<(Request, Vec<Step>, Vec<Step>), Unfilled> {
        let fill =
            |name: &str| self.settings.get(name).map(|value| value.fill(readings)).transpose();
        let url = fill("url")?.unwrap_or_else(|| Filled::Value("".into()));
        let mut request = Request::new("GET", url);
        if let Some(headers) = fill("headers")? {
            request.headers = members(headers);
        }
        if let Some(origin) = fill("origin")? {
            request.headers.push(("origin".to_owned(), origin));
        }
        let steps = fill("steps")?.map(steps).unwrap_or_default();
        let last = fill("finally")?.map(self::steps).unwrap_or_default();
        Ok((request, steps, last))
    }

    fn list(&self, name: &str, readings: &Readings) -> Result<Vec<String>, Unfilled> {
        let Some(setting) = self.settings.get(name) else { return Ok(Vec::new()) };
        Ok(setting.fill(readings)?.expose_list())
    }
}

/// The members of a mapping, in their order.
fn members(filled: Filled) -> Vec<(String, Filled)> {
    match filled {
        Filled::Value(Value::Object(members)) => {
            members.into_iter().map(|(name, value)| (name, Filled::Value(value))).collect()
        }
        Filled::Map(members) => members,
        Filled::Value(_) | Filled::Secret(_) | Filled::List(_) => Vec::new(),
    }
}

/// The items of a list, in their order; anything else is one item.
fn items(filled: Filled) -> Vec<Filled> {
    match filled {
        Filled::Value(Value::Array(items)) => items.into_iter().map(Filled::Value).collect(),
        Filled::List(items) => items,
        one @ (Filled::Value(_) | Filled::Secret(_) | Filled::Map(_)) => vec![one],
    }
}

fn steps(filled: Filled) -> Vec<Step> {
    let step = |filled: Filled| {
        let mut step = Step { send: None, answers: Vec::new(), within: WITHIN };
        for (name, value) in members(filled) {
            match name.as_str() {
                "send" => step.send = Some(value),
                "answer" => step.answers = items(value),
                _ => {
                    let seconds = value.as_value().and_then(|value| value.as_f64());
                    step.within = seconds.map_or(WITHIN, Duration::from_secs_f64);
                }
            }
        }
        step
    };
    items(filled).into_iter().map(step).collect()
}

/// The talk in one line: `101, SessionResponse 200`.
fn describe(exchange: &Exchange) -> String {
    let mut parts = vec![exchange.answer()];
    let Some(socket) = &exchange.socket else {
        // An answer that opens nothing is told by what is wrong with it.
        let wrong = exchange.fault.as_ref().filter(|_| exchange.status.is_some());
        parts.extend(wrong.map(|fault| fault.message.clone()));
        return parts.join(", ");
    };
    if let Some(fault) = &exchange.fault {
        parts.push(format!("then {}", fault.message));
        return parts.join(", ");
    }
    if let Some(protocol) = &socket.protocol {
        parts.push(format!("subprotocol {protocol}"));
    }
    if exchange.error.is_none() {
        let named = |name: &str| {
            let last = socket.frames.iter().rev().find(|frame| !frame.sent)?;
            last.members.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
        };
        let last: Vec<&str> = ["class", "type", "code"].into_iter().filter_map(named).collect();
        if !last.is_empty() {
            parts.push(format!("then {}", last.join(" ")));
        }
    }
    if let Some(step) = socket.unanswered {
        parts.push(format!("no answer to step {}", step + 1));
    }
    if let Some(closed) = socket.closed.as_ref().filter(|closed| !closed.by_us)
        && exchange.error.is_none()
    {
        match closed.code {
            Some(code) => parts.push(format!("closed by the server with {code}")),
            None => parts.push("the server ended the connection".to_owned()),
        }
    }
    parts.join(", ")
}
