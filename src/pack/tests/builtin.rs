//! The packs that are part of the binary.

use std::collections::BTreeSet;

use super::super::{BUILTIN, Selection, open, select};
use super::{REMEDIES, World, parse};
use crate::model::{Credential, Effect, SkipReason};
use crate::plan::Plan;

fn plan(name: &str, world: &World) -> Plan {
    let pack = parse(&open(name).expect("built in"), REMEDIES, super::CAUSES)
        .unwrap_or_else(|problems| panic!("{}", problems.render(false)));
    world.plan(&pack).unwrap_or_else(|problems| panic!("{}", problems.render(false)))
}

fn runs(plan: &Plan) -> Vec<&str> {
    plan.checks.iter().filter(|check| check.skip.is_none()).map(|check| check.id.as_str()).collect()
}

fn guest() -> World {
    World::default()
        .env("WHY401_API_URL", "https://api.example.com/")
        .env("CLIENT_ID", "client")
        .env("CLIENT_SECRET", "s3cret-value")
}

#[test]
fn every_pack_is_in_order_and_called_by_its_name() {
    let mut names = BTreeSet::new();
    for builtin in BUILTIN {
        assert!(names.insert(builtin.name), "{} stands twice", builtin.name);
        let pack = parse(&open(builtin.name).expect("built in"), REMEDIES, super::CAUSES)
            .unwrap_or_else(|problems| panic!("{}", problems.render(false)));
        assert_eq!(pack.name, builtin.name);
        assert_eq!(&*pack.file, format!("builtin:{}", builtin.name));
        for check in &pack.checks {
            assert!(check.remedies().iter().all(|remedy| REMEDIES.contains(remedy)));
        }
        for input in &pack.inputs {
            assert!(input.help.is_some(), "{}: {} says nothing", builtin.name, input.name);
        }
    }
}

#[test]
fn every_pack_of_the_folder_is_in_the_table() {
    fn packs(folder: &std::path::Path, found: &mut Vec<String>) {
        for entry in std::fs::read_dir(folder).expect("a folder") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                packs(&path, found);
            } else if let Ok(text) = std::fs::read_to_string(&path)
                && path.extension().is_some_and(|extension| extension == "yaml")
                && text.contains("\nchecks:\n")
            {
                found.push(text);
            }
        }
    }
    let mut found = Vec::new();
    packs(std::path::Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/checks")), &mut found);
    let mut embedded: Vec<String> = BUILTIN.iter().map(|builtin| builtin.text.to_owned()).collect();
    found.sort();
    embedded.sort();
    assert!(found == embedded, "checks/ holds {} packs, the table {}", found.len(), embedded.len());
}

#[test]
fn the_guest_pack_runs_its_clock_whatever_becomes_of_the_token() {
    let mut plan = plan("guest-api", &guest());
    select(std::slice::from_mut(&mut plan), &Selection::default()).expect("nothing wrong");
    assert_eq!(runs(&plan), ["token-fetch", "token-scopes", "guest-context", "clock-skew"]);
    let clock = plan.checks.iter().find(|check| check.id == "clock-skew").expect("there");
    assert!(clock.needs.is_empty() && clock.waits_for.is_empty());
    let post = plan.checks.iter().find(|check| check.id == "message-post").expect("there");
    assert_eq!((post.effect, &post.skip), (Effect::Write, &Some(SkipReason::Effect)));
    assert_eq!(plan.hosts.iter().collect::<Vec<_>>(), ["api.example.com:443"]);
    let Credential::OAuth2(oauth2) = &plan.identities[0].credential else { panic!("oauth2") };
    assert!(oauth2.scopes.is_none(), "no scope parameter is sent unless one is asked for");
    let crate::model::Expression::Literal(url) = &oauth2.token_url else { panic!("a URL") };
    assert_eq!(url, "https://api.example.com/api/v2/oauth/token");
}

#[test]
fn the_guest_pack_runs_all_when_all_is_known_and_allowed() {
    let world = guest().set("queue_id", "q-1").set("jwks_url", "https://keys.example.com/jwks");
    let mut plan = plan("guest-api", &world);
    let selection = Selection { allow_write: true, ..Selection::default() };
    select(std::slice::from_mut(&mut plan), &selection).expect("nothing wrong");
    assert_eq!(runs(&plan).len(), plan.checks.len());
    assert_eq!(
        plan.hosts.iter().collect::<Vec<_>>(),
        ["api.example.com:443", "keys.example.com:443"]
    );
    assert_eq!(world.custody.count(), 1);
}

#[test]
fn the_oidc_pack_asks_only_the_issuer_by_itself() {
    let world = World::default()
        .env("WHY401_ISSUER", "https://login.example.com/")
        .env("CLIENT_ID", "client")
        .env("CLIENT_SECRET", "s3cret-value");
    let plan = plan("oidc/client-credentials", &world);
    assert_eq!(plan.hosts.iter().collect::<Vec<_>>(), ["login.example.com:443"]);
    let skipped: Vec<&str> = plan
        .checks
        .iter()
        .filter(|check| check.skip.is_some())
        .map(|check| check.id.as_str())
        .collect();
    assert_eq!(skipped, ["token-audience"]);
    let needs = |id: &str| {
        let check = plan.checks.iter().find(|check| check.id == id).expect("there");
        check.needs.iter().map(|one| plan.checks[*one].id.as_str()).collect::<Vec<_>>()
    };
    assert_eq!(needs("token"), ["discovery"]);
    assert_eq!(needs("signature"), ["discovery"]);
    assert_eq!(needs("introspection"), ["discovery", "token"]);
    assert_eq!(needs("clock-skew"), Vec::<&str>::new());
    let introspection =
        plan.checks.iter().find(|check| check.id == "introspection").expect("there");
    assert_eq!(introspection.effect, Effect::Read);
    let Credential::OAuth2(oauth2) = &plan.identities[0].credential else { panic!("oauth2") };
    assert!(oauth2.scopes.is_none() && oauth2.audience.is_none() && oauth2.resource.is_none());
}
