//! What this process's streams can show.

use std::io::{self, IsTerminal, Write};

use crate::cli::{Color, Terminal};
use crate::report::Style;

/// What this process's streams can show, decided once.
#[derive(Clone, Copy, Debug)]
pub(super) struct Console {
    /// How results are laid out on standard output.
    pub(super) style: Style,
    /// Whether standard error shows colour.
    pub(super) colour_errors: bool,
    /// Whether a live line makes sense on standard error.
    pub(super) live: bool,
    pub(super) quiet: bool,
    pub(super) verbose: bool,
}

/// Reads an environment variable.
type Variable<'a> = &'a dyn Fn(&str) -> Option<String>;

impl Console {
    pub(super) fn detect(terminal: Terminal, variable: Variable<'_>) -> Self {
        let out = io::stdout().is_terminal();
        let errors = io::stderr().is_terminal();
        let set = |name: &str| variable(name).is_some_and(|value| !value.is_empty());
        let dumb = variable("TERM").as_deref() == Some("dumb");
        Self {
            style: Style {
                width: width(variable),
                colour: colour(terminal.color, variable, out),
                unicode: unicode(variable),
            },
            colour_errors: colour(terminal.color, variable, errors),
            live: errors && !dumb && !set("CI") && !terminal.quiet && !terminal.verbose,
            quiet: terminal.quiet,
            verbose: terminal.verbose,
        }
    }

    /// Writes a result to standard output. A closed pipe is the reader's wish, not a failure.
    pub(super) fn print(self, text: &str) -> io::Result<()> {
        let mut out = io::stdout().lock();
        match out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
            Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
            done => done,
        }
    }

    /// Writes to standard error. Nothing can be done when that fails.
    pub(super) fn complain(self, text: &str) {
        let mut errors = io::stderr().lock();
        let _ = errors.write_all(text.as_bytes());
        if !text.ends_with('\n') {
            let _ = errors.write_all(b"\n");
        }
    }
}

/// `--color`, then FORCE_COLOR and CLICOLOR_FORCE, then NO_COLOR and TERM=dumb, then whether it is a terminal.
fn colour(flag: Color, variable: Variable<'_>, terminal: bool) -> bool {
    let on = |name: &str| variable(name).is_some_and(|value| !value.is_empty() && value != "0");
    match flag {
        Color::Always => true,
        Color::Never => false,
        Color::Auto if on("FORCE_COLOR") || on("CLICOLOR_FORCE") => true,
        Color::Auto if variable("NO_COLOR").is_some_and(|value| !value.is_empty()) => false,
        Color::Auto if variable("TERM").as_deref() == Some("dumb") => false,
        Color::Auto => terminal,
    }
}

fn width(variable: Variable<'_>) -> usize {
    let columns = variable("COLUMNS").and_then(|columns| columns.parse().ok());
    let measured = || terminal_size::terminal_size().map(|(width, _)| usize::from(width.0));
    columns.or_else(measured).unwrap_or(100).clamp(60, 160)
}

/// Symbols outside of ASCII, unless the locale says that they cannot be shown.
fn unicode(variable: Variable<'_>) -> bool {
    let locale = ["LC_ALL", "LC_CTYPE", "LANG"]
        .into_iter()
        .find_map(|name| variable(name).filter(|value| !value.is_empty()));
    locale.is_none_or(|locale| {
        let locale = locale.to_ascii_lowercase();
        locale.contains("utf-8") || locale.contains("utf8")
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn with(variables: &[(&str, &str)], flag: Color, terminal: bool) -> bool {
        let variable = |name: &str| {
            variables.iter().find(|(known, _)| *known == name).map(|(_, value)| (*value).to_owned())
        };
        colour(flag, &variable, terminal)
    }

    #[test]
    fn colour_follows_the_conventions() {
        assert!(with(&[], Color::Auto, true));
        assert!(!with(&[], Color::Auto, false));
        assert!(!with(&[("NO_COLOR", "1")], Color::Auto, true));
        assert!(with(&[("NO_COLOR", "")], Color::Auto, true));
        assert!(with(&[("FORCE_COLOR", "1"), ("NO_COLOR", "1")], Color::Auto, false));
        assert!(with(&[("CLICOLOR_FORCE", "1")], Color::Auto, false));
        assert!(!with(&[("CLICOLOR_FORCE", "0")], Color::Auto, false));
        assert!(!with(&[("TERM", "dumb")], Color::Auto, true));
        assert!(!with(&[("FORCE_COLOR", "1")], Color::Never, true));
        assert!(with(&[("NO_COLOR", "1")], Color::Always, false));
    }

    #[test]
    fn symbols_follow_the_locale() {
        let locale = |value: &'static str| {
            unicode(&move |name: &str| (name == "LC_ALL").then(|| value.to_owned()))
        };
        assert!(locale("C.UTF-8") && locale("en_US.utf8") && unicode(&|_| None));
        assert!(!locale("C") && !locale("de_DE.ISO-8859-1"));
    }
}
