//! What the user decides: the flags that were given, and the defaults of those that were not.

use std::path::Path;

use super::starting_pack;
use crate::cli::{Ci, InitArgs};
use crate::pack::{self, BUILTIN, Builtin, InputType, Problem, Problems};

/// What the flags said, each of them read.
pub(super) struct Given {
    pub(super) builtin: Option<&'static Builtin>,
    pub(super) url: Option<String>,
    pub(super) ci: Option<Ci>,
    name: Option<String>,
    schema: bool,
}

/// Everything that the files follow from.
pub(super) struct Answers {
    /// The pack to start from.
    pub(super) builtin: &'static Builtin,
    /// The new pack's name.
    pub(super) name: String,
    /// The API or issuer, where it is to stand in the pack.
    pub(super) url: Option<String>,
    pub(super) ci: Ci,
    /// Whether the schema is written.
    pub(super) schema: bool,
}

impl Given {
    /// Reads the flags.
    ///
    /// # Errors
    /// With everything that is wrong with them.
    pub(super) fn read(args: &InitArgs) -> Result<Self, Problems> {
        let mut problems = Problems::default();
        let given = Self {
            builtin: noted(args.pack.as_deref().map(builtin), &mut problems),
            url: noted(args.url.as_deref().map(|text| url("--url", text)), &mut problems),
            name: noted(args.name.as_deref().map(name), &mut problems),
            ci: args.ci,
            schema: !args.no_schema,
        };
        if let (Some(builtin), Some(_)) = (given.builtin, &given.url)
            && starting_pack::url_input(builtin).is_none()
        {
            let said = format!("--url: the pack {} does not ask for a URL", builtin.name);
            let help = format!("`why401 explain {}` shows what it asks for", builtin.name);
            problems.push(Problem::new(said).help(help));
        }
        if problems.is_empty() { Ok(given) } else { Err(problems) }
    }

    /// With defaults for whatever is not given.
    pub(super) fn or_defaults(self) -> Answers {
        let builtin = self.builtin.unwrap_or_else(default_builtin);
        Answers {
            builtin,
            name: self.name.map_or_else(|| builtin.name.to_owned(), |name| beside(builtin, &name)),
            url: self.url,
            ci: self.ci.unwrap_or_else(default_ci),
            schema: self.schema,
        }
    }
}

/// The packs that one can start from.
pub(super) fn builtins() -> impl Iterator<Item = &'static Builtin> + Clone {
    BUILTIN.iter().filter(|builtin| builtin.visible)
}

/// The pack to start from when nobody says.
pub(super) fn default_builtin() -> &'static Builtin {
    &BUILTIN[0]
}

/// The CI to write for when nobody says.
pub(super) fn default_ci() -> Ci {
    if Path::new(".gitlab-ci.yml").exists() { Ci::Gitlab } else { Ci::Github }
}

/// The built-in pack of that name.
pub(super) fn builtin(name: &str) -> Result<&'static Builtin, Problem> {
    builtins().find(|builtin| builtin.name == name).ok_or_else(|| {
        let known = builtins().map(|builtin| builtin.name);
        let help = pack::nearest(name, known.clone()).map_or_else(
            || format!("built in: {}", known.collect::<Vec<_>>().join(", ")),
            |near| format!("did you mean `{near}`?"),
        );
        Problem::new(format!("there is no built-in pack `{name}`")).help(help)
    })
}

/// An absolute URL; `what` asked for it.
pub(super) fn url(what: &str, text: &str) -> Result<String, Problem> {
    let is_url = InputType::Url.read(text);
    is_url
        .map(|_| text.trim().to_owned())
        // The value is not shown: it may have a password in it.
        .map_err(|wanted| Problem::new(format!("{what} is not {wanted}")))
}

/// A name in kebab-case.
fn name(text: &str) -> Result<String, Problem> {
    let plain = |one: char| one.is_ascii_lowercase() || one.is_ascii_digit();
    let part = |part: &str| {
        part.split('-').all(|word| !word.is_empty() && word.chars().all(plain))
            && part.starts_with(|first: char| first.is_ascii_lowercase())
    };
    if text.split('/').all(part) {
        return Ok(text.to_owned());
    }
    Err(Problem::new(format!("`--name {text}` is not a name in kebab-case"))
        .help("small letters, digits and hyphens, a letter first: `orders-api`"))
}

/// The name, in the folder of the pack that it comes from: the simulator knows by the folder whose endpoints
/// to stand in for.
fn beside(builtin: &Builtin, name: &str) -> String {
    match builtin.name.rsplit_once('/') {
        Some((folder, _)) if !name.starts_with(&format!("{folder}/")) => format!("{folder}/{name}"),
        _ => name.to_owned(),
    }
}

fn noted<T>(read: Option<Result<T, Problem>>, problems: &mut Problems) -> Option<T> {
    read?.map_err(|problem| problems.push(problem)).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_kebab_case_and_stay_in_their_folder() {
        for good in ["orders", "orders-2", "team/orders"] {
            assert!(name(good).is_ok(), "{good}");
        }
        for bad in ["", "Orders", "-orders", "orders-", "a--b", "2orders", "/a", "a/", "a b", "ä"]
        {
            assert!(name(bad).is_err(), "{bad}");
        }
        let oidc = builtin("oidc/client-credentials").expect("it is built in");
        assert_eq!(beside(oidc, "login"), "oidc/login");
        assert_eq!(beside(oidc, "oidc/login"), "oidc/login");
        assert_eq!(beside(default_builtin(), "login"), "login");
    }
}
