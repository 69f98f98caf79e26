//! The refusal names another permission than the one that is missing.

use crate::diagnose::cause::cause;
use crate::diagnose::draft::{Draft, call_of};
use crate::diagnose::needs::{self, Misnamed, Needs};
use crate::diagnose::{Evidence, Seen, Verdict, words};
use crate::model::{Confidence, Exchange};

cause! {
    /// ## What it means
    ///
    /// The refusal says which permission is missing, and it is not the one that the call needs. The caller may
    /// well have what is named: granting it once more cures nothing.
    ///
    /// ## How we know
    ///
    /// Looked for on Genesys Cloud, whose definition of the API says what each call needs. Possible when the
    /// refusal names none of it: the definition is of a day, and what a request contains may want more than the
    /// call as such. Likely when another call that needs what is named was served with the same token. Confirmed
    /// when the caller's grants were read (by a check, or by the experiment `own-grants`), hold what is named without
    /// a condition, and lack what the call needs.
    ///
    /// ## What to do
    ///
    /// Grant the permission that the call needs. Look at what the caller has before adding what is named.
    ///
    /// ## Look-alikes
    ///
    /// `permission-missing`: the refusal names what is missing. `queue-forbidden`: the same, of a queue.
    /// `division-missing`: the caller has it, for another part of the organisation.
    id: "permission-misnamed",
    group: "privileges",
    leaf: &["PRV-1"],
    title: "the refusal names another permission than the one that is missing",
    remedies: &["grant-permission"],
    look_alikes: &["permission-missing", "queue-forbidden", "division-missing"],
    symptoms: &["queue-forbidden", "permission-missing"],
    judge: judge,
    next: |finding| Some(format!(
        "read the caller's own grants (Genesys Cloud: GET /api/v2/authorization/subjects/me with the same token): \
         what {call} needs is absent there, and what the refusal names is not",
        call = call_of(finding)
    )),
}

fn judge(evidence: &Evidence<'_>) -> Verdict {
    let all = evidence.refusals().filter_map(|seen| Some((seen, evidence.needs_of(seen.fact)?)));
    let wrong: Vec<(Seen<'_, Exchange>, &Needs, &Misnamed)> =
        all.filter_map(|(seen, needs)| Some((seen, needs, needs.misnamed.as_ref()?))).collect();
    let Some(sure) = wrong.iter().map(|(.., misnamed)| misnamed.sure).max() else {
        return Verdict::Unknown;
    };
    let such = || wrong.iter().filter(|(.., misnamed)| misnamed.sure == sure);
    let Some((first, needs, _)) = such().next() else { return Verdict::Unknown };
    let named = words::list(&needs.named);
    let needed = alternatives(&needs.operation.permissions, needs.wants_one());
    let call = needs.operation.call();
    let title = match sure {
        Confidence::Confirmed => {
            format!("the refusal names {named}, which the caller has; {call} needs {needed}")
        }
        Confidence::Likely => format!("the refusal names {named}, and {call} needs {needed}"),
        Confidence::Possible => {
            format!("the refusal may name the wrong permission: {call} needs {needed}, not {named}")
        }
    };
    let mut all: Vec<String> = Vec::new();
    for permission in such().flat_map(|(_, needs, _)| &needs.operation.permissions) {
        if !all.contains(permission) {
            all.push(permission.clone());
        }
    }
    let mut draft = Draft::new(sure, title)
        .with("permissions", Some(all))
        .with("one_of", Some(needs.wants_one()))
        .with("misnamed", Some(needs.named.clone()))
        .with("misnamed_sure", Some(sure.as_str()))
        .with("needs", needs::particular(such().map(|(_, needs, _)| *needs)))
        .with("call", Some(words::call(first.fact)));
    for (seen, needs, misnamed) in such() {
        draft = draft
            .because(seen.check, seen.fact.answer())
            .because(seen.check, needs.in_words())
            .explains([seen.check]);
        for because in &misnamed.shown {
            draft = draft.seen_by(because.clone());
        }
    }
    draft.found()
}

fn alternatives(permissions: &[String], one_is_enough: bool) -> String {
    if one_is_enough { permissions.join(" or ") } else { words::list(permissions) }
}
