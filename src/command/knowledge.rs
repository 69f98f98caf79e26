//! `why401 list knowledge`: every table of facts with its size, source and age.

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use serde_json::json;

use super::catalogue::Entry;
use crate::provider::{
    KNOWLEDGE, KnownCode, PLATFORMS, Place, Platform, Table, error_codes, known_codes, oauth_codes,
    operations, scopes,
};
use crate::report::{Column, Listing};

/// The platform that the tables are about.
const PLATFORM: &str = "genesys-cloud";

/// One entry for each table; ages are as of `now`.
pub(super) fn tables(now: Timestamp) -> Vec<Entry> {
    let today = now.to_zoned(TimeZone::UTC).date();
    KNOWLEDGE.tables.iter().map(|table| entry(table, today)).collect()
}

/// The tables as a list for people.
pub(super) fn listing(now: Timestamp) -> Listing {
    let columns = ["id", "rows", "date", "age", "confidence", "source"].map(Column::new);
    let mut list = Listing::new(&columns);
    for table in tables(now) {
        let row = table.json;
        let cell = |name: &str| row[name].clone();
        list.row(vec![
            cell("id"),
            cell("rows"),
            cell("date"),
            days(&row["age_days"]).into(),
            cell("confidence"),
            cell("source"),
        ]);
    }
    list
}

fn days(age: &serde_json::Value) -> String {
    match age.as_i64() {
        Some(1) => "1 day".to_owned(),
        Some(age) => format!("{age} days"),
        None => "-".to_owned(),
    }
}

fn entry(table: &Table, today: Date) -> Entry {
    let age = (today - table.date).get_days();
    let rows = rows(&table.id);
    let mut docs = format!(
        "- {} rows, of {} ({age} days ago), confidence {}\n- Source: {}\n- File: `{}`\n",
        count(&table.id),
        table.date,
        table.confidence.as_str(),
        table.source,
        table.file,
    );
    if !rows.is_empty() {
        docs.push('\n');
    }
    for row in rows {
        docs.push_str(&format!("- {row}\n"));
    }
    Entry {
        what: "table of facts",
        id: table.id.clone(),
        title: table.title.clone(),
        docs,
        json: json!({
            "id": table.id, "title": table.title, "rows": count(&table.id), "date": table.date.to_string(),
            "age_days": age, "confidence": table.confidence.as_str(), "source": table.source, "file": table.file,
        }),
    }
}

fn platform() -> Option<&'static Platform> {
    PLATFORMS.iter().find(|platform| platform.id == PLATFORM)
}

/// How many error codes of the platform's API have a meaning.
fn codes_at_the_api() -> usize {
    let own = |one: &KnownCode| platform().is_some_and(|platform| platform.name == one.vendor);
    known_codes().iter().filter(|one| one.place == Place::Api && own(one)).count()
}

/// How many facts a table holds. No table is without a number: a test looks.
fn count(table: &str) -> usize {
    match table {
        "regions" => platform().map_or(0, |platform| platform.regions.len()),
        "hosts" => platform().map_or(0, |platform| platform.hosts.len()),
        "myths" => platform().map_or(0, |platform| platform.myths.len()),
        "operations" => operations().len(),
        "scopes" => scopes().count(),
        "error-codes" => error_codes().count(),
        "error-meanings" => codes_at_the_api(),
        "token-endpoint" => KNOWLEDGE.token_endpoint.len(),
        "session-codes" => KNOWLEDGE.session_codes.len(),
        "who-am-i" => KNOWLEDGE.who_am_i.len(),
        "notes" => KNOWLEDGE.notes.len(),
        "calls" => KNOWLEDGE.calls.len(),
        "removals" => KNOWLEDGE.removals.len(),
        "oauth-codes" => oauth_codes().count(),
        _ => 0,
    }
}

/// The rows of a table that is short enough to be read.
fn rows(table: &str) -> Vec<String> {
    let known = &*KNOWLEDGE;
    match table {
        "regions" => platform().map_or_else(Vec::new, |platform| {
            platform
                .regions
                .iter()
                .map(|(region, domain)| format!("`{region}`: {domain}"))
                .collect()
        }),
        "hosts" => platform().map_or_else(Vec::new, |platform| {
            platform.hosts.iter().map(|host| format!("`{host}.{{domain}}`")).collect()
        }),
        "myths" => platform().map_or_else(Vec::new, |platform| {
            let about = |myth: &crate::provider::Myth| {
                [&myth.path, &myth.scope, &myth.host, &myth.header]
                    .into_iter()
                    .flatten()
                    .next()
                    .cloned()
            };
            platform
                .myths
                .iter()
                .map(|myth| format!("`{}`: {}", about(myth).unwrap_or_default(), myth.truth))
                .collect()
        }),
        "token-endpoint" => known
            .token_endpoint
            .iter()
            .map(|row| format!("`{}`, `{}`: {}", row.error, row.says, row.means))
            .collect(),
        "session-codes" => {
            known.session_codes.iter().map(|row| format!("`{}`: {}", row.code, row.means)).collect()
        }
        "who-am-i" => {
            known.who_am_i.iter().map(|row| format!("`{}`: {}", row.call, row.tells)).collect()
        }
        "calls" => known.calls.iter().map(|row| format!("`{}`: {}", row.call, row.does)).collect(),
        "removals" => known
            .removals
            .iter()
            .map(|row| format!("`{}`: removed by {}", row.path, row.removed))
            .collect(),
        "notes" => known
            .notes
            .iter()
            .map(|row| format!("`{}`: {}", row.operations.join("`, `"), row.does))
            .collect(),
        "oauth-codes" => {
            oauth_codes().map(|row| format!("`{}`: {}", row.code, row.meaning)).collect()
        }
        _ => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_table_has_rows_and_an_age() {
        let now: Timestamp = "2026-11-22T10:00:00Z".parse().expect("a time");
        let tables = tables(now);
        for table in &tables {
            assert!(table.json["rows"].as_u64().is_some_and(|rows| rows > 0), "{}", table.id);
        }
        let of = |id: &str| tables.iter().find(|table| table.id == id).expect("a table");
        assert_eq!(
            (of("regions").json["rows"].as_u64(), of("operations").json["rows"].as_u64()),
            (Some(18), Some(3397))
        );
        assert_eq!(of("operations").json["age_days"], 126);
        assert_eq!(of("myths").json["age_days"], 0);
        assert!(of("regions").docs.contains("`eu-central-1`: mypurecloud.de"));
    }
}
