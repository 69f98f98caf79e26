//! Waivers, comparison and the last good run, as users meet them.

use std::fs;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use crate::packs::{CLIENT, Pack};
use crate::server::{Answer, Server};
use crate::world::{Ended, ended, why401};

const TOKEN: &str = r#"{"access_token":"opaque-token-1","token_type":"Bearer","expires_in":3600}"#;

const CHECKS: &str = "checks:\n  - id: read\n    title: read\n    http: { url: \"${api}/things\", identity: service }\n  \
    - id: then\n    title: then\n    needs: read\n    http: { url: \"${api}/things\", identity: service }\n";

fn api(broken: bool) -> Server {
    Server::start(move |asked, _| match asked.path.as_str() {
        "/token" => Answer::json(200, TOKEN),
        _ if broken => Answer::json(403, r#"{"code":"forbidden","message":"not you"}"#),
        _ => Answer::json(200, "{}"),
    })
}

fn waived(of: &str, expires: &str) -> Pack {
    Pack::new(&format!(
        "{CLIENT}{CHECKS}waivers:\n  - {{ {of}, reason: known since May, expires: {expires} }}\n"
    ))
}

#[test]
fn a_waived_failure_is_shown_and_fails_nothing() {
    let broken = api(true);
    Pack::new(&format!("{CLIENT}{CHECKS}")).check(&broken, &[]).expect_code(1);
    let report = waived("check: read", "9998-12-31").check(&broken, &[]).expect_code(0).json();
    assert_eq!(report["checks"][0]["status"], "fail");
    assert_eq!(report["checks"][0]["waived"]["reason"], "known since May");
    assert_eq!(report["checks"][1]["status"], "blocked");
    assert_eq!(report["waivers"][0]["state"], "used");
    // The waiver of a check that passes accepts nothing.
    waived("check: then", "9998-12-31").check(&broken, &[]).expect_code(1);
    let report = waived("check: read", "9998-12-31").check(&api(false), &[]).expect_code(0).json();
    assert_eq!(report["waivers"][0]["state"], "unused");
}

#[test]
fn an_expired_waiver_is_a_failure_of_its_own() {
    let report = waived("check: read", "2020-02-29").check(&api(false), &[]).expect_code(1).json();
    let own = &report["checks"][2];
    assert_eq!((own["id"].as_str(), own["status"].as_str()), (Some("waiver:read"), Some("fail")));
    assert_eq!(own["saw"], "expired on 2020-02-29: known since May");
    assert!(report["diagnosis"]["unexplained"].as_array().is_none_or(Vec::is_empty));
}

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
