//! Scopes and permissions of Genesys Cloud, and those that are believed in.

use serde_json::json;

use super::super::catalogue::Entry;
use super::operation::source;
use super::topics::{entry, platform, sentence};
use crate::provider::{Operation, PermissionMode, operations, scopes};

/// So many operations are shown to people; programs get all.
const SHOWN: usize = 12;

/// The scope and the permission of this name.
pub(super) fn about(name: &str) -> Vec<Entry> {
    let name = name.trim_matches(['`', '\'', '"']);
    let mut found = Vec::new();
    found.extend(scope(name));
    found.extend(belief(name));
    found.extend(permission(name));
    found
}

fn scope(name: &str) -> Option<Entry> {
    let row = scopes().find(|row| row.scope.eq_ignore_ascii_case(name))?;
    let all = operations();
    let takes: Vec<&Operation> =
        all.iter().filter(|one| one.scopes().iter().any(|scope| scope == row.scope)).collect();
    let reads = row.scope.ends_with(":readonly");
    let other = match row.scope.strip_suffix(":readonly") {
        Some(broad) => broad.to_owned(),
        None => format!("{}:readonly", row.scope),
    };
    let other = scopes().find(|row| row.scope == other).map(|row| row.scope);
    let mut docs = format!(
        "- {} operations take it; where an operation names several scopes, one is enough.\n",
        row.operations
    );
    if let Some(other) = other {
        let how = if reads { "reads and writes" } else { "only reads" };
        docs.push_str(&format!("- `{other}` {how}.\n"));
    }
    docs.push_str("- It counts for tokens of users, and only where the organization enforces scopes, which is off unless switched on. For client credentials scopes do not apply at all: roles and divisions do.\n");
    docs.push_str("- Where it counts and is missing, the answer is a 403 `app.not.authorized.for.scope`, never a 401.\n");
    docs.push_str(&list("It is taken by", &takes));
    docs.push_str(&source("scopes"));
    let title = if reads { "Reads, and changes nothing." } else { "A scope of Genesys Cloud." };
    let json = json!({
        "id": row.scope, "exists": true, "platform": "genesys-cloud", "other": other,
        "operations": takes.iter().map(|one| one.call()).collect::<Vec<_>>(),
    });
    Some(entry("scope of Genesys Cloud", row.scope.to_owned(), title.to_owned(), docs, json))
}

/// A scope that is believed in.
fn belief(name: &str) -> Option<Entry> {
    let platform = platform()?;
    let name = name.to_ascii_lowercase();
    let myth = platform.myth_of_scope(&name)?;
    let mut docs = format!("{}\n\n", sentence(&myth.truth));
    docs.push_str("- For client credentials scopes do not apply at all on Genesys Cloud: do not ask for any.\n");
    docs.push_str("- On another platform, or at a gateway that issues tokens with scopes (the pack `guest-api` describes one), it may be an ordinary scope: the documentation of that API decides.\n");
    docs.push_str(&source("myths"));
    let json = json!({ "id": name, "exists": false, "platform": platform.id, "truth": myth.truth });
    let title = format!("{} has no such scope.", platform.name);
    Some(entry("belief that does not hold", name, title, docs, json))
}

fn permission(name: &str) -> Option<Entry> {
    if name.split(':').count() != 3 {
        return None;
    }
    let all = operations();
    let spelt = all
        .iter()
        .flat_map(|one| &one.permissions)
        .find(|known| known.eq_ignore_ascii_case(name))?;
    let mut demanding: Vec<&Operation> =
        all.iter().filter(|one| one.permissions.contains(spelt)).collect();
    demanding.sort_by_key(|one| one.removed || one.deprecated);
    let alone =
        |one: &&Operation| one.permissions.len() == 1 || one.permission_mode == PermissionMode::All;
    let (needed, enough): (Vec<&Operation>, Vec<&Operation>) =
        demanding.iter().copied().partition(alone);
    let mut docs = String::from(
        "- A role gives it, and the role is given in a division: both must fit. It is no scope, and cannot be asked for in a token request.\n\
         - Where it is missing, the answer is a 403, never a 401.\n",
    );
    docs.push_str(&list("It is needed for", &needed));
    docs.push_str(&list("It is one of several that are each enough for", &enough));
    docs.push_str(&source("operations"));
    let calls = |list: &[&Operation]| list.iter().map(|one| one.call()).collect::<Vec<_>>();
    let json = json!({
        "id": spelt, "exists": true, "platform": "genesys-cloud",
        "needed_for": calls(&needed), "one_of_several_for": calls(&enough),
    });
    let title = format!("{} operations of Genesys Cloud ask for it.", demanding.len());
    Some(entry("permission of Genesys Cloud", spelt.clone(), title, docs, json))
}

/// Operations, as many as people read.
fn list(words: &str, operations: &[&Operation]) -> String {
    if operations.is_empty() {
        return String::new();
    }
    let mut text = format!("\n{words}:\n\n");
    for one in operations.iter().take(SHOWN) {
        let state = match (one.removed, one.deprecated) {
            (true, _) => " (removed)",
            (false, true) => " (deprecated)",
            (false, false) => "",
        };
        text.push_str(&format!("- `{}`{state}\n", one.call()));
    }
    let more = operations.len().saturating_sub(SHOWN);
    if more > 0 {
        text.push_str(&format!("- {more} more: `--format json` has all of them\n"));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kinds(name: &str) -> Vec<&'static str> {
        about(name).iter().map(|one| one.what).collect()
    }

    #[test]
    fn a_scope_is_one_that_exists_or_one_that_is_believed_in() {
        assert_eq!(kinds("conversations"), ["scope of Genesys Cloud"]);
        assert_eq!(kinds("webchat:guest:write"), ["belief that does not hold"]);
        // A permission, and believed to be a scope.
        assert_eq!(
            kinds("routing:queue:view"),
            ["belief that does not hold", "permission of Genesys Cloud"]
        );
        for name in ["webchat:guest:wrte", "orders:read", "conversation", ""] {
            assert_eq!(kinds(name), [""; 0], "{name}");
        }
        let told = &about("conversations")[0];
        assert!(told.docs.contains("`conversations:readonly` only reads"), "{}", told.docs);
        assert!(
            told.json["operations"].as_array().is_some_and(|all| all.len() == 242),
            "{}",
            told.json
        );
        assert!(told.docs.contains("230 more"), "{}", told.docs);
    }

    #[test]
    fn a_permission_tells_which_operations_ask_for_it() {
        let told = &about("conversation:message:create")[0];
        let needed = told.json["needed_for"].to_string();
        assert!(needed.contains("POST /api/v2/conversations/messages\""), "{needed}");
        let enough = told.json["one_of_several_for"].to_string();
        assert!(enough.contains("communications/{communicationId}/messages\""), "{enough}");
        assert_eq!(about("Conversation:Message:Create")[0].id, "conversation:message:create");
        assert!(about("conversation:message:invent").is_empty());
    }
}
