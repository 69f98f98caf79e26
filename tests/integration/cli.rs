//! The command line: exit codes, selection, outputs, terminals, and what stands on which stream.

use std::fs;
use std::io::Write;
use std::process::Stdio;

use serde_json::Value;

use crate::packs::{CLIENT, Pack};
use crate::server::{Answer, Server};
use crate::world::{Ended, end, ended, root, run, why401};

/// An API of which everything works but `/no`, with a token endpoint that takes any client.
fn api() -> Server {
    Server::start(|asked, _| match (asked.method.as_str(), asked.path.as_str()) {
        ("POST", "/token") => {
            Answer::json(200, r#"{"access_token":"opaque-1","token_type":"Bearer"}"#)
        }
        (_, "/no") => Answer::json(403, r#"{"code":"forbidden"}"#),
        _ => Answer::json(200, r#"{"id":"thing-1"}"#),
    })
}

/// Three checks that read, in a chain, and one that writes.
fn chain() -> Pack {
    Pack::new(&format!(
        "{CLIENT}checks:
  - {{ id: base, title: a, http: {{ url: \"${{api}}/base\" }}, tags: [low] }}
  - {{ id: middle, title: b, needs: [base], http: {{ url: \"${{api}}/middle\" }}, tags: [high] }}
  - {{ id: other, title: c, http: {{ url: \"${{api}}/other\" }}, tags: [low] }}
  - id: write
    title: d
    http: {{ method: POST, url: \"${{api}}/things\" }}
    cleanup: {{ http: {{ method: DELETE, url: \"${{api}}/things/${{write.body.id}}\" }} }}
"
    ))
}

/// The ids of the checks of a report and how each ended.
fn statuses(report: &Value) -> Vec<(String, String)> {
    let text = |value: &Value| value.as_str().expect("a text").to_owned();
    let checks = report["checks"].as_array().expect("checks");
    checks.iter().map(|check| (text(&check["id"]), text(&check["status"]))).collect()
}

/// The ids of the checks that were not skipped.
fn ran(ended: Ended) -> Vec<String> {
    let all = statuses(&ended.json());
    assert_eq!(all.len(), 4, "every check is in the report, also those that were left out");
    all.into_iter().filter(|(_, status)| status != "skip").map(|(id, _)| id).collect()
}

#[test]
fn exit_codes_say_what_happened() {
    let server = api();
    let one =
        |check: &str| Pack::new(&format!("{CLIENT}checks:\n  - {{ id: a, title: a, {check} }}\n"));
    let good = one("http: { url: \"${api}/ok\" }");
    let bad = one("http: { url: \"${api}/no\" }");
    let warned = one("severity: warn, http: { url: \"${api}/no\" }");
    let lost = one("timeout: 100ms, http: { url: \"http://127.0.0.1:9/\" }");
    for (pack, args, code) in [
        (&good, &[][..], 0),
        (&bad, &[], 1),
        (&warned, &[], 0),
        (&lost, &[], 3),
        (&bad, &["--fail-on", "warn"], 1),
        (&warned, &["--fail-on", "warn"], 1),
        (&good, &["--fail-on", "warn"], 0),
        (&bad, &["--fail-on", "never"], 0),
        (&lost, &["--fail-on", "never"], 0),
        (&good, &["--skip", "a"], 3),
        (&good, &["--no-such-flag"], 2),
    ] {
        let ended = pack.check(&server, args).expect_code(code);
        if code != 2 {
            assert_eq!(ended.json()["summary"]["exit_code"], code, "the report says the same");
        }
    }
    run(&[]).expect_code(2);
    run(&["no-such-command"]).expect_code(2);
    run(&["--version"]).expect_code(0);
    run(&["--help"]).expect_code(0);
}

#[test]
fn without_diagnosis_there_are_results_and_no_reasons() {
    let with =
        run(&["check", "guest-api", "--sim=scope-missing", "--format", "json"]).expect_code(1);
    assert!(!with.json()["diagnosis"]["root"].is_null(), "{}", with.all());
    let args = ["check", "guest-api", "--sim=scope-missing", "--no-diagnose"];
    let without = run(&[&args[..], &["--format", "json"]].concat()).expect_code(1);
    assert_eq!(statuses(&without.json()), statuses(&with.json()));
    assert!(without.json()["diagnosis"]["root"].is_null());
    let table = run(&args).expect_code(1).stdout;
    assert!(!table.contains("\nwhy ") && !table.contains("ruled out"), "{table}");
}

#[test]
fn a_choice_of_checks_brings_what_they_need_and_leaves_out_the_rest() {
    let server = api();
    let pack = chain();
    for (args, expected) in [
        (&[][..], &["base", "middle", "other"][..]),
        (&["--allow", "write"], &["base", "middle", "other", "write"]),
        (&["--only", "middle"], &["base", "middle"]),
        (&["--only", "m?ddle"], &["base", "middle"]),
        (&["--only", "test/o*"], &["other"]),
        (&["--only", "middle", "--only", "other"], &["base", "middle", "other"]),
        (&["--tag", "high"], &["base", "middle"]),
        (&["--tag", "low"], &["base", "other"]),
        (&["--only", "o*", "--tag", "low"], &["other"]),
        (&["--skip", "base"], &["middle", "other"]),
        (&["--skip", "m*", "--skip", "other"], &["base"]),
        (&["--only", "middle", "--skip", "base"], &["middle"]),
        (&["--only", "write", "--allow", "write"], &["write"]),
    ] {
        let ended = pack.check(&server, args).expect_code(0);
        assert_eq!(ran(ended), expected, "{args:?}");
    }
    // Chosen, but not allowed: nothing was looked at.
    let before = server.asked().len();
    assert!(ran(pack.check(&server, &["--only", "write"]).expect_code(3)).is_empty());
    assert_eq!(server.asked().len(), before);
}

#[test]
fn reports_are_written_whole_and_several_at_once() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = |name: &str| folder.path().join(name);
    fs::write(path("old.json"), "x".repeat(1 << 20)).expect("written");
    let (old, table) = (
        format!("json:{}", path("old.json").display()),
        format!("table:{}", path("table.txt").display()),
    );
    let args = ["check", "guest-api", "--sim=scope-missing", "--report", &old, "--report", &table];
    let ended =
        run(&[&args[..], &["--format", "json", "--color", "always"]].concat()).expect_code(1);
    assert_eq!(
        fs::read_to_string(path("old.json")).expect("written"),
        ended.stdout,
        "one run, one report"
    );
    let table = fs::read_to_string(path("table.txt")).expect("written");
    assert!(table.contains("token-scopes") && table.contains("scope-missing"), "{table}");
    assert!(!table.contains('\u{1b}'), "a file is no terminal: {table}");
    assert_eq!(
        fs::read_dir(folder.path()).expect("the folder").count(),
        2,
        "no temporary file is left"
    );
}

#[cfg(unix)]
#[test]
fn a_report_never_takes_the_place_of_a_link_or_a_device() {
    use std::os::unix::fs::FileTypeExt;
    let folder = tempfile::tempdir().expect("a folder");
    let (target, link) = (folder.path().join("target.json"), folder.path().join("link.json"));
    fs::write(&target, "").expect("written");
    std::os::unix::fs::symlink(&target, &link).expect("a link");
    let report = format!("json:{}", link.display());
    run(&["check", "guest-api", "--sim", "--report", &report, "--report", "json:/dev/null"])
        .expect_code(0);
    assert!(fs::symlink_metadata(&link).expect("there").is_symlink());
    assert!(fs::read_to_string(&target).expect("written").starts_with('{'));
    assert!(fs::metadata("/dev/null").expect("there").file_type().is_char_device());
}

#[test]
fn the_result_is_all_there_is_on_standard_output() {
    let folder = tempfile::tempdir().expect("a folder");
    let report = format!("json:{}", folder.path().join("r.json").display());
    for extra in [
        &[][..],
        &["--verbose"],
        &["--quiet"],
        &["--report", &report, "--report", "json:/dev/full"],
    ] {
        let args = [
            &["check", "guest-api", "--sim=slow", "--timeout", "300ms", "--format", "json"][..],
            extra,
        ];
        let ended = run(&args.concat());
        assert_eq!(ended.json()["version"], 1, "{}", ended.all());
        assert!(ended.stdout.ends_with("}\n") && ended.stdout.starts_with('{'), "{}", ended.all());
    }
    let quiet = run(&["check", "guest-api", "--sim", "--quiet"]).expect_code(0);
    assert_eq!(quiet.stderr, "");
    for command in [&["list", "faults"][..], &["explain", "http"], &["generate", "schema"]] {
        assert_eq!(run(command).expect_code(0).stderr, "");
    }
}

#[test]
fn a_reader_that_goes_away_is_no_failure() {
    for args in [
        &["list", "causes"][..],
        &["explain", "scope-missing"],
        &["generate", "schema"],
        &["generate", "man"],
        &["check", "guest-api", "--sim=scope-missing"],
        &["--help"],
    ] {
        let mut child = why401()
            .args(args)
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("it starts");
        drop(child.stdout.take());
        let ended = ended(child.wait_with_output().expect("it ends"));
        assert_eq!(ended.stderr, "", "{args:?}: {}", ended.all());
        let failed = i32::from(args.contains(&"check"));
        assert_eq!(ended.code, failed, "{args:?}: {}", ended.all());
    }
}

#[test]
fn colour_is_for_terminals_and_those_who_ask() {
    let coloured = |args: &[&str], variables: &[(&str, &str)]| {
        let mut command = why401();
        command.args(["check", "guest-api", "--sim=scope-missing"]).args(args);
        command.envs(variables.iter().copied());
        end(&mut command).expect_code(1).stdout.contains('\u{1b}')
    };
    assert!(!coloured(&[], &[]), "a pipe is no terminal");
    assert!(coloured(&["--color", "always"], &[]));
    assert!(coloured(&["--color", "always"], &[("NO_COLOR", "1")]), "who says it now wins");
    assert!(coloured(&[], &[("FORCE_COLOR", "1")]));
    assert!(coloured(&[], &[("CLICOLOR_FORCE", "1")]));
    assert!(!coloured(&["--color", "never"], &[("FORCE_COLOR", "1")]));
    assert!(!coloured(&[], &[("NO_COLOR", "1")]));
    assert!(!coloured(&["--format", "json", "--color", "always"], &[]), "JSON is for programs");
}

#[test]
fn the_table_fits_the_terminal_and_shows_only_what_it_can_show() {
    for columns in [60, 80, 120] {
        for args in [
            &["check", "guest-api", "--sim=scope-missing"][..],
            &["list", "causes"],
            &["list", "faults"],
        ] {
            let mut command = why401();
            let ended = end(command.args(args).env("COLUMNS", columns.to_string()));
            for line in ended.stdout.lines() {
                // Code is never wrapped: a command that is broken apart is no command.
                let code = line.contains("curl") || line.contains("--data-urlencode");
                assert!(code || line.chars().count() <= columns, "{columns} columns: {line}");
            }
        }
    }
    for args in [
        &["check", "guest-api", "--sim=scope-missing,clock-ahead"][..],
        &["check", "guest-api", "--sim"],
        &["list", "causes"],
        &["list", "faults"],
        &["explain", "scope-missing"],
    ] {
        let mut command = why401();
        let plain = end(command.args(args).env("LC_ALL", "C")).stdout;
        assert!(!plain.is_empty() && plain.is_ascii(), "{plain}");
    }
}

#[test]
fn several_packs_share_one_run() {
    let args = ["check", "guest-api", "oidc/client-credentials", "--sim"];
    let report = run(&[&args[..], &["--format", "json"]].concat()).expect_code(0).json();
    let packs: Vec<&str> = report["checks"]
        .as_array()
        .expect("checks")
        .iter()
        .filter_map(|one| one["pack"].as_str())
        .collect();
    assert!(packs.is_sorted(), "packs in the order of the command line: {packs:?}");
    assert!(packs.contains(&"guest-api") && packs.contains(&"oidc/client-credentials"));
    let passed = report["summary"]["pass"].as_u64().expect("a number");
    let all = run(&args).expect_code(0).stdout;
    assert!(all.contains("guest-api · ") && all.contains("oidc/client-credentials · "), "{all}");
    assert!(all.contains(&format!("{passed} passed")), "{all}");
}

#[test]
fn lists_have_the_members_that_other_programs_rely_on() {
    let members: &[(&str, &[&str])] = &[
        ("packs", &["id", "title", "inputs", "checks"]),
        ("checks", &["id", "pack", "title", "kind", "effect", "severity", "tags", "remedies"]),
        ("kinds", &["id", "title", "fields", "paths"]),
        ("causes", &["id", "group", "leaf", "title"]),
        ("remedies", &["id", "title", "who"]),
        ("faults", &["id", "title", "cause", "masks", "packs", "args"]),
        ("formats", &["id", "title"]),
        ("providers", &["id", "title", "codes"]),
        ("codes", &["id", "title", "source", "means"]),
        ("knowledge", &["id", "title", "rows", "date", "age_days", "confidence", "source", "file"]),
    ];
    for (what, members) in members {
        let listed = run(&["list", what, "--format", "json"]).expect_code(0).json();
        let rows = listed.as_array().expect("a list");
        assert!(!rows.is_empty(), "{what}");
        for row in rows {
            let names: Vec<&String> = row.as_object().expect("an object").keys().collect();
            assert_eq!(names, *members, "{what}");
            for text in ["id", "title"] {
                assert!(row[text].as_str().is_some_and(|text| !text.is_empty()), "{what}: {row}");
            }
        }
        let table = run(&["list", what]).expect_code(0).stdout;
        for row in rows {
            assert!(table.contains(row["id"].as_str().expect("an id")), "{what}: {row}");
        }
    }
    assert_eq!(run(&["list"]).stdout, run(&["list", "packs"]).stdout);
    run(&["list", "nonsense"]).expect_code(2);
}

#[test]
fn everything_that_is_listed_is_explained() {
    let tables = [
        "packs",
        "checks",
        "kinds",
        "causes",
        "groups",
        "experiments",
        "remedies",
        "faults",
        "formats",
        "knowledge",
    ];
    std::thread::scope(|scope| {
        for what in tables {
            scope.spawn(move || {
                let listed = run(&["list", what, "--format", "json"]).json();
                for row in listed.as_array().expect("a list") {
                    is_explained(row, what);
                }
            });
        }
    });
}

fn is_explained(row: &Value, what: &str) {
    let id = row["id"].as_str().expect("an id");
    let told = run(&["explain", id]).expect_code(0).stdout;
    assert!(told.lines().count() >= 3 && told.contains(id), "{id}: {told}");
    let told = run(&["explain", id, "--format", "json"]).expect_code(0).json();
    let told = told.as_array().expect("a list");
    assert!(told.iter().any(|one| &one["entry"] == row), "{id} of {what}");
    for one in told {
        assert!(one["docs"].as_str().is_some_and(|docs| docs.len() > 20), "{id}: {one}");
    }
}

#[test]
fn what_is_unknown_is_not_explained_and_what_is_near_is_named() {
    let near = run(&["explain", "scope-mising"]).expect_code(2);
    assert_eq!(near.stdout, "");
    assert!(
        near.stderr.starts_with(
            "error: nothing is known of `scope-mising`\nhelp: did you mean scope-missing"
        ),
        "{}",
        near.all()
    );
    let far = run(&["explain", "xyzzy"]).expect_code(2);
    assert!(far.stderr.contains("why401 list causes"), "{}", far.all());
}

#[test]
fn what_is_generated_is_there() {
    let schema = run(&["generate", "schema"]).expect_code(0).stdout;
    let committed = fs::read_to_string(root().join("checks/pack.schema.json")).expect("the schema");
    assert!(
        schema == committed,
        "checks/pack.schema.json differs: why401 generate schema > checks/pack.schema.json"
    );
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let script = run(&["generate", "completions", shell]).expect_code(0).stdout;
        assert!(script.contains("why401") && script.contains("fail-on"), "{shell}");
    }
    let page = run(&["generate", "man"]).expect_code(0).stdout;
    assert!(page.contains(".TH why401 1"));
    // The flags of every command are on the page.
    for flag in ["env\\-file", "connect\\-to", "fault", "port"] {
        assert!(page.contains(&format!("\\fB\\-\\-{flag}\\fR")), "{flag}");
    }
}

#[test]
fn a_simulator_run_reaches_no_real_api() {
    let server = api();
    let mut command = why401();
    command.args([
        "check",
        "guest-api",
        "oidc/client-credentials",
        "--sim",
        "--allow",
        "other-hosts",
    ]);
    for name in [
        "WHY401_API_URL",
        "WHY401_ISSUER",
        "WHY401_JWKS_URL",
        "HTTP_PROXY",
        "http_proxy",
        "ALL_PROXY",
    ] {
        command.env(name, server.url());
    }
    command.args(["--set", &format!("token_url={}/token", server.url())]);
    let ended = end(&mut command).expect_code(0);
    assert!(server.asked().is_empty(), "{:?}\n{}", server.asked(), ended.all());
}

#[test]
fn a_pack_that_names_another_host_has_no_simulator_run() {
    let server = api();
    let url = server.url();
    for check in [
        format!("http: {{ url: \"{url}/ok\" }}"),
        format!("clock: {{ url: \"{url}\" }}"),
        format!(
            "http: {{ method: POST, url: \"${{api}}/ok\" }}, cleanup: {{ http: {{ method: DELETE, url: \"{url}/x\" }} }}"
        ),
    ] {
        let pack = Pack::new(&format!("{CLIENT}checks:\n  - {{ id: a, title: a, {check} }}\n"));
        let ended = pack.check(&server, &["--sim"]).expect_code(2);
        let report = ended.json();
        let died = report["run"]["died"].as_str().unwrap_or_default();
        assert!(died.contains("which the simulator does not stand for"), "{}", ended.all());
        assert_eq!(report["checks"], serde_json::json!([]));
        assert!(ended.stderr.contains("which the simulator does not stand for"), "{}", ended.all());
    }
    assert!(server.asked().is_empty());
}

/// A pack whose secret is sent where the test can read it.
fn secret_pack() -> Pack {
    Pack::new(&format!(
        "{CLIENT}checks:\n  - {{ id: token, title: a, token: {{ identity: service }} }}\n"
    ))
}

/// The secret that the token endpoint was shown last.
fn shown(server: &Server) -> String {
    use base64::Engine as _;
    let asked = server.asked();
    let header =
        asked.last().expect("asked").headers.get("authorization").expect("a Basic header").clone();
    let coded = header.strip_prefix("Basic ").expect("Basic");
    let text = base64::engine::general_purpose::STANDARD.decode(coded).expect("base64");
    let text = String::from_utf8(text).expect("text");
    text.split_once(':').expect("two parts").1.to_owned()
}

#[test]
fn a_secret_comes_from_the_strongest_source() {
    let server = api();
    let pack = secret_pack();
    let folder = tempfile::tempdir().expect("a folder");
    let file = |name: &str, text: &str| {
        let path = folder.path().join(name);
        fs::write(&path, text).expect("written");
        path.display().to_string()
    };
    let env_file = file("vars", "SECRET='secret of the env file'\n");
    let from_file = format!("secret=file:{}", file("secret", "secret of the file\n"));
    let command = format!("secret=cmd:cat {}", file("other", "secret of the command\r\n"));
    for (args, expected) in [
        (&[][..], "correct horse battery"),
        (&["--env-file", &env_file], "secret of the env file"),
        (&["--env-file", &env_file, "--set", &from_file], "secret of the file"),
        (&["--set", &command], "secret of the command"),
        (&["--set", &from_file, "--set", "secret=env:SECRET"], "correct horse battery"),
    ] {
        let ended = pack.check(&server, args).expect_code(0);
        assert_eq!(shown(&server), expected, "{args:?}");
        assert!(!ended.all().contains(expected), "{}", ended.all());
    }
    let mut command = why401();
    command.arg("check").arg(&pack.path).args(["--set", "secret=-"]).env("API", server.url());
    let mut child =
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().expect("it starts");
    child.stdin.take().expect("a pipe").write_all(b"secret of standard input\n").expect("written");
    assert_eq!(ended(child.wait_with_output().expect("it ends")).code, 0);
    assert_eq!(shown(&server), "secret of standard input");
}

#[test]
fn a_value_comes_from_the_strongest_source() {
    let server = api();
    let pack = Pack::new(
        "inputs:\n  api: { type: url, env: API, required: true }\n  page: { env: [PAGE, OTHER], default: default }\n\
         checks:\n  - { id: a, title: a, http: { url: \"${api}/${page}\" } }\n",
    );
    let folder = tempfile::tempdir().expect("a folder");
    let env_file = folder.path().join("vars");
    fs::write(&env_file, "PAGE=env-file\n").expect("written");
    let env_file = env_file.to_str().expect("a name");
    for (args, variables, expected) in [
        (&[][..], &[][..], "/default"),
        (&[], &[("OTHER", "other")], "/other"),
        (&[], &[("OTHER", "other"), ("PAGE", "environment")], "/environment"),
        (&[], &[("PAGE", "")], "/default"),
        (&["--env-file", env_file], &[("PAGE", "environment")], "/env-file"),
        (&["--env-file", env_file, "--set", "page=set"], &[("PAGE", "environment")], "/set"),
        (&["--set", "page=first", "--set", "page=last"], &[], "/last"),
    ] {
        let mut command = why401();
        command.arg("check").arg(&pack.path).args(args).env("API", server.url());
        end(command.envs(variables.iter().copied())).expect_code(0);
        assert_eq!(server.asked().last().expect("asked").path, expected);
    }
}

#[test]
fn the_simulator_expects_the_users_own_client() {
    let mut command = why401();
    command.args(["check", "guest-api", "--sim", "--format", "json"]);
    command.env("CLIENT_ID", "my-own-client").env("CLIENT_SECRET", "my own client's secret");
    let ended = end(&mut command).expect_code(0);
    assert!(!ended.all().contains("my own client's secret"));
    // The fault is named even so: the simulator then expects another one than the user's.
    let mut command = why401();
    command.args(["check", "guest-api", "--sim=secret-wrong", "--format", "json"]);
    command.env("CLIENT_ID", "my-own-client").env("CLIENT_SECRET", "my own client's secret");
    let ended = end(&mut command).expect_code(1);
    assert_eq!(ended.json()["diagnosis"]["root"]["cause"], "client-secret-wrong");
}
