//! Which checks of a plan run: what the user chose, what is allowed, and what follows from both.

use std::collections::BTreeSet;

use super::problem::{Problem, Problems};
use super::suggest;
use crate::model::{Effect, SkipReason};
use crate::plan::{Plan, PlannedCheck};

/// What the user chose.
#[derive(Clone, Debug, Default)]
pub struct Selection {
    /// Run only checks whose id fits one of these, and what they need. `*` and `?` as in a shell; a
    /// pattern with a slash is held against `pack/id`.
    pub only: Vec<String>,
    /// Leave out checks whose id fits one of these.
    pub skip: Vec<String>,
    /// Run only checks with one of these tags, and what they need.
    pub tags: Vec<String>,
    /// Whether checks that write may run.
    pub allow_write: bool,
}

/// Applies what the user chose to all plans of a run.
///
/// # Errors
/// With every pattern and tag that no check of any plan fits.
pub fn select(plans: &mut [Plan], selection: &Selection) -> Result<(), Problems> {
    unmatched(plans, selection)?;
    for plan in plans {
        let chosen = chosen(plan, selection);
        let name = plan.name.clone();
        for (index, check) in plan.checks.iter_mut().enumerate() {
            let left_out = selection.skip.iter().any(|pattern| fits(pattern, &name, &check.id));
            if check.skip.is_some() && !matches!(check.skip, Some(SkipReason::Need(_))) {
                continue;
            }
            check.skip = if left_out || !chosen.contains(&index) {
                Some(SkipReason::Selection)
            } else if check.effect == Effect::Write && !selection.allow_write {
                Some(SkipReason::Effect)
            } else {
                None
            };
        }
        settle_skips(plan);
    }
    Ok(())
}

/// The checks that were chosen, and all that they need or wait for.
fn chosen(plan: &Plan, selection: &Selection) -> BTreeSet<usize> {
    let wanted = |check: &PlannedCheck| {
        let only = &selection.only;
        (only.is_empty() || only.iter().any(|pattern| fits(pattern, &plan.name, &check.id)))
            && (selection.tags.is_empty()
                || check.tags.iter().any(|tag| selection.tags.contains(tag)))
    };
    let mut chosen = BTreeSet::new();
    let mut open: Vec<usize> =
        (0..plan.checks.len()).filter(|one| wanted(&plan.checks[*one])).collect();
    while let Some(index) = open.pop() {
        if chosen.insert(index) {
            let check = &plan.checks[index];
            open.extend(check.needs.iter().chain(&check.waits_for));
        }
    }
    chosen
}

/// Leaves out what cannot run because of what is left out: checks that read from one that is not looked
/// at, and checks that need one that was left out for its effect.
pub(super) fn settle_skips(plan: &mut Plan) {
    loop {
        let follows = plan.checks.iter().enumerate().find_map(|(index, check)| {
            if check.skip.is_some() {
                return None;
            }
            let by = check.needs.iter().find(|need| match &plan.checks[**need].skip {
                None => false,
                Some(SkipReason::Effect | SkipReason::Need(_)) => true,
                Some(SkipReason::When(_) | SkipReason::Selection | SkipReason::NotApplicable) => {
                    check.reads.contains(need)
                }
            })?;
            Some((index, plan.checks[*by].id.clone()))
        });
        let Some((index, by)) = follows else { return };
        plan.checks[index].skip = Some(SkipReason::Need(by));
    }
}

fn unmatched(plans: &[Plan], selection: &Selection) -> Result<(), Problems> {
    let mut problems = Problems::default();
    let ids: BTreeSet<&str> =
        plans.iter().flat_map(|plan| &plan.checks).map(|check| check.id.as_str()).collect();
    for (flag, patterns) in [("--only", &selection.only), ("--skip", &selection.skip)] {
        for pattern in patterns {
            let any = plans
                .iter()
                .any(|plan| plan.checks.iter().any(|check| fits(pattern, &plan.name, &check.id)));
            if !any {
                let bare = pattern.rsplit('/').next().unwrap_or(pattern).replace(['*', '?'], "");
                problems.push(
                    Problem::new(format!("`{flag} {pattern}` fits no check"))
                        .maybe_help(suggest::help(&bare, ids.iter().copied())),
                );
            }
        }
    }
    let tags: BTreeSet<&str> = plans
        .iter()
        .flat_map(|plan| &plan.checks)
        .flat_map(|check| &check.tags)
        .map(String::as_str)
        .collect();
    for tag in selection.tags.iter().filter(|tag| !tags.contains(tag.as_str())) {
        problems.push(
            Problem::new(format!("`--tag {tag}` fits no check"))
                .maybe_help(suggest::help(tag, tags.iter().copied())),
        );
    }
    problems.settle()
}

fn fits(pattern: &str, pack: &str, id: &str) -> bool {
    if pattern.contains('/') { glob(pattern, &format!("{pack}/{id}")) } else { glob(pattern, id) }
}

/// `*` stands for any characters, `?` for one.
fn glob(pattern: &str, text: &str) -> bool {
    let (pattern, text): (Vec<char>, Vec<char>) =
        (pattern.chars().collect(), text.chars().collect());
    let (mut at, mut seen) = (0, 0);
    // The last `*`, and how much of the text it has taken.
    let mut star: Option<(usize, usize)> = None;
    while seen < text.len() {
        match pattern.get(at) {
            Some('*') => {
                star = Some((at, seen));
                at += 1;
            }
            Some(one) if *one == '?' || *one == text[seen] => {
                at += 1;
                seen += 1;
            }
            _ => {
                let Some((back, taken)) = star else { return false };
                star = Some((back, taken + 1));
                at = back + 1;
                seen = taken + 1;
            }
        }
    }
    pattern[at..].iter().all(|one| *one == '*')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn globs_fit_whole_ids() {
        for (pattern, text) in [
            ("token-*", "token-fetch"),
            ("*", ""),
            ("t?ken*h", "token-fetch"),
            ("a*b*c", "axxbyyc"),
            ("a", "a"),
        ] {
            assert!(glob(pattern, text), "{pattern} {text}");
        }
        for (pattern, text) in [("token", "token-fetch"), ("?", ""), ("a*b", "abc"), ("", "a")] {
            assert!(!glob(pattern, text), "{pattern} {text}");
        }
    }
}
