//! From what was pasted to the token in it.

use serde_json::Value;
use thiserror::Error;

use crate::decode::{Parts, parts};
use crate::model::Secret;

/// A token as it is read, and what had to be taken off to get at it.
pub struct Input {
    /// The token.
    pub token: Secret,
    /// What was taken off or stands out, in words.
    pub notes: Vec<String>,
}

/// Why a text is no token.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum InputError {
    /// There is nothing.
    #[error("there is no token: the input is empty")]
    Empty,
    /// A variable or mask stands in its place.
    #[error(
        "this is no token but a placeholder: whatever filled it in did not; that alone explains a 401"
    )]
    Placeholder,
    /// White space or other characters that no token has.
    #[error("this is no token: {0}")]
    NotAToken(&'static str),
    /// It begins as a JWT and cannot be decoded.
    #[error("this begins as a JWT and cannot be decoded: {0}")]
    Broken(String),
}

/// What people write before a token.
const LABELS: &[&str] =
    &["authorization:", "bearer ", "dpop ", "access_token=", "token=", "token:"];

/// Members of a token response, the one that is meant first.
const ISSUED: &[&str] = &["access_token", "id_token", "token"];

/// Words that stand where a token should.
const PLACEHOLDERS: &[&str] = &[
    "undefined",
    "null",
    "none",
    "nan",
    "token",
    "your_token",
    "your-token",
    "[object",
    "redacted",
];

/// Takes off what is not the token: labels, quotes, white space, the token response around it.
///
/// # Errors
/// When no token is there, or one that cannot be decoded although it is a JWT.
pub fn clean_up(text: &str) -> Result<Input, InputError> {
    let mut notes = Vec::new();
    let text = text.trim_start_matches('\u{feff}').trim();
    let issued = issued(text);
    let mut rest = issued.as_ref().map_or(text, |(_, token)| token.trim());
    if let Some((name, _)) = &issued {
        notes.push(format!("read from the member {name} of a JSON document"));
    }
    loop {
        let stripped = rest.trim().trim_matches(['"', '\'', '`', ',', ';']).trim();
        let label = LABELS.iter().find(|label| {
            stripped.get(..label.len()).is_some_and(|head| head.eq_ignore_ascii_case(label))
        });
        let next = label.map_or(stripped, |label| &stripped[label.len()..]);
        if next == rest {
            break;
        }
        rest = next;
    }
    let mut token = rest.to_owned();
    if token.contains(char::is_whitespace) {
        let joined: String = token.split_whitespace().collect();
        if matches!(parts(&joined), Parts::Opaque) {
            return Err(InputError::NotAToken("white space stands in it"));
        }
        notes.push(
            "white space or line breaks stood in it and were taken out: sent like that it is refused"
                .to_owned(),
        );
        token = joined;
    }
    judge(&token)?;
    Ok(Input { token: Secret::new(token), notes })
}

/// The token in a token response.
fn issued(text: &str) -> Option<(&'static str, String)> {
    let json: Value = serde_json::from_str(text).ok().filter(Value::is_object)?;
    ISSUED.iter().find_map(|name| Some((*name, json.get(name)?.as_str()?.to_owned())))
}

fn judge(token: &str) -> Result<(), InputError> {
    if token.is_empty() {
        return Err(InputError::Empty);
    }
    let lower = token.to_ascii_lowercase();
    let marks = ["$", "%", "{{", "<", "***", "xxxx", "..."];
    if PLACEHOLDERS.contains(&lower.trim_matches(['[', ']', '<', '>']))
        || marks.iter().any(|mark| lower.starts_with(mark))
    {
        return Err(InputError::Placeholder);
    }
    if !token.bytes().all(|byte| byte.is_ascii_graphic()) {
        return Err(InputError::NotAToken("characters stand in it that no header may hold"));
    }
    if lower.starts_with("http://") || lower.starts_with("https://") {
        return Err(InputError::NotAToken("it is a URL"));
    }
    if token.starts_with(['{', '[']) {
        return Err(InputError::NotAToken("it is JSON without a member access_token or id_token"));
    }
    if token.len() < 8 {
        return Err(InputError::NotAToken("it is shorter than any token"));
    }
    // `{"` in base64url: a header of JSON.
    if token.starts_with("eyJ") && matches!(parts(token), Parts::Opaque) {
        let count = token.split('.').count();
        return Err(InputError::Broken(match count {
            1 => "it has one part, a JWT has three with dots between them; it may be cut short, or be a \
                  cookie or a header alone"
                .to_owned(),
            2 => "it has two parts of three: the signature is missing, it was cut short".to_owned(),
            3 => "its header or claims are no JSON in base64url: it was cut, or characters were changed"
                .to_owned(),
            4 => "it has four parts; a signed token has three, an encrypted one five".to_owned(),
            5 => "it has five parts as an encrypted token, and no header of one".to_owned(),
            many => format!("it has {many} parts; a signed token has three, an encrypted one five"),
        }));
    }
    Ok(())
}
