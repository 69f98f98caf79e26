//! What is read of real-looking files, and what is not; what is a difference, and what only looks like one.

use std::sync::Arc;

use proptest::prelude::*;
use serde_json::{Value, json};

use super::*;
use crate::model::ClientConfiguration;

fn file(name: &str, text: &str) -> TextFile {
    TextFile { name: Arc::from(name), text: text.to_owned() }
}

fn found(files: &[(&str, &str)]) -> Found {
    let files: Vec<TextFile> = files.iter().map(|(name, text)| file(name, text)).collect();
    read_code(&files)
}

fn only(files: &[(&str, &str)]) -> Client {
    let found = found(files);
    assert!(found.problems.is_empty(), "{:?}", found.problems);
    let [client] = &found.clients[..] else { panic!("{:?}", found.clients) };
    client.clone()
}

/// The client of one file with these arguments.
fn client(arguments: &str) -> Client {
    let text = format!("resource \"genesyscloud_oauth_client\" \"chat\" {{\n{arguments}\n}}\n");
    only(&[("main.tf", &text)])
}

fn configuration(arguments: &str) -> ClientConfiguration {
    client(arguments).configuration
}

fn texts(items: &[&str]) -> Vec<String> {
    items.iter().map(|&item| item.to_owned()).collect()
}

#[test]
fn scopes_are_read_however_they_are_written() {
    for (written, scopes) in [
        (r#"scopes = ["a", "b"]"#, vec!["a", "b"]),
        (r#"scopes=["a","b",]"#, vec!["a", "b"]),
        ("scopes = [\n  \"a\", # one\n  // two\n  \"b\" /* three */,\n]", vec!["a", "b"]),
        ("scopes = []", vec![]),
        ("scopes = [\n]", vec![]),
        (r#"scopes = ["a\"b", "\u00e9", "$${x}"]"#, vec!["a\"b", "é", "${x}"]),
        ("scopes = [<<-E\n    a\n    E\n  , \"b\"]", vec!["a ", "b"]),
        ("\u{20}\t scopes\t=\t[ \"a\" ]\r", vec!["a"]),
    ] {
        let is = configuration(written);
        assert_eq!(is.scopes, Some(texts(&scopes)), "{written}");
        assert!(is.unreadable.is_empty() && is.assumed.is_empty(), "{written}");
    }
}

#[test]
fn what_is_computed_is_unreadable_and_nothing_else_is_lost() {
    for computed in [
        "scopes = toset([\"a\"])",
        "scopes = concat([\"a\"], var.more)",
        "scopes = [for s in var.all : \"${s}:read\" if s != \"}\"]",
        "scopes = var.unknown",
        "scopes = local.unknown",
        "scopes = data.x.y.scopes",
        "scopes = var.on ? [\"a\"] : [\"b\"]",
        "scopes = [\"a\", var.unknown]",
        "scopes = [\"a-${upper(\"b\")}\"]",
        "scopes = flatten([\n  [\"a\"], # ]\n  [\"b\"],\n])",
        "scopes = [\"a\"][*]",
        "scopes = (\n  [\"a\"]\n)",
        "scopes = { a = 1 }",
        "scopes = jsondecode(<<E\n[\"}\"]\nE\n)",
        "scopes = true",
    ] {
        let is = configuration(&format!("{computed}\nstate = \"inactive\""));
        assert_eq!(is.scopes, None, "{computed}");
        assert_eq!(is.unreadable, ["scopes"], "{computed}");
        assert_eq!(is.state.as_deref(), Some("inactive"), "{computed}");
        assert!(is.excerpts.iter().all(|one| one.member != "scopes"), "{computed}");
    }
}

#[test]
fn what_is_null_or_left_out_is_not_known() {
    let is = configuration("name = \"n\"\nscopes = null");
    assert_eq!((is.scopes, is.grant, is.state, is.roles), (None, None, None, None));
    assert!(is.unreadable.is_empty());
}

#[test]
fn names_are_followed_as_far_as_they_stand_for_literals() {
    let main = r#"
        resource "genesyscloud_oauth_client" "chat" {
          name   = "${var.prefix}-chat"
          scopes = local.scopes
          authorized_grant_type = var.grant
          access_token_validity_seconds = local.hours
        }
        variable "prefix" { default = "acme" }
        variable "grant" {
          type    = string
          default = "CODE"
        }
        locals {
          scopes = ["a",
            "b"]
          hours = 3600 * 24
        }
    "#;
    let is = only(&[("main.tf", main)]).configuration;
    assert_eq!(is.name.as_deref(), Some("acme-chat"));
    assert_eq!(is.scopes, Some(texts(&["a", "b"])));
    assert_eq!(is.grant.as_deref(), Some("CODE"));
    assert_eq!(is.unreadable, ["token_lifetime"]);
    assert_eq!(is.assumed, ["name", "grant"], "what a variable says may be set otherwise");
    assert_eq!(is.excerpt("scopes").expect("a literal").place.line, 14);

    let values = ("terraform.tfvars", "grant = \"CLIENT-CREDENTIALS\"\n");
    let is = only(&[("main.tf", main), values]).configuration;
    assert_eq!(is.grant.as_deref(), Some("CLIENT-CREDENTIALS"));
}

#[test]
fn names_that_stand_for_each_other_end() {
    let is = only(&[(
        "main.tf",
        "locals {\n a = local.b\n b = local.a\n c = \"${local.c}${local.c}\"\n}\n\
         resource \"genesyscloud_oauth_client\" \"x\" {\n scopes = local.a\n name = local.c\n}\n",
    )])
    .configuration;
    assert_eq!(is.unreadable, ["name", "scopes"]);
}

#[test]
fn what_terraform_is_told_to_leave_alone_is_not_compared() {
    let is = configuration(
        "scopes = [\"x\"]\nstate = \"inactive\"\nlifecycle {\n ignore_changes = [scopes, name]\n}",
    );
    assert_eq!(is.unreadable, ["name", "scopes"]);
    assert_eq!((is.scopes, is.state.as_deref()), (None, Some("inactive")));
    let is = configuration("scopes = [\"x\"]\nlifecycle {\n ignore_changes = all\n}");
    assert_eq!((is.scopes, is.unreadable.len()), (None, 7));
    let none = "resource \"genesyscloud_oauth_client\" \"x\" {\n count = 0\n}\n";
    assert!(found(&[("main.tf", none)]).clients.is_empty());
}

#[test]
fn a_difference_from_the_default_of_a_variable_is_not_sure() {
    let main = "resource \"genesyscloud_oauth_client\" \"x\" {\n scopes = var.scopes\n}\n\
                variable \"scopes\" {\n default = [\"a\"]\n}\n";
    let sure = |files: &[(&str, &str)]| compare(&only(files), &used())[0].sure;
    assert!(!sure(&[("main.tf", main)]));
    assert!(sure(&[("main.tf", main), ("terraform.tfvars", "scopes = [\"a\"]\n")]));
}

#[test]
fn the_resource_of_the_thread_is_read_and_named_as_one_that_does_not_exist() {
    let text = "resource \"genesyscloud_oauthclient\" \"guest_chat\" {\n  name = \"guest-chat-integration\"\n  \
                type = \"confidential\"\n  scopes = [\n    \"webchat:guest:write\",\n    \"conversation:webchat\"\n  ]\n  \
                redirect_uris = [\"https://your-domain/callback\"]\n}\n";
    let is = only(&[("main.tf", text)]).configuration;
    assert_eq!(is.resource_type_exists, Some(false));
    assert_eq!(is.scopes, Some(texts(&["webchat:guest:write", "conversation:webchat"])));
    let [difference] = &is.differences[..] else { panic!("{:?}", is.differences) };
    let change = difference.change.as_ref().expect("a change");
    assert_eq!(
        change.now,
        "resource \"genesyscloud_oauthclient\" \"guest_chat\" {\n  type = \"confidential\"\n  \
         redirect_uris = [\"https://your-domain/callback\"]\n"
    );
    assert_eq!(
        change.then,
        "resource \"genesyscloud_oauth_client\" \"guest_chat\" {\n  \
         authorized_grant_type = \"CLIENT-CREDENTIALS\"\n  \
         registered_redirect_uris = [\"https://your-domain/callback\"]\n"
    );
}

#[test]
fn json_syntax_says_the_same() {
    let text = r#"{
  "//": "made by a program",
  "resource": {
    "genesyscloud_oauth_client": {
      "chat": {
        "name": "n",
        "scopes": [
          "a"
        ],
        "roles": [ { "role_id": "r-1", "division_id": "*" } ],
        "authorized_grant_type": "${var.grant}"
      }
    }
  },
  "variable": { "grant": { "default": "CODE" } }
}"#;
    let is = only(&[("main.tf.json", text)]).configuration;
    assert_eq!(is.scopes, Some(texts(&["a"])));
    assert_eq!(is.grant.as_deref(), Some("CODE"));
    assert_eq!(is.roles, Some(vec![("r-1".to_owned(), "*".to_owned())]));
    let excerpt = is.excerpt("scopes").expect("lines");
    assert_eq!((excerpt.place.line, excerpt.place.column), (7, 1));
    assert_eq!(
        with_items(&excerpt.text, &texts(&["b"])).as_deref(),
        Some("        \"scopes\": [\n          \"a\",\n          \"b\"\n        ],\n")
    );
}

#[test]
fn roles_are_read_where_they_are_ids() {
    let is = configuration(
        "roles {\n role_id = \"r-1\"\n division_id = \"d-1\"\n}\nroles {\n role_id = \"r-2\"\n}",
    );
    let pair = |one: &str, two: &str| (one.to_owned(), two.to_owned());
    assert_eq!(is.roles, Some(vec![pair("r-1", "d-1"), pair("r-2", "home")]));
    for computed in [
        "roles {\n role_id = genesyscloud_auth_role.x.id\n}",
        "dynamic \"roles\" {\n for_each = var.roles\n content {\n role_id = roles.value\n }\n}",
    ] {
        let is = configuration(computed);
        assert_eq!((is.roles, is.unreadable), (None, texts(&["roles"])), "{computed}");
    }
}

#[test]
fn secrets_in_a_file_are_known_as_such_and_quoted_nowhere() {
    let found = found(&[(
        "main.tf",
        "resource \"genesyscloud_oauth_client\" \"x\" {\n client_secret = \"Zk3vQ9xT7bLw2mHs\"\n state = \"active\"\n}\n",
    )]);
    assert_eq!(found.secrets.len(), 1);
    assert!(!format!("{:?}", found.clients).contains("Zk3vQ9"));
}

#[test]
fn secrets_in_comments_are_quoted_nowhere_and_comments_stay() {
    let is = configuration(
        "scopes = [\n  \"a\", # was Bearer aJdvugb8k1kwnOovm2qX6LXTctJksYvdzcoXPrRDi\n  \"b\", \
         // secret: correct horse battery\n  \"c:d#e\", # read by the shop since 2024, see ticket 4711\n]",
    );
    let shown = format!("{is:?}");
    assert!(!shown.contains("aJdvugb8") && !shown.contains("correct horse"), "{shown}");
    let excerpt = &is.excerpt("scopes").expect("lines").text;
    assert_eq!(
        with_items(excerpt, &texts(&["f"])).expect("a list"),
        "scopes = [\n  \"a\", # was Bearer (secret)\n  \"b\", // (a comment that speaks of a secret)\n  \
         \"c:d#e\", # read by the shop since 2024, see ticket 4711\n  \"f\",\n]\n"
    );
    // Numbers, ids and references are no secrets, whatever the argument is called.
    for argument in [
        "access_token_validity_seconds = \"86400\"",
        "authorized_grant_type = var.client_secret_grant_v2",
        "scopes = [\"a1b2c3d4e5f6a7b8c9\"]",
    ] {
        let text = format!("{:?}", configuration(argument).excerpts);
        assert!(!text.contains("(secret)"), "{text}");
    }
}

#[test]
fn lines_that_hold_more_than_one_thing_are_not_quoted() {
    let text = r#"{"resource":{"genesyscloud_oauth_client":{"x":{"client_secret":"Zk3vQ9xT7bLw2mHs","scopes":["a"]}}}}"#;
    let is = only(&[("main.tf.json", text)]).configuration;
    assert_eq!(is.scopes, Some(texts(&["a"])));
    assert!(is.excerpts.is_empty());
}

#[test]
fn a_broken_file_is_named_with_its_place() {
    for (text, at) in [
        ("resource \"a\" \"b\" {\n  x = 1\n", "main.tf:1:1: this block is not closed"),
        ("a = [1, 2\n", "main.tf:1:5: `[` is not closed"),
        ("a = \"x\nb = 1\n", "main.tf:1:5: the text is not closed"),
        ("a {\n  = 1\n}\n", "main.tf:2:3: a name was expected here"),
        ("/* a\n", "main.tf:1:1: the comment is not closed"),
        ("a =\n", "main.tf:1:4: a value was expected here"),
    ] {
        let found = found(&[("main.tf", text)]);
        let problems: Vec<String> = found.problems.iter().map(ToString::to_string).collect();
        assert_eq!(problems, [at], "{text}");
    }
}

#[test]
fn an_override_file_counts_and_modules_are_named() {
    let found = found(&[
        ("x_override.tf", "resource \"genesyscloud_oauth_client\" \"x\" {\n scopes = [\"b\"]\n}\n"),
        (
            "main.tf",
            "resource \"genesyscloud_oauth_client\" \"x\" {\n scopes = [\"a\"]\n}\nmodule \"oauth\" {\n source = \"./m\"\n}\n",
        ),
    ]);
    assert_eq!(found.clients[0].configuration.scopes, Some(texts(&["b"])));
    assert_eq!(found.modules, ["oauth"]);
}

#[test]
fn a_scope_is_added_and_nothing_else_changes() {
    for (now, then) in [
        ("  scopes = [\"a\"]\n", "  scopes = [\"a\", \"n\"]\n"),
        ("  scopes = [\"a\",]\n", "  scopes = [\"a\", \"n\",]\n"),
        ("  scopes = [ \"a\" ]  # why\n", "  scopes = [ \"a\", \"n\" ]  # why\n"),
        ("scopes = []\n", "scopes = [\"n\"]\n"),
        ("scopes = [\n]\n", "scopes = [\n  \"n\",\n]\n"),
        ("  scopes = [\n    \"a\",\n  ]\n", "  scopes = [\n    \"a\",\n    \"n\",\n  ]\n"),
        ("  scopes = [\n    \"a\"\n  ]\n", "  scopes = [\n    \"a\",\n    \"n\"\n  ]\n"),
        ("scopes = [\n\t\"a\", # , why\n]\n", "scopes = [\n\t\"a\", # , why\n\t\"n\",\n]\n"),
        ("scopes = [\n  \"a\" # , why\n]\n", "scopes = [\n  \"a\", # , why\n  \"n\"\n]\n"),
        ("scopes = [\n  \"a\", \"b\"\n]\n", "scopes = [\n  \"a\", \"b\",\n  \"n\"\n]\n"),
        ("scopes = [\"a\",\n  \"b\"]\n", "scopes = [\"a\",\n  \"b\", \"n\"]\n"),
        ("\"scopes\": [\"a\"],\n", "\"scopes\": [\"a\", \"n\"],\n"),
    ] {
        assert_eq!(with_items(now, &texts(&["n"])).as_deref(), Some(then), "{now}");
    }
    for other in ["scopes = var.scopes\n", "scopes = \"a\"\n", "a = []\nb = []\n", "", "{"] {
        assert_eq!(with_items(other, &texts(&["n"])), None, "{other}");
    }
    assert_eq!(
        with_items("s = []", &texts(&["${x}\"\n"])).as_deref(),
        Some(r#"s = ["$${x}\"\n"]"#)
    );
}

fn used() -> InUse {
    InUse {
        grant: "client_credentials".to_owned(),
        issued: true,
        carried: Some(texts(&["a", "b"])),
        lifetime: Some(86_399.0),
        scopes_apply: true,
        ..InUse::default()
    }
}

/// The differences between these arguments and what is in use: member, and whether it is sure.
fn differences(arguments: &str, used: &InUse) -> Vec<(String, bool)> {
    compare(&client(arguments), used).into_iter().map(|one| (one.member, one.sure)).collect()
}

#[test]
fn what_agrees_or_cannot_be_told_is_no_difference() {
    let asked_for_others = InUse { requested: texts(&["a", "b"]), ..used() };
    let opaque = InUse { carried: None, ..used() };
    let not_issued = InUse { issued: false, carried: None, lifetime: None, ..used() };
    let by_roles = InUse { scopes_apply: false, ..used() };
    for (arguments, used) in [
        ("scopes = [\"b\", \"a\"]", used()),
        ("scopes = [\"b\", \"a\", \"a\", \"openid\"]", used()),
        ("scopes = var.unknown", used()),
        ("", used()),
        ("scopes = [\"a\", \"b\", \"c\"]", asked_for_others),
        ("scopes = [\"x\"]", opaque),
        ("scopes = [\"x\"]", by_roles),
        (
            "scopes = [\"x\"]\nauthorized_grant_type = \"CODE\"\nstate = \"inactive\"",
            not_issued.clone(),
        ),
        // Two were asked for, and the file lacks one of them: it may be the one that is refused.
        (
            "scopes = [\"a\"]",
            InUse { requested: texts(&["a", "c"]), scopes_refused: true, ..not_issued },
        ),
        ("authorized_grant_type = \"CLIENT-CREDENTIALS\"", used()),
        ("authorized_grant_type = \"client_credentials\"", used()),
        ("state = \"active\"", used()),
        ("access_token_validity_seconds = 86400", used()),
        ("access_token_validity_seconds = \"86400\"", used()),
        ("registered_redirect_uris = [\"https://x\"]", used()),
    ] {
        assert_eq!(differences(arguments, &used), [], "{arguments}");
    }
}

#[test]
fn what_differs_is_said() {
    let asked = InUse { requested: texts(&["c"]), ..used() };
    let refused = InUse {
        requested: texts(&["c"]),
        issued: false,
        scopes_refused: true,
        carried: None,
        ..used()
    };
    for (arguments, used, member, sure) in [
        ("scopes = [\"a\"]", used(), "scopes", true),
        ("scopes = [\"a\", \"b\", \"c\"]", used(), "scopes", false),
        ("scopes = [\"a\", \"b\", \"c\"]", asked, "scopes", true),
        ("scopes = [\"c\"]", refused, "scopes", true),
        ("authorized_grant_type = \"CODE\"", used(), "grant", true),
        ("state = \"inactive\"", used(), "state", true),
        ("access_token_validity_seconds = 3600", used(), "token_lifetime", true),
    ] {
        assert_eq!(differences(arguments, &used), [(member.to_owned(), sure)], "{arguments}");
    }
    let change = |arguments: &str| compare(&client(arguments), &used())[0].change.clone();
    assert_eq!(change("  scopes = [\"a\"]").expect("a change").then, "  scopes = [\"a\", \"b\"]\n");
    assert_eq!(
        change("  state = \"inactive\" # off").expect("a change").then,
        "  state = \"active\" # off\n"
    );
    let lifetime = change("access_token_validity_seconds = 3600").expect("a change");
    assert_eq!(lifetime.then, "access_token_validity_seconds = 86399\n");
    assert_eq!(change("scopes = [\"a\", \"b\", \"c\"]"), None, "the code may be right");
}

#[test]
fn what_the_platform_says_is_held_against_the_code() {
    let record = json!({
        "id": "c-1", "authorizedGrantType": "CLIENT-CREDENTIALS", "state": "active", "secret": "s",
        "accessTokenValiditySeconds": 86400, "scope": [], "registeredRedirectUri": ["https://b", "https://a"],
        "roleDivisions": [{ "roleId": "r-1", "divisionId": "d-1" }],
    });
    let used = InUse { record: Some(record), ..InUse::default() };
    let same =
        "registered_redirect_uris = [\"https://a\", \"https://b\"]\nroles {\n role_id = \"r-1\"\n}";
    assert_eq!(differences(same, &used), [], "the home division has an id of its own");
    let other = "roles {\n role_id = \"r-1\"\n division_id = \"*\"\n}\nregistered_redirect_uris = [\"https://a\"]";
    let members = differences(other, &used);
    assert_eq!(members, [("roles".to_owned(), true), ("redirect_uris".to_owned(), true)]);
}

fn plan() -> Value {
    let values = |scopes: Value| {
        json!({ "name": "chat", "authorized_grant_type": "CLIENT-CREDENTIALS", "scopes": scopes,
                "roles": [{ "role_id": "r-1", "division_id": "d-1" }], "client_secret": "Zk3vQ9xT7bLw2mHs" })
    };
    let mut before = values(json!(["a"]));
    before["id"] = json!("c-1");
    json!({
        "format_version": "1.2", "terraform_version": "1.9.0",
        "planned_values": { "root_module": { "child_modules": [{ "address": "module.m", "resources": [{
            "address": "module.m.genesyscloud_oauth_client.chat", "mode": "managed",
            "type": "genesyscloud_oauth_client", "name": "chat", "values": values(json!(["a", "b"]))
        }]}]}},
        "resource_changes": [{ "address": "module.m.genesyscloud_oauth_client.chat",
            "type": "genesyscloud_oauth_client",
            "change": { "actions": ["update"], "before": before, "after": values(json!(["a", "b"])) } }],
    })
}

#[test]
fn a_plan_says_what_it_changes() {
    let found = read_output("plan.json", &plan()).expect("a plan");
    let [client] = &found.clients[..] else { panic!("{:?}", found.clients) };
    assert_eq!(client.configuration.client_id.as_deref(), Some("c-1"));
    let found_differences = compare(client, &InUse::default());
    let [difference] = &found_differences[..] else { panic!("{found_differences:?}") };
    assert_eq!(
        difference.text,
        "scopes of the plan plan.json: a b; the state has a: the change was not applied"
    );
    assert!(!found.secrets.is_empty());
    assert!(!format!("{:?}", found.clients).contains("Zk3vQ9"));
}

#[test]
fn states_are_read_in_both_forms() {
    let shown = json!({ "format_version": "1.0", "values": { "root_module": { "resources": [
        { "address": "genesyscloud_oauth_client.x", "mode": "managed", "type": "genesyscloud_oauth_client",
          "values": { "id": "c-1", "scopes": ["a"] } },
        { "address": "data.genesyscloud_oauth_client.y", "mode": "data", "type": "genesyscloud_oauth_client",
          "values": { "id": "c-2" } },
    ]}}});
    let raw = json!({ "version": 4, "lineage": "l", "resources": [
        { "mode": "managed", "type": "genesyscloud_oauth_client", "name": "x",
          "instances": [{ "attributes": { "id": "c-1", "scopes": ["a"] } }] } ]});
    for document in [shown, raw] {
        let found = read_output("state.json", &document).expect("a state");
        let [client] = &found.clients[..] else { panic!("{:?}", found.clients) };
        let is = &client.configuration;
        assert_eq!(is.address.as_deref(), Some("genesyscloud_oauth_client.x"));
        assert_eq!(
            (is.client_id.as_deref(), is.scopes.clone()),
            (Some("c-1"), Some(texts(&["a"])))
        );
    }
    for other in [json!({}), json!([]), json!({ "version": 3 }), json!("x"), json!(null)] {
        assert!(read_output("x.json", &other).is_none(), "{other}");
    }
}

#[test]
fn the_client_that_is_meant_is_chosen_or_nobody_is() {
    let named = |names: &[&str]| -> Found {
        let text: String = names
            .iter()
            .map(|name| format!("resource \"genesyscloud_oauth_client\" \"{name}\" {{\n}}\n"))
            .collect();
        found(&[("main.tf", &text)])
    };
    let address = |found: &Found, address: Option<&str>, id: Option<&str>| {
        choose(found, address, id)
            .map(|(client, _)| client.configuration.address.clone().expect("one"))
    };
    let one = named(&["a"]);
    assert_eq!(address(&one, None, Some("c-1")).as_deref(), Ok("genesyscloud_oauth_client.a"));
    let mut two = named(&["a", "b"]);
    assert!(address(&two, None, Some("c-1")).expect_err("two").contains("several"));
    let b = Some("genesyscloud_oauth_client.b");
    assert_eq!(address(&two, b, None).as_deref(), Ok("genesyscloud_oauth_client.b"));
    assert!(address(&two, Some("x.y"), None).expect_err("none").contains("there is no x.y"));
    two.clients[0].configuration.client_id = Some("c-1".to_owned());
    assert_eq!(address(&two, None, Some("c-1")).as_deref(), Ok("genesyscloud_oauth_client.a"));
    assert_eq!(
        address(&two, None, Some("c-2")).as_deref(),
        Ok("genesyscloud_oauth_client.b"),
        "the other one is known to be another client"
    );
    assert!(address(&named(&[]), None, None).expect_err("none").contains("there is no"));
}

proptest! {
    #[test]
    fn no_text_breaks_the_reader(text in "[\\PC\n\"{}$\\[\\]<=#/*,.a-e-]{0,80}") {
        for name in ["main.tf", "main.tf.json"] {
            let _ = found(&[(name, &text)]);
            let _ = found(&[(name, &format!("resource \"genesyscloud_oauth_client\" \"x\" {{\nscopes = {text}\n}}\n"))]);
        }
        let _ = with_items(&text, &["x".to_owned()]);
        let _ = with_value(&text, &json!(1));
    }

    #[test]
    fn a_list_that_gained_items_reads_back_with_them(
        items in prop::collection::vec("[a-z:\"${}\\\\é]{0,6}", 0..4),
        new in prop::collection::vec("[a-z:\"${}\\\\é]{1,6}", 1..3),
        lines in any::<bool>(), comma in any::<bool>(),
    ) {
        let quoted = |item: &String| Value::from(item.as_str()).to_string().replace("${", "$${").replace("%{", "%%{");
        let all: Vec<String> = items.iter().map(quoted).collect();
        let (open, between, close) = if lines { ("[\n  ", ",\n  ", "\n]") } else { ("[", ", ", "]") };
        let end = if comma && !all.is_empty() { "," } else { "" };
        let text = format!("scopes = {open}{}{end}{close}\n", all.join(between));
        let then = with_items(&text, &new).expect("a list");
        let expected: Vec<String> = items.iter().chain(&new).cloned().collect();
        prop_assert_eq!(configuration(&then).scopes, Some(expected), "{}", then);
    }
}

#[test]
fn deep_nesting_ends_in_an_error_and_not_in_the_stack() {
    for open in ["[", "{a=", "a {\n", "\"${", "(", "f("] {
        let text = format!("a = {}", open.repeat(100_000));
        assert!(!found(&[("main.tf", &text)]).problems.is_empty(), "{open}");
    }
}
