//! Send the refused read about an object that cannot exist.

use super::ask::{Asking, callable, is_read, varied};
use super::kind::experiment;
use crate::model::{Experiment, Variation};

/// An id that is well formed and given to nothing (RFC 9562, section 5.9).
const NOBODY: &str = "00000000-0000-0000-0000-000000000000";

experiment! {
    /// ## What is sent
    ///
    /// The refused read once more, with the object's id in its path replaced by one that is given to nothing.
    ///
    /// ## When
    ///
    /// A read of one object is answered 403.
    ///
    /// ## What it proves
    ///
    /// 404: the caller may make such calls, and is refused this object. 403 again: probably no such call is
    /// permitted; some APIs answer 403 for whatever does not exist, too.
    id: "nonsense-object",
    question: "is the call refused for an object that cannot exist, too?",
    ask: ask,
}

fn ask(asking: &Asking<'_>) -> Vec<Experiment> {
    let refused = asking.refused().into_iter();
    refused
        .filter(|one| one.fact.status == Some(403) && is_read(one.fact))
        .filter_map(|one| {
            let url = about_nobody(&one.fact.url)?;
            Some(varied(
                KIND.id,
                one.check,
                format!("may the caller of {} make such calls at all?", one.check.id),
                format!("the object's id is {NOBODY}"),
                Variation::NonsenseObject { url },
            ))
        })
        .collect()
}

/// The URL with its last segment replaced, where that looks like an object's id.
fn about_nobody(shown: &str) -> Option<String> {
    let mut url = callable(shown)?;
    let last = url.path_segments()?.next_back()?.to_owned();
    let digits = last.bytes().filter(u8::is_ascii_digit).count();
    let version = last.len() <= 3 && last.starts_with('v');
    if digits == 0 || version || last == NOBODY {
        return None;
    }
    url.path_segments_mut().ok()?.pop().push(NOBODY);
    Some(url.to_string())
}
