//! What a person sees while a run goes on.

use std::io::Write;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

use crate::model::{Event, is_hidden, words};

/// The live line is drawn at most this often, and not at all in runs that end sooner.
const INTERVAL: Duration = Duration::from_millis(100);

/// Takes the cursor to the start of the line and erases it.
const ERASE: &str = "\r\x1b[K";

/// Replaces what is secret in a text.
type Scrub = Arc<dyn Fn(&str) -> String + Send + Sync>;

/// How much is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    /// Only what was left behind.
    Quiet,
    /// One line that is drawn again and again, for terminals.
    Live {
        /// The columns of the terminal.
        width: usize,
    },
    /// One line for each event.
    Verbose,
    /// Only warnings.
    Plain,
}

/// Shows events as they happen. What was left behind on the other side is shown in every mode.
pub struct Progress {
    mode: Mode,
    scrub: Scrub,
    shared: Arc<Shared>,
    painter: Mutex<Option<JoinHandle<()>>>,
}

impl Progress {
    /// Shows events on `out`. Every text passes through `scrub` before it is written.
    #[must_use]
    pub fn new(mode: Mode, out: Box<dyn Write + Send>, scrub: Scrub) -> Self {
        Self::with_interval(mode, out, scrub, INTERVAL)
    }

    fn with_interval(
        mode: Mode,
        out: Box<dyn Write + Send>,
        scrub: Scrub,
        interval: Duration,
    ) -> Self {
        let state = State { out, line: Line::default(), due: None, drawn: false, finished: false };
        let shared = Arc::new(Shared { state: Mutex::new(state), changed: Condvar::new() });
        let painter = match mode {
            Mode::Live { width } => paint(&shared, &scrub, width, interval),
            Mode::Quiet | Mode::Verbose | Mode::Plain => None,
        };
        Self { mode, scrub, shared, painter: Mutex::new(painter) }
    }

    /// Shows that something happened.
    pub fn event(&self, event: &Event) {
        let record = record(self.mode, event).map(|text| clean(&self.scrub, &text));
        let mut state = self.shared.lock();
        if let Some(record) = record {
            state.erase();
            state.write(&format!("{record}\n"));
        }
        if matches!(self.mode, Mode::Live { .. }) && !state.finished {
            state.line.follow(event);
            if state.due.is_none() {
                state.due = Some(Instant::now());
            }
            self.shared.changed.notify_all();
        }
    }

    /// Ends the showing: the live line is gone, and what comes after is written to a clean line.
    pub fn finish(&self) {
        let mut state = self.shared.lock();
        state.finished = true;
        state.erase();
        self.shared.changed.notify_all();
        drop(state);
        let painter = self.painter.lock().unwrap_or_else(PoisonError::into_inner).take();
        if let Some(painter) = painter {
            // A painter that panicked has nothing left to clear.
            drop(painter.join());
        }
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        self.finish();
    }
}

struct Shared {
    state: Mutex<State>,
    changed: Condvar,
}

impl Shared {
    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

struct State {
    out: Box<dyn Write + Send>,
    line: Line,
    /// Since when the live line is out of date; none while it is not.
    due: Option<Instant>,
    /// Whether the live line stands on the screen.
    drawn: bool,
    finished: bool,
}

impl State {
    /// Nobody can be told that the place for telling is closed, so errors are passed over.
    fn write(&mut self, text: &str) {
        drop(self.out.write_all(text.as_bytes()).and_then(|()| self.out.flush()));
    }

    fn erase(&mut self) {
        if self.drawn {
            self.write(ERASE);
            self.drawn = false;
            self.due = Some(Instant::now());
        }
    }
}

/// Draws the live line a while after it changed: a burst of events costs one drawing, and the last of
/// them is shown too. Without a thread there is no live line.
fn paint(
    shared: &Arc<Shared>,
    scrub: &Scrub,
    width: usize,
    interval: Duration,
) -> Option<JoinHandle<()>> {
    let (shared, scrub) = (Arc::clone(shared), Arc::clone(scrub));
    let painter = move || {
        let mut state = shared.lock();
        while !state.finished {
            let wait = state.due.map(|due| interval.saturating_sub(due.elapsed()));
            state = match wait {
                None => shared.changed.wait(state).unwrap_or_else(PoisonError::into_inner),
                Some(wait) if wait > Duration::ZERO => {
                    let woken = shared.changed.wait_timeout(state, wait);
                    woken.unwrap_or_else(PoisonError::into_inner).0
                }
                Some(_) => {
                    // The last column stays free: some terminals wrap when it is filled.
                    let text = clean(&scrub, &state.line.text());
                    let text = cut(&text, width.saturating_sub(1));
                    state.write(&format!("{ERASE}{text}"));
                    state.drawn = true;
                    state.due = None;
                    state
                }
            };
        }
    };
    std::thread::Builder::new().name("progress".to_owned()).spawn(painter).ok()
}

/// What the live line tells.
#[derive(Default)]
struct Line {
    total: usize,
    done: usize,
    /// Checks that began and did not come out, in the order in which they began.
    running: Vec<(String, String)>,
    /// The check whose leavings are being removed.
    removing: Option<String>,
    stopping: bool,
    /// Control requests that are under way.
    experiments: Vec<usize>,
}

impl Line {
    fn follow(&mut self, event: &Event) {
        match event {
            Event::RunStarted { checks } => self.total += checks,
            Event::CheckStarted { pack, id } => self.running.push((pack.clone(), id.clone())),
            Event::CheckFinished(result) => {
                self.done += 1;
                self.running.retain(|(pack, id)| *pack != result.pack || *id != result.id);
            }
            Event::CleanupStarted { id, .. } => self.removing = Some(id.clone()),
            Event::Stopping { .. } => self.stopping = true,
            Event::ExperimentStarted { n, .. } => self.experiments.push(*n),
            Event::ExperimentFinished(result) => self.experiments.retain(|n| *n != result.n),
            Event::Retrying { .. } | Event::CleanupFailed { .. } => {}
        }
    }

    fn text(&self) -> String {
        let mut parts = vec![format!("{}/{}", self.done, self.total)];
        if let Some(id) = &self.removing {
            parts.push(format!("cleanup {id}"));
        } else if self.stopping {
            parts.push("stopping".to_owned());
        } else if let Some(n) = self.experiments.first() {
            parts.push(format!("experiment {n}"));
        } else if !self.running.is_empty() {
            let ids: Vec<&str> = self.running.iter().map(|(_, id)| id.as_str()).collect();
            parts.push(ids.join(" "));
        }
        parts.join(" · ")
    }
}

/// The line that an event leaves, in modes that show it.
fn record(mode: Mode, event: &Event) -> Option<String> {
    let quiet = mode == Mode::Quiet;
    let verbose = mode == Mode::Verbose;
    match event {
        Event::CleanupFailed { pack, id, saw } => {
            Some(format!("warning: cleanup of {pack}/{id} failed: {saw}"))
        }
        Event::Stopping { why } => {
            (!quiet).then(|| format!("stopping: {why}; removing what was made"))
        }
        Event::RunStarted { checks: 1 } => verbose.then(|| "run of 1 check".to_owned()),
        Event::RunStarted { checks } => verbose.then(|| format!("run of {checks} checks")),
        Event::CheckStarted { pack, id } => verbose.then(|| format!("start {pack}/{id}")),
        Event::Retrying { pack, id, saw, delay } => {
            verbose.then(|| format!("retry {pack}/{id} in {}: {saw}", words(delay.as_secs_f64())))
        }
        Event::CheckFinished(result) => verbose.then(|| {
            let took = words(result.duration.as_secs_f64());
            format!("{} {}/{} {took}: {}", result.status, result.pack, result.id, result.saw)
        }),
        Event::ExperimentStarted { n, question } => {
            verbose.then(|| format!("experiment {n}: {question}"))
        }
        Event::ExperimentFinished(result) => verbose.then(|| {
            let took = words(result.duration.as_secs_f64());
            format!("experiment {} {took}: {}", result.n, result.answer)
        }),
        Event::CleanupStarted { pack, id } => verbose.then(|| format!("cleanup {pack}/{id}")),
    }
}

/// One line without secrets, without characters that steer a terminal and without marks that turn the
/// direction of writing. A secret may have had such characters in it, or may appear once they are
/// gone, so it is looked for before and after.
fn clean(scrub: &Scrub, text: &str) -> String {
    let mut cleaned = String::with_capacity(text.len());
    for character in scrub(text).chars() {
        if character.is_whitespace() || character.is_control() {
            if !cleaned.ends_with(' ') {
                cleaned.push(' ');
            }
        } else if !is_hidden(character) {
            cleaned.push(character);
        }
    }
    scrub(cleaned.trim())
}

/// As much of a text as fits, with an ellipsis where some of it does not.
fn cut(text: &str, columns: usize) -> String {
    if text.width() <= columns {
        return text.to_owned();
    }
    let mut used = 0;
    let fits = |character: &char| {
        used += character.width().unwrap_or(0);
        used < columns
    };
    let mut kept: String = text.chars().take_while(fits).collect();
    if columns > 0 {
        kept.push('…');
    }
    kept
}

#[cfg(test)]
mod tests;
