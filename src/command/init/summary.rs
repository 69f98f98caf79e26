//! What was written, and what comes next.

use super::new_files::NewFile;
use super::variables;
use crate::cli::Ci;
use crate::pack::Pack;

/// The files and the next steps.
pub(super) fn text(files: &[NewFile], ci: Ci, pack: &Pack) -> String {
    let mut text: String = files.iter().map(|file| format!("wrote {}\n", file.path)).collect();
    text.push_str("\nnext: why401 check --sim, which needs neither credentials nor a network\n");
    text.push_str("then: why401 check, with these in the environment\n");
    let required = variables::of(pack).into_iter().filter(|variable| variable.required);
    text.push_str(&variables::lines(&required.collect::<Vec<_>>(), "        "));
    match ci {
        Ci::None => {}
        Ci::Github => text.push_str(
            "CI:   the same under Settings > Secrets and variables > Actions; commit the files\n",
        ),
        Ci::Gitlab => text.push_str(
            "CI:   the same under Settings > CI/CD > Variables; commit the files, and include\n      \
             .gitlab-ci.why401.yml in .gitlab-ci.yml\n",
        ),
    }
    text
}
