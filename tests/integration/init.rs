//! `why401 init`: what it writes is in order and can be run, and nothing that is there is lost.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use serde_json::Value;
use tempfile::TempDir;

use crate::world::{Ended, end, why401};

const GITHUB: &str = ".github/workflows/why401.yml";
const GITLAB: &str = ".gitlab-ci.why401.yml";

fn folder() -> TempDir {
    tempfile::tempdir().expect("a folder")
}

/// Runs the program in a folder.
fn within(folder: &Path, args: &[&str]) -> Ended {
    end(why401().args(args).current_dir(folder))
}

/// Every file below a folder, by its path.
fn files(folder: &Path) -> BTreeMap<String, String> {
    let mut open = vec![folder.to_owned()];
    let mut found = BTreeMap::new();
    while let Some(path) = open.pop() {
        if path.is_dir() {
            open.extend(fs::read_dir(&path).expect("a folder").map(|one| one.expect("one").path()));
        } else {
            let name = path.strip_prefix(folder).expect("inside").display().to_string();
            found.insert(name, fs::read_to_string(&path).expect("a text"));
        }
    }
    found
}

fn names(folder: &Path) -> Vec<String> {
    files(folder).into_keys().collect()
}

/// A file as YAML.
fn yaml(folder: &Path, path: &str) -> Value {
    let text = fs::read_to_string(folder.join(path)).expect("a text");
    serde_yaml::from_str(&text).unwrap_or_else(|error| panic!("{path}: {error}\n{text}"))
}

/// The built-in packs, as `list` tells them.
fn packs() -> Vec<Value> {
    let listed = end(why401().args(["list", "packs", "--format", "json"])).expect_code(0).json();
    let packs = listed.as_array().expect("packs").clone();
    assert!(packs.len() >= 2, "{packs:?}");
    packs
}

fn text(value: &Value) -> &str {
    value.as_str().expect("a text")
}

#[test]
fn without_a_flag_it_writes_a_pack_that_runs_and_asks_nothing() {
    let folder = folder();
    let ended = within(folder.path(), &["init"]).expect_code(0);
    let written = [GITHUB, "why401.schema.json", "why401.yaml"];
    assert_eq!(names(folder.path()), written);
    for name in written {
        assert!(ended.stdout.contains(&format!("wrote {name}\n")), "{}", ended.all());
    }
    assert!(ended.stdout.contains("next: why401 check --sim"), "{}", ended.all());
    assert_eq!(ended.stderr, "");
    let pack = &files(folder.path())["why401.yaml"];
    let modeline = "# yaml-language-server: $schema=./why401.schema.json\n";
    assert!(pack.starts_with(modeline), "{pack}");
    within(folder.path(), &["lint", "why401.yaml"]).expect_code(0);
    within(folder.path(), &["check", "--sim"]).expect_code(0);
    let broken = within(folder.path(), &["check", "--sim=scope-missing"]).expect_code(1);
    assert!(broken.stdout.contains("scope-missing"), "{}", broken.all());
}

#[test]
fn every_built_in_pack_under_another_name_still_runs() {
    for pack in packs() {
        let folder = folder();
        let id = text(&pack["id"]);
        let args = ["init", "--pack", id, "--name", "ours", "--ci", "none"];
        within(folder.path(), &args).expect_code(0);
        assert_eq!(names(folder.path()), ["why401.schema.json", "why401.yaml"]);
        within(folder.path(), &["lint", "why401.yaml"]).expect_code(0);
        let ended = within(folder.path(), &["check", "--sim", "--format", "json"]).expect_code(0);
        let expected =
            id.rsplit_once('/').map_or("ours".to_owned(), |(home, _)| format!("{home}/ours"));
        assert_eq!(ended.json()["checks"][0]["pack"], Value::from(expected));
    }
}

#[test]
fn the_schema_beside_the_pack_fits_it() {
    let folder = folder();
    let url = ["--url", "https://api.example.com/v1"];
    within(folder.path(), &[&["init"], &url[..]].concat()).expect_code(0);
    let schema: Value =
        serde_json::from_str(&files(folder.path())["why401.schema.json"]).expect("JSON");
    let validator = jsonschema::validator_for(&schema).expect("a schema");
    let mut pack = yaml(folder.path(), "why401.yaml");
    assert!(validator.is_valid(&pack), "{pack:#}");
    pack["chekcs"] = Value::Null;
    assert!(!validator.is_valid(&pack), "the schema refuses nothing");
}

#[test]
fn what_is_there_is_kept_unless_forced() {
    let folder = folder();
    let at = |name: &str| folder.path().join(name);
    within(folder.path(), &["init"]).expect_code(0);
    fs::write(at("why401.yaml"), "mine").expect("written");
    let before = files(folder.path());
    let refused = within(folder.path(), &["init"]).expect_code(2);
    assert_eq!(refused.stdout, "");
    for name in before.keys() {
        assert!(refused.stderr.contains(name), "{name} is not named: {}", refused.all());
    }
    assert!(refused.stderr.contains("--force"), "{}", refused.all());
    assert_eq!(refused.stderr.matches("error").count(), 1, "{}", refused.all());
    assert_eq!(files(folder.path()), before);
    // One of them is enough, and the others are not begun.
    fs::remove_dir_all(at(".github")).expect("removed");
    fs::remove_file(at("why401.schema.json")).expect("removed");
    let refused = within(folder.path(), &["init"]).expect_code(2);
    assert!(!refused.stderr.contains("schema"), "{}", refused.all());
    assert_eq!(names(folder.path()), ["why401.yaml"]);
    assert!(!at(".github").exists());
    within(folder.path(), &["init", "--force"]).expect_code(0);
    assert_eq!(names(folder.path()).len(), 3);
    within(folder.path(), &["lint", "why401.yaml"]).expect_code(0);
}

#[test]
fn a_directory_in_the_way_is_never_overwritten() {
    let folder = folder();
    fs::create_dir(folder.path().join("why401.schema.json")).expect("a folder");
    for args in [&["init"][..], &["init", "--force"]] {
        let ended = within(folder.path(), args).expect_code(2);
        assert!(ended.stderr.contains("why401.schema.json"), "{}", ended.all());
        assert!(names(folder.path()).is_empty());
    }
    within(folder.path(), &["init", "--no-schema"]).expect_code(0);
    assert!(!files(folder.path())["why401.yaml"].contains("$schema"));
}

#[test]
fn the_github_job_has_every_variable_and_few_rights() {
    for pack in packs() {
        let folder = folder();
        let args = ["init", "--pack", text(&pack["id"]), "--ci", "github"];
        // A secret of the environment is none of a file's business.
        let mut command = why401();
        let ended = end(command
            .args(args)
            .current_dir(folder.path())
            .env("CLIENT_SECRET", "hunter2-hunter2"));
        let ended = ended.expect_code(0);
        assert!(!ended.all().contains("hunter2"));
        assert!(files(folder.path()).values().all(|text| !text.contains("hunter2")));
        let workflow = yaml(folder.path(), GITHUB);
        assert_eq!(workflow["permissions"], serde_json::json!({}));
        let job = &workflow["jobs"]["why401"];
        assert_eq!(job["permissions"], serde_json::json!({ "contents": "read" }));
        let steps = job["steps"].as_array().expect("steps");
        let checks =
            |step: &&Value| step["run"].as_str().is_some_and(|run| run.starts_with("why401 check"));
        let check = steps.iter().find(checks).expect("a check");
        assert_eq!(check["run"], "why401 check --report json:why401-report.json");
        for input in pack["inputs"].as_array().expect("inputs") {
            let Some(variable) = input["env"][0].as_str() else { continue };
            let store = if input["secret"] == true { "secrets" } else { "vars" };
            let expected = format!("${{{{ {store}.{variable} }}}}");
            assert_eq!(check["env"][variable], Value::from(expected));
        }
        for step in steps.iter().filter(|step| *step != check) {
            assert!(
                !step.to_string().contains("secrets."),
                "secrets are for the check alone: {step}"
            );
        }
        for action in steps.iter().filter_map(|step| step["uses"].as_str()) {
            let commit = action.split_once('@').expect("a version").1;
            assert!(
                commit.len() == 40 && commit.chars().all(|c| c.is_ascii_hexdigit()),
                "{action}"
            );
        }
        let last = steps.last().expect("a step");
        assert_eq!(
            (&last["if"], &last["with"]["path"]),
            (&"always()".into(), &"why401-report.json".into())
        );
    }
}

#[test]
fn the_gitlab_job_names_every_variable_and_keeps_the_report() {
    for pack in packs() {
        let folder = folder();
        fs::write(folder.path().join(".gitlab-ci.yml"), "stages: [test]\n").expect("written");
        within(folder.path(), &["init", "--pack", text(&pack["id"])]).expect_code(0);
        assert!(!folder.path().join(GITHUB).exists(), "a .gitlab-ci.yml says whose CI it is");
        let job = &yaml(folder.path(), GITLAB)["why401"];
        let script = job["script"].as_array().expect("a script");
        let line = "why401 check --report json:why401-report.json --report junit:why401-junit.xml";
        assert_eq!(script.last().expect("a line"), line);
        assert_eq!(job["artifacts"]["reports"]["junit"], "why401-junit.xml");
        assert_eq!(job["artifacts"]["when"], "always");
        assert_eq!(job["artifacts"]["paths"][0], "why401-report.json");
        // GitLab's variables are in the environment already; written again they would hide themselves.
        assert!(job["variables"].is_null());
        let written = &files(folder.path())[GITLAB];
        for input in pack["inputs"].as_array().expect("inputs") {
            if let (true, Some(variable)) = (input["required"] == true, input["env"][0].as_str()) {
                assert!(written.contains(&format!(" {variable} ")), "{variable}: {written}");
            }
        }
    }
}

#[test]
fn jobs_write_nothing_on_the_other_side_and_no_marker_is_left() {
    for (ci, path) in [("github", GITHUB), ("gitlab", GITLAB)] {
        let folder = folder();
        within(folder.path(), &["init", "--ci", ci]).expect_code(0);
        let written = &files(folder.path())[path];
        assert!(!written.contains("--allow") && !written.contains(['<', '\t']), "{written}");
        // What is handed secrets comes from where the user says, and from nowhere by default.
        assert!(written.contains("cargo install --git \"$WHY401_SOURCE\" --locked"), "{written}");
    }
}

#[test]
fn a_url_stands_in_the_pack_and_is_asked_of_nobody() {
    let folder = folder();
    let url = "https://api.example.com/v1";
    let ended = within(folder.path(), &["init", "--url", url]).expect_code(0);
    assert!(!ended.stdout.contains("WHY401_API_URL"), "{}", ended.all());
    assert_eq!(yaml(folder.path(), "why401.yaml")["inputs"]["api_url"]["default"], url);
    let missing = within(folder.path(), &["check"]).expect_code(2);
    assert!(!missing.stderr.contains("api_url"), "{}", missing.all());
    assert!(missing.stderr.contains("client_id"), "{}", missing.all());
}

#[test]
fn wrong_flags_are_told_all_at_once_and_nothing_is_written() {
    for (args, said) in [
        (&["--pack", "guest-apo"][..], &["guest-apo", "did you mean `guest-api`?"][..]),
        (&["--pack", "nothing-like-it"], &["guest-api, oidc/client-credentials"]),
        (&["--ci", "githab"], &["githab", "github"]),
        (
            &["--pack", "genesys-cloud/queue", "--url", "https://api.mypurecloud.de"],
            &["the pack genesys-cloud/queue does not ask for a URL"],
        ),
        (&["--url", "https://me:hunter2@api.example.com"], &["without user name and password"]),
        (
            &["--pack", "oidc", "--name", "My Pack", "--url", "api.example.com"],
            &["`oidc`", "kebab-case", "--url is not an absolute http or https URL"],
        ),
    ] {
        let folder = folder();
        let ended = within(folder.path(), &[&["init"], args].concat()).expect_code(2);
        for word in said {
            assert!(ended.stderr.contains(word), "{word}: {}", ended.all());
        }
        assert!(!ended.all().contains("hunter2"), "{}", ended.all());
        assert!(names(folder.path()).is_empty());
    }
}

#[test]
fn a_job_that_no_ci_would_find_is_said_to_be_one() {
    let folder = folder();
    let below = folder.path().join("service");
    fs::create_dir(&below).expect("a folder");
    fs::create_dir(folder.path().join(".git")).expect("a folder");
    let warns = |at: &Path, ci: &str| {
        let ended = within(at, &["init", "--force", "--ci", ci]).expect_code(0);
        ended.stdout.contains("note: CI reads its files at the top of the repository only")
    };
    assert!(warns(&below, "github") && warns(&below, "gitlab"));
    assert!(!warns(&below, "none") && !warns(folder.path(), "github"));
}

#[cfg(unix)]
#[test]
fn a_link_stays_one_when_it_is_overwritten() {
    let folder = folder();
    fs::write(folder.path().join("real.yaml"), "old").expect("written");
    let link = folder.path().join("why401.yaml");
    std::os::unix::fs::symlink("real.yaml", &link).expect("a link");
    within(folder.path(), &["init"]).expect_code(2);
    within(folder.path(), &["init", "--force"]).expect_code(0);
    assert!(link.symlink_metadata().expect("it is there").is_symlink());
    within(folder.path(), &["lint", "real.yaml"]).expect_code(0);
}
