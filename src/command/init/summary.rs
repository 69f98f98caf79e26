//! What was written, and what comes next.

use std::path::Path;

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
    if ci != Ci::None && below_the_top_of_a_repository() {
        text.push_str(
            "note: CI reads its files at the top of the repository only, and this folder is below it:\n      \
             move the job there, and let it change into this folder\n",
        );
    }
    text
}

/// Whether the folder belongs to a repository whose top is further up.
fn below_the_top_of_a_repository() -> bool {
    let is_top = |folder: &Path| folder.join(".git").exists();
    std::env::current_dir().is_ok_and(|here| !is_top(&here) && here.ancestors().skip(1).any(is_top))
}
