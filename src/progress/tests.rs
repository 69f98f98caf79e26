//! What is written, in every mode, into a writer that can be read.

use super::*;
use crate::model::{CheckResult, Effect, Severity, Source, Status};

/// Where tests read what was written.
#[derive(Clone, Default)]
struct Screen(Arc<Mutex<Vec<u8>>>);

impl Write for Screen {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().expect("no writer panicked").extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

impl Screen {
    fn text(&self) -> String {
        String::from_utf8(self.0.lock().expect("no writer panicked").clone()).expect("UTF-8")
    }

    /// Waits until something stands on the screen.
    fn wait_for(&self, what: &str) {
        let begin = Instant::now();
        while !self.text().contains(what) {
            assert!(begin.elapsed() < Duration::from_secs(10), "{:?}", self.text());
            std::thread::sleep(Duration::from_millis(1));
        }
    }
}

fn scrub() -> Scrub {
    Arc::new(|text: &str| text.replace("s3cret-value", "[client_secret redacted]"))
}

fn result(id: &str, status: Status, saw: &str) -> Event {
    Event::CheckFinished(Box::new(CheckResult {
        pack: "guest-api".to_owned(),
        id: id.to_owned(),
        title: String::new(),
        kind: "token",
        status,
        severity: Severity::Error,
        effect: Effect::Read,
        proves: None,
        saw: saw.to_owned(),
        mismatches: Vec::new(),
        blocked: None,
        skipped: None,
        facts: Vec::new(),
        attempts: 1,
        duration: Duration::from_millis(12),
        source: Source { file: "builtin:guest-api".into(), line: 1, column: 1 },
        remedies: Vec::new(),
        docs: None,
        cleanup: None,
        waived: None,
    }))
}

fn names(id: &str) -> (String, String) {
    ("guest-api".to_owned(), id.to_owned())
}

fn started(id: &str) -> Event {
    let (pack, id) = names(id);
    Event::CheckStarted { pack, id }
}

fn cleanup_failed(saw: &str) -> Event {
    let (pack, id) = names("message-post");
    Event::CleanupFailed { pack, id, saw: saw.to_owned() }
}

/// One of each kind.
fn events() -> Vec<Event> {
    let (pack, id) = names("message-post");
    vec![
        Event::RunStarted { checks: 2 },
        started("token-fetch"),
        result("token-fetch", Status::Pass, "JWT, RS256"),
        started("message-post"),
        Event::Retrying {
            pack: pack.clone(),
            id: id.clone(),
            saw: "503".to_owned(),
            delay: Duration::from_secs(1),
        },
        result("message-post", Status::Fail, "401 unauthorized"),
        Event::Stopping { why: "interrupted".to_owned() },
        Event::CleanupStarted { pack, id },
        cleanup_failed("500; conversation c-1 is left behind"),
    ]
}

fn shown(mode: Mode, events: &[Event]) -> String {
    let screen = Screen::default();
    let progress = Progress::new(mode, Box::new(screen.clone()), scrub());
    for event in events {
        progress.event(event);
    }
    progress.finish();
    screen.text()
}

const WARNING: &str =
    "warning: cleanup of guest-api/message-post failed: 500; conversation c-1 is left behind\n";
const STOPPING: &str = "stopping: interrupted; removing what was made\n";

#[test]
fn verbose_writes_a_line_for_each_event() {
    let expected = format!(
        "run of 2 checks\nstart guest-api/token-fetch\npass guest-api/token-fetch 12 ms: JWT, RS256\n\
         start guest-api/message-post\nretry guest-api/message-post in 1 s: 503\n\
         fail guest-api/message-post 12 ms: 401 unauthorized\n{STOPPING}\
         cleanup guest-api/message-post\n{WARNING}"
    );
    assert_eq!(shown(Mode::Verbose, &events()), expected);
}

#[test]
fn plain_writes_warnings_and_quiet_only_what_was_left_behind() {
    assert_eq!(shown(Mode::Plain, &events()), format!("{STOPPING}{WARNING}"));
    assert_eq!(shown(Mode::Quiet, &events()), WARNING);
    let harmless = &events()[..6];
    assert_eq!(shown(Mode::Plain, harmless), "");
    assert_eq!(shown(Mode::Quiet, harmless), "");
}

#[test]
fn a_short_run_draws_no_live_line_and_loses_no_warning() {
    let screen = Screen::default();
    let live = Mode::Live { width: 80 };
    let hour = Duration::from_secs(3600);
    let progress = Progress::with_interval(live, Box::new(screen.clone()), scrub(), hour);
    events().iter().for_each(|event| progress.event(event));
    progress.finish();
    assert_eq!(screen.text(), format!("{STOPPING}{WARNING}"));
}

#[test]
fn the_live_line_shows_what_runs_gives_way_to_warnings_and_goes() {
    let screen = Screen::default();
    let live = Mode::Live { width: 24 };
    let progress = Progress::with_interval(live, Box::new(screen.clone()), scrub(), Duration::ZERO);
    progress.event(&Event::RunStarted { checks: 5 });
    screen.wait_for("\r\x1b[K0/5");
    progress.event(&started("token-fetch"));
    screen.wait_for("\r\x1b[K0/5 · token-fetch");
    progress.event(&started("clock-skew"));
    // 24 columns, the last of them free.
    screen.wait_for("\r\x1b[K0/5 · token-fetch cloc…");
    progress.event(&result("token-fetch", Status::Pass, "JWT"));
    screen.wait_for("\r\x1b[K1/5 · clock-skew");
    progress.event(&cleanup_failed("500; conversation c-1 is left behind"));
    screen.wait_for(&format!("\r\x1b[K1/5 · clock-skew\r\x1b[K{WARNING}\r\x1b[K1/5 · clock-skew"));
    progress.event(&Event::Stopping { why: "interrupted".to_owned() });
    screen.wait_for(&format!("{STOPPING}\r\x1b[K1/5 · stopping"));
    let (pack, id) = names("message-post");
    progress.event(&Event::CleanupStarted { pack, id });
    screen.wait_for("\r\x1b[K1/5 · cleanup message-…");
    progress.finish();
    assert!(screen.text().ends_with("\r\x1b[K1/5 · cleanup message-…\r\x1b[K"));
    // Whatever comes late is not drawn over what follows.
    progress.event(&started("late"));
    progress.finish();
    drop(progress);
    assert!(screen.text().ends_with("\r\x1b[K1/5 · cleanup message-…\r\x1b[K"));
}

#[test]
fn many_events_are_drawn_a_few_times_and_the_last_state_is_shown() {
    let screen = Screen::default();
    let live = Mode::Live { width: 80 };
    let progress = Progress::new(live, Box::new(screen.clone()), scrub());
    let begin = Instant::now();
    progress.event(&Event::RunStarted { checks: 3000 });
    std::thread::scope(|scope| {
        for task in 0..3 {
            let progress = &progress;
            scope.spawn(move || {
                for number in 0..1000 {
                    let id = format!("check-{task}-{number}");
                    progress.event(&started(&id));
                    progress.event(&result(&id, Status::Pass, "fine"));
                }
            });
        }
    });
    screen.wait_for("3000/3000");
    let most = begin.elapsed().as_millis() / INTERVAL.as_millis() + 1;
    let drawn = screen.text().matches(ERASE).count() as u128;
    assert!(drawn <= most, "{drawn} drawings, at most {most}");
    progress.finish();
}

#[test]
fn texts_are_cleaned_and_scrubbed() {
    let saw = "a\x1b[31m\r\nb\u{202e}c\u{7} s3cret-value s3cret\u{200b}-value  left behind";
    assert_eq!(
        shown(Mode::Quiet, &[cleanup_failed(saw)]),
        "warning: cleanup of guest-api/message-post failed: a [31m bc \
         [client_secret redacted] [client_secret redacted] left behind\n"
    );
    // What looks like neither is written as it is.
    let saw = "s3cret-valve für 宛先 «→» left behind";
    assert_eq!(
        shown(Mode::Quiet, &[cleanup_failed(saw)]),
        format!("warning: cleanup of guest-api/message-post failed: {saw}\n")
    );
}

#[test]
fn texts_are_cut_by_columns() {
    assert_eq!(cut("token-fetch", 11), "token-fetch");
    assert_eq!(cut("token-fetch", 10), "token-fet…");
    assert_eq!(cut("宛先宛先", 8), "宛先宛先");
    assert_eq!(cut("宛先宛先", 7), "宛先宛…");
    assert_eq!(cut("宛先宛先", 6), "宛先…");
    assert_eq!(cut("token", 1), "…");
    assert_eq!(cut("token", 0), "");
}

#[test]
fn a_closed_screen_is_no_reason_to_fail() {
    struct Closed;
    impl Write for Closed {
        fn write(&mut self, _: &[u8]) -> std::io::Result<usize> {
            Err(std::io::ErrorKind::BrokenPipe.into())
        }

        fn flush(&mut self) -> std::io::Result<()> {
            Err(std::io::ErrorKind::BrokenPipe.into())
        }
    }
    let progress = Progress::new(Mode::Verbose, Box::new(Closed), scrub());
    events().iter().for_each(|event| progress.event(event));
    progress.finish();
}
