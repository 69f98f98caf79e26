//! Scenarios: each folder of `tests/scenarios/` is a pack, a server and what every format says of the run.
//! Adding a case adds no Rust. `WHY401_UPDATE=1 cargo test` writes what is said now, to be read and committed.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use serde::Deserialize;
use serde_json::Value;

use crate::server::{Answer, Server};
use crate::world::{end, root, run, why401};

/// `server.yaml`: what the pack runs against and how.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Scenario {
    /// What the scenario shows, in one sentence.
    shows: String,
    /// A built-in pack, where the folder has no pack.yaml.
    #[serde(default)]
    pack: Option<String>,
    /// Run against the simulator with these faults.
    #[serde(default)]
    simulator: Option<Vec<String>>,
    /// Run against a server that answers so; `api_url` and `issuer` are set to its URL.
    #[serde(default)]
    routes: Vec<Route>,
    /// Further arguments.
    #[serde(default)]
    args: Vec<String>,
    /// Environment variables.
    #[serde(default)]
    env: std::collections::BTreeMap<String, String>,
    /// The exit code.
    exit: i32,
    /// What the server must have been asked, in order of method and path, when it matters.
    #[serde(default)]
    asked: Option<Vec<String>>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Route {
    /// `GET /path`.
    on: String,
    status: u16,
    #[serde(default)]
    headers: std::collections::BTreeMap<String, String>,
    #[serde(default)]
    json: Option<Value>,
    #[serde(default)]
    body: String,
    #[serde(default)]
    delay_ms: u64,
    /// Which time it is asked, counted from 1; left out means every time that no other route fits.
    #[serde(default)]
    time: Option<usize>,
}

fn folders() -> Vec<PathBuf> {
    let mut folders: Vec<PathBuf> = fs::read_dir(root().join("tests/scenarios"))
        .expect("the scenarios")
        .map(|entry| entry.expect("an entry").path())
        .filter(|path| path.is_dir())
        .collect();
    folders.sort();
    folders
}

fn load(folder: &Path) -> Scenario {
    let text = fs::read_to_string(folder.join("server.yaml"))
        .unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    serde_yaml::from_str(&text).unwrap_or_else(|error| panic!("{}: {error}", folder.display()))
}

fn names(what: &str) -> Vec<String> {
    let listed = run(&["list", what, "--format", "json"]).expect_code(0).json();
    let id = |one: &Value| one["id"].as_str().or(one["name"].as_str()).map(str::to_owned);
    listed.as_array().expect("a list").iter().map(|one| id(one).expect("an id")).collect()
}

#[test]
fn every_scenario_is_as_expected_in_every_format() {
    let formats = names("formats");
    let folders = folders();
    assert!(folders.len() >= 20, "only {} scenarios", folders.len());
    let results: Vec<Result<(), String>> = std::thread::scope(|scope| {
        let chunks: Vec<_> = folders.chunks(folders.len().div_ceil(4)).collect();
        let workers: Vec<_> = chunks
            .into_iter()
            .map(|chunk| {
                let formats = &formats;
                scope.spawn(move || {
                    chunk.iter().map(|folder| check(folder, formats)).collect::<Vec<_>>()
                })
            })
            .collect();
        workers.into_iter().flat_map(|worker| worker.join().expect("a worker")).collect()
    });
    let wrong: Vec<String> = results.into_iter().filter_map(Result::err).collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
}

fn check(folder: &Path, formats: &[String]) -> Result<(), String> {
    let name = folder.file_name().expect("a name").to_string_lossy().into_owned();
    let scenario = load(folder);
    assert!(!scenario.shows.is_empty());
    let update = std::env::var_os("WHY401_UPDATE").is_some();
    let known: BTreeSet<String> = formats.iter().cloned().collect();
    for format in formats {
        let said = say(folder, &scenario, format)?;
        let file = folder.join("expected").join(format!("{format}.txt"));
        if update {
            fs::create_dir_all(folder.join("expected")).expect("a folder");
            fs::write(&file, &said).expect("a file");
            continue;
        }
        let expected = fs::read_to_string(&file).unwrap_or_default();
        if expected != said {
            let diff = similar::TextDiff::from_lines(&expected, &said);
            let diff = diff.unified_diff().header("expected", "said").to_string();
            return Err(format!("{name}, {format}:\n{diff}"));
        }
    }
    for entry in fs::read_dir(folder.join("expected")).expect("expected").flatten() {
        let stem = entry.path().file_stem().expect("a name").to_string_lossy().into_owned();
        if !known.contains(&stem) {
            return Err(format!("{name}: there is no format {stem}"));
        }
    }
    Ok(())
}

fn say(folder: &Path, scenario: &Scenario, format: &str) -> Result<String, String> {
    let routes = scenario.routes.clone();
    let server = (!routes.is_empty()).then(|| {
        let url: std::sync::Arc<std::sync::OnceLock<String>> = std::sync::Arc::default();
        let seen = std::sync::Arc::clone(&url);
        let server = Server::start(move |asked, before| {
            let path = asked.path.split('?').next().unwrap_or_default();
            let on = format!("{} {path}", asked.method);
            let fits = |route: &&Route| route.on == on;
            let exact = routes.iter().filter(fits).find(|route| route.time == Some(before + 1));
            let route =
                exact.or_else(|| routes.iter().filter(fits).find(|route| route.time.is_none()));
            let base = seen.get().cloned().unwrap_or_default();
            route.map_or_else(
                || Answer::json(404, r#"{"code":"not.found"}"#),
                |route| answer(route, &base),
            )
        });
        url.set(server.url()).expect("once");
        server
    });
    let own = folder.join("pack.yaml");
    let pack = match &scenario.pack {
        Some(pack) => pack.clone(),
        None => own.strip_prefix(root()).expect("inside").display().to_string(),
    };
    let mut command = why401();
    command.arg("check").arg(&pack).arg("--format").arg(format).args(&scenario.args);
    if let Some(faults) = &scenario.simulator {
        command.arg(if faults.is_empty() {
            "--sim".to_owned()
        } else {
            format!("--sim={}", faults.join(","))
        });
    }
    for (name, value) in &scenario.env {
        command.env(name, value);
    }
    if let Some(server) = &server {
        command.env("WHY401_API_URL", server.url()).env("WHY401_ISSUER", server.url());
    }
    let ended = end(&mut command);
    if ended.code != scenario.exit {
        return Err(format!(
            "{}: expected exit code {}\n{}",
            folder.display(),
            scenario.exit,
            ended.all()
        ));
    }
    if let (Some(expected), Some(server)) = (&scenario.asked, &server) {
        let mut asked: Vec<String> =
            server.asked().iter().map(|one| format!("{} {}", one.method, one.path)).collect();
        asked.sort();
        let mut expected = expected.clone();
        expected.sort();
        if asked != expected {
            return Err(format!("{}: asked {asked:#?}, expected {expected:#?}", folder.display()));
        }
    }
    Ok(crate::steady::steady(&ended.stdout))
}

fn answer(route: &Route, base: &str) -> Answer {
    let mut headers: Vec<(String, String)> = route
        .headers
        .iter()
        .map(|(name, value)| (name.clone(), value.replace("${server}", base)))
        .collect();
    let body = match &route.json {
        Some(json) => {
            headers.push(("content-type".to_owned(), "application/json".to_owned()));
            json.to_string()
        }
        None => route.body.clone(),
    };
    Answer {
        status: route.status,
        headers,
        body: body.replace("${server}", base),
        delay: std::time::Duration::from_millis(route.delay_ms),
    }
}

/// The union of what all scenarios exercise.
fn exercised(pick: impl Fn(&Scenario, &str) -> Vec<String>) -> BTreeSet<String> {
    folders()
        .iter()
        .flat_map(|folder| {
            let scenario = load(folder);
            let said = fs::read_to_string(folder.join("expected/json.txt")).unwrap_or_default();
            pick(&scenario, &said)
        })
        .collect()
}

#[test]
fn every_fault_is_exercised_by_a_scenario() {
    let used = exercised(|scenario, _| scenario.simulator.clone().unwrap_or_default());
    for fault in names("faults") {
        assert!(used.contains(&fault), "no scenario has the fault {fault}");
    }
}

#[test]
fn every_pack_is_exercised_by_a_scenario() {
    let used = exercised(|scenario, _| scenario.pack.iter().cloned().collect());
    for pack in names("packs") {
        assert!(used.contains(&pack), "no scenario runs the pack {pack}");
    }
}

#[test]
fn every_kind_remedy_and_cause_is_exercised_by_a_scenario() {
    let said: String = exercised(|_, said| vec![said.to_owned()]).into_iter().collect();
    for (what, key) in [("kinds", "kind"), ("remedies", "id"), ("causes", "cause")] {
        for name in names(what) {
            let shown = said.contains(&format!("\"{key}\": \"{name}\""));
            assert!(shown, "no scenario shows {name} of {what}");
        }
    }
}
