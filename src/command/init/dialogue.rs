//! Asking for what the flags left open. Enter takes the default; no secret is ever asked for.

use std::io::{self, BufRead, IsTerminal, Write};

use super::answers::{self, Answers, Given};
use super::starting_pack;
use crate::cli::Ci;
use crate::command::outcome::Failure;
use crate::exit::ExitCode;
use crate::pack::{Problem, nearest};

/// Whether somebody is there to be asked: terminals on both sides, and no CI.
pub(super) fn is_possible() -> bool {
    let ci = std::env::var_os("CI").is_some_and(|value| !value.is_empty());
    !ci && io::stdin().is_terminal() && io::stderr().is_terminal()
}

/// Questions to somebody, and the answers.
pub(super) struct Dialogue<'a> {
    answers: &'a mut dyn BufRead,
    questions: &'a mut dyn Write,
}

impl<'a> Dialogue<'a> {
    /// A dialogue over these streams.
    pub(super) fn new(answers: &'a mut dyn BufRead, questions: &'a mut dyn Write) -> Self {
        Self { answers, questions }
    }

    /// Asks for everything that is not given.
    ///
    /// # Errors
    /// When the input ends before the last answer: whoever leaves does not want the defaults.
    pub(super) fn complete(mut self, mut given: Given) -> Result<Answers, Failure> {
        let builtin = match given.builtin {
            Some(builtin) => builtin,
            None => self.builtin()?,
        };
        given.builtin = Some(builtin);
        if given.url.is_none()
            && let Some(input) = starting_pack::url_input(builtin)
        {
            let what = input.help.as_deref().unwrap_or(&input.name);
            let variables = input.env.join(" or ");
            let question = format!("{what} [left to {variables}]: ");
            given.url = self.ask(&question, None, |text| answers::url("this", text).map(Some))?;
        }
        if given.ci.is_none() {
            given.ci = Some(self.ci()?);
        }
        Ok(given.or_defaults())
    }

    fn builtin(&mut self) -> Result<&'static crate::pack::Builtin, Failure> {
        self.say("packs to start from:\n");
        for builtin in answers::builtins() {
            self.say(&format!("  {}\n", builtin.name));
        }
        let default = answers::default_builtin();
        self.ask(&format!("pack [{}]: ", default.name), default, answers::builtin)
    }

    fn ci(&mut self) -> Result<Ci, Failure> {
        const KNOWN: [(&str, Ci); 3] =
            [("github", Ci::Github), ("gitlab", Ci::Gitlab), ("none", Ci::None)];
        let default = answers::default_ci();
        let shown = KNOWN.iter().find(|(_, ci)| *ci == default).map_or("none", |(name, _)| name);
        let question = format!("CI job for github, gitlab or none [{shown}]: ");
        self.ask(&question, default, |text| {
            let word = text.to_lowercase();
            KNOWN.iter().find(|(name, _)| *name == word).map(|(_, ci)| *ci).ok_or_else(|| {
                let help = nearest(text, KNOWN.map(|(name, _)| name)).map_or_else(
                    || "write github, gitlab or none".to_owned(),
                    |near| format!("did you mean `{near}`?"),
                );
                Problem::new("no job is known for that").help(help)
            })
        })
    }

    /// Asks until the answer can be read.
    fn ask<T>(
        &mut self,
        question: &str,
        default: T,
        read: impl Fn(&str) -> Result<T, Problem>,
    ) -> Result<T, Failure> {
        loop {
            self.say(question);
            let mut line = Vec::new();
            let length = self.answers.read_until(b'\n', &mut line).map_err(Failure::internal)?;
            if length == 0 {
                self.say("\n");
                let message = "nothing was written".to_owned();
                return Err(Failure { message, reason: None, code: ExitCode::Interrupted });
            }
            let line = String::from_utf8_lossy(&line);
            match line.trim() {
                "" => return Ok(default),
                answer => match read(answer) {
                    Ok(answer) => return Ok(answer),
                    Err(problem) => {
                        let help = problem.help.map(|help| format!("; {help}")).unwrap_or_default();
                        let message = crate::model::printable(&problem.message);
                        self.say(&format!("  {message}{help}\n"));
                    }
                },
            }
        }
    }

    /// Nothing can be done when that fails.
    fn say(&mut self, text: &str) {
        let _ = self.questions.write_all(text.as_bytes()).and_then(|()| self.questions.flush());
    }
}

#[cfg(test)]
mod tests {
    use clap::Parser;

    use super::*;
    use crate::cli::{Cli, Command};

    /// What comes of these flags and these typed lines, and what was asked.
    fn talk(flags: &[&str], typed: &str) -> (Result<Answers, Failure>, String) {
        let cli = Cli::try_parse_from([&["why401", "init"], flags].concat()).expect("flags");
        let Command::Init(args) = cli.command else { panic!("another command") };
        let given = Given::read(&args).expect("flags in order");
        let mut asked = Vec::new();
        let answers = Dialogue::new(&mut typed.as_bytes(), &mut asked).complete(given);
        (answers, String::from_utf8(asked).expect("UTF-8"))
    }

    fn decided(flags: &[&str], typed: &str) -> (String, Option<String>, Ci, String) {
        let (answers, asked) = talk(flags, typed);
        let answers = answers.unwrap_or_else(|failure| panic!("{}\n{asked}", failure.message));
        (answers.builtin.name.to_owned(), answers.url, answers.ci, asked)
    }

    #[test]
    fn enter_takes_the_defaults_and_an_answer_wins() {
        let (pack, url, ci, asked) = decided(&[], "\n\n\n");
        assert_eq!((pack.as_str(), url, ci), ("guest-api", None, Ci::Github));
        assert!(asked.contains("pack [guest-api]: ") && asked.contains("[left to WHY401_API_URL]"));
        let typed = "oidc/client-credentials\n https://login.example.com/ \nGitLab\n";
        let (pack, url, ci, asked) = decided(&[], typed);
        assert_eq!((pack.as_str(), ci), ("oidc/client-credentials", Ci::Gitlab));
        assert_eq!(url.as_deref(), Some("https://login.example.com/"));
        assert!(asked.contains("[left to WHY401_ISSUER]"), "the pack's own URL is asked: {asked}");
        assert!(!asked.to_lowercase().contains("secret"), "{asked}");
    }

    #[test]
    fn what_is_given_is_not_asked() {
        let flags = ["--pack", "guest-api", "--url", "https://api.example.com", "--ci", "none"];
        let (_, url, ci, asked) = decided(&flags, "");
        assert_eq!((url.as_deref(), ci), (Some("https://api.example.com"), Ci::None));
        assert_eq!(asked, "");
        assert_eq!(decided(&flags[2..], "\n").3.matches("]: ").count(), 1);
    }

    #[test]
    fn a_slip_is_asked_again_and_whoever_leaves_gets_nothing() {
        let typed =
            "guest-apo\nguest-api\napi.example.com\nhttps://api.example.com\ngithab\nnone\n";
        let (_, url, ci, asked) = decided(&[], typed);
        assert_eq!((url.as_deref(), ci), (Some("https://api.example.com"), Ci::None));
        assert!(asked.contains("did you mean `guest-api`?"), "{asked}");
        assert!(asked.contains("this is not an absolute http or https URL"), "{asked}");
        assert!(asked.contains("did you mean `github`?"), "{asked}");
        let (left, _) = talk(&[], "guest-api\n");
        let failure = left.err().expect("no answers");
        assert_eq!(
            (failure.message.as_str(), failure.code),
            ("nothing was written", ExitCode::Interrupted)
        );
    }
}
