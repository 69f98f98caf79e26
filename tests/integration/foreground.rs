//! The simulator in the foreground: it says where it is, serves who comes, and ends with a signal.

use std::io::{BufRead, BufReader, Read};
use std::process::{Command, Stdio};

use crate::world::{end, run, why401};

/// A simulator in the foreground, ended with the test.
pub(crate) struct Foreground {
    child: std::process::Child,
    pub(crate) url: String,
    /// The values of inputs that it told.
    pub(crate) told: Vec<(String, String)>,
}

impl Foreground {
    pub(crate) fn start(mut command: Command) -> Self {
        let mut child = command
            .arg("sim")
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("it starts");
        let out = child.stdout.take().expect("a pipe");
        let mut url = String::new();
        let mut told = Vec::new();
        for line in BufReader::new(out).lines() {
            let line = line.expect("text");
            if let Some(at) = line.strip_prefix("simulator at ") {
                url = at.to_owned();
            } else if let Some((name, value)) = line.trim().split_once(" = ") {
                let value = value.trim_end_matches(" (the simulator's own)");
                told.push((name.to_owned(), value.to_owned()));
            } else if line.contains("Ctrl-C") {
                break;
            }
        }
        Self { child, url, told }
    }
}

impl Drop for Foreground {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[test]
fn a_simulator_in_the_foreground_serves_who_comes() {
    let simulator = Foreground::start(why401());
    assert!(simulator.url.starts_with("http://127.0.0.1:"), "{}", simulator.url);
    let mut command = why401();
    command.args(["check", "guest-api", "--allow", "write"]);
    for (name, value) in &simulator.told {
        if name == "client_secret" {
            command.env("CLIENT_SECRET", value);
        } else if ["api_url", "client_id", "queue_id", "jwks_url"].contains(&name.as_str()) {
            command.args(["--set", &format!("{name}={value}")]);
        }
    }
    let ended = end(&mut command).expect_code(0);
    assert!(ended.stdout.contains("7 passed"), "{}", ended.all());
    // A port that is taken is one clear error.
    let port = simulator.url.rsplit(':').next().expect("a port").to_owned();
    let second = run(&["sim", "--port", &port]).expect_code(2);
    assert_eq!(second.stdout, "");
    assert!(
        second.stderr.starts_with(&format!("error: cannot listen on 127.0.0.1:{port}: ")),
        "{}",
        second.all()
    );
    let unknown = run(&["sim", "--fault", "scope-mising"]).expect_code(2);
    assert!(unknown.stderr.contains("did you mean `scope-missing`?"), "{}", unknown.all());
}

#[cfg(unix)]
#[test]
fn a_simulator_in_the_foreground_ends_with_ctrl_c() {
    let mut child =
        why401().args(["sim", "--quiet"]).stdout(Stdio::piped()).spawn().expect("it starts");
    let mut out = child.stdout.take().expect("a pipe");
    let mut first = [0; 16];
    out.read_exact(&mut first).expect("it says where it is");
    std::thread::sleep(std::time::Duration::from_millis(200));
    let sent = Command::new("kill").args(["-INT", &child.id().to_string()]).status().expect("kill");
    assert!(sent.success());
    assert_eq!(child.wait().expect("it ends").code(), Some(130));
}
