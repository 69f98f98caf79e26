//! The difference between what a file says and what it should say.

use similar::{ChangeTag, TextDiff};

use super::page::Paint;

/// Texts of so few lines are shown whole.
const SHORT: usize = 12;

/// How many unchanged lines are shown around a change.
const CONTEXT: usize = 3;

/// One line of a difference.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Sign {
    Same,
    Added,
    Removed,
    /// Unchanged lines were left out here.
    Gap,
}

impl Sign {
    /// What stands at the beginning of the line.
    pub(super) const fn mark(self) -> char {
        match self {
            Self::Same | Self::Gap => ' ',
            Self::Added => '+',
            Self::Removed => '-',
        }
    }

    pub(super) const fn paint(self) -> Paint {
        match self {
            Self::Same => Paint::Plain,
            Self::Added => Paint::Good,
            Self::Removed => Paint::Bad,
            Self::Gap => Paint::Faint,
        }
    }
}

/// The lines that differ, and three lines around them; a short text is shown whole.
pub(super) fn diff(now: &str, then: &str) -> Vec<(Sign, String)> {
    let diff = TextDiff::from_lines(now, then);
    let around = if then.lines().count() <= SHORT { SHORT } else { CONTEXT };
    let mut lines = Vec::new();
    for (index, group) in diff.grouped_ops(around).iter().enumerate() {
        if index > 0 {
            lines.push((Sign::Gap, "…".to_owned()));
        }
        for change in group.iter().flat_map(|operation| diff.iter_changes(operation)) {
            let sign = match change.tag() {
                ChangeTag::Equal => Sign::Same,
                ChangeTag::Insert => Sign::Added,
                ChangeTag::Delete => Sign::Removed,
            };
            lines.push((sign, change.value().trim_end_matches(['\r', '\n']).to_owned()));
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(now: &str, then: &str) -> Vec<String> {
        diff(now, then).iter().map(|(sign, line)| format!("{}{line}", sign.mark())).collect()
    }

    #[test]
    fn a_line_more_is_one_line_added() {
        let now = "scopes = [\n  \"a\",\n]\n";
        let then = "scopes = [\n  \"a\",\n  \"b\",\n]\n";
        assert_eq!(shown(now, then), [" scopes = [", "   \"a\",", "+  \"b\",", " ]"]);
        assert!(shown(now, now).is_empty());
    }

    #[test]
    fn far_lines_are_left_out() {
        let now: String = (0..40).map(|n| format!("{n}\n")).collect();
        let then = now.replace("\n5\n", "\nfive\n").replace("\n30\n", "\nthirty\n");
        let lines = diff(&now, &then);
        assert_eq!(lines.iter().filter(|(sign, _)| *sign == Sign::Gap).count(), 1);
        assert_eq!(lines.len(), 17);
        assert!(
            lines.contains(&(Sign::Removed, "5".into()))
                && lines.contains(&(Sign::Added, "five".into()))
        );
    }
}
