//! Waivers, as users meet them.

use serde_json::Value;
use tempfile::TempDir;

use crate::packs::{CLIENT, Pack};
use crate::server::{Answer, Server};
use crate::world::{Ended, FORMATS, end, run, why401};

pub(crate) const TOKEN: &str =
    r#"{"access_token":"opaque-token-1","token_type":"Bearer","expires_in":3600}"#;

pub(crate) const CHECKS: &str = "checks:\n  - id: read\n    title: read\n    http: { url: \"${api}/things\", identity: service }\n  \
    - id: then\n    title: then\n    needs: read\n    http: { url: \"${api}/things\", identity: service }\n";

pub(crate) fn api(broken: bool) -> Server {
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

/// A file of waivers beside a pack.
struct File {
    folder: TempDir,
}

impl File {
    fn new(text: &str) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        std::fs::write(folder.path().join("waivers.yaml"), text).expect("a file");
        Self { folder }
    }

    fn path(&self) -> String {
        self.folder.path().join("waivers.yaml").display().to_string()
    }
}

fn pack() -> Pack {
    Pack::new(&format!("{CLIENT}{CHECKS}"))
}

/// Every report of one run, by format; the table as it is shown.
fn every_format(
    pack: &Pack,
    server: &Server,
    more: &[&str],
    code: i32,
) -> Vec<(&'static str, String)> {
    let folder = tempfile::tempdir().expect("a folder");
    let mut command = why401();
    command.arg("check").arg(&pack.path).args(more).env("COLUMNS", "160");
    for format in FORMATS {
        command.arg("--report").arg(format!("{format}:{}", folder.path().join(format).display()));
    }
    command.env("API", server.url()).env("SECRET", "correct horse battery");
    let mut all = vec![("table", end(&mut command).expect_code(code).stdout)];
    for format in FORMATS {
        let text = std::fs::read_to_string(folder.path().join(format)).expect("a report");
        all.push((format, text));
    }
    all
}

fn of<'a>(all: &'a [(&'static str, String)], format: &str) -> &'a str {
    let found = all.iter().find(|(name, _)| *name == format);
    &found.expect("a format").1
}

fn json(text: &str) -> Value {
    serde_json::from_str(text).expect("JSON")
}

const DAY: &str = "9998-12-31";

#[test]
fn a_waived_failure_is_shown_as_such_in_every_format() {
    let file =
        File::new(&format!("- {{ check: read, reason: known since May, expires: {DAY} }}\n"));
    let all = every_format(&pack(), &api(true), &["--waivers", &file.path()], 0);
    for (format, text) in &all {
        // Samples carry numbers, not sentences.
        if *format != "prometheus" {
            assert!(text.contains("known since May"), "{format}:\n{text}");
            assert!(text.contains(DAY), "{format}:\n{text}");
        }
        assert!(text.to_lowercase().contains("waived"), "{format}:\n{text}");
    }
    let row = of(&all, "table").lines().find(|line| line.contains(" read ")).expect("a row");
    assert!(row.contains("waived"), "{row}");
    let report = json(of(&all, "json"));
    assert_eq!((&report["summary"]["waived"], &report["summary"]["fail"]), (&1.into(), &1.into()));
    let sarif = json(of(&all, "sarif"));
    let results = sarif["runs"][0]["results"].as_array().expect("results");
    assert!(!results.is_empty());
    for result in results {
        let suppression = &result["suppressions"][0];
        assert_eq!(suppression["kind"], "external", "{result:#}");
        assert!(suppression["justification"].as_str().is_some_and(|it| it.contains("known since")));
    }
    assert!(!of(&all, "junit").contains("<failure"), "{}", of(&all, "junit"));
    assert!(of(&all, "junit").contains("<skipped"), "{}", of(&all, "junit"));
    // A point that may fail, by TAP's own word for it.
    let point = of(&all, "tap").lines().find(|line| line.contains("read")).expect("a point");
    assert!(point.starts_with("not ok ") && point.contains(" # TODO waived"), "{point}");
    assert!(!of(&all, "github").contains("::error "), "{}", of(&all, "github"));
}

#[test]
fn an_expired_waiver_is_a_failure_of_its_own_in_every_format() {
    let file = File::new("- { check: read, reason: known since May, expires: 2020-02-29 }\n");
    // The check itself passes: the failure is the waiver's.
    let all = every_format(&pack(), &api(false), &["--waivers", &file.path()], 1);
    for (format, text) in &all {
        assert!(text.contains("waiver:read"), "{format}:\n{text}");
        if *format != "prometheus" {
            assert!(text.contains("2020-02-29"), "{format}:\n{text}");
        }
    }
    assert!(of(&all, "junit").contains("<failure"));
    let own = |line: &&str| line.starts_with("not ok ") && line.contains("waiver:read");
    let point = of(&all, "tap").lines().find(own).expect("a point");
    assert!(!point.contains("# TODO"), "{point}");
    assert!(
        of(&all, "github")
            .lines()
            .any(|line| { line.starts_with("::error ") && line.contains("title=waiver%3Aread") })
    );
    // It accepts nothing any more: with the failure back there are two.
    let report =
        json(of(&every_format(&pack(), &api(true), &["--waivers", &file.path()], 1), "json"));
    assert_eq!((&report["summary"]["fail"], &report["summary"]["waived"]), (&2.into(), &0.into()));
}

#[test]
fn the_waiver_of_a_cause_accepts_what_the_cause_explains() {
    let check = |cause: &str| {
        let file = File::new(&format!("- {{ cause: {cause}, reason: moving, expires: {DAY} }}\n"));
        let waivers = file.path();
        let arguments = ["check", "guest-api", "--sim=scope-missing", "--format", "json"];
        run(&[&arguments[..], &["--waivers", &waivers]].concat())
    };
    let report = check("scope-missing").expect_code(0).json();
    assert_eq!(report["diagnosis"]["root"]["cause"], "scope-missing");
    assert_eq!(report["diagnosis"]["root"]["waived"]["reason"], "moving");
    assert_eq!(report["waivers"][0]["state"], "used");
    // Near miss: another cause.
    let report = check("clock-wrong").expect_code(1).json();
    assert_eq!(report["diagnosis"]["root"]["cause"], "scope-missing");
    assert_eq!(report["waivers"][0]["state"], "unused");
}

#[test]
fn the_exit_code_follows_fail_on_whatever_is_waived() {
    let broken = api(true);
    let waived = format!("- {{ check: read, reason: known, expires: {DAY} }}\n");
    let expired = "- { check: read, reason: known, expires: 2020-02-29 }\n".to_owned();
    for (text, server, fail_on, code) in [
        (&waived, &broken, "fail", 0),
        (&waived, &broken, "warn", 0),
        (&waived, &broken, "never", 0),
        (&expired, &broken, "fail", 1),
        (&expired, &broken, "never", 0),
        (&expired, &api(false), "fail", 1),
        (&expired, &api(false), "warn", 1),
        (&expired, &api(false), "never", 0),
    ] {
        let file = File::new(text);
        let ended = pack().check(server, &["--waivers", &file.path(), "--fail-on", fail_on]);
        let report = ended.expect_code(code).json();
        assert_eq!(report["summary"]["exit_code"], code, "{text}{fail_on}");
    }
}

fn refused(text: &str) -> Ended {
    let (file, server) = (File::new(text), api(false));
    let ended = pack().check(&server, &["--waivers", &file.path()]).expect_code(2);
    assert!(server.asked().is_empty(), "nothing is sent");
    ended
}

#[test]
fn what_is_wrong_with_a_file_of_waivers_is_shown_at_once_with_its_place() {
    let said = refused(
        "- { check: raed, reason: x, expires: 2026-12-31 }\n- { cause: scope-mising, reason: x, expires: \
         2026-12-31 }\n- { check: then, expires: 2026-12-31 }\n- { check: read, reason: x }\n- { reason: x, \
         expires: 2026-12-31 }\n- { check: read, reason: x, expires: someday }\n",
    )
    .stderr;
    for expected in [
        "there is no check `raed`",
        "did you mean `read`?",
        "there is no cause `scope-mising`",
        "did you mean `scope-missing`?",
        "a waiver needs `reason`",
        "a waiver needs `expires`",
        "a waiver needs `check` or `cause`",
        "`expires` is a day of the calendar",
        "waivers.yaml:1:",
        "waivers.yaml:6:",
    ] {
        assert!(said.contains(expected), "{expected}:\n{said}");
    }
    let carets = said.lines().filter(|line| line.contains('^')).count();
    assert!(carets >= 6, "{carets} carets:\n{said}");
    let gone = pack().check(&api(false), &["--waivers", "/nowhere/waivers.yaml"]).expect_code(2);
    assert!(gone.stderr.contains("/nowhere/waivers.yaml"), "{}", gone.all());
}

#[test]
fn excerpts_of_a_file_of_waivers_show_no_secret() {
    let secret = "Zq8vQm2Lp9XwRt5Yk3Nb7Hd1";
    for text in [
        format!("- {{ check: raed, reason: x, client_secret: {secret}, expires: {DAY} }}\n"),
        format!("- {{ check: raed, reason: \"Bearer {secret}\", expires: {DAY} }}\n"),
        format!("- {{ check: raed, password: {secret} }}\n"),
        format!("client_secret: {secret}\n"),
    ] {
        let said = refused(&text);
        assert!(!said.all().contains(secret), "{text}\n{}", said.all());
    }
}

#[test]
fn lint_checks_the_waivers_of_a_pack() {
    let lint = |list: &str| {
        let pack = Pack::new(&format!("{CLIENT}{CHECKS}waivers:\n{list}"));
        run(&["lint", &pack.path.display().to_string()])
    };
    lint(&format!("  - {{ check: read, reason: known, expires: {DAY} }}\n")).expect_code(0);
    let expired = lint("  - { check: read, reason: known, expires: 2020-02-29 }\n");
    assert!(expired.all().contains("expired on 2020-02-29"), "{}", expired.all());
    let unknown = lint(&format!("  - {{ check: raed, reason: known, expires: {DAY} }}\n"));
    assert!(unknown.stdout.contains("did you mean `read`?"), "{}", unknown.all());
    assert_eq!((expired.code, unknown.code), (2, 2));
}

#[test]
fn lint_checks_files_of_waivers_against_the_packs_beside_them() {
    let pack = pack();
    let lint = |text: &str, beside: bool| {
        let file = File::new(text);
        let (pack, waivers) = (pack.path.display().to_string(), file.path());
        let files = [waivers.as_str(), &pack];
        run(&[&["lint"], &files[..1 + usize::from(beside)]].concat())
    };
    let item =
        |id: &str, day: &str| format!("- {{ check: {id}, reason: known, expires: {day} }}\n");
    for text in [item("read", DAY), format!("waivers:\n{}", item("read", DAY))] {
        lint(&text, true).expect_code(0);
    }
    let unknown = lint(&item("raed", DAY), true).expect_code(2).stdout;
    assert!(
        unknown.contains("waivers.yaml:1:") && unknown.contains("did you mean `read`?"),
        "{unknown}"
    );
    // Alone nobody knows which checks there are; everything else is checked.
    lint(&item("raed", DAY), false).expect_code(0);
    for (text, why) in [
        (item("read", "2020-02-29"), "expired on 2020-02-29"),
        (item("read", "soon"), "`expires` is a day of the calendar"),
        ("- { cause: scope-mising, reason: x, expires: 2099-12-31 }\n".to_owned(), "scope-missing"),
        ("- { check: read, expires: 2099-12-31 }\n".to_owned(), "a waiver needs `reason`"),
    ] {
        for beside in [true, false] {
            let said = lint(&text, beside).expect_code(2).stdout;
            assert!(said.contains(why) && said.contains('^'), "{said}");
        }
    }
}
