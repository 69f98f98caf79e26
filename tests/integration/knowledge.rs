//! `explain` on what is known of Genesys Cloud and of OAuth, and `list knowledge`: what exists, what is believed in,
//! and what is not known.

use serde_json::Value;

use crate::world::run;

/// What is told of a thing, for programs.
fn told(thing: &str) -> Vec<Value> {
    let told = run(&["explain", thing, "--format", "json"]).expect_code(0).json();
    let told = told.as_array().expect("a list").clone();
    for one in &told {
        let names: Vec<&String> = one.as_object().expect("an object").keys().collect();
        assert_eq!(names, ["what", "id", "title", "docs", "entry"], "{thing}");
        assert_eq!(one["entry"]["id"], one["id"], "{thing}");
    }
    told
}

#[test]
fn an_operation_is_told_as_it_is_written_by_people() {
    for thing in [
        "GET /api/v2/routing/queues/{queueId}",
        "GET /api/v2/routing/queues/7c2a9f34-61de-4d0b-9a57-0c8e5b1f2d60?expand=x",
        "get https://api.mypurecloud.de/api/v2/routing/queues/7c2a9f34-61de-4d0b-9a57-0c8e5b1f2d60",
    ] {
        let told = told(thing);
        assert_eq!(told.len(), 1, "{thing}");
        let entry = &told[0]["entry"];
        assert_eq!(entry["id"], "GET /api/v2/routing/queues/{queueId}", "{thing}");
        assert_eq!(entry["credential"], "oauth");
        assert_eq!(entry["permission_mode"], "all");
        assert_eq!(entry["permissions"], serde_json::json!(["routing:queue:view"]));
        assert_eq!(entry["scopes"], serde_json::json!(["routing", "routing:readonly"]));
        assert_eq!((&entry["exists"], &entry["deprecated"]), (&true.into(), &false.into()));
    }
    let methods: Vec<Value> =
        told("/api/v2/tokens/me").into_iter().map(|one| one["entry"]["method"].clone()).collect();
    assert_eq!(methods, ["DELETE", "GET", "HEAD"]);
}

#[test]
fn what_a_guest_needs_is_told_apart() {
    let post = &told("POST /api/v2/conversations/messages")[0]["entry"];
    let instead = post["instead"].to_string();
    assert!(
        instead.contains("inbound/open/message") && instead.contains("wss://webmessaging"),
        "{post}"
    );
    let open = &told("POST /api/v2/conversations/messages/1-2/inbound/open/message")[0]["entry"];
    assert_eq!((&open["token_of"], &open["instead"]), (&"client".into(), &serde_json::json!([])));
    let chat = &told("POST /api/v2/webchat/guest/conversations")[0]["entry"];
    assert_eq!((&chat["credential"], &chat["exists"]), (&"none".into(), &false.into()));
    assert_eq!(
        (&chat["removed_by"], &chat["deprecated_since"]),
        (&"2026-08-15".into(), &"2025-03-22".into())
    );
    let messages = &told("/api/v2/webchat/guest/conversations/1/messages")[0]["entry"];
    assert_eq!(messages["credential"], "guest-jwt");
}

#[test]
fn a_belief_that_does_not_hold_is_never_said_to_exist() {
    for thing in [
        "webchat:guest:write",
        "conversation:write",
        "guest:access",
        "POST /api/v2/oauth/token",
        "https://api.mypurecloud.com/api/v2/conversations/messaging",
        "acme.mypurecloud.com",
        "X-Guest-Id",
    ] {
        let told = told(thing);
        assert_eq!(told.len(), 1, "{thing}");
        assert_eq!(told[0]["what"], "belief that does not hold", "{thing}");
        assert_eq!(told[0]["entry"]["exists"], false, "{thing}");
    }
    let scope = run(&["explain", "webchat:guest:write"]).expect_code(0).stdout;
    for words in ["scopes do not apply at all", "guest-api", "ordinary scope"] {
        assert!(scope.contains(words), "{words}: {scope}");
    }
    // The near miss: it is there, and is what is believed to be missing.
    for thing in
        ["conversations", "POST https://login.mypurecloud.com/oauth/token", "api.mypurecloud.com"]
    {
        assert!(
            told(thing).iter().all(|one| one["what"] != "belief that does not hold"),
            "{thing}"
        );
    }
}

#[test]
fn codes_permissions_and_places_are_told() {
    for (thing, what, words) in [
        (
            "conversation:message:create",
            "permission of Genesys Cloud",
            "POST /api/v2/conversations/messages",
        ),
        ("bad.credentials", "error code of Genesys Cloud", "of another region"),
        ("insufficient_scope", "error code of OAuth", "RFC 6750"),
        ("mypurecloud.de", "region of Genesys Cloud", "login.mypurecloud.de"),
        ("eu-central-1", "region of Genesys Cloud", "login.mypurecloud.de"),
        ("login.mypurecloud.de", "host of Genesys Cloud", "issues tokens"),
        ("4029", "code of Genesys Cloud web messaging", "WebSocket"),
    ] {
        let told = told(thing);
        let one = told
            .iter()
            .find(|one| one["what"] == what)
            .unwrap_or_else(|| panic!("{thing}: {told:?}"));
        assert!(one["docs"].to_string().contains(words), "{thing}: {one}");
    }
}

#[test]
fn what_is_not_known_is_an_error_that_names_what_is_near() {
    for (thing, words) in [
        ("GET /api/v2/routing/queus", "did you mean `GET /api/v2/routing/queues`"),
        ("PATCH /api/v2/routing/queues/1", "it has DELETE, GET, PUT"),
        ("GET /nothing/of/this/kind", "begin with /api/v2/"),
        ("converzations", "did you mean conversations"),
        ("bad.credential", "did you mean bad.credentials"),
        ("orders:read", "neither such a scope nor such a permission"),
        ("eu-central-9", "eu-central-1"),
    ] {
        let ended = run(&["explain", thing]).expect_code(2);
        assert_eq!(ended.stdout, "", "{thing}");
        assert!(ended.stderr.contains(words), "{thing}: {}", ended.stderr);
    }
}

#[test]
fn a_credential_in_a_url_is_not_repeated() {
    let word = "kX9-not-to-be-shown";
    let url = format!("https://me:{word}@api.mypurecloud.de/api/v2/nothing?access_token={word}");
    let ended = run(&["explain", &url]).expect_code(2);
    assert!(!ended.all().contains(word), "{}", ended.all());
    let url = format!("https://me:{word}@api.mypurecloud.de/api/v2/tokens/me?access_token={word}");
    let ended = run(&["explain", &url]).expect_code(0);
    assert!(!ended.all().contains(word), "{}", ended.all());
}

#[test]
fn every_table_of_facts_shows_where_it_is_from_and_how_old_it_is() {
    let listed = run(&["list", "knowledge", "--format", "json"]).expect_code(0).json();
    let rows = listed.as_array().expect("a list");
    let of = |id: &str| {
        rows.iter().find(|row| row["id"] == id).unwrap_or_else(|| panic!("{id}: {rows:?}"))
    };
    assert_eq!((&of("regions")["rows"], &of("operations")["rows"]), (&18.into(), &3397.into()));
    for row in rows {
        assert!(
            row["age_days"].is_i64() && row["source"].as_str().is_some_and(|text| !text.is_empty()),
            "{row}"
        );
    }
    let table = run(&["list", "knowledge"]).expect_code(0).stdout;
    assert!(
        table.contains("days") && table.contains("high") && table.contains("2026-07-19"),
        "{table}"
    );
}
