//! How long a HAR file takes to read, and how much memory: a hundred megabytes in under a second and under 300 MB.
//!
//! `cargo bench --bench har` writes such a file to the temporary folder, reads it, and ends with 1 where a bound
//! is not kept. `cargo bench --bench har -- FILE` reads a file of one's own.

#![expect(clippy::print_stdout, reason = "a benchmark prints what it measured")]

use std::io::{BufWriter, Write};
use std::process::ExitCode;
use std::time::{Duration, Instant};

const MEGABYTES: usize = 100;
const TIME: Duration = Duration::from_secs(1);
const MEMORY_KB: u64 = 300 * 1000;

fn main() -> ExitCode {
    let own = std::env::args().skip(1).find(|argument| !argument.starts_with('-'));
    let path = own.as_ref().map_or_else(
        || std::env::temp_dir().join(format!("why401-bench-{}.har", std::process::id())),
        std::path::PathBuf::from,
    );
    if own.is_none() {
        write(&path).expect("the temporary folder can be written");
    }
    // Once to have the file in the system's cache: what is measured is the reading, not the disk.
    let size = std::fs::read(&path).expect("the file").len();
    let mut best = Duration::MAX;
    let mut found = (0, 0, 0);
    for _ in 0..3 {
        let start = Instant::now();
        let bytes = std::fs::read(&path).expect("the file");
        let har = why401::intake::har::read(&bytes).expect("a HAR file");
        best = best.min(start.elapsed());
        found = (har.total, har.failures, har.entries.len());
    }
    if own.is_none() {
        let _ = std::fs::remove_file(&path);
    }
    let (total, failures, entries) = found;
    let memory = peak_kb();
    println!(
        "{:.1} MB, {total} entries, {failures} failed, {entries} kept: {:.0} ms, {} MB at most",
        size as f64 / 1e6,
        best.as_secs_f64() * 1e3,
        memory.map_or_else(|| "?".to_owned(), |kb| (kb / 1000).to_string()),
    );
    let kept = best < TIME && memory.is_none_or(|kb| kb < MEMORY_KB);
    if kept || own.is_some() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

/// The most memory that this process has held, where the system tells.
fn peak_kb() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find(|line| line.starts_with("VmHWM:"))?;
    line.split_whitespace().nth(1)?.parse().ok()
}

/// A file like a browser's: scripts with many escapes, images in base64, small JSON answers, some refused.
fn write(path: &std::path::Path) -> std::io::Result<()> {
    let mut out = BufWriter::new(std::fs::File::create(path)?);
    let script =
        r#"function f(a){\n\treturn \"x\" + a.b(\"</div>\") /* naïve – ok */;\n}\n"#.repeat(1500);
    let image = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk".repeat(2000);
    let json = r#"{\"id\":\"00726571\",\"name\":\"Support\",\"members\":[1,2,3]}"#;
    write!(
        out,
        r#"{{"log":{{"version":"1.2","creator":{{"name":"WebInspector","version":"537.36"}},"pages":[],"entries":["#
    )?;
    let mut written = 0;
    let mut number = 0;
    while written < MEGABYTES * 1_000_000 {
        let (mime, encoding, body, status) = match number % 10 {
            0..=2 => ("application/javascript", "", script.as_str(), 200),
            3 => ("image/png", r#","encoding":"base64""#, image.as_str(), 200),
            9 if number % 50 == 9 => {
                ("application/json", "", r#"{\"code\":\"unauthorized\"}"#, 401)
            }
            _ => ("application/json", "", json, 200),
        };
        let headers: Vec<String> = (0..14)
            .map(|n| {
                format!(r#"{{"name":"x-header-{n}","value":"a value that is {n} of fourteen"}}"#)
            })
            .collect();
        let headers = headers.join(",");
        let entry = format!(
            r#"{}{{"_initiator":{{"type":"script","stack":{{"callFrames":[{{"functionName":"f","url":"https://app.example/main.js","lineNumber":1}}]}}}},"_resourceType":"xhr","startedDateTime":"2026-11-22T15:00:00.000Z","time":12.5,"request":{{"method":"GET","url":"https://api.example/v2/things/{number}?page=1","httpVersion":"http/2.0","headers":[{{"name":":authority","value":"api.example"}},{{"name":"authorization","value":"Bearer aJdvugb8k1kwnOovm2qX6LXTctJksYvdzcoXPrRDi{number}"}},{headers}],"queryString":[{{"name":"page","value":"1"}}],"cookies":[],"headersSize":-1,"bodySize":0}},"response":{{"status":{status},"statusText":"","httpVersion":"http/2.0","headers":[{headers}],"cookies":[],"content":{{"size":{},"mimeType":"{mime}","text":"{body}"{encoding}}},"redirectURL":"","headersSize":-1,"bodySize":-1,"_transferSize":100,"_error":null}},"serverIPAddress":"192.0.2.7","cache":{{}},"timings":{{"blocked":1.5,"dns":-1,"ssl":-1,"connect":-1,"send":0.1,"wait":10.2,"receive":0.7}}}}"#,
            if number > 0 { "," } else { "" },
            body.len(),
        );
        written += entry.len();
        number += 1;
        out.write_all(entry.as_bytes())?;
    }
    out.write_all(b"]}}")?;
    out.flush()
}
