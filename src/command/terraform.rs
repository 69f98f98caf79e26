//! `--terraform PATH`: one more check for every OAuth client of the packs.

use std::path::Path as FilePath;
use std::sync::Arc;

use super::outcome::Failure;
use crate::model::{
    Credential, Effect, Expression, Identity, Matcher, Path, Setting, Settings, Severity, Source,
};
use crate::plan::{Condition, Expectation, Plan, PlannedCheck};
use crate::probe::{KINDS, Kind, open_terraform};

/// Adds the checks, once the path is known to be readable.
pub(super) fn add(path: Option<&FilePath>, plans: &mut [Plan]) -> Result<(), Failure> {
    let Some(path) = path else { return Ok(()) };
    let path = path.display().to_string();
    let found = open_terraform(&path).map_err(|problems| {
        let lines: Vec<String> =
            problems.iter().map(|problem| format!("error: --terraform: {problem}\n")).collect();
        Failure::usage(format!(
            "{}help: give a folder of .tf files, one of them, or a file with what `terraform show -json` \
             prints of a plan or a state",
            lines.concat()
        ))
    })?;
    // Reports point at the resource, where there is but one.
    let source = match &found.clients[..] {
        [only] => only.configuration.place.clone(),
        _ => None,
    };
    let source =
        source.unwrap_or_else(|| Source { file: Arc::from(path.as_str()), line: 1, column: 1 });
    let Some(kind) = KINDS.iter().copied().find(|kind| kind.name == "terraform") else {
        return Ok(());
    };
    for plan in plans {
        let used: Vec<String> = plan
            .identities
            .iter()
            .filter(|one| asks(plan, one))
            .map(|one| one.name.clone())
            .collect();
        for identity in &used {
            let alone = used.len() == 1 && plan.checks.iter().all(|check| check.id != "terraform");
            let id = if alone { "terraform".to_owned() } else { format!("terraform-{identity}") };
            plan.checks.push(check(kind, id, identity, &path, &source));
        }
    }
    Ok(())
}

/// Whether an identity is an OAuth client, and a check uses it.
fn asks(plan: &Plan, identity: &Identity) -> bool {
    let uses = |check: &PlannedCheck| {
        check.skip.is_none() && check.probe.identity() == Some(identity.name.as_str())
    };
    matches!(identity.credential, Credential::OAuth2(_)) && plan.checks.iter().any(uses)
}

fn check(
    kind: &'static Kind,
    id: String,
    identity: &str,
    path: &str,
    source: &Source,
) -> PlannedCheck {
    let setting =
        |name, text: &str| Setting { name, value: Expression::text(text), source: source.clone() };
    let settings = Settings(vec![setting("path", path), setting("identity", identity)]);
    let expect = (kind.demands)(&settings).into_iter().filter_map(|demand| {
        let matcher = Matcher {
            operator: demand.operator,
            expected: Expression::Literal(demand.expected),
            nested: Vec::new(),
            source: source.clone(),
        };
        // The demands stand in the code; a test parses each.
        Some(Expectation { path: Path::parse(demand.path).ok()?, matchers: vec![matcher] })
    });
    PlannedCheck {
        id,
        title: "the OAuth client in code is the one in use".to_owned(),
        severity: Severity::Error,
        effect: Effect::None,
        needs: Vec::new(),
        reads: Vec::new(),
        waits_for: Vec::new(),
        when: Condition::Always,
        skip: None,
        kind,
        expect: expect.collect(),
        probe: (kind.build)(&settings),
        read_by_others: Vec::new(),
        hints: Vec::new(),
        remedy: None,
        tags: Vec::new(),
        timeout: None,
        retry: None,
        cleanup: None,
        docs: None,
        source: source.clone(),
    }
}
