//! `diff` and the last good run, as users meet them.

use std::fs;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use crate::packs::{CLIENT, Pack};
use crate::server::{Answer, Server};
use crate::waivers::{CHECKS, TOKEN, api};
use crate::world::{Ended, ended, why401};

/// A folder that goes when the test ends.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Self {
        let path = std::env::temp_dir().join(format!("why401-{name}-{}", std::process::id()));
        fs::create_dir_all(&path).expect("a folder");
        Self(path)
    }
    fn file(&self, name: &str, text: &str) -> String {
        let path = self.0.join(name);
        fs::write(&path, text).expect("a file");
        path.to_string_lossy().into_owned()
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

fn diff(args: &[&str]) -> Ended {
    ended(why401().arg("diff").args(args).output().expect("the program starts"))
}

#[test]
fn diff_says_what_got_worse() {
    let folder = Folder::new("diff");
    let pack = Pack::new(&format!("{CLIENT}{CHECKS}"));
    let old = folder.file("old.json", &pack.check(&api(false), &[]).expect_code(0).stdout);
    let new = folder.file("new.json", &pack.check(&api(true), &[]).expect_code(1).stdout);
    assert!(diff(&[&old, &old]).expect_code(0).stdout.contains("nothing is different"));
    let text = diff(&[&old, &new]).expect_code(1).stdout;
    assert!(text.contains("/read: pass -> fail"), "{text}");
    let json = diff(&[&old, &new, "--format", "json"]).expect_code(1).json();
    assert_eq!(json["worse"], true);
    for shift in json["shifts"].as_array().expect("shifts") {
        assert!(text.contains(shift["subject"].as_str().expect("a subject")), "{text}");
    }
    diff(&[&new, &old]).expect_code(0);
    let none = folder.file("none.json", "{}");
    let said = diff(&[&none, "/nowhere/at/all"]).expect_code(2).stderr;
    assert!(said.contains("none.json") && said.contains("/nowhere/at/all"), "{said}");
}

#[test]
fn a_failing_run_says_what_is_different_since_the_last_good_one() {
    let folder = Folder::new("history");
    let broken = Arc::new(AtomicBool::new(false));
    let seen = Arc::clone(&broken);
    let server = Server::start(move |asked, _| match asked.path.as_str() {
        "/token" => Answer::json(200, TOKEN),
        _ if seen.load(Ordering::SeqCst) => Answer::json(403, r#"{"code":"forbidden"}"#),
        _ => Answer::json(200, "{}"),
    });
    let pack = Pack::new(&format!("{CLIENT}{CHECKS}"));
    let check = |args: &[&str]| {
        let mut command = why401();
        command.arg("check").arg(&pack.path).args(args).env("XDG_STATE_HOME", &folder.0);
        command.env("API", server.url()).env("SECRET", "correct horse battery");
        ended(command.output().expect("the program starts"))
    };
    let kept = || {
        let found = fs::read_dir(folder.0.join("why401")).into_iter().flatten();
        found.map(|entry| entry.expect("an entry").path()).collect::<Vec<_>>()
    };
    // Not of a run without history, and not of one of a few checks only.
    check(&["--no-history"]).expect_code(0);
    check(&["--only", "read"]).expect_code(0);
    assert!(kept().is_empty());
    check(&[]).expect_code(0);
    check(&[]).expect_code(0);
    let files = kept();
    assert_eq!(files.len(), 1, "{files:?}");
    let text = fs::read_to_string(&files[0]).expect("a report");
    assert!(!text.contains("correct horse") && !text.contains("opaque-token-1"));
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let mode = fs::metadata(&files[0]).expect("a file").permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
    }
    broken.store(true, Ordering::SeqCst);
    let shown = check(&[]).expect_code(1).stdout;
    assert!(
        shown.contains("Since it last passed (") && shown.contains("test/read: pass, now fail")
    );
    let report = check(&["--format", "json"]).expect_code(1).json();
    assert_eq!(report["compared"]["shifts"][0]["subject"], "test/read");
    let without = check(&["--no-history"]).expect_code(1).stdout;
    assert!(!without.contains("Since it last passed"), "{without}");
    // A file that cannot be read is one warning and changes nothing else.
    assert_eq!(fs::read_to_string(&files[0]).expect("a report"), text);
    fs::write(&files[0], "{").expect("a file");
    let ended = check(&[]).expect_code(1);
    assert_eq!(ended.stderr.matches("warning: the last good run").count(), 1, "{}", ended.all());
}

#[test]
fn diff_refuses_what_is_no_report_and_what_has_no_end() {
    let folder = Folder::new("refused");
    let pack = Pack::new(&format!("{CLIENT}{CHECKS}"));
    let good = pack.check(&api(false), &[]).expect_code(0).stdout;
    let whole = folder.file("good.json", &good);
    let half = folder.file("half.json", &good[..good.len() / 2]);
    let empty = folder.file("empty.json", "");
    let place = folder.0.display().to_string();
    for (file, why) in [
        (half.as_str(), "no whole JSON document"),
        (&empty, "no whole JSON document"),
        (&place, "it is a folder"),
    ] {
        for args in [[file, &whole], [&whole, file]] {
            let said = diff(&args).expect_code(2);
            assert!(said.stderr.contains(why) && said.stderr.contains(file), "{}", said.all());
            assert_eq!(said.stdout, "");
        }
    }
    let both = diff(&["-", "-"]).expect_code(2).stderr;
    assert!(both.contains("only one of the two"), "{both}");
    #[cfg(target_os = "linux")]
    {
        let said = diff(&["/dev/zero", &whole]).expect_code(2).stderr;
        assert!(said.contains("larger than 256 MB, or has no end"), "{said}");
    }
}

#[test]
fn a_history_that_cannot_be_kept_or_read_is_one_warning_and_changes_no_code() {
    let folder = Folder::new("nowhere");
    // A file stands where the folder would be: this holds for whoever runs the tests, even root.
    let file = folder.file("state", "");
    let pack = Pack::new(&format!("{CLIENT}{CHECKS}"));
    for (broken, code, told) in [(false, 0, "could not be kept"), (true, 1, "cannot be read")] {
        let server = api(broken);
        let check = |state: &str, ci: &str| {
            let mut command = why401();
            command.arg("check").arg(&pack.path).env("XDG_STATE_HOME", state).env("CI", ci);
            command.env("API", server.url()).env("SECRET", "correct horse battery");
            ended(command.output().expect("the program starts")).expect_code(code)
        };
        let said = check(&file, "").stderr;
        assert_eq!(said.matches("warning: ").count(), 1, "{said}");
        assert!(said.contains(told) && said.contains("--no-history does without it"), "{said}");
        // Nobody keeps the state of a CI machine: not tried, and no word about it.
        assert!(!check(&file, "true").stderr.contains("warning: "));
    }
}
