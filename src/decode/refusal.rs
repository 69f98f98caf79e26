//! What an answer says went wrong: as its vendor writes it where the vendor is recognised, else as most do.

use serde_json::Value;

use super::policy::CORRELATION_HEADERS;
use super::shapes::{Read, Source};
use super::{Answer, Scrub, clean, page};
use crate::model::{ApiError, BodyKind, Challenge};

/// No longer a text is quoted as a sentence, in bytes.
const SENTENCE: usize = 2000;
/// No more scopes or permissions are taken from an answer.
const WANTED: usize = 50;

/// Where most servers put the machine-readable code.
const CODES: &[&str] = &["error", "code", "errorCode", "error_code", "status", "type", "__type"];
/// Where most servers put the sentence.
const MESSAGES: &[&str] = &[
    "error_description",
    "message",
    "Message",
    "detail",
    "description",
    "errorSummary",
    "error_message",
    "title",
    "reason",
    "msg",
];
/// Where most servers put the id of the request.
const IDS: &[&str] = &[
    "contextId",
    "correlationId",
    "correlation_id",
    "requestId",
    "request_id",
    "trace_id",
    "traceId",
    "errorId",
];

/// Reads what went wrong; `None` where the answer does not say that something did.
pub(super) fn read(answer: &Answer, scrub: &Scrub) -> Option<ApiError> {
    let quote = |text: String| Some(clean(&scrub(&text))).filter(|text| !text.is_empty());
    if answer.status < 400 && !answer.json.as_ref().is_some_and(says_no) {
        return None;
    }
    let header = CORRELATION_HEADERS.iter().find_map(|name| answer.header(name)).map(str::to_owned);
    let vendor = answer.vendor().map(|one| one.shape);
    let nothing = Read::default();
    let place = vendor.map_or(&nothing, |shape| &shape.read);
    let (code, message, id) = match &answer.json {
        Some(json) => general(json, answer.status),
        None => written(answer),
    };
    let first = |sources: &[Source], is_status: bool| {
        let mut found = sources.iter().flat_map(|source| source.find(answer));
        found.find(|text| {
            !text.trim().is_empty()
                && text.len() <= SENTENCE
                && !(is_status && text.parse() == Ok(answer.status))
        })
    };
    let code = first(&place.code, true).or(code).and_then(quote);
    let message = first(&place.message, false).or(message).and_then(quote);
    let correlation = first(&place.correlation, false).or(id).or(header).and_then(quote);
    // A challenge gives its reason itself; what it means depends on whose it is.
    let challenged = vendor.is_some() && answer.challenges(scrub).iter().any(gives_a_reason);
    let said = code.is_some() || message.is_some() || correlation.is_some();
    if answer.json.is_none() && !said && !challenged {
        return None;
    }
    let wanted = wanted(&place.wanted, answer).into_iter().filter_map(quote).collect();
    let vendor = vendor.map(|shape| shape.vendor.clone());
    Some(ApiError { code, message, correlation, wanted, vendor })
}

fn gives_a_reason(challenge: &Challenge) -> bool {
    challenge.get("error").is_some() || challenge.get("error_description").is_some()
}

/// Whether a body says that something went wrong, whatever the status says: `ok` or `success` is false,
/// there is an `error`, or a GraphQL answer has errors and no data.
fn says_no(json: &Value) -> bool {
    let first = json.get("errors").and_then(|errors| errors.get(0));
    let graphql = first.is_some_and(|error| {
        error.get("message").is_some_and(Value::is_string)
            && (json.get("data").is_none_or(Value::is_null) || error.get("extensions").is_some())
    });
    graphql
        || ["ok", "success"].into_iter().any(|name| json.get(name) == Some(&Value::Bool(false)))
        || json.get("error").is_some_and(|error| match error {
            Value::Null | Value::Bool(false) => false,
            Value::String(text) => !text.is_empty(),
            Value::Bool(true) | Value::Number(_) | Value::Array(_) | Value::Object(_) => true,
        })
}

type Found = (Option<String>, Option<String>, Option<String>);

/// Code, sentence and id of a JSON body, where most servers put them.
fn general(json: &Value, status: u16) -> Found {
    let first_of_list = json.get(0).or_else(|| json.get("errors")?.get(0));
    let extensions = first_of_list.and_then(|first| first.get("extensions"));
    let places = [
        json.get("error").filter(|error| error.is_object()),
        Some(json),
        extensions.filter(|extensions| extensions.get("code").is_some()),
        first_of_list,
    ];
    let text = |place: &Value, names: &[&str]| {
        names.iter().find_map(|name| match place.get(name)? {
            Value::String(text) if text.parse() == Ok(status) => None,
            Value::String(text) if !text.trim().is_empty() => Some(text.clone()),
            Value::Number(number) if number.as_u64() != Some(status.into()) => {
                Some(number.to_string())
            }
            _ => None,
        })
    };
    let find = |names: &[&str]| places.into_iter().flatten().find_map(|place| text(place, names));
    let message = find(MESSAGES).map(|message| with_second(message, &places, status));
    let message = message.map(|message| match first_member(json) {
        // ASP.NET and others: a general sentence, and below `errors` one for each member.
        Some(detail) => format!("{message}: {detail}"),
        None => message,
    });
    (find(CODES), message, find(IDS))
}

/// A sentence with another that the same answer gives beside it: they may name different reasons, and
/// whoever reads only one takes it for the whole. Not the status in words, and nothing said twice.
fn with_second(message: String, places: &[Option<&Value>], status: u16) -> String {
    const BESIDE: [&str; 6] =
        ["error_description", "message", "detail", "details", "description", "title"];
    let plain = |text: &str| text.trim().trim_end_matches(['.', '!']).to_lowercase();
    let first = plain(&message);
    let in_words = http::StatusCode::from_u16(status).ok();
    let in_words = in_words.and_then(|status| status.canonical_reason()).map(str::to_lowercase);
    let second = places.iter().flatten().find_map(|place| {
        BESIDE.iter().find_map(|name| {
            let text = place.get(name)?.as_str()?;
            let other = plain(text);
            let new = !first.contains(&other) && !other.contains(&first);
            // A sentence, and not a code.
            let sentence = other.contains(' ') && text.len() <= SENTENCE;
            (new && sentence && Some(&other) != in_words.as_ref()).then_some(text)
        })
    });
    match second {
        Some(text) if first.contains(' ') => {
            format!("{}. {text}", message.trim_end().trim_end_matches('.'))
        }
        Some(_) | None => message,
    }
}

/// The first sentence below `errors`, where that is an object of lists.
fn first_member(json: &Value) -> Option<String> {
    let (name, sentences) = json.get("errors")?.as_object()?.iter().next()?;
    let sentence = sentences.get(0)?.as_str()?;
    Some(if name.is_empty() { sentence.to_owned() } else { format!("{name}: {sentence}") })
}

/// Code, sentence and id of a body that is no JSON.
fn written(answer: &Answer) -> Found {
    let text = answer.text();
    let short = answer.body.len() <= SENTENCE && std::str::from_utf8(&answer.body).is_ok();
    match answer.kind {
        BodyKind::Text if page::is_xml(text) => {
            let code = page::element(text, &["Code", "faultcode", "errorcode", "error", "Value"]);
            let message = page::element(
                text,
                &["Message", "faultstring", "error_description", "Text", "detail", "description"],
            );
            let id = page::element(text, &["RequestId"]);
            let whole = (code.is_none() && message.is_none() && short).then(|| text.to_owned());
            (code, message.or(whole), id)
        }
        BodyKind::Text => (None, short.then(|| text.to_owned()), None),
        BodyKind::Html => (None, page::title(text).and_then(|title| sentence(&title)), None),
        BodyKind::Empty | BodyKind::Json | BodyKind::Binary => (None, None, None),
    }
}

/// A title without the status at its start; `None` where nothing else stands there.
fn sentence(title: &str) -> Option<String> {
    let rest = title.trim_start_matches(|c: char| c.is_ascii_digit());
    let title = if title.len() - rest.len() == 3 { rest } else { title };
    let title = title.trim_matches(|c: char| c.is_whitespace() || "-:|–".contains(c));
    (!title.is_empty() && title.len() <= 300).then(|| title.to_owned())
}

/// The scopes or permissions that an answer names, each once.
fn wanted(sources: &[Source], answer: &Answer) -> Vec<String> {
    let mut wanted: Vec<String> = Vec::new();
    for found in sources.iter().flat_map(|source| source.find(answer)) {
        let names = found.split(|c: char| c.is_whitespace() || ",;".contains(c));
        for name in names.map(|name| name.trim_matches(|c: char| "[](){}'\"`.".contains(c))) {
            if !name.is_empty() && name.len() <= 200 && wanted.len() < WANTED {
                let name = name.to_owned();
                if !wanted.contains(&name) {
                    wanted.push(name);
                }
            }
        }
    }
    wanted
}
