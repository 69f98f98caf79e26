//! What to change, shown as a diff against what is there.

use similar::{ChangeTag, TextDiff};

/// Changes of so few lines are shown with everything around them.
const SHORT: usize = 20;

/// The lines of a change, each with `+`, `-` or a blank before it; in a long text, far-off lines that stay are
/// left out.
pub(super) fn diff(now: &str, then: &str) -> Vec<(char, String)> {
    let changes = TextDiff::from_lines(now, then);
    let radius = if then.lines().count() <= SHORT { SHORT } else { 3 };
    let mut lines = Vec::new();
    for (at, group) in changes.grouped_ops(radius).iter().enumerate() {
        if at > 0 {
            lines.push((' ', "…".to_owned()));
        }
        for change in group.iter().flat_map(|operation| changes.iter_changes(operation)) {
            let sign = match change.tag() {
                ChangeTag::Delete => '-',
                ChangeTag::Insert => '+',
                ChangeTag::Equal => ' ',
            };
            lines.push((sign, change.value().trim_end_matches(['\r', '\n']).to_owned()));
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_change_shows_what_goes_and_what_comes() {
        let lines = diff("scopes = [\n  \"a\",\n]\n", "scopes = [\n  \"a\",\n  \"b\",\n]\n");
        let shown: Vec<String> = lines.iter().map(|(sign, line)| format!("{sign}{line}")).collect();
        assert_eq!(shown, [" scopes = [", "   \"a\",", "+  \"b\",", " ]"]);
        assert!(diff("a\n", "a\n").is_empty());
    }
}
