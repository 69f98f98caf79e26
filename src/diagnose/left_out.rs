//! Lists of Genesys Cloud leave out what is in a division where the caller lacks the permission, and say nothing of it.

use super::draft::Draft;
use super::evidence::is_troubled;
use super::{Evidence, Seen, words};
use crate::model::{Confidence, Exchange};

/// The path of the list in which a queue is looked up.
const LOOKED_UP: &str = "/api/v2/routing/queues/divisionviews";

/// Adds a list that leaves out the queue that it was asked for to what is known of the division already. By itself it
/// is likely where the queue was read, and only possible where nothing shows that there is such a queue; where there
/// is none of that id, it says nothing.
pub(super) fn add(evidence: &Evidence<'_>, draft: Option<Draft>) -> Option<Draft> {
    let all = evidence.exchanges();
    let list = all.iter().find(|one| leaves_out(one));
    let about = |status: u16| {
        let queue = |one: &&Seen<'_, Exchange>| {
            one.fact.status == Some(status) && words::queue_id(&one.fact.url).is_some()
        };
        all.iter().find(queue)
    };
    let Some(list) = list.filter(|_| about(404).is_none()) else { return draft };
    let told = format!("{}: the queue is not in the list", words::call(list.fact));
    if let Some(draft) = draft {
        return Some(draft.because(list.check, told).explains([list.check]));
    }
    let read = about(200);
    let sure = if read.is_some() { Confidence::Likely } else { Confidence::Possible };
    let title = "the list leaves the queue out: the caller may not look it up in its division";
    let mut draft = Draft::new(sure, title)
        .with("call", Some(words::call(list.fact)))
        .because(list.check, told)
        .explains([list.check]);
    if let Some(read) = read {
        draft = draft.because(read.check, "the queue was read by its id");
    }
    Some(draft)
}

/// Whether a list was to have a first item, and has none.
fn leaves_out(one: &Seen<'_, Exchange>) -> bool {
    let path = one.fact.url.split(['?', '#']).next().unwrap_or_default();
    let empty = |path: &str| path.starts_with("body.entities[0]");
    let mut unmet = one.check.mismatches.iter();
    one.fact.status == Some(200)
        && path.ends_with(LOOKED_UP)
        && is_troubled(one.check)
        && one.check.mismatches.iter().all(|mismatch| mismatch.path != "body.entities")
        && unmet.any(|mismatch| empty(&mismatch.path) && mismatch.actual.is_null())
}
