//! How fast a finished artefact is searched for twenty secrets: at least 500 MB in a second on one core.
//!
//! `cargo bench --bench scan` searches reports, a log and an HTML page that hold none, and ends with 1 where the bound
//! is not kept.

#![expect(clippy::print_stdout, reason = "a benchmark prints what it measured")]

use std::process::ExitCode;
use std::time::{Duration, Instant};

use why401::model::{Custody, Secret};
use why401::redact::Scanner;

const SIZE: usize = 32_000_000;
const BOUND: f64 = 500.0;

fn main() -> ExitCode {
    let custody = Custody::default();
    for at in 0..20_u32 {
        // The makes that runs know: client secrets, opaque tokens, signed ones, pass phrases.
        let secret = match at % 4 {
            0 => format!("Zk3vQ9xT7bLw2mHs{at:04}Nd81"),
            1 => format!("aJdvugb8k1kwnOovm2qX6LXTctJksYvdzcoXPrRDi-{at:03}_{}", "x7Q".repeat(14)),
            2 => format!(
                "eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJqbyIsIm4iOjB9.{}{at}",
                "c2lnbmF0dXJl".repeat(20)
            ),
            _ => format!("correct horse/battery+staple {at} & more"),
        };
        custody.add(&format!("secret {at}"), &Secret::new(secret));
    }
    let start = Instant::now();
    let scanner = Scanner::new(&custody);
    println!(
        "prepared in {:.1} ms, {} forms",
        start.elapsed().as_secs_f64() * 1e3,
        scanner.receipt().forms_searched
    );
    let mut kept = true;
    for (name, text) in texts() {
        let mut best = Duration::MAX;
        for _ in 0..5 {
            let (start, worked) = (Instant::now(), on_a_core());
            let hits = scanner.scan(&text).len();
            let spent = on_a_core().zip(worked).map(|(now, before)| now.saturating_sub(before));
            best = best.min(spent.unwrap_or_else(|| start.elapsed()));
            assert_eq!(hits, 0, "{name}");
        }
        let speed = text.len() as f64 / 1e6 / best.as_secs_f64();
        println!("{name}: {speed:.0} MB/s, to be at least {BOUND:.0}");
        kept &= speed >= BOUND;
    }
    if kept { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

/// For how long this thread has had a core, where the system tells: other programs take their share of a clock's time.
fn on_a_core() -> Option<Duration> {
    let told = std::fs::read_to_string("/proc/thread-self/schedstat").ok()?;
    Some(Duration::from_nanos(told.split_whitespace().next()?.parse().ok()?))
}

/// Artefacts as they leave.
fn texts() -> Vec<(&'static str, String)> {
    let json = include_str!("../scenarios/guest-api-scope-missing/expected/json.txt");
    let table = include_str!("../scenarios/guest-api-scope-missing/expected/table.txt");
    let log = "2026-11-22T15:00:00.123Z INFO  [http-nio-8080-exec-7] c.e.gateway.AccessLog : GET \
               /api/v2/routing/queues/7c2a9f34?page=2&expand=members%2Cqueue 403 12 ms\n";
    let page = "<tr class=\"fail\"><td>token-scopes</td><td>the scope &quot;things:write&quot; is missing &amp; was \
                asked for</td><td>0&nbsp;ms</td></tr>\n";
    [("JSON report", json), ("table", table), ("log", log), ("HTML page", page)]
        .map(|(name, text)| (name, text.repeat(SIZE / text.len() + 1)))
        .into()
}
