//! What is known of Genesys Cloud beside its operations: scopes, error codes, what codes and operations mean, and
//! how old and how sure each table is.

use std::sync::LazyLock;

use jiff::civil::Date;
use serde::{Deserialize, Deserializer, de};

const SCOPES: &str = include_str!("../../checks/genesys-cloud/scopes.tsv");
const ERROR_CODES: &str = include_str!("../../checks/genesys-cloud/error-codes.tsv");
const OAUTH_CODES: &str = include_str!("../../checks/oidc/error-codes.tsv");

/// What is known. Read when first asked for, in the compact form that a test keeps in step with
/// `checks/genesys-cloud/knowledge.yaml`.
pub static KNOWLEDGE: LazyLock<Knowledge> = LazyLock::new(|| {
    serde_json::from_str(include_str!("../../checks/providers/compact/knowledge.json"))
        .expect("embedded files are read by a test")
});

/// How sure a fact is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Surety {
    /// A guess.
    Low,
    /// One indirect source, or a firm inference.
    Medium,
    /// An official definition, SDK or document, or an answer that was captured.
    High,
}

impl Surety {
    /// As it is written.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Low => "low",
            Self::Medium => "medium",
            Self::High => "high",
        }
    }
}

/// What is known.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Knowledge {
    /// Every table.
    pub tables: Vec<Table>,
    /// What operations do.
    pub notes: Vec<Note>,
    /// Endpoints beside the Platform API.
    pub calls: Vec<Call>,
    /// Parts of the API that were removed.
    pub removals: Vec<Removal>,
    /// Calls that tell whose token it is.
    pub who_am_i: Vec<WhoAmI>,
    /// What error codes say that their text does not.
    pub codes: Vec<CodeNote>,
    /// Answers of the token endpoint.
    pub token_endpoint: Vec<TokenAnswer>,
    /// Codes on the WebSocket of web messaging.
    pub session_codes: Vec<SessionCode>,
}

/// A table of knowledge.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Table {
    /// Its id.
    pub id: String,
    /// What it holds.
    pub title: String,
    /// The file that it stands in.
    pub file: String,
    /// The day that its source is of.
    #[serde(deserialize_with = "day")]
    pub date: Date,
    /// How sure its rows are, unless one says otherwise.
    pub confidence: Surety,
    /// Where it is from.
    pub source: String,
}

/// What operations do.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Note {
    /// Methods and paths.
    pub operations: Vec<String>,
    /// What they do.
    pub does: String,
    /// What that is for a guest's message.
    pub guest: Option<String>,
    /// The only kind of token that they take.
    pub token: Option<TokenOf>,
    /// What is meant instead.
    #[serde(default)]
    pub instead: Vec<String>,
    /// How sure it is.
    pub confidence: Option<Surety>,
}

/// Whose token a call takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum TokenOf {
    /// A client's: the client credentials grant.
    Client,
    /// A user's.
    User,
}

/// An endpoint beside the Platform API.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Call {
    /// Method and URL; `{domain}` stands for the domain of a region.
    pub call: String,
    /// What it is.
    pub title: String,
    /// What it does.
    pub does: String,
    /// What a request must carry.
    pub credential: String,
    /// What else to know.
    pub note: String,
}

/// A part of the API that was removed.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Removal {
    /// The beginning of its paths.
    pub path: String,
    /// The day of the first SDK that calls it deprecated.
    pub deprecated: Option<String>,
    /// The day of the first SDK without it.
    pub removed: String,
    /// What it was part of.
    pub what: String,
    /// What is meant instead.
    #[serde(default)]
    pub instead: Vec<String>,
}

/// A call that tells whose token it is.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WhoAmI {
    /// Method and path.
    pub call: String,
    /// What it tells.
    pub tells: String,
    /// How sure it is.
    pub confidence: Option<Surety>,
}

/// What an error code says that its text does not.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CodeNote {
    /// The code.
    pub code: String,
    /// What it says.
    pub note: String,
    /// How sure it is.
    pub confidence: Option<Surety>,
}

/// An answer of the token endpoint.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TokenAnswer {
    /// The member `error`.
    pub error: String,
    /// The beginning of its description.
    pub says: String,
    /// The status codes it was seen with.
    pub status: Vec<u16>,
    /// What it means.
    pub means: String,
    /// How sure it is.
    pub confidence: Option<Surety>,
}

/// A code on the WebSocket of web messaging.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SessionCode {
    /// The code.
    pub code: u16,
    /// What it means.
    pub means: String,
}

/// A day, as `2026-07-19`.
fn day<'de, D: Deserializer<'de>>(text: D) -> Result<Date, D::Error> {
    String::deserialize(text)?.parse().map_err(de::Error::custom)
}

impl Knowledge {
    /// A table, by its id.
    #[must_use]
    pub fn table(&self, id: &str) -> Option<&Table> {
        self.tables.iter().find(|table| table.id == id)
    }

    /// What an operation does, by its method and path.
    #[must_use]
    pub fn note(&self, call: &str) -> Option<&Note> {
        self.notes.iter().find(|note| note.operations.iter().any(|known| known == call))
    }

    /// The removal that a path belongs to.
    #[must_use]
    pub fn removal(&self, path: &str) -> Option<&Removal> {
        self.removals.iter().find(|removal| {
            path.strip_prefix(removal.path.as_str())
                .is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
        })
    }
}

/// A scope of Genesys Cloud.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ScopeRow {
    /// The scope.
    pub scope: &'static str,
    /// How many operations take it.
    pub operations: u32,
}

/// An error code of Genesys Cloud.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ErrorCodeRow {
    /// The status that it comes with.
    pub status: u16,
    /// The code.
    pub code: &'static str,
    /// How many operations declare it.
    pub operations: u32,
    /// Its text on the wire; `%s` stands for what is filled in.
    pub message: &'static str,
}

/// An error code of OAuth 2.0 or OpenID Connect.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OAuthCodeRow {
    /// The code.
    pub code: &'static str,
    /// Where it is specified.
    pub specification: &'static str,
    /// Who answers it: the endpoint, or `api`.
    pub answered_by: &'static str,
    /// The status that it comes with, or `-`.
    pub status: &'static str,
    /// What it means.
    pub meaning: &'static str,
}

/// Every scope of Genesys Cloud.
pub fn scopes() -> impl Iterator<Item = ScopeRow> {
    SCOPES.lines().skip(1).filter_map(|line| {
        let (scope, operations) = line.split_once('\t')?;
        Some(ScopeRow { scope, operations: operations.parse().ok()? })
    })
}

/// The error codes of Genesys Cloud, by status.
pub fn error_codes() -> impl Iterator<Item = ErrorCodeRow> {
    ERROR_CODES.lines().skip(1).filter_map(|line| {
        let mut fields = line.splitn(4, '\t');
        let (status, code) = (fields.next()?.parse().ok()?, fields.next()?);
        Some(ErrorCodeRow {
            status,
            code,
            operations: fields.next()?.parse().ok()?,
            message: fields.next()?,
        })
    })
}

/// The error codes of OAuth 2.0 and OpenID Connect.
pub fn oauth_codes() -> impl Iterator<Item = OAuthCodeRow> {
    OAUTH_CODES.lines().skip(1).filter_map(|line| {
        let fields: Vec<&str> = line.split('\t').collect();
        let [code, specification, answered_by, status, meaning] = fields.as_slice() else {
            return None;
        };
        Some(OAuthCodeRow { code, specification, answered_by, status, meaning })
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::provider::{Operation, PLATFORMS, operations, operations_at};

    fn exists(call: &str) -> Option<bool> {
        let (method, path) = call.split_once(' ')?;
        let found =
            operations_at(path).into_iter().find(|one| one.method == method && one.path == path);
        found.map(|one| one.removed)
    }

    #[test]
    fn every_line_of_the_tables_is_read() {
        assert_eq!(scopes().count(), SCOPES.lines().count() - 1);
        assert_eq!(scopes().count(), 134);
        assert_eq!(error_codes().count(), ERROR_CODES.lines().count() - 1);
        assert_eq!(oauth_codes().count(), OAUTH_CODES.lines().count() - 1);
        assert!(oauth_codes().map(|row| row.code).is_sorted_by(|a, b| a < b));
        for (line, row) in SCOPES.lines().skip(1).zip(scopes()) {
            assert_eq!(line, format!("{}\t{}", row.scope, row.operations));
        }
    }

    #[test]
    fn scopes_are_counted_as_the_operations_have_them() {
        let all = operations();
        let takes = |scope: &str, one: &Operation| one.scopes().iter().any(|own| own == scope);
        for row in scopes() {
            let count = all.iter().filter(|one| takes(row.scope, one)).count();
            assert_eq!(count, row.operations as usize, "{}", row.scope);
        }
    }

    #[test]
    fn what_is_said_is_said_of_operations_that_exist() {
        for note in &KNOWLEDGE.notes {
            for call in &note.operations {
                assert!(exists(call).is_some(), "{call}");
            }
        }
        for who in &KNOWLEDGE.who_am_i {
            assert_eq!(exists(&who.call), Some(false), "{}", who.call);
        }
        let instead = KNOWLEDGE.notes.iter().flat_map(|note| &note.instead);
        for call in instead.chain(KNOWLEDGE.removals.iter().flat_map(|removal| &removal.instead)) {
            let beside = KNOWLEDGE.calls.iter().any(|known| known.call.ends_with(call.as_str()));
            assert!(
                beside || exists(call) == Some(false),
                "{call} is not there to be used instead"
            );
        }
        for removal in &KNOWLEDGE.removals {
            let under = operations().into_iter().filter(|one| {
                one.path == removal.path || one.path.starts_with(&format!("{}/", removal.path))
            });
            let removed: Vec<bool> = under.map(|one| one.removed).collect();
            for day in removal.deprecated.iter().chain([&removal.removed]) {
                assert!(day.parse::<Date>().is_ok(), "{day}");
            }
            assert!(
                !removed.is_empty() && removed.iter().all(|removed| *removed),
                "{}",
                removal.path
            );
        }
        for note in &KNOWLEDGE.codes {
            let listed = error_codes().any(|row| row.code == note.code);
            assert!(listed, "{}", note.code);
        }
    }

    #[test]
    fn no_myth_is_true() {
        for myth in PLATFORMS.iter().flat_map(|platform| &platform.myths) {
            if let Some(path) = &myth.path {
                let real =
                    operations_at(path).into_iter().find(|one| one.path == *path && !one.removed);
                assert_eq!(real, None, "{path}");
            }
            if let Some(scope) = &myth.scope {
                assert!(!scopes().any(|row| row.scope == scope), "{scope}");
            }
        }
    }

    #[test]
    fn every_table_says_where_it_is_from() {
        for table in &KNOWLEDGE.tables {
            assert!(!table.source.is_empty() && !table.title.is_empty(), "{table:?}");
            let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join(&table.file);
            assert!(path.is_file(), "{}", table.file);
        }
        assert!(KNOWLEDGE.table("operations").is_some() && KNOWLEDGE.table("nothing").is_none());
        assert_eq!(
            KNOWLEDGE.removal("/api/v2/webchat/guestbook").map(|one| one.path.as_str()),
            None
        );
        assert!(KNOWLEDGE.removal("/api/v2/webchat/guest/conversations").is_some());
    }
}
