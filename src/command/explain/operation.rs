//! An operation of Genesys Cloud: what it does to a guest's message, and what a request must carry.

use serde_json::{Value, json};

use super::super::catalogue::Entry;
use super::super::outcome::Failure;
use super::asked::Asked;
use super::topics::{entry, platform, sentence};
use crate::model::printable;
use crate::provider::{
    Call, KNOWLEDGE, Note, Operation, PermissionMode, Removal, Security, Surety, TokenOf,
    operations, operations_at, operations_beside,
};

/// The operations that a call may be: one, or every method of a path.
///
/// # Errors
///
/// The platform has no such operation.
pub(super) fn about(asked: &Asked) -> Result<Vec<Entry>, Failure> {
    if let Some(call) = KNOWLEDGE.calls.iter().find(|call| is_call(call, asked)) {
        return Ok(vec![of_call(call, asked)]);
    }
    let mut found = operations_at(&asked.path);
    let mut path = asked.path.clone();
    if found.is_empty() && !path.starts_with("/api/") {
        path = format!("/api/v2{path}");
        found = operations_at(&path);
    }
    let named = found.first().is_some_and(|one| one.path == path);
    if !named && let Some(myth) = belief(asked, &path) {
        return Ok(vec![myth]);
    }
    let methods: Vec<String> = found.iter().map(|one| one.method.clone()).collect();
    if let Some(method) = &asked.method {
        found.retain(|one| one.method == *method);
    }
    if found.is_empty() {
        return Err(Failure::usage(unknown(asked, &path, &methods)));
    }
    Ok(found.iter().map(|one| of_operation(one, asked, &path)).collect())
}

/// What stands for the domain of the region, where the host tells it.
fn domain(asked: &Asked) -> Option<&'static str> {
    platform()?.domain(asked.host.as_deref()?)
}

/// A text with the domain of the region filled in, where it is known.
fn located(text: &str, asked: &Asked) -> String {
    domain(asked).map_or_else(|| text.to_owned(), |domain| text.replace("{domain}", domain))
}

/// Whether a call is one of the endpoints beside the Platform API.
fn is_call(call: &Call, asked: &Asked) -> bool {
    let Some((method, url)) = call.call.split_once(' ') else { return false };
    let (scheme, rest) = url.split_once("://").unwrap_or(("", url));
    let (host, path) = rest.split_once('/').unwrap_or((rest, ""));
    let kind = host.split('.').next();
    let fits =
        |(part, asked): (&str, &str)| part == asked || part.starts_with('{') && !asked.is_empty();
    let asked_path = asked.path.trim_start_matches('/');
    let same = path.split('/').count() == asked_path.split('/').count()
        && path.split('/').zip(asked_path.split('/')).all(fits);
    let here = match &asked.host {
        Some(host) => domain(asked).is_some() && host.split('.').next() == kind,
        // `/v1` alone may be anything.
        None => scheme == "https",
    };
    same && here && asked.method.as_ref().is_none_or(|asked| asked == method)
}

fn of_call(call: &Call, asked: &Asked) -> Entry {
    let mut docs = format!("{}\n\n- Credential: {}.\n", sentence(&call.does), call.credential);
    docs.push_str(&format!("- {}\n", sentence(&call.note)));
    docs.push_str(&source("calls"));
    let id = located(&call.call, asked);
    let json = json!({
        "id": id, "exists": true, "platform": "genesys-cloud", "title": call.title, "does": call.does,
        "credential": call.credential, "note": call.note,
    });
    entry("endpoint of Genesys Cloud", id, sentence(&call.title), docs, json)
}

/// A path that is believed in, and is not there.
fn belief(asked: &Asked, path: &str) -> Option<Entry> {
    let platform = platform()?;
    let myth = platform.myth_of_path(path)?;
    let truth = located(&myth.truth, asked);
    let json = json!({
        "id": path, "exists": false, "platform": platform.id, "truth": truth,
    });
    let docs = format!("{}\n{}{}", sentence(&truth), elsewhere(asked), source("myths"));
    Some(entry(
        "belief that does not hold",
        path.to_owned(),
        format!("{} has no such call.", platform.name),
        docs,
        json,
    ))
}

/// That a host is not one of the platform's, or not the one that serves the API.
fn elsewhere(asked: &Asked) -> String {
    let Some(host) = &asked.host else { return String::new() };
    match domain(asked) {
        None => format!(
            "\n{host} is not a host of Genesys Cloud: what is said here holds for the operation of Genesys Cloud at this path. A gateway may ask for something else.\n"
        ),
        Some(domain) if *host != format!("api.{domain}") => {
            format!("\nThe Platform API is at api.{domain}, not at {host}.\n")
        }
        Some(_) => String::new(),
    }
}

fn of_operation(operation: &Operation, asked: &Asked, path: &str) -> Entry {
    let call = operation.call();
    let note = KNOWLEDGE.note(&call);
    let removal = if operation.removed { KNOWLEDGE.removal(&operation.path) } else { None };
    let title = match note {
        Some(note) => sentence(&note.does),
        None => "An operation of the Platform API of Genesys Cloud.".to_owned(),
    };
    let mut lines = Vec::new();
    if operation.removed || operation.deprecated {
        lines.push(state(operation, removal));
    }
    if let Some(guest) = note.and_then(|note| note.guest.as_ref()) {
        lines.push(format!("A guest's message: {guest}."));
    }
    lines.push(format!("Credential: {}.", credential(operation, note)));
    if let Some(scopes) = scopes(operation) {
        lines.push(format!("Scopes: {scopes}"));
    }
    if matches!(operation.security, Security::OAuth(_)) {
        lines.push(format!("Permissions: {}", permissions(operation)));
    }
    let instead = instead(note, removal);
    if !instead.is_empty() {
        let shown: Vec<String> =
            instead.iter().map(|one| format!("`{}`", located(one, asked))).collect();
        let (first, others) =
            shown.split_first().map_or(("", &[][..]), |(first, rest)| (first, rest));
        let others: String = others.iter().map(|one| format!(" or {one}")).collect();
        lines.push(format!("What is probably meant instead: {first}{others}."));
    }
    if matches!(operation.security, Security::OAuth(_)) && !operation.removed {
        lines.push("Refusals: 401 where the token is not accepted; 403 where a permission, its division or a scope is missing.".to_owned());
    }
    let mut docs = String::new();
    for line in lines {
        docs.push_str(&format!("- {line}\n"));
    }
    docs.push_str(&elsewhere(asked));
    for (part, name) in doubtful(path, &operation.path) {
        docs.push_str(&format!(
            "\n`{part}` is read as `{{{name}}}`: the platform has no path that names it.\n"
        ));
    }
    docs.push_str(&source("operations"));
    let json = as_json(operation, note, removal, &instead);
    entry("operation of Genesys Cloud", call, title, docs, json)
}

/// What a request must carry.
fn credential(operation: &Operation, note: Option<&Note>) -> String {
    match (&operation.security, note.and_then(|note| note.token)) {
        (Security::None, _) => "none; no Authorization header at all".to_owned(),
        (Security::GuestJwt, _) => {
            "the JWT of the guest, which beginning the chat gave; an OAuth token is the wrong one".to_owned()
        }
        (Security::WebMessagingJwt, _) => {
            "the short-lived JWT of the guest's session of web messaging; an OAuth token is the wrong one"
                .to_owned()
        }
        (Security::Unknown, _) => "not known".to_owned(),
        (Security::OAuth(_), Some(TokenOf::Client)) => {
            "an access token of a client (client credentials); a user's is refused".to_owned()
        }
        (Security::OAuth(_), Some(TokenOf::User)) => {
            "an access token of a user; it is not valid for the client credentials grant".to_owned()
        }
        (Security::OAuth(_), None) => {
            "an OAuth access token, of a client (client credentials) or of a user; some operations take only one of them, and the definition does not say which".to_owned()
        }
    }
}

fn scopes(operation: &Operation) -> Option<String> {
    let Security::OAuth(scopes) = &operation.security else { return None };
    let when = "only for tokens of users, and only where the organization enforces scopes: for client credentials scopes do not apply at all";
    Some(match scopes.as_deref() {
        None => format!("not known; they count {when}."),
        Some([]) => "none.".to_owned(),
        Some([one]) => format!("`{one}`, {when}."),
        Some(several) => format!("any one of {}, {when}.", listed(several)),
    })
}

fn permissions(operation: &Operation) -> String {
    let held = "a role gives them, in a division that covers the object";
    match (operation.permission_mode, operation.permissions.as_slice()) {
        (PermissionMode::None, _) => "none.".to_owned(),
        (PermissionMode::Unknown, _) | (_, []) => "not known.".to_owned(),
        (_, [one]) => format!("`{one}`; a role gives it, in a division that covers the object."),
        (PermissionMode::All, several) => format!("ALL of {}; {held}.", listed(several)),
        (PermissionMode::Any, several) => format!("ANY one of {}; {held}.", listed(several)),
    }
}

fn listed(names: &[String]) -> String {
    names.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ")
}

fn state(operation: &Operation, removal: Option<&Removal>) -> String {
    if !operation.removed {
        return "Deprecated.".to_owned();
    }
    match removal {
        Some(removal) => {
            let before = removal.deprecated.as_ref().map(|day| format!(", deprecated since {day}"));
            format!(
                "REMOVED from the API by {} ({}){}: what a call is answered today is not known, probably 404.",
                removal.removed, removal.what, before.unwrap_or_default()
            )
        }
        None => "REMOVED from the API: the newest definition does not have it, and since when is not known.".to_owned(),
    }
}

fn instead(note: Option<&Note>, removal: Option<&Removal>) -> Vec<String> {
    let mut calls: Vec<String> = note.map(|note| note.instead.clone()).unwrap_or_default();
    calls.extend(removal.map(|removal| removal.instead.clone()).unwrap_or_default());
    calls
}

/// Words of a path that stand where a parameter is expected, and look like a name rather than an id.
fn doubtful(path: &str, template: &str) -> Vec<(String, String)> {
    let word = |part: &str| part.len() <= 30 && part.chars().all(|c| c.is_ascii_lowercase());
    let pairs = path.split('/').zip(template.split('/'));
    let found = pairs.filter_map(|(part, name)| {
        let name = name.strip_prefix('{')?.strip_suffix('}')?;
        word(part).then(|| (part.to_owned(), name.to_owned()))
    });
    found.collect()
}

/// Where the facts are from, as a last line.
pub(super) fn source(table: &str) -> String {
    let Some(table) = KNOWLEDGE.table(table) else { return String::new() };
    format!(
        "\nSource: {} ({}, confidence {}).\n",
        table.source,
        table.date,
        table.confidence.as_str()
    )
}

fn as_json(
    operation: &Operation,
    note: Option<&Note>,
    removal: Option<&Removal>,
    instead: &[String],
) -> Value {
    let credential = match operation.security {
        Security::None => "none",
        Security::OAuth(_) => "oauth",
        Security::GuestJwt => "guest-jwt",
        Security::WebMessagingJwt => "webmessaging-jwt",
        Security::Unknown => "unknown",
    };
    let mode = match operation.permission_mode {
        PermissionMode::All => "all",
        PermissionMode::Any => "any",
        PermissionMode::None => "none",
        PermissionMode::Unknown => "unknown",
    };
    let token = note.and_then(|note| note.token).map(|token| match token {
        TokenOf::Client => "client",
        TokenOf::User => "user",
    });
    let scopes = match &operation.security {
        Security::OAuth(scopes) => json!(scopes),
        Security::None | Security::GuestJwt | Security::WebMessagingJwt => json!([]),
        Security::Unknown => Value::Null,
    };
    let table = KNOWLEDGE.table("operations");
    json!({
        "id": operation.call(), "exists": !operation.removed, "platform": "genesys-cloud",
        "method": operation.method, "path": operation.path,
        "removed": operation.removed, "removed_by": removal.map(|removal| &removal.removed),
        "deprecated": operation.deprecated, "deprecated_since": removal.and_then(|removal| removal.deprecated.as_ref()),
        "credential": credential, "token_of": token, "scopes": scopes,
        "permission_mode": mode, "permissions": operation.permissions,
        "does": note.map(|note| &note.does), "guest": note.and_then(|note| note.guest.as_ref()),
        "instead": instead,
        "date": table.map(|table| table.date.to_string()),
        "confidence": note.and_then(|note| note.confidence).or(table.map(|table| table.confidence)).map(Surety::as_str),
    })
}

/// That there is no such operation, and which are near.
fn unknown(asked: &Asked, path: &str, methods: &[String]) -> String {
    let call = printable(&asked.call());
    let mut near = operations_beside(path);
    if near.is_empty() && path.starts_with("/api/v2/") && asked.path == path {
        near = operations();
    }
    near.retain(|one| !one.removed);
    let help = if !methods.is_empty() {
        format!("at this path it has {}", methods.join(", "))
    } else if near.is_empty() {
        "the operations of Genesys Cloud begin with /api/v2/ and are written like `GET /api/v2/routing/queues/{queueId}`".to_owned()
    } else {
        let mut ranked: Vec<(f64, String)> = near
            .iter()
            .map(|one| {
                let other = asked.method.as_ref().is_some_and(|method| *method != one.method);
                (
                    strsim::normalized_levenshtein(&one.path, path)
                        - if other { 0.02 } else { 0.0 },
                    one.call(),
                )
            })
            .collect();
        ranked.sort_by(|a, b| b.0.total_cmp(&a.0));
        let best: Vec<String> =
            ranked.into_iter().take(3).map(|(_, call)| format!("`{call}`")).collect();
        format!("did you mean {}?", best.join(", "))
    };
    format!("error: Genesys Cloud has no operation `{call}`\nhelp: {help}")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(thing: &str) -> Vec<Entry> {
        about(&Asked::read(thing).expect("a call")).expect("known")
    }

    #[test]
    fn an_operation_says_what_a_request_must_carry() {
        let found = told("POST /api/v2/conversations/messages");
        assert_eq!(found.len(), 1);
        let one = &found[0];
        assert!(one.title.contains("outbound"), "{}", one.title);
        for words in [
            "A guest's message: cannot be sent",
            "`conversation:message:create`",
            "Scopes: `conversations`, only for tokens of users",
            "`POST /api/v2/conversations/messages/{integrationId}/inbound/open/message` or `wss://webmessaging.{domain}/v1`",
        ] {
            assert!(one.docs.contains(words), "{words}: {}", one.docs);
        }
        let any = &told("GET /api/v2/routing/queues/1234-5678/members?pageSize=1")[0];
        assert!(any.docs.contains("ANY one of `routing:queue:view`"), "{}", any.docs);
        assert!(!any.docs.contains("is read as"), "{}", any.docs);
        let all = &told("GET https://api.mypurecloud.de/api/v2/routing/queues/{queueId}")[0];
        assert_eq!(
            (all.json["permission_mode"].as_str(), all.json["credential"].as_str()),
            (Some("all"), Some("oauth"))
        );
        assert!(
            !all.docs.contains("not a host") && !all.docs.contains("Platform API is at"),
            "{}",
            all.docs
        );
    }

    #[test]
    fn without_a_method_every_method_is_told() {
        let ids: Vec<String> =
            told("/api/v2/routing/queues/{queueId}").into_iter().map(|one| one.id).collect();
        assert_eq!(ids.len(), 3, "{ids:?}");
    }

    #[test]
    fn what_was_removed_says_so_and_what_took_its_place() {
        let chat = &told("POST https://api.mypurecloud.de/api/v2/webchat/guest/conversations")[0];
        for words in [
            "REMOVED from the API by 2026-08-15",
            "deprecated since 2025-03-22",
            "none; no Authorization header",
            "wss://webmessaging.mypurecloud.de/v1",
        ] {
            assert!(chat.docs.contains(words), "{words}: {}", chat.docs);
        }
        assert_eq!(chat.json["exists"], false);
        assert!(!chat.docs.contains("Permissions:"), "{}", chat.docs);
        let message = &told("POST /api/v2/webchat/guest/conversations/1/members/2/messages")[0];
        assert!(message.docs.contains("the JWT of the guest"), "{}", message.docs);
        let old = &told("POST /api/v2/conversations/messages/inbound/open")[0];
        assert!(old.docs.contains("Deprecated.") && !old.docs.contains("REMOVED"), "{}", old.docs);
    }

    #[test]
    fn beliefs_and_other_hosts_are_named_as_such() {
        let token = &told("POST https://api.mypurecloud.de/api/v2/oauth/token")[0];
        assert_eq!(token.what, "belief that does not hold");
        assert!(token.docs.contains("https://login.mypurecloud.de/oauth/token"), "{}", token.docs);
        // It fits the path of a conversation by its id, and is believed to be a call of its own.
        assert_eq!(
            told("POST /api/v2/conversations/messaging")[0].what,
            "belief that does not hold"
        );
        let real = &told("POST https://login.mypurecloud.de/oauth/token")[0];
        assert_eq!(real.what, "endpoint of Genesys Cloud");
        assert_eq!(real.id, "POST https://login.mypurecloud.de/oauth/token");
        let gateway = &told("https://chat.example.com/api/v2/tokens/me")[0];
        assert!(
            gateway.docs.contains("chat.example.com is not a host of Genesys Cloud"),
            "{}",
            gateway.docs
        );
        let login = &told("GET https://login.mypurecloud.de/api/v2/tokens/me")[0];
        assert!(login.docs.contains("at api.mypurecloud.de, not at login"), "{}", login.docs);
        let word = &told("GET /api/v2/routing/queues/mine")[0];
        assert!(word.docs.contains("`mine` is read as `{queueId}`"), "{}", word.docs);
    }

    #[test]
    fn what_is_not_there_names_what_is_near() {
        let failed = |thing: &str| {
            about(&Asked::read(thing).expect("a call"))
                .err()
                .map(|failure| failure.message)
                .unwrap_or_default()
        };
        assert!(failed("PATCH /api/v2/routing/queues/1").contains("it has DELETE, GET, PUT"));
        let misspelt = failed("POST /api/v2/conversatons/messages");
        assert!(
            misspelt.contains("did you mean `POST /api/v2/conversations/messages`"),
            "{misspelt}"
        );
        let near = failed("GET /api/v2/routing/queus");
        assert!(near.contains("did you mean `GET /api/v2/routing/queues`"), "{near}");
        assert!(failed("GET /something/else").contains("begin with /api/v2/"));
        let chat = failed("https://webmessaging.example.com/v1");
        assert!(chat.contains("has no operation `/v1`"), "{chat}");
    }
}
