//! `why401 diagnose`: no secret of an input is printed, and what it does with what it cannot use. What is printed of
//! inputs is in the scenarios.

use std::fs;
use std::io::Write;
use std::process::Stdio;

use crate::world::{Ended, end, ended, root, run, why401};

/// Runs it with this on standard input.
fn piped(input: &[u8], args: &[&str]) -> Ended {
    let mut child = why401()
        .arg("diagnose")
        .args(args)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program starts");
    // It may end before it has read everything.
    let _ = child.stdin.take().expect("standard input").write_all(input);
    ended(child.wait_with_output().expect("it ends"))
}

#[test]
fn no_secret_of_an_input_is_printed_in_any_format() {
    let input = "tests/scenarios/given-secret-in-everything/input.txt";
    let text = fs::read_to_string(root().join(input)).expect("the input");
    let secrets: Vec<&str> = text
        .split(['"', '\'', ' ', '=', '&', ':', '@', ';', '\n'])
        .filter(|word| word.contains("-in-the-") || word.contains("-of-the-"))
        .collect();
    assert!(secrets.len() >= 8, "{secrets:?}");
    for format in ["table", "json"] {
        let ended = run(&["diagnose", input, "--format", format]);
        assert!(ended.code == 0 || ended.code == 3, "{}", ended.all());
        for secret in &secrets {
            assert!(!ended.stdout.contains(secret), "{secret} in\n{}", ended.stdout);
        }
    }
}

#[test]
fn an_input_that_cannot_be_used_is_named_with_what_to_do() {
    for (input, says) in [
        (&b""[..], "standard input is empty"),
        (b" \n\t\n", "standard input is empty"),
        (b"PK\x03\x04\x00\x00\x00binary", "standard input is no text"),
        (&[0xff_u8; 64], "standard input is no text"),
    ] {
        let ended = piped(input, &[]);
        assert_eq!(ended.code, 2, "{}", ended.all());
        assert!(ended.stderr.contains(says) && ended.stdout.is_empty(), "{}", ended.all());
    }
    let large = piped(&vec![b'a'; 17 * 1024 * 1024], &[]);
    assert_eq!(large.code, 2);
    assert!(large.stderr.contains("larger than 16 MB"), "{}", large.all());
    let gone = run(&["diagnose", "no-such-file", "neither-this"]);
    assert_eq!(gone.code, 2);
    assert!(gone.stderr.contains("no-such-file") && gone.stderr.contains("neither-this"));
    let kind = run(&["diagnose", "--as", "tokn"]);
    assert_eq!(kind.code, 2);
    assert!(kind.stderr.contains("there are: har, report, curl, "), "{}", kind.all());
    // A token as an argument is not repeated.
    let token = "eyJhbGciOiJub25lIn0.eyJzdWIiOiJhIn0.c2lnbmF0dXJl";
    let argument = run(&["diagnose", token]);
    assert_eq!(argument.code, 2);
    assert!(!argument.stderr.contains(token) && argument.stderr.contains("standard input"));
}

#[test]
fn the_exit_code_says_whether_a_cause_was_named() {
    let named = piped(b"HTTP/1.1 429 Too Many Requests\nretry-after: 7\n\n", &["-"]);
    named.expect_code(0);
    piped(b"It does not work.", &[]).expect_code(3);
}

#[test]
fn utf_16_is_read_as_powershell_writes_it() {
    let text = "HTTP/1.1 429 Too Many Requests\r\nretry-after: 7\r\n\r\n";
    let mut bytes = vec![0xff, 0xfe];
    bytes.extend(text.encode_utf16().flat_map(u16::to_le_bytes));
    piped(&bytes, &[]).expect_code(0);
}

#[test]
fn words_of_the_command_line_go_with_the_files() {
    let bench = tempfile::tempdir().expect("a folder");
    let log = bench.path().join("app.log");
    fs::write(&log, "something about it\n").expect("written");
    let mut command = why401();
    command.args([
        "diagnose",
        "tests/scenarios/given-masked-token/input.txt",
        "--note",
        "since the deployment",
    ]);
    command.arg("--log").arg(&log).args(["--format", "json"]);
    let report = end(&mut command).json();
    let facts = report["checks"][0]["facts"].as_array().expect("facts");
    let remarks: Vec<&str> = facts
        .iter()
        .filter(|fact| fact["kind"] == "remark")
        .map(|fact| fact["text"].as_str().expect("a text"))
        .collect();
    assert_eq!(remarks, ["something about it", "since the deployment"]);
}
