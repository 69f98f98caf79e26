//! Error codes: of Genesys Cloud, of its token endpoint, of the WebSocket of web messaging, and of OAuth.

use serde_json::json;

use super::super::catalogue::Entry;
use super::operation::source;
use super::topics::{entry, sentence};
use crate::provider::{ErrorCodeRow, KNOWLEDGE, Surety, error_codes, oauth_codes};

/// Codes that at least so many operations declare are shown with their status.
const COMMON: u32 = 1000;

/// The codes of this name or number, and the codes of this status.
pub(super) fn about(name: &str) -> Vec<Entry> {
    let name = name.trim_matches(['`', '\'', '"']);
    let mut found: Vec<Entry> = Vec::new();
    found.extend(
        error_codes().filter(|row| row.code.eq_ignore_ascii_case(name)).map(|row| declared(&row)),
    );
    if found.is_empty() {
        found.extend(noted(name));
    }
    found.extend(token_endpoint(name));
    found.extend(oauth(name));
    found.extend(status(name));
    found.extend(session(name));
    found
}

/// A code that operations declare.
fn declared(row: &ErrorCodeRow) -> Entry {
    let mut docs = format!("- Status {}; {} operations declare it.\n", row.status, row.operations);
    if row.message.trim() != "%s" {
        docs.push_str(&format!("- Its text: `{}`\n", row.message));
    }
    let note = KNOWLEDGE.codes.iter().find(|note| note.code == row.code);
    if let Some(note) = note {
        docs.push_str(&format!("\n{}\n", with_surety(&note.note, note.confidence)));
    }
    docs.push_str(&source("error-codes"));
    let json = json!({
        "id": row.code, "platform": "genesys-cloud", "status": row.status, "operations": row.operations,
        "message": row.message, "note": note.map(|note| &note.note),
    });
    let title = format!("An answer {} of Genesys Cloud.", row.status);
    entry("error code of Genesys Cloud", row.code.to_owned(), title, docs, json)
}

/// A code that the table does not have, and of which something is known.
fn noted(name: &str) -> Option<Entry> {
    let note = KNOWLEDGE.codes.iter().find(|note| note.code.eq_ignore_ascii_case(name))?;
    let docs = format!("{}\n{}", with_surety(&note.note, note.confidence), source("error-codes"));
    let json = json!({ "id": note.code, "platform": "genesys-cloud", "note": note.note });
    Some(entry(
        "error code of Genesys Cloud",
        note.code.clone(),
        "An answer of Genesys Cloud.".to_owned(),
        docs,
        json,
    ))
}

/// A text that says how sure it is where that is not the rule.
fn with_surety(text: &str, surety: Option<Surety>) -> String {
    match surety {
        None | Some(Surety::High) => text.to_owned(),
        Some(surety) => format!("{text} (confidence {})", surety.as_str()),
    }
}

fn token_endpoint(name: &str) -> Option<Entry> {
    let rows: Vec<_> = KNOWLEDGE
        .token_endpoint
        .iter()
        .filter(|row| row.error.eq_ignore_ascii_case(name))
        .collect();
    let first = rows.first()?;
    let mut docs =
        String::from("How `login.{domain}/oauth/token` uses it, as far as answers were seen:\n\n");
    for row in &rows {
        let status: Vec<String> = row.status.iter().map(u16::to_string).collect();
        docs.push_str(&format!(
            "- `{}` (status {}): {}.\n",
            row.says,
            status.join(" or "),
            row.means
        ));
    }
    docs.push_str(&source("token-endpoint"));
    let answers: Vec<_> = rows
        .iter()
        .map(|row| json!({ "says": row.says, "status": row.status, "means": row.means }))
        .collect();
    let json = json!({ "id": first.error, "platform": "genesys-cloud", "answers": answers });
    let title = "An answer of the token endpoint of Genesys Cloud.".to_owned();
    Some(entry("error code of Genesys Cloud", first.error.clone(), title, docs, json))
}

fn oauth(name: &str) -> Option<Entry> {
    let row = oauth_codes().find(|row| row.code.eq_ignore_ascii_case(name))?;
    let by = match row.answered_by {
        "api" => "an API, in its challenge `WWW-Authenticate`".to_owned(),
        "any" => "a token endpoint, or an API in its challenge `WWW-Authenticate`".to_owned(),
        endpoint => format!("the {endpoint} endpoint"),
    };
    let status =
        if row.status == "-" { String::new() } else { format!(", with status {}", row.status) };
    let docs = format!("- Answered by {by}{status}.\n- Specified in {}.\n", row.specification);
    let json = json!({
        "id": row.code, "platform": null, "specification": row.specification,
        "answered_by": row.answered_by, "status": (row.status != "-").then_some(row.status), "means": row.meaning,
    });
    Some(entry("error code of OAuth", row.code.to_owned(), sentence(row.meaning), docs, json))
}

/// The codes that come with a status.
fn status(name: &str) -> Option<Entry> {
    let status: u16 = name.parse().ok()?;
    let mut rows: Vec<ErrorCodeRow> = error_codes().filter(|row| row.status == status).collect();
    if rows.is_empty() {
        return None;
    }
    rows.sort_by_key(|row| std::cmp::Reverse(row.operations));
    let mut docs = String::from("Codes that most operations declare:\n\n");
    let common = rows.iter().filter(|row| row.operations >= COMMON);
    for row in common.clone() {
        docs.push_str(&format!("- `{}`: `{}`\n", row.code, row.message));
    }
    let more = rows.len() - common.count();
    if more > 0 {
        docs.push_str(&format!(
            "- {more} more of single operations: `--format json` has all of them\n"
        ));
    }
    docs.push_str(&source("error-codes"));
    let codes: Vec<_> = rows
        .iter()
        .map(
            |row| json!({ "code": row.code, "operations": row.operations, "message": row.message }),
        )
        .collect();
    let json = json!({ "id": name, "platform": "genesys-cloud", "status": status, "codes": codes });
    let title = format!("What Genesys Cloud says with a {status}.");
    Some(entry("status of Genesys Cloud", name.to_owned(), title, docs, json))
}

fn session(name: &str) -> Option<Entry> {
    let code: u16 = name.parse().ok()?;
    let row = KNOWLEDGE.session_codes.iter().find(|row| row.code == code)?;
    let docs = format!(
        "In a message on the WebSocket: `{{\"type\": \"response\", \"code\": {code}, ...}}`.\n{}",
        source("session-codes")
    );
    let json = json!({ "id": name, "platform": "genesys-cloud", "code": code, "means": row.means });
    Some(entry(
        "code of Genesys Cloud web messaging",
        name.to_owned(),
        sentence(&row.means),
        docs,
        json,
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kinds(name: &str) -> Vec<&'static str> {
        about(name).iter().map(|one| one.what).collect()
    }

    #[test]
    fn a_code_is_told_by_whoever_uses_it() {
        assert_eq!(kinds("bad.credentials"), ["error code of Genesys Cloud"]);
        assert_eq!(kinds("insufficient_scope"), ["error code of OAuth"]);
        assert_eq!(kinds("invalid_client"), ["error code of Genesys Cloud", "error code of OAuth"]);
        assert_eq!(
            kinds("403"),
            ["status of Genesys Cloud", "code of Genesys Cloud web messaging"]
        );
        assert_eq!(kinds("4006"), ["code of Genesys Cloud web messaging"]);
        for name in ["bad.credential", "invalid-client", "200", "99999999", "-1", ""] {
            assert_eq!(kinds(name), [""; 0], "{name}");
        }
        let client = &about("invalid_client")[0].docs;
        assert!(client.contains("nothing in the answer tells which"), "{client}");
        assert!(about("bad.credentials")[0].docs.contains("of another region"));
        assert!(about("origin.not.allowed")[0].docs.contains("confidence medium"));
        let forbidden = &about("403")[0].docs;
        assert!(
            forbidden.contains("`missing.permissions`") && !forbidden.contains("`fax.forbidden`"),
            "{forbidden}"
        );
    }
}
