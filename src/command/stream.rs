//! Events on their way out as they happen: every record is searched for secrets before it leaves, and one with a
//! secret in it is withheld. A file is written in place, line by line, so that it can be followed.

use std::fs::File;
use std::io::{self, ErrorKind, Write};
use std::sync::{Arc, Mutex, PoisonError};

use super::write::{Outputs, Trouble};
use crate::model::{Event, Report};
use crate::redact::{Hit, Scrubber};
use crate::report::{Format, Telling};

/// What stands in the place of a record that was withheld.
const WITHHELD: &str = "{\"event\":\"withheld\"}\n";

/// Where events go.
pub(super) struct Stream {
    scrubber: Arc<Scrubber>,
    state: Mutex<State>,
}

struct State {
    telling: Telling,
    sinks: Vec<Sink>,
    hits: Vec<Hit>,
}

/// One place that they go to.
struct Sink {
    name: String,
    /// Whether it is standard output.
    shown: bool,
    out: Result<Box<dyn Write + Send>, io::Error>,
}

impl Sink {
    /// Nothing more is written to a place that failed once.
    fn write(&mut self, record: &str) {
        if let Ok(out) = &mut self.out
            && let Err(error) = out.write_all(record.as_bytes()).and_then(|()| out.flush())
        {
            self.out = Err(error);
        }
    }
}

impl Stream {
    /// Whether a format is written as things happen.
    pub(super) fn takes(format: &Format) -> bool {
        format.name == "jsonl"
    }

    /// Opens every place that events were asked for. What cannot be opened is told at the end.
    pub(super) fn open(outputs: &Outputs, scrubber: Arc<Scrubber>) -> Self {
        let mut sinks = Vec::new();
        for (_, path) in outputs.files.iter().filter(|(format, _)| Self::takes(format)) {
            let out = File::create(path).map(|file| Box::new(file) as Box<dyn Write + Send>);
            sinks.push(Sink { name: path.display().to_string(), shown: false, out });
        }
        if Self::takes(outputs.shown) {
            let out: Box<dyn Write + Send> = Box::new(io::stdout());
            sinks.push(Sink { name: "the result".to_owned(), shown: true, out: Ok(out) });
        }
        let state = State { telling: Telling::default(), sinks, hits: Vec::new() };
        Self { scrubber, state: Mutex::new(state) }
    }

    /// Tells that something happened.
    pub(super) fn event(&self, event: &Event) {
        let mut state = self.lock();
        if state.sinks.is_empty() {
            return;
        }
        let record = state.telling.event(event);
        self.put(&mut state, &record);
    }

    /// Tells the rest, and why what was not written was not.
    pub(super) fn finish(&self, report: &Report, show: bool) -> Vec<(String, Trouble)> {
        let mut state = self.lock();
        if state.sinks.is_empty() {
            return Vec::new();
        }
        if !show {
            state.sinks.retain(|sink| !sink.shown);
        }
        for record in state.telling.closing(report) {
            self.put(&mut state, &record);
        }
        let hits = std::mem::take(&mut state.hits);
        let mut troubles = Vec::new();
        for sink in state.sinks.drain(..) {
            match sink.out {
                // Whoever reads has seen enough.
                Err(error) if sink.shown && error.kind() == ErrorKind::BrokenPipe => {}
                Err(error) => troubles.push((sink.name, Trouble::write(error))),
                Ok(_) if !hits.is_empty() => troubles.push((sink.name, Trouble::withheld(&hits))),
                Ok(_) => {}
            }
        }
        troubles
    }

    /// Writes a record, if no secret is in it.
    fn put(&self, state: &mut State, record: &str) {
        let hits = self.scrubber.scanner().scan(record);
        let record = if hits.is_empty() { record } else { WITHHELD };
        state.hits.extend(hits);
        state.sinks.iter_mut().for_each(|sink| sink.write(record));
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
