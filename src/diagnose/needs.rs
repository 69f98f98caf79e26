//! What the definition of a platform's API says that a refused call needs, held against what its refusal names and
//! what its caller has. Nothing is looked up where no refusal is about permissions.

use serde_json::{Value, json};

use super::draft::Draft;
use super::evidence::{Evidence, Seen};
use super::words;
use crate::model::{Confidence, Exchange, Holding, PermissionsFact, Status};
use crate::provider::{KNOWLEDGE, Meaning, Operation, PermissionMode, Platform, operations_at};

/// A call that was refused for want of permissions, and what the definition asks for.
pub(super) struct Needs {
    /// Where the call stands in memory: nothing in a run is moved while it is looked at.
    at: usize,
    /// The operation that it is.
    pub(super) operation: Operation,
    /// The permissions that the refusal names.
    pub(super) named: Vec<String>,
    /// How sure it is that the refusal names the wrong ones; nothing where it does not.
    pub(super) misnamed: Option<Misnamed>,
    /// What of the named ones is held under a condition alone.
    conditional: Vec<String>,
    /// What of the named ones is held without a condition, by what a check computed.
    held: Vec<String>,
}

/// A refusal that names permissions which the definition does not ask for.
pub(super) struct Misnamed {
    /// How sure it is.
    pub(super) sure: Confidence,
    /// What shows that the caller has what is named, each with the check that showed it.
    pub(super) shown: Vec<(String, String)>,
}

/// Reads the refusals of a run that are about permissions.
pub(super) fn read(evidence: &Evidence<'_>) -> Vec<Needs> {
    let about = evidence.refusals_where(|_, said| {
        said.contains(&Meaning::Permission) || said.contains(&Meaning::Division)
    });
    about.filter_map(|seen| needs(evidence, seen.fact)).collect()
}

fn needs(evidence: &Evidence<'_>, refused: &Exchange) -> Option<Needs> {
    let operation = operation_of(refused)?;
    let message = refused.error.as_ref().and_then(|error| error.message.as_deref());
    let named = named_in(message.unwrap_or_default());
    let such = |how: Holding| -> Vec<String> {
        let all = named.iter().filter(|one| holding(evidence, refused, one) == Some(how));
        all.cloned().collect()
    };
    let (conditional, held) = (such(Holding::Conditional), such(Holding::Held));
    // A division's refusal is about where it is held: that it is held elsewhere contradicts nothing.
    let about_division = evidence.said(refused).contains(&Meaning::Division);
    let misnamed =
        (!about_division).then(|| misnamed(evidence, refused, &operation, &named)).flatten();
    Some(Needs {
        at: std::ptr::from_ref(refused).addr(),
        operation,
        named,
        misnamed,
        conditional,
        held,
    })
}

/// The operation of Genesys Cloud that a request is, where the definition has it today and says what it needs.
fn operation_of(exchange: &Exchange) -> Option<Operation> {
    Platform::at(&words::host(&exchange.url)).filter(|one| one.id == "genesys-cloud")?;
    let all = operations_at(words::path(&exchange.url).trim_end_matches('/'));
    let asks = |one: &Operation| {
        matches!(one.permission_mode, PermissionMode::All | PermissionMode::Any)
            && !one.permissions.is_empty()
            && !one.removed
    };
    all.into_iter().find(|one| one.method == exchange.method && asks(one))
}

/// Whether a refusal names permissions of which the definition asks for none. That alone is possible at most: the
/// definition is of a day, and what a request contains may want more than the call as such. Likely where the caller
/// has what is named; confirmed where the platform says so itself, and that what is asked for is lacking.
fn misnamed(
    evidence: &Evidence<'_>,
    exchange: &Exchange,
    operation: &Operation,
    named: &[String],
) -> Option<Misnamed> {
    let fits = |one: &String, other: &String| {
        let pairs = || one.split(':').zip(other.split(':'));
        pairs().all(|(a, b)| a.eq_ignore_ascii_case(b) || a == "*" || b == "*")
    };
    let asked = |one: &String| operation.permissions.iter().any(|other| fits(one, other));
    if named.is_empty() || named.iter().any(asked) {
        return None;
    }
    let of_named: Vec<_> =
        named.iter().map(|one| (one, holding(evidence, exchange, one))).collect();
    let of_asked: Vec<_> =
        operation.permissions.iter().map(|one| holding(evidence, exchange, one)).collect();
    let lacks = |one: &Option<Holding>| matches!(one, Some(Holding::NotHeld | Holding::Elsewhere));
    let has = |one: &Option<Holding>| matches!(one, Some(Holding::Held));
    let any = operation.permission_mode == PermissionMode::Any;
    let satisfied = if any { of_asked.iter().any(has) } else { of_asked.iter().all(has) };
    // What is named is lacking as well: it may be what the request as it was needs besides. And where nothing
    // that is asked for is lacking, the definition does not explain the refusal.
    if of_named.iter().any(|(_, one)| lacks(one)) || satisfied {
        return None;
    }
    let lacking = if any { of_asked.iter().all(lacks) } else { of_asked.iter().any(lacks) };
    let mut shown = Vec::new();
    let mut all_held = true;
    let mut all_used = true;
    for (permission, one) in &of_named {
        let held = has(one);
        let used = used(evidence, exchange, permission);
        if held && let Some(fact) = permissions_of(evidence, exchange).next() {
            shown.push((fact.check.id.clone(), format!("the caller has {permission}")));
        }
        if let Some((check, call)) = &used {
            let text = format!("{call}, which needs {permission}, passed with the same token");
            shown.push((check.clone(), text));
        }
        all_held &= held;
        all_used &= held || used.is_some() || matches!(one, Some(Holding::Somewhere));
    }
    let sure = match (all_held && lacking, all_used) {
        (true, _) => Confidence::Confirmed,
        (false, true) => Confidence::Likely,
        (false, false) => Confidence::Possible,
    };
    Some(Misnamed { sure, shown })
}

/// What checks computed of permissions of the caller of a request.
fn permissions_of<'e, 'a>(
    evidence: &'e Evidence<'a>,
    exchange: &'e Exchange,
) -> impl Iterator<Item = Seen<'a, PermissionsFact>> + 'e {
    evidence
        .all_permissions()
        .iter()
        .copied()
        .filter(|one| Some(&one.fact.identity) == exchange.identity.as_ref())
}

/// How the caller of a request holds a permission, as far as a check computed it: the first that knows.
fn holding(evidence: &Evidence<'_>, exchange: &Exchange, permission: &str) -> Option<Holding> {
    permissions_of(evidence, exchange).find_map(|one| one.fact.standing_of(permission))
}

/// A call that the platform served the same caller and that, by its definition, needs this permission: the check,
/// and the call.
fn used(
    evidence: &Evidence<'_>,
    exchange: &Exchange,
    permission: &str,
) -> Option<(String, String)> {
    evidence.exchanges().iter().find_map(|one| {
        let served = one.check.status == Status::Pass
            && matches!(one.fact.status, Some(200..=299))
            && one.fact.error.is_none()
            && one.fact.identity.is_some()
            && one.fact.identity == exchange.identity;
        let operation = served.then(|| operation_of(one.fact)).flatten()?;
        let all = operation.permission_mode == PermissionMode::All;
        let only = operation.permissions.len() == 1;
        let needs = (all || only) && operation.permissions.iter().any(|one| one == permission);
        needs.then(|| (one.check.id.clone(), operation.call()))
    })
}

/// Permissions of the form `domain:entity:action` that a sentence names.
pub(super) fn named_in(message: &str) -> Vec<String> {
    let pieces = message.split(|c: char| !(c.is_ascii_alphanumeric() || "_:*-".contains(c)));
    let mut named: Vec<String> = Vec::new();
    for piece in pieces {
        let parts: Vec<_> = piece.split(':').collect();
        if parts.len() == 3
            && parts.iter().all(|part| !part.is_empty())
            && !named.iter().any(|known| known == piece)
        {
            named.push(piece.to_owned());
        }
    }
    named
}

impl Needs {
    /// Whether it is about this call.
    pub(super) fn is_of(&self, exchange: &Exchange) -> bool {
        self.at == std::ptr::from_ref(exchange).addr()
    }

    /// Whether its refusal surely or likely names what the caller has: adding that cures nothing.
    pub(super) fn is_misnamed(&self) -> bool {
        self.misnamed.as_ref().is_some_and(|one| one.sure >= Confidence::Likely)
    }

    /// Whether one of several permissions is enough.
    pub(super) fn wants_one(&self) -> bool {
        self.operation.permission_mode == PermissionMode::Any
            && self.operation.permissions.len() > 1
    }

    /// In words: what the call needs, and who says so.
    pub(super) fn in_words(&self) -> String {
        let list = words::list(&self.operation.permissions);
        let how = if self.wants_one() { "one of " } else { "" };
        format!(
            "the API's definition of {} asks for {how}{list} on {}",
            definition_date(),
            self.operation.call()
        )
    }
}

/// What the definition of the API and the caller's grants say against the words of refusals: then these are no
/// proof of what is missing.
pub(super) fn heed(draft: Draft, asked: &[(Seen<'_, Exchange>, &Needs)]) -> Draft {
    let mut draft = draft;
    for (seen, one) in asked {
        if one.misnamed.is_some() {
            draft = draft.because(seen.check, one.in_words()).at_most_likely();
        }
        if !one.conditional.is_empty() {
            let list = words::list(&one.conditional);
            let text =
                format!("the caller's roles give {list} under a condition, which may restrict it");
            draft = draft
                .because(seen.check, text)
                .at_most_likely()
                .with("conditional", Some(one.conditional.clone()));
        }
        if !one.held.is_empty() {
            let list = words::list(&one.held);
            let text = format!(
                "the caller's roles give {list}: granted since, or not where the object is"
            );
            draft = draft.because(seen.check, text).at_most_likely();
        }
    }
    draft
}

/// The day of the definition.
fn definition_date() -> String {
    let table = KNOWLEDGE.tables.iter().find(|table| table.id == "operations");
    table.map_or_else(String::new, |table| table.date.to_string())
}

/// What fills the holes of remedies that grant: what each call needs, each once.
pub(super) fn particular<'n>(all: impl IntoIterator<Item = &'n Needs>) -> Option<Value> {
    let date = definition_date();
    let mut calls: Vec<Value> = Vec::new();
    for one in all {
        let call = json!({
            "call": one.operation.call(),
            "permissions": one.operation.permissions,
            "any": one.wants_one(),
            "date": date,
        });
        if !calls.contains(&call) {
            calls.push(call);
        }
    }
    (!calls.is_empty()).then_some(Value::Array(calls))
}
