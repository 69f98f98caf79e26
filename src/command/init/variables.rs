//! The environment variables that a pack reads, as a CI job must provide them.

use crate::pack::{Input, Pack};

/// A variable of a pack.
pub(super) struct Variable<'a> {
    /// The first of the names that the input is read from.
    pub(super) name: &'a str,
    /// Whether its value is never shown.
    pub(super) secret: bool,
    /// Whether the pack cannot run without it.
    pub(super) required: bool,
    /// What it is, in one line.
    pub(super) help: &'a str,
}

/// The variables, required ones first, otherwise in the pack's order.
pub(super) fn of(pack: &Pack) -> Vec<Variable<'_>> {
    let mut variables: Vec<_> = pack.inputs.iter().filter_map(of_input).collect();
    variables.sort_by_key(|variable| !variable.required);
    variables
}

fn of_input(input: &Input) -> Option<Variable<'_>> {
    let help = input.help.as_deref().unwrap_or_default();
    let (secret, required) = (input.secret, input.required);
    Some(Variable { name: input.env.first()?, secret, required, help })
}

/// One line for each: where its value belongs, its name, what it is.
pub(super) fn lines(variables: &[Variable<'_>], before: &str) -> String {
    let width = variables.iter().map(|variable| variable.name.len()).max().unwrap_or_default();
    let line = |variable: &Variable<'_>| {
        let store = if variable.secret { "secret  " } else { "variable" };
        let text = format!("{before}{store}  {:width$}  {}", variable.name, variable.help);
        format!("{}\n", text.trim_end())
    };
    variables.iter().map(line).collect()
}
