//! What people have at hand when an API refuses them: a curl command, what it printed, a log, a token, words.
//! Read into the same evidence that a run gives.
//!
//! ```text
//! text ──split──► pieces, each of one kind ──read──► items: requests, answers, tokens, words
//!      ──secrets──► custody        items ──evidence──► Vec<CheckResult>, redacted at birth
//! ```

mod aged;
mod answer_body;
mod curl;
mod evidence;
mod exchange;
mod fill;
mod frame;
pub mod har;
mod http;
mod httpie;
mod item;
mod jotted;
mod note;
mod powershell;
mod recorded;
pub mod report;
mod request;
mod resend;
mod secrets;
mod sent;
mod shell;
mod split;
mod token;
#[cfg(test)]
mod tests;
mod tidy;
mod value;
mod wget;
mod words;

pub use evidence::{PACK, Taken, take};
pub use item::{Item, Reply, What};
pub use request::{Payload, Request};
pub use resend::TokenAsk;
pub use split::Given;
pub use value::Value;

/// A kind of input.
pub struct Intake {
    /// Its name, which `--as` takes.
    pub id: &'static str,
    /// What it is.
    pub title: &'static str,
    /// How it is recognised, in one line.
    pub docs: &'static str,
    /// The length of what belongs to it at the beginning of a text; none where the text begins with
    /// something else.
    pub recognise: fn(&str) -> Option<usize>,
    /// Reads a text that is of this kind as a whole: the user says so.
    pub read: fn(&str, usize) -> Vec<Item>,
    /// Reads what was recognised.
    pub read_part: fn(&str, usize) -> Vec<Item>,
}

/// Every kind of input, in the order in which a text is held against them: what a line begins with decides,
/// and the last takes everything.
pub const INTAKES: &[&Intake] = &[
    &Intake {
        id: "har",
        title: "a HAR file: what a browser or a proxy recorded",
        docs: "a JSON document with `log.entries`; the entries that failed are found by themselves",
        recognise: recorded::recognise_har,
        read: recorded::read_har,
        read_part: recorded::read_har,
    },
    &Intake {
        id: "report",
        title: "an earlier JSON report",
        docs: "what `why401 check --format json` prints; it is judged by what is known today",
        recognise: recorded::recognise_report,
        read: recorded::read_report,
        read_part: recorded::read_report,
    },
    &Intake {
        id: "curl",
        title: "a command that sends a request",
        docs: "a line that begins with curl, and the lines that continue it",
        recognise: curl::recognise,
        read: curl::read,
        read_part: curl::read,
    },
    &Intake {
        id: "powershell",
        title: "a PowerShell command that sends a request",
        docs: "Invoke-WebRequest or Invoke-RestMethod, and the session that browsers copy before it",
        recognise: powershell::recognise,
        read: powershell::read,
        read_part: powershell::read,
    },
    &Intake {
        id: "wget",
        title: "a wget command",
        docs: "a line that begins with wget, and the lines that continue it",
        recognise: wget::recognise,
        read: wget::read,
        read_part: wget::read,
    },
    &Intake {
        id: "httpie",
        title: "an HTTPie command",
        docs: "a line that begins with http, https, xh or xhs and goes on with a method or an address",
        recognise: httpie::recognise,
        read: httpie::read,
        read_part: httpie::read,
    },
    &Intake {
        id: "http",
        title: "HTTP requests and answers",
        docs: "a request line or a status line, with or without the marks of curl -v before it, or as people write it down: `GET https://host/x -> 403`",
        recognise: http::recognise,
        read: http::read,
        read_part: http::read_part,
    },
    &Intake {
        id: "frame",
        title: "a message of a WebSocket that refuses",
        docs: "a line of JSON with `type`, `class`, `body` and a `code` of 400 or more",
        recognise: frame::recognise,
        read: frame::read,
        read_part: frame::read,
    },
    &Intake {
        id: "body",
        title: "the body of an answer",
        docs: "JSON with a status of 400 or more in it, and nothing that only logs have",
        recognise: answer_body::recognise,
        read: answer_body::read,
        read_part: answer_body::read,
    },
    &Intake {
        id: "token",
        title: "a token",
        docs: "a line with nothing but a JWT, or an opaque token behind `Bearer`",
        recognise: token::recognise,
        read: token::read,
        read_part: token::read,
    },
    &Intake {
        id: "log",
        title: "what a program printed",
        docs: "a paragraph with times, levels, exceptions or JSON as programs print them",
        recognise: words::recognise_log,
        read: words::read_log,
        read_part: words::read_log,
    },
    &Intake {
        id: "note",
        title: "what a person wrote",
        docs: "anything else",
        recognise: words::recognise_note,
        read: words::read_note,
        read_part: words::read_note,
    },
];

/// The kind of that name.
#[must_use]
pub fn find(id: &str) -> Option<&'static Intake> {
    INTAKES.iter().copied().find(|intake| intake.id == id)
}
