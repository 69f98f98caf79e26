//! Exit codes: the same for every format and command, decided in one place.

use clap::ValueEnum;

use crate::model::{CheckResult, Status};

/// How the process ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ExitCode {
    /// Everything that was looked at is as claimed.
    Passed,
    /// Something is not as claimed.
    Failed,
    /// Wrong usage, configuration or pack; nothing was sent.
    Usage,
    /// Nothing failed, but something could not be told, or no check ran at all.
    Incomplete,
    /// A defect of why401, or a broken machine.
    Internal,
    /// A secret was found in the output, which was withheld.
    Withheld,
    /// The user ended it.
    Interrupted,
}

impl ExitCode {
    /// Every code, the one that wins over all others first.
    pub const BY_PRECEDENCE: [Self; 7] = [
        Self::Interrupted,
        Self::Withheld,
        Self::Internal,
        Self::Usage,
        Self::Failed,
        Self::Incomplete,
        Self::Passed,
    ];

    /// The number.
    #[must_use]
    pub const fn number(self) -> u8 {
        match self {
            Self::Passed => 0,
            Self::Failed => 1,
            Self::Usage => 2,
            Self::Incomplete => 3,
            Self::Internal => 4,
            Self::Withheld => 5,
            Self::Interrupted => 130,
        }
    }

    /// The word for it.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Passed => "passed",
            Self::Failed => "failed",
            Self::Usage => "usage",
            Self::Incomplete => "incomplete",
            Self::Internal => "internal",
            Self::Withheld => "withheld",
            Self::Interrupted => "interrupted",
        }
    }

    /// The one of two that wins.
    #[must_use]
    pub fn or(self, other: Self) -> Self {
        Self::BY_PRECEDENCE.into_iter().find(|code| *code == self || *code == other).unwrap_or(self)
    }
}

impl From<ExitCode> for std::process::ExitCode {
    fn from(code: ExitCode) -> Self {
        Self::from(code.number())
    }
}

/// What makes a run fail.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum FailOn {
    /// A failed check
    #[default]
    Fail,
    /// A failed check or a warning
    Warn,
    /// Nothing: 1 and 3 become 0
    Never,
}

/// The exit code of a run.
///
/// | what the run has | code |
/// |---|---|
/// | the user ended it | 130 |
/// | a fail, or a warn with `--fail-on warn`, that is not waived | 1 |
/// | an error, a blocked check, something left behind, the deadline passed, or no check that looked | 3 |
/// | otherwise; skips change nothing | 0 |
///
/// The first row that fits decides. `--fail-on never` turns 1 and 3 into 0. A check that only a waived failure
/// holds up does not count as blocked; an expired waiver is a fail of its own.
#[must_use]
pub fn of_run(
    checks: &[CheckResult],
    fail_on: FailOn,
    interrupted: bool,
    deadline_passed: bool,
) -> ExitCode {
    if interrupted {
        return ExitCode::Interrupted;
    }
    if fail_on == FailOn::Never {
        return ExitCode::Passed;
    }
    let has = |status| checks.iter().any(|check| check.status == status && check.waived.is_none());
    if has(Status::Fail) || (fail_on == FailOn::Warn && has(Status::Warn)) {
        return ExitCode::Failed;
    }
    let left_behind =
        checks.iter().any(|check| check.cleanup.as_ref().is_some_and(|cleanup| !cleanup.done));
    let looked =
        has(Status::Pass) || has(Status::Warn) || checks.iter().any(|check| check.waived.is_some());
    let blocked =
        checks.iter().any(|check| check.status == Status::Blocked && !by_waived(check, checks));
    if has(Status::Error) || blocked || left_behind || deadline_passed || !looked {
        return ExitCode::Incomplete;
    }
    ExitCode::Passed
}

/// Whether what holds a check up, over as many others as it may be, is a waived failure.
fn by_waived(blocked: &CheckResult, checks: &[CheckResult]) -> bool {
    let mut check = blocked;
    // One step for each check at most: a circle must not hold the exit code up.
    for _ in checks {
        let Some(by) = &check.blocked else { return false };
        let Some(next) = checks.iter().find(|one| one.pack == check.pack && one.id == by.by) else {
            return false;
        };
        if next.waived.is_some() {
            return true;
        }
        check = next;
    }
    false
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;
    use std::time::Duration;

    use super::*;
    use crate::model::{Blocked, CleanupResult, Effect, Severity, Source, Waived};

    fn check(status: Status, left_behind: bool) -> CheckResult {
        CheckResult {
            pack: "p".to_owned(),
            id: "c".to_owned(),
            title: String::new(),
            kind: "http",
            status,
            severity: Severity::Error,
            effect: Effect::Read,
            proves: None,
            saw: String::new(),
            mismatches: Vec::new(),
            blocked: None,
            skipped: None,
            facts: Vec::new(),
            attempts: 1,
            duration: Duration::ZERO,
            source: Source { file: Arc::from("p"), line: 1, column: 1 },
            remedies: Vec::new(),
            docs: None,
            cleanup: left_behind.then(|| CleanupResult {
                done: false,
                saw: String::new(),
                facts: Vec::new(),
            }),
            waived: None,
        }
    }

    fn waive(check: CheckResult) -> CheckResult {
        let expires = "2026-12-31".parse().expect("a day");
        CheckResult { waived: Some(Waived { reason: "known".to_owned(), expires }), ..check }
    }

    fn blocked(id: &str, by: &str) -> CheckResult {
        CheckResult {
            id: id.to_owned(),
            blocked: Some(Blocked { by: by.to_owned() }),
            ..check(Status::Blocked, false)
        }
    }

    #[test]
    fn what_a_waived_failure_holds_up_is_not_incomplete() {
        let code = |checks: &[CheckResult]| of_run(checks, FailOn::Warn, false, false).number();
        let waived = waive(check(Status::Fail, false));
        assert_eq!(code(&[waived.clone(), blocked("d", "c"), blocked("e", "d")]), 0);
        // Near misses: held up by something else, by one of another pack, by itself, by nobody.
        assert_eq!(code(&[waived.clone(), blocked("d", "x")]), 3);
        let other = CheckResult { pack: "q".to_owned(), ..blocked("d", "c") };
        assert_eq!(code(&[waived.clone(), other]), 3);
        assert_eq!(code(&[waived.clone(), blocked("d", "e"), blocked("e", "d")]), 3);
        assert_eq!(code(&[waived.clone(), check(Status::Blocked, false)]), 3);
        // A waiver covers no error and no failure beside it.
        assert_eq!(code(&[waived.clone(), check(Status::Error, false)]), 3);
        assert_eq!(code(&[waived, check(Status::Fail, false)]), 1);
    }

    /// The table of `of_run`, told a second time: over every set of statuses and every circumstance.
    #[test]
    fn the_code_is_what_the_table_says() {
        for set in 0..64_u32 {
            for circumstance in 0..16_u32 {
                for fail_on in [FailOn::Fail, FailOn::Warn, FailOn::Never] {
                    let has = |status: Status| {
                        let bit =
                            Status::ALL.iter().position(|one| *one == status).expect("a status");
                        set & (1 << bit) != 0
                    };
                    let (interrupted, late, left) =
                        (circumstance & 1 != 0, circumstance & 2 != 0, circumstance & 4 != 0);
                    let mut checks: Vec<CheckResult> = Status::ALL
                        .into_iter()
                        .filter(|status| has(*status))
                        .map(|status| check(status, false))
                        .collect();
                    if left {
                        checks.push(check(Status::Pass, true));
                    }
                    // A waived failure was looked at, and changes nothing else.
                    let waived = circumstance & 8 != 0;
                    if waived {
                        checks.push(waive(check(Status::Fail, false)));
                        checks.push(waive(check(Status::Warn, false)));
                    }
                    let looked = has(Status::Pass) || has(Status::Warn) || left || waived;
                    let expected = if interrupted {
                        130
                    } else if fail_on == FailOn::Never {
                        0
                    } else if has(Status::Fail) || (has(Status::Warn) && fail_on == FailOn::Warn) {
                        1
                    } else if has(Status::Error) || has(Status::Blocked) || left || late || !looked
                    {
                        3
                    } else {
                        0
                    };
                    let code = of_run(&checks, fail_on, interrupted, late);
                    assert_eq!(code.number(), expected, "{set:06b} {circumstance:04b} {fail_on:?}");
                }
            }
        }
    }

    #[test]
    fn the_worse_of_two_codes_wins() {
        for (high, one) in ExitCode::BY_PRECEDENCE.into_iter().enumerate() {
            for other in ExitCode::BY_PRECEDENCE.into_iter().skip(high) {
                assert_eq!(one.or(other), one);
                assert_eq!(other.or(one), one);
            }
        }
    }
}
