//! Scopes that answers tell in headers: which the token has, and which the call accepts.

use super::*;
use crate::model::Confidence::{Confirmed, Likely, Possible};

/// A call that was answered so, with these scopes granted and accepted.
fn answered(status: u16, message: &str, granted: &str, accepted: &str) -> Vec<CheckResult> {
    let url = "https://api.github.com/orgs/acme/teams";
    let mut answer = refusal(url, status, "", message);
    if let Some(error) = &mut answer.error {
        error.vendor = Some("github".to_owned());
    }
    answer.headers = vec![
        ("x-oauth-scopes".to_owned(), granted.to_owned()),
        ("x-accepted-oauth-scopes".to_owned(), accepted.to_owned()),
    ];
    vec![called("call", answer)]
}

#[test]
fn none_of_the_accepted_scopes_is_granted() {
    for (status, message, granted, accepted, known) in [
        (403, "Forbidden", "gist", "admin:org, read:org", Some(Likely)),
        (403, "Forbidden", "", "repo", Some(Likely)),
        // What is not found may not exist.
        (404, "Not Found", "gist", "repo", Some(Possible)),
        (403, "insufficient scope", "gist", "repo", Some(Confirmed)),
        // Any of them suffices, and some hold others.
        (403, "Forbidden", "gist, read:org", "admin:org, read:org", None),
        (403, "Forbidden", "repo", "public_repo", None),
        (403, "Forbidden", "repo", "repo:status", None),
        (403, "Forbidden", "admin:org", "read:org", None),
        (403, "Forbidden", "user", "read:user", None),
        (403, "Forbidden", "public_repo", "repo", Some(Likely)),
        (403, "Forbidden", "read:org", "admin:org", Some(Likely)),
        (403, "Forbidden", "admin:org", "read:repo_hook", Some(Likely)),
        // Nothing is demanded, or it is refused for another reason.
        (403, "Forbidden", "gist", "", None),
        (401, "Bad credentials", "gist", "repo", None),
        (403, "Resource protected by organization SAML enforcement.", "gist", "repo", None),
        (403, "API rate limit exceeded for user ID 1.", "gist", "repo", None),
        (422, "Validation Failed", "gist", "repo", None),
        (500, "Server Error", "gist", "repo", None),
    ] {
        let checks = answered(status, message, granted, accepted);
        assert_eq!(
            sure("scope-missing", &checks),
            known,
            "{status} {message}: {granted}|{accepted}"
        );
    }
}

#[test]
fn the_names_are_said_and_one_alone_is_what_is_missing() {
    let one = finding("scope-missing", &answered(403, "Forbidden", "gist", "repo"));
    assert!(one.title.contains("the scope repo"), "{}", one.title);
    assert!(one.particulars.contains(&("missing_scopes", serde_json::json!(["repo"]))));
    let several = finding("scope-missing", &answered(403, "Forbidden", "", "admin:org, read:org"));
    assert!(several.title.contains("one of the scopes admin:org or read:org"), "{}", several.title);
    assert!(!several.particulars.iter().any(|(name, _)| *name == "missing_scopes"));
    // One header alone says nothing.
    let mut checks = answered(403, "Forbidden", "gist", "repo");
    if let crate::model::Fact::Exchange(exchange) = &mut checks[0].facts[0] {
        exchange.headers.remove(0);
    }
    assert_eq!(sure("scope-missing", &checks), None);
}
