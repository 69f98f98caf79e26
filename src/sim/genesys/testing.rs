//! What the tests of this platform share.

use serde_json::{Value, json};

use super::super::testing::{FORM, GRANT, Reply, own_basic, send};
use super::address::Region;
use crate::sim::Simulator;

/// Calls a service of the region where the client lives, as a client does that takes one base URL only.
pub(super) async fn ask(
    simulator: &Simulator,
    method: &str,
    path: &str,
    headers: &[(&str, &str)],
    body: &str,
) -> Reply {
    send(simulator, method, &format!("/genesys-cloud/north{path}"), headers, body).await
}

/// Asks the login host of a region for a token.
pub(super) async fn login(simulator: &Simulator, region: Region, basic: &str, form: &str) -> Reply {
    let path = format!("/genesys-cloud/{}/login/oauth/token", region.name());
    send(simulator, "POST", &path, &[FORM, ("authorization", basic)], form).await
}

/// A token of the client.
pub(super) async fn token(simulator: &Simulator) -> String {
    let reply = login(simulator, Region::North, &own_basic(), GRANT).await;
    assert_eq!(reply.status, 200, "{}", reply.body);
    reply.json()["access_token"].as_str().expect("a token").to_owned()
}

/// Calls the Platform API with a token.
pub(super) async fn api(
    simulator: &Simulator,
    method: &str,
    path: &str,
    token: &str,
    body: &str,
) -> Reply {
    let bearer = format!("Bearer {token}");
    let headers = [super::super::testing::JSON, ("authorization", bearer.as_str())];
    ask(simulator, method, &format!("/api{path}"), &headers, body).await
}

/// The schemas of answers, as the API definition has them.
const ANSWERS: &str = include_str!("answer-schemas.json");

/// Holds a body to the schema of that name. What the definition does not spell out may be anything.
pub(super) fn hold(name: &str, body: &Value) {
    let mut text = ANSWERS.to_owned();
    let mut definitions: Value = serde_json::from_str(&text).expect("the schemas are JSON");
    let references =
        text.split("\"#/definitions/").skip(1).filter_map(|rest| rest.split('"').next());
    let unknown: Vec<String> =
        references.filter(|name| definitions.get(name).is_none()).map(ToOwned::to_owned).collect();
    text.clear();
    for name in unknown {
        definitions[name] = json!({});
    }
    assert!(definitions.get(name).is_some(), "there is no schema {name}");
    let schema = json!({ "$ref": format!("#/definitions/{name}"), "definitions": definitions });
    let validator = jsonschema::validator_for(&schema).expect("a schema");
    let problems: Vec<String> =
        validator.iter_errors(body).map(|one| format!("{}: {one}", one.instance_path())).collect();
    assert!(problems.is_empty(), "{name}: {problems:?} in {body}");
}
