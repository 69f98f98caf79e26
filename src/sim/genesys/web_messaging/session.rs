//! One connection of a guest: what is asked, and what is answered.

use std::collections::BTreeMap;
use std::sync::{Arc, LazyLock};

use jiff::Timestamp;
use serde_json::{Value, json};

use super::answers::{MOST_CUSTOM_BYTES, configuration, message, refusal, response, session};
use super::guests::JWT_SECONDS;
use crate::sim::genesys::Region;
use crate::sim::genesys::objects::DEPLOYMENT_ID;
use crate::sim::genesys::schema::{Schemas, check_in};
use crate::sim::world::{World, numbered_id};

/// What the ids of messages begin with.
const MESSAGE: u32 = 0x6d73_6773;
/// The longest text of a message, in characters. The limit is not in what the vendor publishes: a guess.
const LONGEST_TEXT: usize = 4096;

/// The schemas of requests, as the vendor has them. `time` of a message is left out of what must be there: the
/// description wants it, and no client of the vendor's sends it.
static SCHEMAS: LazyLock<Schemas> = LazyLock::new(|| {
    serde_json::from_str(include_str!("request-schemas.json"))
        .expect("the embedded schemas are read by a test")
});

/// The actions that are served, and the schema of each.
const ACTIONS: [(&str, &str); 7] = [
    ("configureSession", "ConfigureSessionRequest"),
    ("configureAuthenticatedSession", "ConfigureAuthenticatedSessionRequest"),
    ("getConfiguration", "GetConfigurationRequest"),
    ("onMessage", "SendMessageRequest"),
    ("echo", "SendEchoRequest"),
    ("getJwt", "GetJwtRequest"),
    ("closeSession", "CloseSessionRequest"),
];

/// One connection of a guest.
pub(super) struct Connection {
    pub(super) world: Arc<World>,
    pub(super) region: Region,
    /// The token of the session that was begun here.
    token: Option<String>,
}

impl Connection {
    pub(super) fn new(world: Arc<World>, region: Region) -> Self {
        Self { world, region, token: None }
    }

    /// What is answered to a text that came, in order.
    pub(super) fn answer(&mut self, text: &str) -> Vec<Value> {
        let Ok(asked) = serde_json::from_str::<Value>(text) else {
            return vec![refusal(5000, "Unexpected error", &Value::Null)];
        };
        let action = asked["action"].as_str().unwrap_or_default();
        let Some((_, schema)) = ACTIONS.iter().find(|(name, _)| *name == action) else {
            return vec![refusal(5000, "Unexpected error", &asked)];
        };
        if let Err(wrong) = check_in(&SCHEMAS, schema, &asked) {
            let text = wrong.body("")["message"].as_str().unwrap_or_default().to_owned();
            let code = if text.ends_with("must not be null") { 4020 } else { 5000 };
            return vec![refusal(code, &text, &asked)];
        }
        let all = self.world.behaviour();
        let behaviour = &all.genesys.web_messaging;
        let begins = matches!(action, "configureSession" | "configureAuthenticatedSession");
        let refused = behaviour
            .refusal
            .filter(|one| if one.to_message { action == "onMessage" } else { begins });
        if let Some(refused) = refused {
            return vec![refusal(refused.code, refused.text, &asked)];
        }
        let token = asked["token"].as_str().unwrap_or_default().to_owned();
        match action {
            "configureSession" => self.begin(&asked, token),
            // Codes of an authorization server of the customer's: nothing here issues any.
            "configureAuthenticatedSession" => vec![refusal(401, "User is unauthorized", &asked)],
            "getConfiguration" => vec![configuration(&asked)],
            _ if self.token.as_ref() != Some(&token) => {
                vec![refusal(4007, "Session not found", &asked)]
            }
            "onMessage" => self.wrote(&asked, &token),
            "echo" => vec![self.echo(&asked)],
            "getJwt" => {
                let jwt = self.world.genesys.guests.jwt(self.region, &token, self.world.now());
                vec![response("JwtResponse", json!({ "jwt": jwt, "exp": JWT_SECONDS }), &asked)]
            }
            _ => {
                self.world.genesys.guests.end(self.region, &token);
                self.token = None;
                vec![message("message", "ConnectionClosedEvent", 200, json!({}), &asked)]
            }
        }
    }

    fn begin(&mut self, asked: &Value, token: String) -> Vec<Value> {
        if asked["deploymentId"] != DEPLOYMENT_ID {
            return vec![refusal(4007, "Session not found", asked)];
        }
        let anew = asked["startNew"] == true;
        let new = self.world.genesys.guests.begin(self.region, &token, anew);
        self.token = Some(token);
        vec![session(new, asked)]
    }

    fn wrote(&self, asked: &Value, token: &str) -> Vec<Value> {
        let message = &asked["message"];
        if message["text"].as_str().is_some_and(|text| text.chars().count() > LONGEST_TEXT) {
            return vec![refusal(4011, "Message too long", asked)];
        }
        let beside = &asked["channel"]["metadata"]["customAttributes"];
        let within = &message["channel"]["metadata"]["customAttributes"];
        if [beside, within].iter().any(|one| one.to_string().len() > MOST_CUSTOM_BYTES) {
            return vec![refusal(
                4013,
                "Custom Attributes in channel metadata is larger than 2048 bytes",
                asked,
            )];
        }
        let said = self.said(message);
        let guests = &self.world.genesys.guests;
        guests.wrote(self.region, token, said.clone());
        vec![super::answers::message("message", "StructuredMessage", 200, said, asked)]
    }

    /// The answer to a question whether the line is alive: the message itself, and nobody else sees it.
    fn echo(&self, asked: &Value) -> Value {
        response("StructuredMessage", self.said(&asked["message"]), asked)
    }

    fn said(&self, message: &Value) -> Value {
        let id = numbered_id(MESSAGE, 0, self.world.genesys.guests.number());
        let time = Timestamp::from_second(self.world.now()).unwrap_or_default().to_string();
        let mut said: BTreeMap<&str, Value> = BTreeMap::from([
            ("type", message["type"].clone()),
            ("direction", "Inbound".into()),
            ("id", id.clone().into()),
            ("channel", json!({ "time": time, "messageId": id, "type": "Private" })),
        ]);
        if let Some(text) = message["text"].as_str() {
            said.insert("text", text.into());
        }
        json!(said)
    }
}
