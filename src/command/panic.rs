//! What is said when why401 itself breaks: where, and nothing that it held at that moment.

use std::panic::{AssertUnwindSafe, catch_unwind};

use super::outcome::{Failure, Outcome};
use crate::exit::ExitCode;

/// Does something; a panic in it, or in a thread that it started, is told without its message, which could hold a
/// secret.
pub(super) fn caught(act: impl FnOnce() -> Outcome) -> Outcome {
    std::panic::set_hook(Box::new(|info| {
        let place = info.location().map(|at| (at.file(), at.line()));
        eprint_line(&told(place));
    }));
    guarded(act)
}

/// Does something; a panic in it becomes a failure.
fn guarded(act: impl FnOnce() -> Outcome) -> Outcome {
    catch_unwind(AssertUnwindSafe(act)).unwrap_or_else(|_| {
        let message = "error: nothing more is done".to_owned();
        Err(Failure { message, reason: None, code: ExitCode::Internal })
    })
}

/// The words, given the file and the line.
fn told(place: Option<(&str, u32)>) -> String {
    let place =
        place.map_or_else(|| "somewhere".to_owned(), |(file, line)| format!("at {file}:{line}"));
    format!(
        "error: why401 broke {place}. This is a defect of why401: please report it with this line. What went wrong \
         is not shown, since it could hold a secret."
    )
}

/// Writes to standard error. Nothing can be done when that fails.
fn eprint_line(text: &str) {
    use std::io::Write;
    let _ = writeln!(std::io::stderr().lock(), "{text}");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_panic_is_told_by_its_place_alone_and_ends_with_its_own_code() {
        // Without the hook, which is the whole process's: other tests tell of their own panics.
        let done = guarded(|| panic!("token {}", "Zq8vQm2Lp9"));
        let failure = done.expect_err("a failure");
        assert_eq!(failure.code, ExitCode::Internal);
        assert!(!failure.message.contains("Zq8vQm2Lp9"));
        let told = told(Some(("src/x.rs", 7)));
        assert!(told.contains("src/x.rs:7") && told.contains("please report it"), "{told}");
    }

    #[test]
    fn what_does_not_break_is_handed_on() {
        let done = guarded(|| Ok(ExitCode::Failed));
        assert_eq!(done.expect("a code"), ExitCode::Failed);
    }
}
