//! The table equals the folder; every remedy renders, with nothing known and with everything.

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};

use super::*;
use crate::model::RemedyReport;

/// Every particular that a remedy may be given.
fn everything() -> Map<String, Value> {
    let first = json!({
        "algorithm": "HS256",
        "attempts": [{ "pack": "genesys-cloud/queue", "what": "reading a queue" }],
        "audience": ["https://other.example"],
        "call": "GET https://api.example/queues/1",
        "claim": "guest_id",
        "claims": ["tenant", "role"],
        "client_auth": "basic",
        "client_auth_that_works": "post",
        "client_id": "client-1",
        "correlation": "c-1",
        "domain": "mypurecloud.de",
        "expected_algorithm": "RS256",
        "expected_audience": ["https://api.example"],
        "expected_issuer": "https://issuer.example/",
        "expected_tenant": "tenant-2",
        "expired_ago": "1 h",
        "fault": "dns",
        "final_url": "https://api.example/v2/",
        "flaw": "has its scheme twice",
        "grant": "client_credentials",
        "granted_scopes": ["conversation:read", "guest:access"],
        "host": "api.example",
        "name": "api.example",
        "issuer": "https://issuer.example",
    });
    let second = json!({
        "listed": ["GET /api/v2/queues"],
        "key_id": "2026-11",
        "keys_url": "https://issuer.example/jwks",
        "known_keys": ["2026-10"],
        "missing_scopes": ["webchat:guest:write"],
        "nodes": ["node-3"],
        "offset_seconds": -300,
        "origin": "https://www.example",
        "packs": ["genesys-cloud/oauth-client", "genesys-cloud/queue"],
        "permissions": ["routing:queue:view"],
        "named": ["routing:queue:view"],
        "computed": ["routing:queue:view"],
        "conditional": ["routing:queue:view"],
        "misnamed": ["routing:queue:search"],
        "one_of": true,
        "needs": [{
            "call": "GET /api/v2/routing/queues",
            "permissions": ["routing:queue:view", "routing:queue:search"],
            "any": true,
            "date": "2026-07-19",
        }],
        "queue_id": "q-1",
        "region": "eu-central-1",
        "region_hosts": ["mypurecloud.de", "mypurecloud.com"],
        "requested_scopes": ["conversation:read"],
        "retry_after": "7",
        "sent_as": "JSON",
        "status": 503,
        "tenant": "tenant-1",
        "token_kind": "opaque",
        "token_url": "https://login.example/oauth/token",
        "truths": ["/api/v2/oauth/token: not there"],
        "url": "https://api.example/",
        "wanted_actor": "user",
        "wants": "the JWT of a guest",
        "wanted_scopes": "queue:read",
        "whose_clock": "machine",
    });
    let mut members = Map::new();
    for part in [first, second] {
        let Value::Object(part) = part else { unreachable!("objects are written above") };
        members.extend(part);
    }
    members
}

fn is_whole(report: &RemedyReport) {
    let RemedyReport { id, title, who, text } = report;
    assert!(!who.is_empty() && !title.is_empty(), "{id}");
    for part in [title, who, text] {
        for leftover in ["{{", "}}", "{%", "%}", "`none`", "undefined", "[]"] {
            let empty_task = leftover == "[]" && part.contains("[]string{");
            assert!(!part.contains(leftover) || empty_task, "{id} has {leftover}: {part}");
        }
        assert!(!part.contains("  ") || part == text, "{id}: {part}");
        assert!(!part.replace("```", "").contains("``"), "{id} has an empty name: {part}");
        assert_eq!(part.trim(), part, "{id}");
    }
    let mut fence: Option<&str> = None;
    let mut last_block = "";
    for line in text.lines() {
        let trimmed = line.trim();
        assert!(!["-", "*", "1."].contains(&trimmed), "{id} has an empty bullet");
        if let Some(info) = trimmed.strip_prefix("```") {
            match fence.take() {
                None => {
                    assert!(!info.is_empty(), "{id} has a fence without a language");
                    if last_block.ends_with(" now") {
                        let then = last_block.replace(" now", " then");
                        assert_eq!(info, then, "{id}: `now` must be followed by `then`");
                    }
                    fence = Some(info);
                }
                Some(open) => last_block = open,
            }
        }
    }
    assert!(fence.is_none(), "{id} has a fence that is not closed");
    assert!(!last_block.ends_with(" now"), "{id} ends in `now`");
    assert!(!text.contains("\n\n\n"), "{id}");
}

#[test]
fn the_table_equals_the_folder() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/src/remedy");
    let files: BTreeSet<String> = std::fs::read_dir(folder)
        .expect("the source is there")
        .filter_map(|entry| entry.ok()?.file_name().into_string().ok())
        .filter_map(|name| name.strip_suffix(".md").map(str::to_owned))
        .collect();
    let table: BTreeSet<String> = REMEDIES.iter().map(|remedy| remedy.id.to_owned()).collect();
    assert_eq!(files, table);
    assert_eq!(table.len(), REMEDIES.len(), "an id stands twice");
}

#[test]
fn every_front_matter_is_known_and_complete() {
    for remedy in REMEDIES {
        assert!(remedy.file.starts_with("---\n"), "{}", remedy.id);
        for line in remedy.parts().0.lines() {
            let key = line.split_once(": ").expect("key: value").0;
            assert!(
                ["title", "who", "applies_to", "not_on"].contains(&key),
                "{}: {key}",
                remedy.id
            );
        }
        assert!(remedy.front_matter("title").is_some(), "{}", remedy.id);
        assert!(remedy.front_matter("who").is_some(), "{}", remedy.id);
        assert!(remedy.body().len() > 100, "{}", remedy.id);
        for platform in remedy.applies_to().chain(remedy.not_on()) {
            assert_eq!(platform, "genesys-cloud", "{}", remedy.id);
        }
    }
}

#[test]
fn every_remedy_renders_with_nothing_known_and_with_everything() {
    for remedy in REMEDIES {
        let nothing = render(remedy.id, &Map::new()).expect("known");
        is_whole(&nothing);
        let all = everything();
        is_whole(&render(remedy.id, &all).expect("known"));
        let mut on_platform = all.clone();
        on_platform.insert("platform".to_owned(), json!("genesys-cloud"));
        is_whole(&render(remedy.id, &on_platform).expect("known"));
        for name in all.keys() {
            let mut without = all.clone();
            without.remove(name);
            is_whole(&render(remedy.id, &without).expect("known"));
            let only = Map::from_iter([(name.clone(), all[name].clone())]);
            is_whole(&render(remedy.id, &only).expect("known"));
        }
        for fault in ["refused", "timeout", "proxy", "tls"] {
            let mut other = all.clone();
            other.insert("fault".to_owned(), json!(fault));
            other.insert("client_auth".to_owned(), json!("post"));
            other.insert("whose_clock".to_owned(), json!("server"));
            other.insert("wanted_actor".to_owned(), json!("application"));
            other.insert("requested_scopes".to_owned(), json!([]));
            other.insert("granted_scopes".to_owned(), json!([]));
            is_whole(&render(remedy.id, &other).expect("known"));
        }
    }
}

#[test]
fn a_template_that_fails_is_not_shown_as_if_it_had_worked() {
    for remedy in REMEDIES {
        let report = render(remedy.id, &everything()).expect("known");
        assert!(!report.text.contains("why401 explain add-") || remedy.id.starts_with("add-"));
        assert_ne!(report.text, format!("See `why401 explain {}`.", remedy.id));
        assert_ne!(report.title, remedy.id);
    }
}

#[test]
fn the_scope_is_shown_for_console_terraform_and_token_request() {
    let report = render("add-oauth-scope", &everything()).expect("known");
    assert!(report.title.contains("webchat:guest:write"));
    for section in ["## Admin console", "## Terraform", "## Token request"] {
        assert!(report.text.contains(section), "{section}");
    }
    let before = "```hcl now\nscopes = [\n  \"conversation:read\",\n  \"guest:access\",\n]\n```";
    let after = "```hcl then\nscopes = [\n  \"conversation:read\",\n  \"guest:access\",\n  \"webchat:guest:write\",\n]\n```";
    assert!(report.text.contains(before), "{}", report.text);
    assert!(report.text.contains(after), "{}", report.text);
    for language in
        ["```sh then", "```python then", "```javascript then", "```csharp then", "```go then"]
    {
        assert!(report.text.contains(language), "{language}");
    }
    assert!(report.text.contains("--data-urlencode scope='conversation:read webchat:guest:write'"));

    let nothing = render("add-oauth-scope", &Map::new()).expect("known");
    assert!(!nothing.text.contains(" now\n"), "{}", nothing.text);
}

#[test]
fn a_remedy_that_cannot_work_on_a_platform_says_so() {
    let works = |id: &str, platform| find(id).expect("known").works_on(platform);
    assert!(works("add-oauth-scope", None));
    assert!(!works("add-oauth-scope", Some("genesys-cloud")));
    assert!(works("add-oauth-scope-genesys-cloud", Some("genesys-cloud")));
    assert!(!works("add-oauth-scope-genesys-cloud", None));
    assert!(works("fix-client-secret", Some("genesys-cloud")));
    assert!(works("fix-client-secret", None));
    assert_eq!(find("no-such-remedy"), None);
}

/// What belongs to one vendor is never shown where another's platform is in evidence, and where none is it
/// says whose it is.
#[test]
fn an_act_on_one_platform_is_not_shown_on_another() {
    for remedy in REMEDIES {
        for vendor in ["auth0", "entra", "genesys-cloud", "github", "google", "keycloak", "okta"]
            .into_iter()
            .chain(["salesforce", "slack", "twilio", "zendesk"])
        {
            assert!(is_platform(vendor), "{vendor}");
            if !remedy.works_on(Some(vendor)) {
                continue;
            }
            for mut known in [Map::new(), everything()] {
                known.insert("platform".to_owned(), json!(vendor));
                let report = render(remedy.id, &known).expect("known");
                is_whole(&report);
                let all = format!("{}\n{}\n{}", report.title, report.who, report.text);
                for line in all.lines() {
                    let named = named_in(line);
                    assert!(
                        named.is_empty() || named.contains(&vendor),
                        "{} on {vendor} speaks of {named:?}: {line}",
                        remedy.id
                    );
                }
                assert!(!report.text.is_empty(), "{} has nothing to say on {vendor}", remedy.id);
            }
        }
    }
}
