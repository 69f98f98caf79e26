//! Reads a file: what was found in it, and how much of it could be read.

use std::borrow::Cow;
use std::time::Duration;

use serde_json::error::Category;
use serde_json::value::RawValue;
use thiserror::Error;

use super::entry::{Answered, Asked, Entry, Role};
use super::fault::fault;
use super::heed::Heed;
use super::lenient::{Number, Pairs};
use super::select::{BODY_BYTES, Interest, body, interest, location, status};
use super::story::Story;
use super::wire::{CreatorWire, EntryWire, Listener, PostDataWire, TimingsWire, walk};
use crate::decode::clean;
use crate::model::{Secret, Timing};

/// What was found in a file.
pub struct Har {
    /// Who wrote it, such as `WebInspector 537.36`.
    pub creator: Option<String>,
    /// How many entries were read.
    pub total: usize,
    /// How many of them failed.
    pub failures: usize,
    /// The entries that matter, in the file's order.
    pub entries: Vec<Entry>,
    /// The secrets of every entry, kept or not, each with the name of what held it.
    pub secrets: Vec<(String, Secret)>,
    /// What could not be read or was left out, in words.
    pub notes: Vec<String>,
}

/// Why a file cannot be read.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum HarError {
    /// It is no JSON at all.
    #[error("the HAR file is no JSON: {0}")]
    NotJson(String),
    /// It is JSON, and something else.
    #[error("this JSON is no HAR file: {0}; a HAR file has its entries in log.entries")]
    NotAHar(String),
}

/// Who writes files of the Chromium family.
const CHROMIUM: &str = "WebInspector";

/// Whose files always hold the credentials that were sent.
const WHOLE: &[&str] = &[
    "Firefox",
    "Charles",
    "Fiddler",
    "WebKit",
    "mitmproxy",
    "Proxyman",
    "HTTP Toolkit",
    "Burp",
    "Playwright",
    "Insomnia",
    "Postman",
];

/// Whether a file begins as a HAR file does: for telling inputs apart.
#[must_use]
pub fn looks_like_a_har(bytes: &[u8]) -> bool {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let head: Vec<u8> =
        bytes.iter().copied().filter(|byte| !byte.is_ascii_whitespace()).take(7).collect();
    head == br#"{"log":"# || (head.first() == Some(&b'{') && names_log(bytes))
}

/// Whether the beginning names a member `log` with a version or creator inside.
fn names_log(bytes: &[u8]) -> bool {
    let head = String::from_utf8_lossy(&bytes[..bytes.len().min(2000)]);
    head.contains("\"log\"") && (head.contains("\"creator\"") || head.contains("\"entries\""))
}

/// Reads a file. One that ends in the middle, or breaks, is read as far as it goes; a note says so.
///
/// # Errors
/// When not a single entry can be read and the file is no HAR file.
pub fn read(bytes: &[u8]) -> Result<Har, HarError> {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let text = match std::str::from_utf8(bytes) {
        Ok(text) => Cow::Borrowed(text),
        Err(_) => String::from_utf8_lossy(bytes),
    };
    let mut reading = Reading::default();
    let walked = walk(&text, &mut reading);
    let mut notes = Vec::new();
    if matches!(text, Cow::Owned(_)) {
        notes.push("the file is no UTF-8 throughout; what is not was replaced".to_owned());
    }
    if let Err(error) = walked {
        let said = clean(&error.to_string());
        if !reading.begun && reading.total == 0 {
            return Err(match error.classify() {
                Category::Data => HarError::NotAHar(said),
                Category::Syntax | Category::Eof | Category::Io => HarError::NotJson(said),
            });
        }
        let why = match error.classify() {
            Category::Eof => "the file ends in the middle",
            Category::Data | Category::Syntax | Category::Io => "the file is broken",
        };
        notes.push(format!("{why} ({said}): {} entries were read before", reading.total));
    }
    Ok(reading.finish(notes))
}

/// What is known while the file is read.
#[derive(Default)]
struct Reading {
    begun: bool,
    creator: Option<String>,
    chromium: bool,
    total: usize,
    credentials_seen: bool,
    heed: Heed,
    story: Story,
}

impl<'a> Listener<'a> for Reading {
    fn creator(&mut self, creator: CreatorWire<'a>) {
        self.begun = true;
        let name = clean(creator.name.get());
        self.chromium = name == CHROMIUM;
        let whole = format!("{name} {}", clean(creator.version.get()));
        self.creator = (!name.is_empty()).then(|| whole.trim_end().to_owned());
    }

    fn entry(&mut self, wire: EntryWire<'a>) {
        self.total += 1;
        if !self.credentials_seen {
            self.credentials_seen = holds_credentials(&wire);
        }
        self.heed.entry(&wire);
        let role = match interest(&wire, self.chromium) {
            Interest::None => return,
            Interest::Failed => Role::Failed,
            Interest::MayExplain(role) => role,
        };
        let target = wire
            .request
            .as_ref()
            .zip(wire.response.as_ref())
            .and_then(|(request, response)| location(response, request.url.get()));
        if let Some(entry) = owned(self.total, role, wire) {
            match role {
                Role::Failed => self.story.failed(entry),
                Role::TokenRequest | Role::Preflight | Role::Redirect => {
                    self.story.remember(entry, target);
                }
            }
        }
    }
}

impl Reading {
    fn finish(self, mut notes: Vec<String>) -> Har {
        let Self { creator, total, credentials_seen, heed, story, .. } = self;
        let whole = creator
            .as_ref()
            .is_some_and(|creator| WHOLE.iter().any(|name| creator.starts_with(name)));
        let shown = credentials_seen || whole;
        let (failures, left_out) = (story.failures, story.left_out);
        let mut entries = story.entries();
        for entry in &mut entries {
            entry.asked.shows_credentials = shown_in(&entry.asked, shown);
        }
        if !shown && !entries.is_empty() {
            notes.push(
                "no request of the file has an Authorization header or a cookie: it looks like a sanitised \
                 export, so that what was sent with them cannot be told"
                    .to_owned(),
            );
        }
        if left_out > 0 {
            notes.push(format!("{left_out} further failures were left out: too many differ"));
        }
        let secrets = heed.secrets(&entries);
        Har { creator, total, failures, entries, secrets, notes }
    }
}

/// Whether a credential that was sent would stand in an entry's headers.
fn shown_in(asked: &Asked, file_shows: bool) -> bool {
    let has = |wanted: &[&str]| {
        asked
            .headers
            .iter()
            .any(|(name, _)| wanted.iter().any(|wanted| name.eq_ignore_ascii_case(wanted)))
    };
    // Without a host, the headers are provisional: what the page asked for, not what was sent.
    has(&["authorization"]) || (file_shows && has(&["host", ":authority"]))
}

fn holds_credentials(wire: &EntryWire<'_>) -> bool {
    let request = wire.request.as_ref().is_some_and(|request| {
        ["authorization", "cookie", "proxy-authorization"]
            .iter()
            .any(|name| request.headers.find(name).is_some())
    });
    request
        || wire
            .response
            .as_ref()
            .is_some_and(|response| response.headers.find("set-cookie").is_some())
}

/// An entry that is kept: everything that it needs, made its own.
fn owned(number: usize, role: Role, wire: EntryWire<'_>) -> Option<Entry> {
    let (request, response) = (wire.request?, wire.response?);
    let status = status(&response);
    let with_body = matches!(role, Role::Failed | Role::TokenRequest);
    let content = response.content.as_ref();
    let text = |text: &str| Some(clean(text)).filter(|text| !text.is_empty());
    Some(Entry {
        number,
        role,
        repeats: 0,
        started: wire.started.get().trim().parse().ok(),
        asked: Asked {
            method: clean(request.method.get()).to_ascii_uppercase(),
            url: request.url.get().trim().to_owned(),
            headers: pseudo_last(&request.headers),
            body: request.body.as_ref().and_then(posted),
            shows_credentials: false,
        },
        answered: Answered {
            status,
            version: text(response.version.get()).filter(|version| version != "unknown"),
            headers: response.headers.owned(),
            body: content.filter(|_| with_body).and_then(body).unwrap_or_default(),
            body_bytes: content.and_then(|content| size(content.size)).unwrap_or(0),
            remote: text(wire.address.get()),
            fault: status.is_none().then(|| fault(response.error.get())),
        },
        timing: timing(wire.timings.unwrap_or_default(), wire.time),
        redirects: Vec::new(),
    })
}

/// Headers as owned texts; the pseudo headers of HTTP/2 stay among them by their names.
fn pseudo_last(headers: &Pairs<'_>) -> Vec<(String, String)> {
    let mut owned = headers.owned();
    owned.sort_by_key(|(name, _)| name.starts_with(':'));
    owned
}

/// The body of a request.
fn posted(wire: &PostDataWire<'_>) -> Option<String> {
    let text = wire.text.map(RawValue::get).filter(|raw| raw.len() <= BODY_BYTES);
    let text: Option<String> = text.and_then(|raw| serde_json::from_str(raw).ok());
    if let Some(text) = text.filter(|text| !text.is_empty()) {
        return Some(text);
    }
    let form = wire.mime.get().is_empty() || wire.mime.get().contains("form-urlencoded");
    (form && !wire.params.0.is_empty()).then(|| {
        // Files that write down parameters and no text have them decoded.
        let pairs = wire.params.0.iter().map(|(name, value)| {
            let value = url::form_urlencoded::byte_serialize(value.as_bytes()).collect::<String>();
            format!("{name}={value}")
        });
        pairs.collect::<Vec<_>>().join("&")
    })
}

fn size(number: Number) -> Option<u64> {
    number.0.filter(|number| *number >= 0.0).map(|number| number as u64)
}

/// Milliseconds, where they are some.
fn milliseconds(number: Number) -> Option<Duration> {
    let number = number.0.filter(|number| *number >= 0.0)?;
    Duration::try_from_secs_f64(number / 1000.0).ok()
}

fn timing(wire: TimingsWire, total: Number) -> Timing {
    let tls = milliseconds(wire.ssl);
    Timing {
        dns: milliseconds(wire.dns),
        connect: milliseconds(wire.connect)
            .map(|all| all.saturating_sub(tls.unwrap_or(Duration::ZERO))),
        tls,
        first_byte: milliseconds(wire.wait),
        total: milliseconds(total).unwrap_or_default(),
    }
}
