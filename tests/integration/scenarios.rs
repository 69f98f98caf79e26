//! Scenarios: each folder of `tests/scenarios/` is a pack and a server (`server.yaml`), or what somebody has at hand
//! (`given.yaml` and `input.*`, read by `why401 diagnose`), and what every format says of it. Adding a case adds no
//! Rust. `WHY401_UPDATE=1 cargo test scenarios` writes what is said now, to be read and
//! committed.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use serde::Deserialize;
use serde_json::{Value, json};

use crate::server::{Answer, Server};
use crate::steady::steady;
use crate::tls::Tls;
use crate::world::{end, root, run, why401};

/// The secret that signs the tokens of scripted servers.
const TOKEN_SECRET: &str = "the key of a scripted issuer, 2026";

/// `server.yaml`: what the pack runs against, how, and what comes of it. `given.yaml`: what comes of the input.
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
    /// Run against a server that answers so.
    #[serde(default)]
    routes: Vec<Route>,
    /// Run against a server whose certificate nobody here trusts.
    #[serde(default)]
    untrusted: bool,
    /// Further arguments; `${server}` and `${port}` stand for the server's.
    #[serde(default)]
    args: Vec<String>,
    /// Environment variables, likewise. `WHY401_API_URL` and `WHY401_ISSUER` are the server's unless set here.
    #[serde(default)]
    env: BTreeMap<String, String>,
    /// The exit code.
    exit: i32,
    /// For scripted servers and inputs, the cause that must be named first; without it none may be. The faults of a
    /// simulator say it themselves.
    #[serde(default)]
    cause: Option<String>,
    /// What the server must have been asked, in any order.
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
    headers: BTreeMap<String, String>,
    /// A JSON body.
    #[serde(default)]
    json: Option<Value>,
    /// A body as it stands.
    #[serde(default)]
    body: String,
    /// A token response with a signed JWT that carries these claims; it lives two hours unless they say otherwise.
    #[serde(default)]
    token: Option<Value>,
    /// With status 101: a WebSocket that answers each message with the next of these.
    #[serde(default)]
    messages: Vec<Value>,
    #[serde(default)]
    delay_ms: u64,
    /// Which time it is asked, counted from 1; left out means every time that no other route fits.
    #[serde(default)]
    time: Option<usize>,
}

fn folders() -> Vec<PathBuf> {
    let entries = fs::read_dir(root().join("tests/scenarios")).expect("the scenarios");
    let mut folders: Vec<PathBuf> =
        entries.map(|entry| entry.expect("an entry").path()).filter(|path| path.is_dir()).collect();
    folders.sort();
    folders
}

fn name(folder: &Path) -> String {
    folder.file_name().expect("a name").to_string_lossy().into_owned()
}

fn load(folder: &Path) -> Scenario {
    let file = if inputs(folder).is_empty() { "server.yaml" } else { "given.yaml" };
    let text = fs::read_to_string(folder.join(file))
        .unwrap_or_else(|error| panic!("{}: {error}", name(folder)));
    serde_yaml::from_str(&text).unwrap_or_else(|error| panic!("{}: {error}", name(folder)))
}

/// The files `input.*` of a scenario, as the command line names them.
fn inputs(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).expect("a folder").flatten();
    let mut inputs: Vec<String> = entries
        .map(|entry| entry.path())
        .filter(|path| path.file_stem().is_some_and(|stem| stem == "input"))
        .map(|path| path.strip_prefix(root()).expect("inside").display().to_string())
        .collect();
    inputs.sort();
    inputs
}

/// Every scenario with its JSON report as it is expected.
fn reports() -> Vec<(String, Scenario, Value)> {
    let report = |folder: &Path| {
        let text = fs::read_to_string(folder.join("expected/json.txt")).unwrap_or_default();
        serde_json::from_str(&text).unwrap_or_else(|error| panic!("{}: {error}", name(folder)))
    };
    folders().iter().map(|folder| (name(folder), load(folder), report(folder))).collect()
}

fn listed(what: &str) -> Vec<Value> {
    let list = run(&["list", what, "--format", "json"]).expect_code(0).json();
    list.as_array().expect("a list").clone()
}

fn ids(what: &str) -> Vec<String> {
    let id = |one: &Value| one["id"].as_str().or(one["name"].as_str()).map(str::to_owned);
    listed(what).iter().map(|one| id(one).expect("an id")).collect()
}

#[test]
fn every_scenario_is_as_expected_in_every_format() {
    let formats = ids("formats");
    let folders = folders();
    assert!(folders.len() >= 20, "only {} scenarios", folders.len());
    let next = std::sync::atomic::AtomicUsize::new(0);
    let work = || {
        let mut wrong = Vec::new();
        while let Some(folder) =
            folders.get(next.fetch_add(1, std::sync::atomic::Ordering::Relaxed))
        {
            wrong.extend(check(folder, &formats).err());
        }
        wrong
    };
    let wrong: Vec<String> = std::thread::scope(|scope| {
        let workers: Vec<_> = (0..4).map(|_| scope.spawn(work)).collect();
        workers.into_iter().flat_map(|worker| worker.join().expect("a worker")).collect()
    });
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
}

/// Runs a scenario once and compares what every format says of it.
fn check(folder: &Path, formats: &[String]) -> Result<(), String> {
    let scenario = load(folder);
    let expected = folder.join("expected");
    let kept: Vec<String> =
        formats.iter().filter(|format| is_kept(&expected, format)).cloned().collect();
    let said = say(folder, &scenario, &kept)?;
    if std::env::var_os("WHY401_UPDATE").is_some() {
        fs::create_dir_all(&expected).expect("a folder");
        for (format, said) in &said {
            fs::write(expected.join(format!("{format}.txt")), said).expect("a file");
        }
    }
    for (format, said) in &said {
        let file = expected.join(format!("{format}.txt"));
        let expected = fs::read_to_string(&file).unwrap_or_default();
        if expected != *said {
            let diff = similar::TextDiff::from_lines(&expected, said);
            let diff = diff.unified_diff().header("expected", "said").to_string();
            return Err(format!("{}, {format}:\n{diff}", name(folder)));
        }
    }
    for entry in fs::read_dir(&expected).expect("expected").flatten() {
        let stem = entry.path().file_stem().expect("a name").to_string_lossy().into_owned();
        if !said.contains_key(&stem) {
            return Err(format!("{}: there is no format {stem}", name(folder)));
        }
    }
    Ok(())
}

/// What people read and what can be read back is kept of every scenario; other formats of those in which an
/// `expected/<format>.txt` stands: begin one with an empty file. That each of them is legal, whatever the report, is tested
/// beside the formats.
fn is_kept(expected: &Path, format: &str) -> bool {
    matches!(format, "table" | "json") || expected.join(format!("{format}.txt")).exists()
}

/// What each format says of one run.
fn say(
    folder: &Path,
    scenario: &Scenario,
    formats: &[String],
) -> Result<BTreeMap<String, String>, String> {
    let scripted = (!scenario.routes.is_empty()).then(|| scripted(&scenario.routes));
    let tls = scenario.untrusted.then(|| Tls::start("127.0.0.1", |_| {}));
    let url = scripted.as_ref().map(Server::url).or(tls.as_ref().map(Tls::url)).unwrap_or_default();
    let port = url.rsplit(':').next().unwrap_or_default();
    let fill = |text: &str| text.replace("${server}", &url).replace("${port}", port);
    let own = folder.join("pack.yaml");
    let own = own.strip_prefix(root()).expect("inside").display().to_string();
    let written = tempfile::tempdir().expect("a folder");
    let inputs = inputs(folder);
    let mut command = why401();
    if inputs.is_empty() {
        command.arg("check").arg(scenario.pack.as_ref().unwrap_or(&own));
    } else {
        command.arg("diagnose").args(&inputs);
    }
    command.args(scenario.args.iter().map(|one| fill(one)));
    if let Some(faults) = &scenario.simulator {
        let faults = faults.join(",");
        command.arg(if faults.is_empty() { "--sim".to_owned() } else { format!("--sim={faults}") });
    } else {
        command.env("WHY401_API_URL", &url).env("WHY401_ISSUER", &url);
        command.env("CLIENT_ID", "client-1").env("CLIENT_SECRET", "correct horse battery");
        command.env("TOKEN_SECRET", TOKEN_SECRET);
    }
    command.envs(scenario.env.iter().map(|(name, value)| (name, fill(value))));
    let file = |format: &str| written.path().join(format);
    for format in formats.iter().filter(|format| *format != "table") {
        command.arg("--report").arg(format!("{format}:{}", file(format).display()));
    }
    let ended = end(&mut command);
    if ended.code != scenario.exit {
        return Err(format!(
            "{}: expected exit code {}\n{}",
            name(folder),
            scenario.exit,
            ended.all()
        ));
    }
    if let (Some(expected), Some(server)) = (&scenario.asked, &scripted) {
        let all = server.asked();
        let mut asked: Vec<_> =
            all.iter().map(|one| format!("{} {}", one.method, one.path)).collect();
        asked.sort();
        let mut expected = expected.clone();
        expected.sort();
        if asked != expected {
            return Err(format!("{}: asked {asked:#?}, expected {expected:#?}", name(folder)));
        }
    }
    // Code of remedies and addresses are never broken.
    let wide = |line: &&str| line.chars().count() > 80 && !line.starts_with("       ");
    if let Some(wide) = ended.stdout.lines().find(wide).filter(|_| !inputs.is_empty()) {
        return Err(format!("{}: wider than 80 columns: {wide}", name(folder)));
    }
    let json = fs::read_to_string(file("json")).unwrap_or_default();
    read_back(&json).map_err(|why| format!("{}: {why}", name(folder)))?;
    let shown = |format: &String| match format.as_str() {
        "table" => ended.stdout.clone(),
        other => fs::read_to_string(file(other)).unwrap_or_default(),
    };
    Ok(formats.iter().map(|format| (format.clone(), steady(&shown(format)))).collect())
}

/// A report that is read back says the same in every member, and is diagnosed as the run was.
fn read_back(text: &str) -> Result<(), String> {
    let earlier = why401::intake::report::read(text).map_err(|error| error.to_string())?;
    if !earlier.notes.is_empty() {
        return Err(format!("not all of the report was read back: {:#?}", earlier.notes));
    }
    let json = why401::report::Format::find("json").expect("a format");
    let again = (json.render)(&earlier.report, &why401::report::Style::plain());
    if again != text {
        let diff = similar::TextDiff::from_lines(text, &again);
        return Err(format!("read back and written again:\n{}", diff.unified_diff()));
    }
    let written = &earlier.report.diagnosis;
    if written.experiments.is_empty() && *written != Default::default() {
        let mut today = why401::diagnose::diagnose(&earlier.report.checks, &[]);
        // What is missing in an input is said by those who read it.
        if today.root.is_none() && today.next.is_none() {
            today.next.clone_from(&written.next);
        }
        if today != *written {
            return Err(format!("diagnosed again: {today:#?}\nat first: {written:#?}"));
        }
    }
    Ok(())
}

/// A server that answers by a scenario's routes; what they do not name is not found.
fn scripted(routes: &[Route]) -> Server {
    let routes = routes.to_vec();
    let url: Arc<OnceLock<String>> = Arc::default();
    let base = Arc::clone(&url);
    let server = Server::start(move |asked, before| {
        let path = asked.path.split('?').next().unwrap_or_default();
        let on = format!("{} {path}", asked.method);
        let fits =
            |time: Option<usize>| routes.iter().find(|route| route.on == on && route.time == time);
        let route = fits(Some(before + 1)).or_else(|| fits(None));
        let base = base.get().map(String::as_str).unwrap_or_default();
        route.map_or_else(
            || Answer::json(404, r#"{"code":"not.found"}"#),
            |route| answer(route, base),
        )
    });
    url.set(server.url()).expect("set once");
    server
}

fn answer(route: &Route, base: &str) -> Answer {
    let fill = |text: &str| text.replace("${server}", base);
    let mut headers: Vec<(String, String)> =
        route.headers.iter().map(|(name, value)| (name.clone(), fill(value))).collect();
    let json =
        route.token.as_ref().map(|claims| token_response(claims, base)).or(route.json.clone());
    if json.is_some() && !route.headers.contains_key("content-type") {
        headers.push(("content-type".to_owned(), "application/json".to_owned()));
    }
    let body = fill(&json.map_or_else(|| route.body.clone(), |json| json.to_string()));
    let messages = route.messages.iter().map(Value::to_string).collect();
    let delay = Duration::from_millis(route.delay_ms);
    Answer { status: route.status, headers, body, delay, messages }
}

/// A token response (RFC 6749, section 5.1) with a JWT of these claims, signed with `TOKEN_SECRET`. A time such as
/// `now-3600` counts from the moment of the answer.
fn token_response(claims: &Value, base: &str) -> Value {
    let now = jiff::Timestamp::now().as_second();
    let mut all = json!({ "iss": base, "iat": now, "exp": now + 7200 });
    let claims: Value = serde_json::from_str(&claims.to_string().replace("${server}", base))
        .expect("claims with a URL in them");
    for (name, value) in claims.as_object().expect("claims are a mapping") {
        let from_now =
            value.as_str().and_then(|text| text.strip_prefix("now")?.parse::<i64>().ok());
        all[name] = from_now.map_or_else(|| value.clone(), |seconds| (now + seconds).into());
    }
    let key = aws_lc_rs::hmac::Key::new(aws_lc_rs::hmac::HMAC_SHA256, TOKEN_SECRET.as_bytes());
    let token = crate::tokens::signed(&json!({ "alg": "HS256", "typ": "JWT" }), &all, |message| {
        aws_lc_rs::hmac::sign(&key, message).as_ref().to_vec()
    });
    json!({ "access_token": token, "token_type": "Bearer", "expires_in": 7200 })
}

/// The causes that a report names, each with its confidence, the first one first.
fn named(report: &Value) -> Vec<(String, String)> {
    let diagnosis = &report["diagnosis"];
    let root = Some(&diagnosis["root"]).filter(|root| !root.is_null());
    let text = |value: &Value| value.as_str().expect("a text").to_owned();
    root.into_iter()
        .chain(diagnosis["others"].as_array().expect("others"))
        .map(|cause| (text(&cause["cause"]), text(&cause["confidence"])))
        .collect()
}

#[test]
fn every_diagnosis_is_right() {
    let faults: BTreeMap<String, String> = listed("faults")
        .iter()
        .map(|fault| {
            (fault["id"].as_str().unwrap_or_default(), fault["cause"].as_str().unwrap_or_default())
        })
        .map(|(id, cause)| (id.to_owned(), cause.to_owned()))
        .collect();
    let mut wrong = Vec::new();
    for (name, scenario, report) in reports() {
        let named = named(&report);
        let causes: Vec<&str> = match &scenario.simulator {
            Some(set) => set.iter().map(|fault| faults[fault].as_str()).collect(),
            None => scenario.cause.as_deref().into_iter().collect(),
        };
        let first = named.first();
        // Evidence that cannot decide may name a look-alike first, and says so by its confidence.
        let undecided =
            first.is_some_and(|(_, sure)| sure != "confirmed") && scenario.simulator.is_some();
        let right = match causes.as_slice() {
            [] => named.is_empty(),
            [cause] if undecided => named.iter().any(|(named, _)| named == cause),
            [cause] => first.is_some_and(|(named, _)| named == cause),
            several => first.is_some_and(|(named, _)| several.contains(&named.as_str())),
        };
        if !right {
            wrong.push(format!("{name}: named {named:?}, the truth is {causes:?}"));
        }
        for (cause, _) in named.iter().filter(|(_, sure)| sure == "confirmed") {
            if !causes.contains(&cause.as_str()) && scenario.simulator.is_some() {
                wrong.push(format!("{name}: {cause} is confirmed, and the truth is {causes:?}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Faults are exercised, alone and in pairs, in faults.rs.
#[test]
fn every_pack_has_a_scenario_of_a_healthy_run() {
    let all: BTreeSet<(String, Vec<String>)> = folders()
        .iter()
        .map(|folder| load(folder))
        .filter_map(|scenario| {
            // A scripted server that answers well is as good as the simulator.
            let scripted = scenario.exit == 0 && !scenario.routes.is_empty();
            Some((scenario.pack?, scenario.simulator.or(scripted.then(Vec::new))?))
        })
        .collect();
    let mut missing = Vec::new();
    for pack in ids("packs") {
        if !all.contains(&(pack.clone(), Vec::new())) {
            missing.push(format!("a healthy run of {pack}"));
        }
    }
    assert!(missing.is_empty(), "no scenario for {}", missing.join(", "));
}

#[test]
fn every_kind_cause_and_remedy_is_exercised_by_a_scenario() {
    let mut shown: BTreeSet<String> = BTreeSet::new();
    for (_, _, report) in reports() {
        for check in report["checks"].as_array().expect("checks") {
            let text = |name: &str| check[name].as_str().expect("a text").to_owned();
            shown.insert(format!("kind {} {}", text("kind"), text("status")));
        }
        shown.extend(named(&report).into_iter().map(|(cause, _)| format!("cause {cause}")));
        let diagnosis = &report["diagnosis"];
        let others = diagnosis["others"].as_array().expect("others");
        for place in others.iter().chain([&diagnosis["root"], diagnosis]) {
            for remedy in place["remedies"].as_array().into_iter().flatten() {
                shown.insert(format!("remedy {}", remedy["id"].as_str().expect("an id")));
            }
        }
    }
    let kinds = ids("kinds");
    let kinds = kinds.iter().flat_map(|kind| {
        ["pass", "fail", "warn", "error", "skip", "blocked"]
            .map(|status| format!("kind {kind} {status}"))
    });
    let causes = ids("causes").into_iter().map(|cause| format!("cause {cause}"));
    let remedies = ids("remedies").into_iter().map(|remedy| format!("remedy {remedy}"));
    let missing: Vec<String> =
        kinds.chain(causes).chain(remedies).filter(|one| !shown.contains(one)).collect();
    assert!(missing.is_empty(), "no scenario shows {missing:#?}");
}

#[test]
fn every_scenario_says_what_it_shows_and_runs_one_thing() {
    for folder in folders() {
        let scenario = load(&folder);
        assert!(scenario.shows.len() > 20, "{}", name(&folder));
        let runs = [
            folder.join("pack.yaml").is_file(),
            scenario.pack.is_some(),
            !inputs(&folder).is_empty(),
        ];
        let one = runs.iter().filter(|one| **one).count() == 1;
        assert!(one, "{}: its own pack, a built-in one, or inputs", name(&folder));
        let servers = [
            scenario.simulator.is_some(),
            !scenario.routes.is_empty(),
            scenario.untrusted,
            runs[2],
        ];
        assert!(servers.iter().filter(|one| **one).count() <= 1, "{}: one server", name(&folder));
    }
}
