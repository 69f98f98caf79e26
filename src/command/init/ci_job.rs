//! The CI job: what stands in the template, with the version and the pack's variables put in.

use super::new_files::NewFile;
use super::variables::{self, Variable};
use crate::cli::Ci;
use crate::pack::Pack;

/// A job for this CI; none for none.
pub(super) fn make(ci: Ci, pack: &Pack) -> Option<NewFile> {
    let variables = variables::of(pack);
    let (path, text) = match ci {
        Ci::None => return None,
        Ci::Gitlab => (".gitlab-ci.why401.yml", include_str!("gitlab.yml").to_owned()),
        Ci::Github => {
            let text = include_str!("github.yml").replace("# <env>\n", &github_env(&variables));
            (".github/workflows/why401.yml", text)
        }
    };
    let text = text
        .replace("# <variables>\n", &explained(variables))
        .replace("<version>", env!("CARGO_PKG_VERSION"));
    Some(NewFile { path, text })
}

/// Comments that say which variables are to be set.
fn explained(variables: Vec<Variable<'_>>) -> String {
    let (required, optional): (Vec<_>, Vec<_>) =
        variables.into_iter().partition(|variable| variable.required);
    let mut text = variables::lines(&required, "#   ");
    if !optional.is_empty() {
        text.push_str("# and may have\n");
        text.push_str(&variables::lines(&optional, "#   "));
    }
    text
}

/// The step's environment. A variable that is not set comes out empty, which counts as not set.
fn github_env(variables: &[Variable<'_>]) -> String {
    let line = |variable: &Variable<'_>| {
        let store = if variable.secret { "secrets" } else { "vars" };
        format!("{0}: ${{{{ {store}.{0} }}}}\n", variable.name)
    };
    variables.iter().map(line).collect::<Vec<_>>().join("          ")
}
