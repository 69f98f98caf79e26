//! What a reader of one kind of input hands on: requests, answers, tokens and words, in their order.

use http::HeaderMap;
use jiff::Timestamp;

use super::request::Request;
use super::value::Value;
use crate::model::{CheckResult, ExperimentResult, Fault, RemarkSource, Secret, Timing};

/// Something that was found in the input.
pub struct Item {
    /// The line on which it begins, counted from 1 within the text that was given to the reader.
    pub line: usize,
    /// What it is.
    pub what: What,
}

/// What was found.
pub enum What {
    /// A request.
    Request(Box<Request>),
    /// An answer, which belongs to the request before it, if there is one that has none yet.
    Answer(Box<Reply>),
    /// A token that stands alone.
    Token(Value),
    /// Words about the failure.
    Words {
        /// Who says them.
        source: RemarkSource,
        /// The words.
        text: String,
    },
    /// What an earlier run saw, as it stands.
    Results {
        /// Its checks.
        checks: Vec<CheckResult>,
        /// Its experiments.
        experiments: Vec<ExperimentResult>,
    },
    /// A request with its answer, as a browser or a proxy recorded them.
    Recorded(Box<Recorded>),
    /// Secrets of what was left out, each with the name of what held it: what was kept may echo them.
    Heeded(Vec<(String, Secret)>),
    /// What could not be read, in words.
    Unread(String),
}

/// A request with its answer, as a browser or a proxy recorded them.
pub struct Recorded {
    /// The request that was sent first.
    pub request: Request,
    /// The redirects that were answered on the way.
    pub hops: Vec<Reply>,
    /// The request that was sent after them.
    pub last: Option<Request>,
    /// The answer.
    pub reply: Reply,
    /// How long each phase took.
    pub timing: Timing,
    /// Whether a credential that was sent would be seen: where not, its absence shows nothing.
    pub shows_credentials: bool,
}

/// An answer as it came, or why none came.
#[derive(Default)]
pub struct Reply {
    /// The status code; none where no answer came.
    pub status: Option<u16>,
    /// The protocol version, such as `HTTP/1.1`.
    pub version: Option<String>,
    /// Every header.
    pub headers: HeaderMap,
    /// The body.
    pub body: Vec<u8>,
    /// The address that answered.
    pub remote: Option<String>,
    /// When the request was sent, where the input tells.
    pub started: Option<Timestamp>,
    /// Why no answer came.
    pub fault: Option<Fault>,
}
