//! The code of an error answer: another one means another reason.

use crate::model::{Aspect, CheckResult, Report, Shift, Trend};

/// That there is no error any more is for the verdict to say.
pub(super) fn shifts(old: &Report, new: &Report) -> Vec<Shift> {
    let of = |check: &CheckResult| {
        let same = |one: &&CheckResult| one.pack == check.pack && one.id == check.id;
        let before = old.checks.iter().find(same)?;
        let (before, after) = (code(before), code(check)?);
        (before != Some(after)).then(|| Shift {
            aspect: Aspect::ErrorCode,
            subject: format!("{}/{}", check.pack, check.id),
            before: before.map(str::to_owned),
            after: Some(after.to_owned()),
            trend: Trend::Neutral,
        })
    };
    new.checks.iter().filter_map(of).collect()
}

/// The code of the last error answer.
fn code(check: &CheckResult) -> Option<&str> {
    check.facts.iter().rev().find_map(|fact| {
        let of_token = fact.token_request().and_then(|request| request.error.as_ref());
        let error = of_token.or_else(|| fact.request()?.error.as_ref());
        error?.code.as_deref()
    })
}
