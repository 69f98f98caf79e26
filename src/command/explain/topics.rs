//! What is known of Genesys Cloud and of OAuth, by name: operations, scopes, permissions, codes, regions, hosts.

use serde_json::{Value, json};

use super::super::catalogue::Entry;
use super::super::knowledge;
use super::super::outcome::Failure;
use super::asked::Asked;
use super::{code, operation, place, scope};
use crate::provider::{PLATFORMS, Platform, error_codes, oauth_codes, operations, scopes};

/// Everything that is known by this name.
///
/// # Errors
///
/// It names an operation that the platform does not have.
pub(super) fn about(thing: &str) -> Result<Vec<Entry>, Failure> {
    let thing = thing.trim();
    if let Some(asked) = Asked::read(thing) {
        return operation::about(&asked);
    }
    let mut found = knowledge::tables(jiff::Timestamp::now());
    found.retain(|table| table.id.eq_ignore_ascii_case(thing));
    found.extend(place::about(thing));
    found.extend(scope::about(thing));
    found.extend(code::about(thing));
    found.extend(header(thing));
    Ok(found)
}

/// Every name that is known, for those who meant another. Inflates the table of operations.
pub(super) fn names() -> Vec<Entry> {
    let mut names: Vec<String> = scopes().map(|row| row.scope.to_owned()).collect();
    let mut permissions: Vec<String> = operations()
        .into_iter()
        .filter(|one| !one.removed)
        .flat_map(|one| one.permissions)
        .collect();
    permissions.sort_unstable();
    permissions.dedup();
    names.extend(permissions);
    names.extend(error_codes().map(|row| row.code.to_owned()));
    names.extend(oauth_codes().map(|row| row.code.to_owned()));
    for platform in PLATFORMS.iter() {
        for (region, domain) in &platform.regions {
            names.extend([region.clone(), domain.clone()]);
            names.extend(platform.hosts.iter().map(|host| format!("{host}.{domain}")));
        }
    }
    let entry = |id| entry("name", id, String::new(), String::new(), Value::Null);
    names.into_iter().map(entry).collect()
}

/// What else to say of a name of which nothing is known, as a line of help.
pub(super) fn hint(thing: &str) -> Option<String> {
    let thing = thing.trim();
    let word = |part: &str| {
        !part.is_empty() && part.chars().all(|c| c.is_ascii_alphanumeric() || c == '-')
    };
    let parts = thing.split(':').count();
    if !(2..=3).contains(&parts) || !thing.split(':').all(word) {
        return None;
    }
    Some(
        "help: Genesys Cloud has neither such a scope nor such a permission: its scopes are one name, or one \
         name with `:readonly`, and its permissions have three parts; on another platform its own documentation decides"
            .to_owned(),
    )
}

/// The platform that is explained.
pub(super) fn platform() -> Option<&'static Platform> {
    PLATFORMS.iter().find(|platform| platform.id == "genesys-cloud")
}

/// One thing that is known.
pub(super) fn entry(
    what: &'static str,
    id: String,
    title: String,
    docs: String,
    json: Value,
) -> Entry {
    Entry { what, id, title, docs, json }
}

/// A sentence with a capital at its beginning and a full stop at its end.
pub(super) fn sentence(text: &str) -> String {
    let mut characters = text.chars();
    let first = characters.next().map(|first| first.to_uppercase().to_string()).unwrap_or_default();
    let stop = if text.ends_with(['.', '?', '!']) { "" } else { "." };
    format!("{first}{}{stop}", characters.as_str())
}

/// What is believed of a header, and does not hold.
fn header(thing: &str) -> Option<Entry> {
    let platform = platform()?;
    let myth = platform.myth_of_header(thing.trim_end_matches(':'))?;
    let name = myth.header.clone()?;
    let json = json!({ "id": name, "exists": false, "platform": platform.id, "truth": myth.truth });
    let docs = format!("{}\n", sentence(&myth.truth));
    Some(entry(
        "belief that does not hold",
        name,
        format!("{} knows no such header.", platform.name),
        docs,
        json,
    ))
}
