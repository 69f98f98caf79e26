//! What the definition of a platform's API says that a refused call needs, held against what its refusal names and
//! what its caller has. Nothing is looked up where no refusal is about permissions.

use serde_json::{Value, json};

use super::draft::Draft;
use super::evidence::{Evidence, Seen, Witness};
use super::words;
use crate::model::{Because, Confidence, Exchange, Holding, Status};
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
    /// What the call needs, or the refusal names, and the organization cannot grant.
    pub(super) unavailable: Vec<Known>,
    /// How each permission that is named or needed is held, as far as that is known.
    known: Vec<Known>,
    /// Whether nothing of them is left to be known.
    settled: bool,
}

/// How a permission is held, and who says so.
#[derive(Clone)]
pub(super) struct Known {
    /// The permission.
    pub(super) permission: String,
    holding: Holding,
    /// Who says so.
    pub(super) because: Because,
    /// Whether it is known that the organization can grant it, where it is held nowhere.
    grantable: bool,
}

/// A refusal that names permissions which the definition does not ask for.
pub(super) struct Misnamed {
    /// How sure it is.
    pub(super) sure: Confidence,
    /// What shows that the caller has what is named.
    pub(super) shown: Vec<Because>,
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
    let mut asked: Vec<&String> = named.iter().chain(&operation.permissions).collect();
    asked.sort_unstable();
    asked.dedup();
    let known: Vec<Known> = asked.iter().filter_map(|one| known(evidence, refused, one)).collect();
    let settled = known.len() == asked.len();
    let at = std::ptr::from_ref(refused).addr();
    let mut needs =
        Needs { at, operation, named, misnamed: None, unavailable: Vec::new(), known, settled };
    needs.unavailable = needs.unavailable();
    // A division's refusal is about where it is held: that it is held elsewhere contradicts nothing.
    if needs.unavailable.is_empty() && !evidence.said(refused).contains(&Meaning::Division) {
        needs.misnamed = needs.misnamed(evidence, refused);
    }
    Some(needs)
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

/// How the caller of a request holds a permission, as far as a check or an experiment computed it: the first that
/// knows.
fn known(evidence: &Evidence<'_>, exchange: &Exchange, permission: &str) -> Option<Known> {
    evidence.permissions_of(exchange.identity.as_deref()).find_map(|(fact, witness)| {
        let holding = fact.standing_of(permission)?;
        let text = match holding {
            Holding::Held | Holding::Somewhere => format!("the caller has {permission}"),
            Holding::Conditional => {
                format!(
                    "a role gives the caller {permission} under a condition, which may restrict it"
                )
            }
            Holding::Elsewhere => format!("the caller has {permission} in other divisions only"),
            Holding::NotHeld if fact.catalogue_read => {
                format!(
                    "no role of the caller gives {permission}, and the organization can grant it"
                )
            }
            Holding::NotHeld => format!("no role of the caller gives {permission}"),
            Holding::Unavailable => {
                format!("{permission} is absent from what the organization can grant")
            }
        };
        let because = match witness {
            Witness::Check(check) => Because::Check { check: check.id.clone(), text },
            Witness::Experiment(one) => Because::Experiment { experiment: one.n, text },
        };
        let grantable = holding == Holding::NotHeld && fact.catalogue_read;
        Some(Known { permission: permission.to_owned(), holding, because, grantable })
    })
}

/// A call that the platform served the same caller and that, by its definition, needs this permission.
fn used(evidence: &Evidence<'_>, exchange: &Exchange, permission: &str) -> Option<Because> {
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
        let call = operation.call();
        let text = format!("{call}, which needs {permission}, passed with the same token");
        needs.then(|| Because::Check { check: one.check.id.clone(), text })
    })
}

impl Needs {
    /// Whether it is about this call.
    pub(super) fn is_of(&self, exchange: &Exchange) -> bool {
        self.at == std::ptr::from_ref(exchange).addr()
    }

    /// Whether nothing of what is named and needed is left to be known.
    pub(super) fn is_settled(&self) -> bool {
        self.settled
    }

    /// Whether its refusal surely or likely names what the caller has: adding that cures nothing.
    pub(super) fn is_misnamed(&self) -> bool {
        self.misnamed.as_ref().is_some_and(|one| one.sure >= Confidence::Likely)
    }

    /// Whether granting what is named cannot cure it: that is named wrongly, or cannot be granted.
    pub(super) fn has_another_cure(&self) -> bool {
        self.is_misnamed() || !self.unavailable.is_empty()
    }

    /// Whether one of several permissions is enough.
    pub(super) fn wants_one(&self) -> bool {
        self.operation.permission_mode == PermissionMode::Any
            && self.operation.permissions.len() > 1
    }

    fn of(&self, permission: &str) -> Option<&Known> {
        self.known.iter().find(|one| one.permission == permission)
    }

    fn holding(&self, permission: &str) -> Option<Holding> {
        self.of(permission).map(|one| one.holding)
    }

    /// What stands so of what the refusal names.
    fn named_and(&self, holding: Holding) -> Vec<&Known> {
        let named = self.named.iter().filter_map(|one| self.of(one));
        named.filter(|one| one.holding == holding).collect()
    }

    /// What the call needs and cannot be granted: of several of which one is enough, all.
    fn unavailable(&self) -> Vec<Known> {
        let needed = self.operation.permissions.iter();
        let absent: Vec<Known> = needed
            .filter_map(|one| self.of(one))
            .filter(|one| one.holding == Holding::Unavailable)
            .cloned()
            .collect();
        let enough = !self.wants_one() || absent.len() == self.operation.permissions.len();
        if enough { absent } else { Vec::new() }
    }

    /// Whether a refusal names permissions of which the definition asks for none. That alone is possible at most: the
    /// definition is of a day, and what a request contains may want more than the call as such. Likely where the
    /// caller has what is named; confirmed where the platform says so itself, and that what is asked for is lacking.
    fn misnamed(&self, evidence: &Evidence<'_>, refused: &Exchange) -> Option<Misnamed> {
        let fits = |one: &String, other: &String| {
            let mut pairs = one.split(':').zip(other.split(':'));
            pairs.all(|(a, b)| a.eq_ignore_ascii_case(b) || a == "*" || b == "*")
        };
        let needed = &self.operation.permissions;
        let asked = |one: &String| needed.iter().any(|other| fits(one, other));
        if self.named.is_empty() || self.named.iter().any(asked) {
            return None;
        }
        let lacks = |one: &String| {
            let lacking = [Holding::NotHeld, Holding::Elsewhere, Holding::Unavailable];
            self.holding(one).is_some_and(|holding| lacking.contains(&holding))
        };
        let has = |one: &String| self.holding(one) == Some(Holding::Held);
        let any = self.operation.permission_mode == PermissionMode::Any;
        let satisfied = if any { needed.iter().any(has) } else { needed.iter().all(has) };
        // What is named is lacking as well: it may be what the request as it was needs besides. And where nothing
        // that is asked for is lacking, the definition does not explain the refusal.
        if self.named.iter().any(lacks) || satisfied {
            return None;
        }
        let lacking = if any { needed.iter().all(lacks) } else { needed.iter().any(lacks) };
        let held = self.named.iter().all(has);
        let mut shown = Vec::new();
        let mut served = true;
        for permission in &self.named {
            let by_grants = self
                .of(permission)
                .filter(|one| matches!(one.holding, Holding::Held | Holding::Somewhere));
            let by_use = used(evidence, refused, permission);
            served &= by_grants.is_some() || by_use.is_some();
            shown.extend(by_grants.map(|one| one.because.clone()).or(by_use));
        }
        let lacked = needed.iter().filter(|one| lacks(one)).filter_map(|one| self.of(one));
        shown.extend(lacked.map(|one| one.because.clone()));
        let sure = match (held && lacking, served) {
            (true, _) => Confidence::Confirmed,
            (false, true) => Confidence::Likely,
            (false, false) => Confidence::Possible,
        };
        Some(Misnamed { sure, shown })
    }

    /// In words: what the call needs, and who says so.
    pub(super) fn in_words(&self) -> String {
        let list = words::list(&self.operation.permissions);
        let how = if self.wants_one() { "one of " } else { "" };
        let (date, call) = (definition_date(), self.operation.call());
        format!("the API's definition of {date} asks for {how}{list} on {call}")
    }
}

/// What the definition of the API and the caller's grants say to the words of refusals: for them, or against them,
/// and then the words are no proof of what is missing.
pub(super) fn heed(draft: Draft, asked: &[(Seen<'_, Exchange>, &Needs)]) -> Draft {
    let mut draft = draft;
    for (seen, one) in asked {
        if one.misnamed.is_some() {
            draft = draft.because(seen.check, one.in_words()).at_most_likely();
        }
        for known in one.named_and(Holding::NotHeld).into_iter().filter(|one| one.grantable) {
            draft = draft.seen_by(known.because.clone());
        }
        let conditional = one.named_and(Holding::Conditional);
        for known in &conditional {
            draft = draft.seen_by(known.because.clone()).at_most_likely();
        }
        let list: Vec<String> = conditional.iter().map(|one| one.permission.clone()).collect();
        draft = draft.with("conditional", (!list.is_empty()).then_some(list));
        let held = one.named_and(Holding::Held);
        for known in &held {
            draft = draft.seen_by(known.because.clone()).at_most_likely();
        }
        if !held.is_empty() {
            let text = "not proven: it was granted since, or not where the object is";
            draft = draft.because(seen.check, text);
        }
    }
    draft
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
