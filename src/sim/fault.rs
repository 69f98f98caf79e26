//! What a fault is, and how one is found by its name.

use super::{Behaviour, FAULTS};

/// One way in which the platform can be broken.
pub struct Fault {
    /// Its name, after what is broken.
    pub id: &'static str,
    /// In one line.
    pub title: &'static str,
    /// Its documentation as Markdown: what it breaks, how it shows.
    pub docs: &'static str,
    /// The cause that a perfect diagnosis names; none where there is nothing to name.
    pub cause: Option<&'static str>,
    /// The packs on which it shows.
    pub packs: &'static [&'static str],
    /// Further arguments that a run needs to see it.
    pub args: &'static [&'static str],
    /// Breaks it.
    pub apply: fn(&mut Behaviour),
}

/// The doc comment of a fault is its documentation: one text, two places.
macro_rules! fault {
    ($(#[doc = $doc:literal])+ $($field:ident: $value:expr),+ $(,)?) => {
        $(#[doc = $doc])+
        pub(super) static FAULT: $crate::sim::Fault = $crate::sim::Fault {
            docs: concat!($($doc, "\n"),+),
            $($field: $value),+
        };
    };
}

pub(super) use fault;

/// Which fault masks which: a line for each that masks any. The tests of the transcripts prove every word
/// of it; `WHY401_UPDATE=1 cargo test --lib masks` writes it anew.
const MASKS: &str = include_str!("masks.txt");

impl Fault {
    /// The faults of which nothing can be seen while this one is present too.
    #[must_use]
    pub fn masks(&self) -> Vec<&'static str> {
        let line = MASKS.lines().find_map(|line| line.strip_prefix(self.id)?.strip_prefix(": "));
        line.unwrap_or_default().split(' ').filter(|id| !id.is_empty()).collect()
    }

    /// Its documentation, ready to print.
    #[must_use]
    pub fn documentation(&self) -> String {
        let lines = self.docs.lines().map(|line| line.strip_prefix(' ').unwrap_or(line));
        lines.collect::<Vec<_>>().join("\n")
    }
}

/// A fault was named that does not exist.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the simulator has no fault {name:?}{}", suggestion(*did_you_mean))]
pub struct UnknownFault {
    /// The name as it was given.
    pub name: String,
    /// The fault whose name is nearest, where one is near.
    pub did_you_mean: Option<&'static str>,
}

fn suggestion(near: Option<&str>) -> String {
    near.map(|near| format!("; did you mean {near:?}?")).unwrap_or_default()
}

/// How alike two names must be to suggest one for the other, by Jaro and Winkler.
const NEAR: f64 = 0.8;

/// The faults of these names, each once, in the order of [`FAULTS`].
///
/// # Errors
///
/// When a name is not one of a fault. The first such name is reported.
pub fn find<S: AsRef<str>>(
    names: impl IntoIterator<Item = S>,
) -> Result<Vec<&'static Fault>, UnknownFault> {
    let mut wanted = Vec::new();
    for name in names {
        let name = name.as_ref();
        if !FAULTS.iter().any(|fault| fault.id == name) {
            return Err(UnknownFault { name: name.to_owned(), did_you_mean: nearest(name) });
        }
        wanted.push(name.to_owned());
    }
    Ok(FAULTS.iter().copied().filter(|fault| wanted.iter().any(|name| name == fault.id)).collect())
}

fn nearest(name: &str) -> Option<&'static str> {
    FAULTS
        .iter()
        .map(|fault| (strsim::jaro_winkler(name, fault.id), fault.id))
        .filter(|(likeness, _)| *likeness >= NEAR)
        .max_by(|(one, _), (other, _)| one.total_cmp(other))
        .map(|(_, id)| id)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_found_once_and_in_the_order_of_the_table() {
        let found = find(["slow", "scope-missing", "slow"]).expect("both exist");
        assert_eq!(
            found.iter().map(|fault| fault.id).collect::<Vec<_>>(),
            ["scope-missing", "slow"]
        );
        assert!(find(Vec::<String>::new()).expect("nothing asked, nothing found").is_empty());
    }

    #[test]
    fn a_name_that_is_nearly_right_gets_a_suggestion_and_a_far_one_none() {
        let near = find(["scope-mising"]).err().expect("no such fault");
        assert_eq!(near.did_you_mean, Some("scope-missing"));
        assert_eq!(
            near.to_string(),
            "the simulator has no fault \"scope-mising\"; did you mean \"scope-missing\"?"
        );
        let far = find(["xyz"]).err().expect("no such fault");
        assert_eq!(far.to_string(), "the simulator has no fault \"xyz\"");
    }

    #[test]
    fn documentation_has_its_two_headings_and_no_leading_blanks() {
        for fault in FAULTS {
            let text = fault.documentation();
            assert!(text.starts_with("## What it breaks\n"), "{}: {text}", fault.id);
            assert!(text.contains("\n## How it shows\n"), "{}: {text}", fault.id);
            assert!(text.lines().all(|line| !line.starts_with(' ')), "{}: {text}", fault.id);
        }
    }
}
