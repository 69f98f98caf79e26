//! An entry that matters, as it stood in the file. It holds credentials: nothing here can be printed.

use jiff::Timestamp;

use crate::model::{Fault, Timing};

/// A request and its answer.
pub struct Entry {
    /// Its place among the entries of the file, counted from 1.
    pub number: usize,
    /// Why it matters.
    pub role: Role,
    /// How many later entries of the file are alike (method, address and status) and were left out.
    pub repeats: usize,
    /// When it began.
    pub started: Option<Timestamp>,
    /// The request.
    pub asked: Asked,
    /// The answer.
    pub answered: Answered,
    /// How long each phase took.
    pub timing: Timing,
    /// The redirects that led here, the first one first.
    pub redirects: Vec<Redirected>,
}

/// Why an entry matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// It failed.
    Failed,
    /// It asked for a token before one that failed.
    TokenRequest,
    /// It is the preflight (`OPTIONS`) of one that failed.
    Preflight,
    /// It led to one that failed.
    Redirect,
}

/// The request of an entry.
pub struct Asked {
    /// The method.
    pub method: String,
    /// The URL.
    pub url: String,
    /// The headers in their order.
    pub headers: Vec<(String, String)>,
    /// The body; a form of which only the parameters were written down is put together again.
    pub body: Option<String>,
    /// Whether a credential that was sent would stand in the headers. Browsers leave credentials out of a
    /// sanitised export, and list provisional headers for requests that they blocked: there the absence of
    /// a credential shows nothing.
    pub shows_credentials: bool,
}

/// The answer of an entry.
pub struct Answered {
    /// The status code; none where no answer came.
    pub status: Option<u16>,
    /// The protocol version, such as `HTTP/1.1`.
    pub version: Option<String>,
    /// The headers in their order.
    pub headers: Vec<(String, String)>,
    /// The body, decoded; empty where the file does not have it or it is very long.
    pub body: Vec<u8>,
    /// Its length in bytes as the file tells it.
    pub body_bytes: u64,
    /// The address that answered.
    pub remote: Option<String>,
    /// Why no answer came.
    pub fault: Option<Fault>,
}

/// A redirect on the way to an entry.
pub struct Redirected {
    /// The entry that was answered so; it is among those that matter.
    pub number: usize,
    /// The status code.
    pub status: u16,
    /// Where it led.
    pub location: String,
    /// Whether that is another host, port or scheme.
    pub elsewhere: bool,
}
