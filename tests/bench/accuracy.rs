//! How often the diagnosis is right. Reads cases, one YAML file each (`id`, `leaf`, `given`), explains each as
//! `why401 diagnose` does, and counts. Exit code 1 when a confirmed cause is wrong, 2 when a case cannot be read.

#[path = "measure.rs"]
mod measure;

use std::path::PathBuf;
use std::process::ExitCode;

use jiff::Timestamp;

use measure::Measured;

/// What the command line says.
struct Args {
    folder: PathBuf,
    verbose: bool,
    markdown: bool,
    now: Timestamp,
}

fn main() -> ExitCode {
    let args = match args() {
        Ok(args) => args,
        Err(why) => return complain(&why),
    };
    let measured = match Measured::of(&args.folder, args.now) {
        Ok(measured) => measured,
        Err(why) => return complain(&why),
    };
    let mut out = String::new();
    for (wrong, line) in &measured.lines {
        if args.verbose || *wrong {
            out.push_str(line);
            out.push('\n');
        }
    }
    if !out.is_empty() {
        out.push('\n');
    }
    out.push_str(&if args.markdown { measured.markdown() } else { measured.table() });
    write(&out);
    for problem in &measured.problems {
        complain(problem);
    }
    match (measured.wrong_confirmed(), measured.problems.is_empty()) {
        (0, true) => ExitCode::SUCCESS,
        (0, false) => ExitCode::from(2),
        _ => ExitCode::FAILURE,
    }
}

fn args() -> Result<Args, String> {
    let mut all = std::env::args().skip(1);
    let (mut folder, mut now) = (None, Timestamp::now());
    let (mut verbose, mut markdown) = (false, false);
    while let Some(arg) = all.next() {
        match arg.as_str() {
            "--verbose" | "-v" => verbose = true,
            "--markdown" => markdown = true,
            "--now" => {
                let time = all.next().ok_or("--now wants a time, such as 2026-11-22T09:15:00Z")?;
                now = time.parse().map_err(|error| format!("--now {time}: {error}"))?;
            }
            _ if arg.starts_with('-') => return Err(format!("there is no option {arg}")),
            _ => folder = Some(PathBuf::from(arg)),
        }
    }
    let folder = folder.ok_or("usage: accuracy DIR [--verbose] [--markdown] [--now TIME]")?;
    Ok(Args { folder, verbose, markdown, now })
}

fn write(text: &str) {
    use std::io::Write;
    let _ = std::io::stdout().write_all(text.as_bytes());
}

fn complain(text: &str) -> ExitCode {
    use std::io::Write;
    let _ = writeln!(std::io::stderr(), "error: {text}");
    ExitCode::from(2)
}
