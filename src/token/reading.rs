//! A token read and annotated. What may not be shown to anybody is not in it.

use jiff::Timestamp;
use serde_json::{Map, Value};

use super::claims::{Show, find};
use super::kind::{Kind, kind};
use super::prove::{Proof, of_jwe, of_jwt, of_opaque};
use super::{header, opaque, scopes, times};
use crate::decode::{Parts, clean, looks_like_a_token, names_a_secret, parts};
use crate::model::{SignatureFact, TokenKind};

/// What a token is.
pub type Shape = TokenKind;

/// A token, annotated.
#[derive(Clone, Debug)]
pub struct TokenReading {
    /// What it is.
    pub shape: Shape,
    /// What it is, in one line.
    pub title: String,
    /// Members of its header.
    pub header: Vec<Line>,
    /// Its claims.
    pub claims: Vec<Line>,
    /// What stands out.
    pub notes: Vec<String>,
    /// Why it could not work now; empty where nothing shows that.
    pub stops: Vec<String>,
    /// What it proves.
    pub proves: Vec<String>,
    /// What it does not prove.
    pub cannot: Vec<String>,
    /// Whether values were kept back that can be shown on request.
    pub masked: bool,
}

/// A member of the header or a claim.
#[derive(Clone, Debug)]
pub struct Line {
    /// Its name.
    pub name: String,
    /// Its value, where it may be shown.
    pub value: Option<Value>,
    /// The value as people read it.
    pub shown: Option<String>,
    /// What it means, and how it stands.
    pub note: String,
}

/// The API that Entra ID calls by a number.
const MICROSOFT_GRAPH: &str = "00000003-0000-0000-c000-000000000000";

/// Reads a token. Times are held against `now`; with `everything`, values that say something of a person are
/// shown as well. `signature` is how its signature came out, where it was verified.
#[must_use]
pub fn read(
    token: &str,
    now: Timestamp,
    everything: bool,
    signature: Option<&SignatureFact>,
) -> TokenReading {
    match parts(token) {
        Parts::Jwt { header, claims } => {
            let kind = kind(&header, &claims);
            jwt(&header, &claims, kind, now, everything, signature)
        }
        Parts::Jwe { header } => {
            let (lines, masked) = header_lines(&header);
            reading(TokenKind::Jwe, "encrypted token (JWE)".to_owned(), lines, masked, of_jwe())
        }
        Parts::Opaque => {
            let mut proof = of_opaque();
            let title = match opaque::known(token) {
                None => "opaque token: a reference or key without a known shape".to_owned(),
                Some(known) => format!("by its beginning {}; it {}", known.what, known.use_of),
            };
            if token.len() == 32 && token.bytes().all(|byte| byte.is_ascii_hexdigit()) {
                proof.cannot.push(
                    "of being a token: 32 hexadecimal digits are as often an API key, an id or a hash"
                        .to_owned(),
                );
            }
            reading(TokenKind::Opaque, title, Vec::new(), false, proof)
        }
    }
}

fn reading(
    shape: TokenKind,
    title: String,
    header: Vec<Line>,
    masked: bool,
    proof: Proof,
) -> TokenReading {
    let Proof { proves, cannot, stops } = proof;
    TokenReading {
        shape,
        title,
        header,
        claims: Vec::new(),
        notes: Vec::new(),
        stops,
        proves,
        cannot,
        masked,
    }
}

fn jwt(
    header: &Map<String, Value>,
    claims: &Map<String, Value>,
    kind: Kind,
    now: Timestamp,
    everything: bool,
    signature: Option<&SignatureFact>,
) -> TokenReading {
    let proof = of_jwt(header, claims, kind, signature);
    let algorithm = header.get("alg").and_then(Value::as_str).unwrap_or("?");
    let title = format!("JWT, {}, {}", clean(algorithm), kind.words());
    let (lines, _) = header_lines(header);
    let mut read = reading(TokenKind::Jwt, title, lines, false, proof);
    let mut stops = Vec::new();
    let client = ["client_id", "azp", "cid", "appid", "clientId"]
        .iter()
        .find_map(|name| claims.get(*name).and_then(Value::as_str));
    for (name, value) in claims {
        let line = claim(name, value, client, now, everything, &mut stops);
        read.masked |= line.value.is_none() && !hidden(name, value);
        read.claims.push(line);
    }
    stops.append(&mut read.stops);
    read.stops = stops;
    if let Some(lifetime) = times::lifetime(claims) {
        read.notes.push(format!("it lives {lifetime} in all"));
    }
    if let Some(spaced) = claims.get("iss").and_then(Value::as_str)
        && spaced.trim() != spaced
    {
        read.notes.push("white space stands around iss: no verifier finds it equal".to_owned());
    }
    read
}

fn header_lines(header: &Map<String, Value>) -> (Vec<Line>, bool) {
    let mut masked = false;
    let lines = header
        .iter()
        .map(|(name, value)| {
            let (may, note) = header::member(name, value);
            let may = may && !hidden(name, value);
            masked |= !may;
            let shown = may.then(|| text(value));
            Line { name: clean(name), value: may.then(|| tidy(value)), shown, note }
        })
        .collect();
    (lines, masked)
}

fn claim(
    name: &str,
    value: &Value,
    client: Option<&str>,
    now: Timestamp,
    everything: bool,
    stops: &mut Vec<String>,
) -> Line {
    let known = find(name);
    let itself = name == "sub" && value.as_str().is_some() && value.as_str() == client;
    let may = match known.map(|known| known.show) {
        Some(Show::Value | Show::Time) => true,
        Some(Show::Masked) => everything || itself,
        None => everything,
    } && !hidden(name, value);
    let mut shown = may.then(|| text(value));
    let mut note = match known {
        Some(_) if itself => "the client itself: no user is behind it".to_owned(),
        Some(known) => known.means.to_owned(),
        None => format!("{}, a claim of its issuer's own", form(value)),
    };
    if known.is_some_and(|known| known.show == Show::Time) {
        match times::time(name, value, now) {
            Some(time) => {
                shown = may.then_some(time.shown);
                note = time.note;
                stops.extend(time.stops);
            }
            None => note.push_str("; it is no number, so that no verifier reads it"),
        }
    }
    if let Some(shape) = scopes::shape(name, value) {
        note = format!("{note}; {shape}");
    }
    if name == "aud" && value.as_str().is_some_and(|aud| aud.contains(MICROSOFT_GRAPH)) {
        note = format!("Microsoft Graph; {note}");
    }
    if hidden(name, value) {
        note.push_str("; never shown");
    }
    Line { name: clean(name), value: may.then(|| tidy(value)), shown, note }
}

/// Whether a value is never shown: it stands under a name that means a secret, or holds a token.
fn hidden(name: &str, value: &Value) -> bool {
    // `sid` is the session's id here: shown on request.
    (names_a_secret(name) && name != "sid") || holds_a_token(value)
}

fn holds_a_token(value: &Value) -> bool {
    match value {
        Value::String(text) => text
            .split_whitespace()
            .any(|word| looks_like_a_token(word) || opaque::known(word).is_some()),
        Value::Array(items) => items.iter().any(holds_a_token),
        Value::Object(members) => {
            members.iter().any(|(name, value)| names_a_secret(name) || holds_a_token(value))
        }
        Value::Null | Value::Bool(_) | Value::Number(_) => false,
    }
}

/// A value as people read it: lists of texts with blanks between them, all else as JSON.
fn text(value: &Value) -> String {
    match value {
        Value::String(text) => clean(text),
        Value::Array(items) if !items.is_empty() && items.iter().all(Value::is_string) => {
            let items: Vec<&str> = items.iter().filter_map(Value::as_str).collect();
            clean(&items.join(" "))
        }
        other => clean(&other.to_string()),
    }
}

/// A value with texts that can be quoted.
fn tidy(value: &Value) -> Value {
    match value {
        Value::String(text) => clean(text).into(),
        Value::Array(items) => items.iter().take(200).map(tidy).collect(),
        Value::Object(members) => Value::Object(
            members.iter().take(200).map(|(name, value)| (clean(name), tidy(value))).collect(),
        ),
        other => other.clone(),
    }
}

/// What form a value has.
fn form(value: &Value) -> String {
    match value {
        Value::Null => "null".to_owned(),
        Value::Bool(_) => "true or false".to_owned(),
        Value::Number(_) => "a number".to_owned(),
        Value::String(_) => "a text".to_owned(),
        Value::Array(items) => format!("a list of {}", items.len()),
        Value::Object(_) => "an object".to_owned(),
    }
}
