//! The simulator's faults are the truth that diagnoses are held against: alone, in pairs, and once they are
//! gone.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::atomic::{AtomicUsize, Ordering};

use serde_json::Value;
use why401::diagnose::CAUSES;
use why401::sim::{self, FAULTS, Fault, Options, Simulator, SimulatorInput};

use crate::world::{Ended, end, why401};

/// The packs on which any of these faults shows, and all packs where there are none.
fn packs(faults: &[&'static Fault]) -> Vec<&'static str> {
    let all: BTreeSet<&str> = FAULTS.iter().flat_map(|fault| fault.packs).copied().collect();
    let shown =
        |pack: &&str| faults.is_empty() || faults.iter().any(|one| one.packs.contains(pack));
    all.into_iter().filter(shown).collect()
}

/// The packs on which these faults show, those of a platform by themselves: who checks a gateway and Genesys Cloud in
/// one run has two sets of clients, and what is wrong with one is behind nothing that is wrong with the other.
fn groups(faults: &[&'static Fault]) -> Vec<Vec<&'static str>> {
    let (platform, others): (Vec<&str>, Vec<&str>) =
        packs(faults).into_iter().partition(|pack| pack.starts_with(PLATFORM));
    [others, platform].into_iter().filter(|packs| !packs.is_empty()).collect()
}

/// Runs these packs with all of these faults present.
fn run(packs: &[&str], faults: &[&'static Fault], args: &[&str]) -> Ended {
    let mut command = why401();
    command.arg("check").args(packs).args(["--format", "json"]).args(args);
    for fault in faults {
        command.args(fault.args);
    }
    let names: Vec<&str> = faults.iter().map(|fault| fault.id).collect();
    command.arg(format!("--sim={}", names.join(",")));
    end(&mut command)
}

/// What a report names: the causes in their order, each with its confidence.
fn named(report: &Value) -> Vec<(String, String)> {
    let diagnosis = &report["diagnosis"];
    let others = diagnosis["others"].as_array().into_iter().flatten();
    let findings =
        Some(&diagnosis["root"]).filter(|root| !root.is_null()).into_iter().chain(others);
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    findings.map(|one| (text(&one["cause"]), text(&one["confidence"]))).collect()
}

/// The reports of the groups of packs, each with its group.
fn reports(faults: &[&'static Fault]) -> Result<Vec<(Vec<&'static str>, Value)>, String> {
    let mut reports = Vec::new();
    for group in groups(faults) {
        let ended = run(&group, faults, &[]);
        let label = label(faults);
        let report: Value =
            serde_json::from_str(&ended.stdout).map_err(|_| format!("{label}: {}", ended.all()))?;
        wrong_and_confirmed(faults, &report)?;
        reports.push((group, report));
    }
    Ok(reports)
}

fn label(faults: &[&'static Fault]) -> String {
    faults.iter().map(|fault| fault.id).collect::<Vec<_>>().join(" + ")
}

/// Nothing may be confirmed but what is broken.
fn wrong_and_confirmed(faults: &[&'static Fault], report: &Value) -> Result<(), String> {
    let true_causes: Vec<&str> = faults.iter().filter_map(|fault| fault.cause).collect();
    let wrong: Vec<String> = named(report)
        .into_iter()
        .filter(|(cause, sure)| sure == "confirmed" && !true_causes.contains(&cause.as_str()))
        .map(|(cause, _)| cause)
        .collect();
    if wrong.is_empty() {
        return Ok(());
    }
    Err(format!("WRONG AND CONFIRMED under {}: {}", label(faults), wrong.join(", ")))
}

/// Whether the cause of a fault is in the table, or there is none to be named.
fn written(fault: &Fault) -> bool {
    fault.cause.is_none_or(|cause| CAUSES.iter().any(|row| row.id == cause))
}

/// The faults whose causes are written. A test of its own says which are not.
fn known() -> Vec<&'static Fault> {
    FAULTS.iter().copied().filter(|fault| written(fault)).collect()
}

/// Faults beside which another shows in some way, and nothing that a client sees tells what it is.
const HIDDEN: &[(&str, &[&str], &str)] = &[
    (
        "token-opaque",
        &[
            "scope-missing",
            "scope-dropped",
            "scope-not-requested",
            "token-expired",
            "id-token",
            "times-in-milliseconds",
            "audience-wrong",
            "keys-unreachable",
        ],
        "it stands in the token, or is looked up for its signature, and only the issuer can read it",
    ),
    (
        "id-token",
        &["scope-missing", "scope-dropped", "scope-not-requested"],
        "an ID token carries no scopes, whatever the client is granted",
    ),
    ("secret-wrong", &["region-sounds-like-secret"], "no region issues a token to a wrong secret"),
    (
        "secret-with-line-break",
        &["region-sounds-like-secret"],
        "no region issues a token to a wrong secret",
    ),
    (
        "secret-percent-encoded",
        &["region-sounds-like-secret"],
        "no region issues a token to a wrong secret",
    ),
    (
        "client-inactive",
        &["region-sounds-like-secret", "client-of-another-region"],
        "no region issues a token to a client that is inactive",
    ),
    (
        "client-disabled",
        &["region-sounds-like-secret", "client-of-another-region"],
        "no region issues a token to a client that is disabled",
    ),
    (
        "grant-not-allowed",
        &["region-sounds-like-secret", "client-of-another-region"],
        "no region issues a token by a grant that is not allowed",
    ),
    (
        "rate-limited",
        &["region-sounds-like-secret"],
        "who is asked for fewer requests asks no other region",
    ),
];

/// Why a fault need not be named in this run.
fn hidden(fault: &Fault, beside: &Fault, report: &Value) -> Option<&'static str> {
    let listed = HIDDEN
        .iter()
        .find(|(front, behind, _)| *front == beside.id && behind.contains(&fault.id))
        .map(|(_, _, why)| *why);
    let heard = |words: &str| {
        let checks = report["checks"].as_array().into_iter().flatten();
        let saw = checks.map(|check| &check["saw"]);
        let experiments = report["diagnosis"]["experiments"].as_array().into_iter().flatten();
        // A token that no server can accept has a signature that does not verify.
        let own = experiments.filter(|one| one["kind"] != "invalid-token");
        let mut said = saw.chain(own.map(|one| &one["answer"])).filter_map(Value::as_str);
        said.any(|said| said.contains(words))
    };
    listed.or_else(|| match fault.id {
        // A call whose refusal names its reason is not repeated.
        "cluster-disagrees" if !heard("could not be verified") => Some("no such node was heard"),
        // It is no fault of a token to be opaque, but of an API to want another.
        "token-opaque" if !heard("token is malformed") => Some("no API was asked to read it"),
        _ => None,
    })
}

/// Does the same with every item, four at a time, and fails with all that went wrong.
fn for_all<T: Sync>(items: &[T], work: impl Fn(&T) -> Result<(), String> + Sync) {
    let next = AtomicUsize::new(0);
    let worker = || {
        let mut wrong = Vec::new();
        while let Some(item) = items.get(next.fetch_add(1, Ordering::Relaxed)) {
            wrong.extend(work(item).err());
        }
        wrong
    };
    let mut wrong: Vec<String> = std::thread::scope(|scope| {
        let workers: Vec<_> = (0..4).map(|_| scope.spawn(worker)).collect();
        workers.into_iter().flat_map(|worker| worker.join().expect("a worker")).collect()
    });
    // What is wrong and confirmed comes first: capital letters sort before small ones.
    wrong.sort();
    assert!(wrong.is_empty(), "{} of {} are wrong\n{}", wrong.len(), items.len(), wrong.join("\n"));
}

/// The cause of a fault stands first, confirmed or likely, wherever the fault shows.
fn named_first(fault: &Fault, label: &str, faults: &[&'static Fault]) -> Result<(), String> {
    for (group, report) in reports(faults)? {
        if !fault.packs.iter().any(|pack| group.contains(pack)) {
            continue;
        }
        let named = named(&report);
        let (cause, sure) = named.first().cloned().unwrap_or_default();
        let sure = matches!(sure.as_str(), "confirmed" | "likely");
        if fault.cause.is_some() && !(sure && Some(cause.as_str()) == fault.cause) {
            let wanted = fault.cause;
            return Err(format!("{label}: {wanted:?} is wanted first, named are {named:?}"));
        }
    }
    Ok(())
}

#[test]
fn every_cause_that_a_fault_names_is_written() {
    let missing: BTreeMap<&str, &str> = FAULTS
        .iter()
        .filter(|fault| !written(fault))
        .filter_map(|fault| Some((fault.id, fault.cause?)))
        .collect();
    assert!(missing.is_empty(), "causes that are not written yet, by fault: {missing:#?}");
}

#[test]
fn every_fault_alone_is_named_first() {
    for_all(&known(), |fault| named_first(fault, fault.id, &[fault]));
}

/// How often each fault is met in the pairs that `cargo test` runs. CI runs all of them (`WHY401_ALL_PAIRS=1`), which
/// takes minutes.
const SOME: usize = 4;

#[test]
fn two_faults_of_which_neither_masks_the_other_are_both_named() {
    let mut pairs = Vec::new();
    let known = known();
    for (index, one) in known.iter().copied().enumerate() {
        for other in known[index + 1..].iter().copied() {
            let masked = one.masks().contains(&other.id) || other.masks().contains(&one.id);
            // Two of which no pack sees both are each as it is alone.
            let meet = one.packs.iter().any(|pack| other.packs.contains(pack));
            if meet && !masked {
                pairs.push([one, other]);
            }
        }
    }
    assert!(pairs.len() > 100, "only {} pairs", pairs.len());
    if std::env::var_os("WHY401_ALL_PAIRS").is_none() {
        let mut met: BTreeMap<&str, usize> = BTreeMap::new();
        pairs.retain(|pair| {
            let rare = pair.iter().any(|one| met.get(one.id).is_none_or(|times| *times < SOME));
            if rare {
                pair.iter().for_each(|one| *met.entry(one.id).or_default() += 1);
            }
            rare
        });
    }
    for_all(&pairs, |pair| {
        let reports = reports(pair)?;
        let named: Vec<_> = reports.iter().flat_map(|(_, report)| named(report)).collect();
        for (fault, beside) in [(pair[0], pair[1]), (pair[1], pair[0])] {
            let found = named.iter().any(|(cause, _)| Some(cause.as_str()) == fault.cause);
            let mut hidden = reports.iter().filter_map(|(_, report)| hidden(fault, beside, report));
            if fault.cause.is_some() && !found && hidden.next().is_none() {
                let (label, cause) = (label(pair), fault.cause);
                return Err(format!("{label}: {cause:?} is not named, named are {named:?}"));
            }
        }
        Ok(())
    });
}

/// That nothing of a masked fault can be seen is proven beside the simulator, for every pair; the program
/// is run on some of them: every fault masks once, and is masked once.
#[test]
fn of_two_faults_the_one_that_masks_the_other_is_named_first() {
    let mut pairs = BTreeSet::new();
    let known = known();
    for (index, fault) in known.iter().enumerate() {
        let mut masks = fault.masks();
        masks.retain(|behind| known.iter().any(|one| one.id == *behind));
        // Not always the same neighbour: they go round.
        pairs.extend(masks.get(index % masks.len().max(1)).map(|behind| (fault.id, *behind)));
        let fronts: Vec<_> =
            known.iter().filter(|front| front.masks().contains(&fault.id)).collect();
        pairs.extend(fronts.get(index % fronts.len().max(1)).map(|front| (front.id, fault.id)));
    }
    let told = |front: &str, behind: &str| {
        let mut hidden = HIDDEN.iter().filter(|(beside, _, _)| *beside == behind);
        front != "slow" && !hidden.any(|(_, behind, _)| behind.contains(&front))
    };
    let pairs: Vec<_> = pairs.into_iter().filter(|(front, behind)| told(front, behind)).collect();
    for_all(&pairs, |(front, behind)| {
        let pair = sim::find([front, behind]).expect("both exist");
        let front = *pair.iter().find(|fault| fault.id == *front).expect("it is one of them");
        named_first(front, &format!("{} before {behind}", front.id), &pair)
    });
}

#[test]
fn a_healthy_run_names_nothing_whatever_harmless_option_is_given() {
    for args in [
        &[][..],
        &["--jobs", "1"],
        &["--jobs", "16"],
        &["--timeout", "30s"],
        &["--allow", "write"],
        &["--fail-on", "warn"],
        &["--set", "request_scopes=webchat:guest:write"],
        &["--tag", "token"],
        &["-v"],
    ] {
        let ended = run(&packs(&[]), &[], args).expect_code(0);
        let report = ended.json();
        assert_eq!(named(&report), [], "{args:?}");
        assert_eq!(report["diagnosis"]["unexplained"], serde_json::json!([]), "{args:?}");
    }
}

/// What the names of packs of the platform begin with that the simulator stands for by host names.
const PLATFORM: &str = "genesys-cloud/";

/// A run of these packs against a simulator of this process, as against any API.
fn against(simulator: &Simulator, fault: &Fault, packs: &[&str]) -> Value {
    let mut command = why401();
    command.arg("check").args(["--format", "json", "--allow", "write"]);
    command.args(packs).args(fault.args);
    for pack in packs {
        for (name, value) in simulator.inputs(pack) {
            let value = match &value {
                SimulatorInput::Text(text) => text,
                SimulatorInput::Secret(secret) => secret.expose(),
            };
            let variable = match (name, pack.starts_with(PLATFORM)) {
                ("client_id", _) => "CLIENT_ID",
                ("client_secret", _) => "CLIENT_SECRET",
                ("queue_id", _) => "GENESYS_QUEUE_ID",
                ("domain", true) => "GENESYSCLOUD_DOMAIN",
                ("organization_id", true) => "GENESYSCLOUD_ORGANIZATION_ID",
                ("integration_id", true) => "GENESYS_INTEGRATION_ID",
                ("deployment_id", true) => "GENESYS_DEPLOYMENT_ID",
                ("origin", true) => "GENESYS_ORIGIN",
                ("queue_name", true) => "GENESYS_QUEUE_NAME",
                // What no pack of the run asks for is a mistake.
                ("cdn_url" | "messaging_url", true) if !pack.ends_with("web-messaging") => continue,
                ("login_url", true) if pack.ends_with("web-messaging") => continue,
                ("login_url" | "api_url", true) if pack.ends_with("web-chat") => continue,
                ("guest_url", true) if !pack.ends_with("web-chat") => continue,
                ("login_url" | "api_url" | "cdn_url" | "messaging_url" | "guest_url", true) => {
                    command.args(["--set", &format!("{name}={value}")]);
                    continue;
                }
                ("api_url", false) => "WHY401_API_URL",
                ("jwks_url", false) => "WHY401_JWKS_URL",
                ("issuer", false) => "WHY401_ISSUER",
                ("expected_audience", false) => "WHY401_EXPECTED_AUDIENCE",
                _ => continue,
            };
            // The key set of the guest API is that of its own pack.
            if name != "jwks_url" || *pack == "guest-api" {
                command.env(variable, value);
            }
        }
    }
    if packs.iter().any(|pack| pack.starts_with(PLATFORM)) {
        let address = simulator.url().trim_start_matches("http://");
        command.args(["--connect-to", &format!("::{address}")]);
    }
    end(&mut command).json()
}

#[test]
fn once_a_fault_is_gone_the_same_run_is_green() {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build();
    let runtime = runtime.expect("a runtime");
    for_all(FAULTS, |fault| {
        // Inputs of one name are another's where the platform is another.
        let (platform, others): (Vec<&str>, Vec<&str>) =
            fault.packs.iter().partition(|pack| pack.starts_with(PLATFORM));
        for packs in [platform, others].into_iter().filter(|packs| !packs.is_empty()) {
            let options = Options { faults: vec![fault], ..Options::default() };
            let simulator = runtime.block_on(sim::start(options)).expect("a free port");
            let red = |report: &Value| {
                let count = |status: &str| report["summary"][status].as_u64().unwrap_or_default();
                count("fail") + count("warn") + count("error") + count("blocked")
            };
            if red(&against(&simulator, fault, &packs)) == 0 {
                return Err(format!("{} does not show on {packs:?}", fault.id));
            }
            simulator.break_by(&[]);
            let cured = against(&simulator, fault, &packs);
            if red(&cured) != 0 || !cured["diagnosis"]["root"].is_null() {
                let id = fault.id;
                return Err(format!("{id} is gone, and {packs:?} is not green: {cured:#}"));
            }
        }
        Ok(())
    });
}
