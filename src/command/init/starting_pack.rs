//! The pack to start from: a built-in one with its name, its URL and the place of its schema put in.

use super::answers::Answers;
use super::new_files::NewFile;
use super::{PACK, SCHEMA};
use crate::diagnose;
use crate::pack::{self, Builtin, Input, InputType, Pack, PackText, Problems};
use crate::remedy;
use crate::report;

/// The new pack.
pub(super) struct StartingPack {
    pub(super) file: NewFile,
    /// The same, as `why401 check` will read it.
    pub(super) read: Pack,
}

/// Makes the pack.
///
/// # Errors
/// With what `lint` would say of it: a URL may look like a secret.
pub(super) fn make(answers: &Answers) -> Result<StartingPack, Problems> {
    let mut lines: Vec<String> = answers.builtin.text.lines().map(str::to_owned).collect();
    if let (Some(url), Some(input)) = (&answers.url, url_input(answers.builtin)) {
        put_url(&mut lines, &input, url);
    }
    if let Some(name) = lines.iter_mut().find(|line| line.starts_with("name: ")) {
        *name = format!("name: {}", answers.name);
    }
    let text = [head(answers), lines.split_off(1).join("\n"), String::new()].join("\n");
    let read = pack::parse(
        &PackText { file: PACK.into(), text: text.clone() },
        &remedy::ids(),
        &diagnose::ids(),
    )?;
    Ok(StartingPack { file: NewFile { path: PACK, text }, read })
}

/// The schema that the pack's first line names.
pub(super) fn schema() -> NewFile {
    NewFile { path: SCHEMA, text: report::json(&pack::schema()) }
}

/// The URL that a pack cannot do without: the API, or the issuer.
pub(super) fn url_input(builtin: &Builtin) -> Option<Input> {
    let text = pack::open(builtin.name).ok()?;
    let read = pack::parse(&text, &remedy::ids(), &diagnose::ids()).ok()?;
    read.inputs.into_iter().find(|input| input.kind == InputType::Url && input.required)
}

/// What stands above the built-in pack in place of its first line, which tells editors of its schema.
fn head(answers: &Answers) -> String {
    let origin = format!(
        "# Written by `why401 init` {1} from the built-in pack {0}. From here on it is yours.",
        answers.builtin.name,
        env!("CARGO_PKG_VERSION")
    );
    if answers.schema {
        format!("# yaml-language-server: $schema=./{SCHEMA}\n#\n{origin}")
    } else {
        origin
    }
}

/// Gives the input a default, which an environment variable still overrules: a pack with one needs no more.
fn put_url(lines: &mut [String], input: &Input, url: &str) {
    // A JSON text is a YAML text in double quotes; `$${` stands for `${`.
    let quoted = serde_json::Value::from(url.replace("${", "$${")).to_string();
    let own = lines.iter_mut().skip(input.source.line - 1);
    if let Some(line) = own.into_iter().find(|line| line.contains("required: true")) {
        *line = line.replacen("required: true", &format!("default: {quoted}"), 1);
    }
}

#[cfg(test)]
mod tests {
    use super::super::answers::builtins;
    use super::*;
    use crate::cli::Ci;

    fn answers(builtin: &'static Builtin, url: Option<&str>) -> Answers {
        let url = url.map(str::to_owned);
        let name = format!("{}-of-ours", builtin.name);
        Answers { builtin, name, url, ci: Ci::None, schema: true }
    }

    fn made(answers: &Answers) -> StartingPack {
        make(answers).unwrap_or_else(|problems| panic!("{}", problems.render(false)))
    }

    #[test]
    fn every_built_in_pack_can_be_started_from() {
        for builtin in builtins() {
            let pack = made(&answers(builtin, None));
            assert_eq!(pack.read.name, format!("{}-of-ours", builtin.name));
            let schemas = pack.file.text.matches("yaml-language-server").count();
            assert_eq!(schemas, 1, "{}", pack.file.text);
            assert!(pack.file.text.ends_with('\n') && !pack.file.text.ends_with("\n\n"));
            let without = made(&Answers { schema: false, ..answers(builtin, None) });
            assert!(!without.file.text.contains("$schema"), "{}", without.file.text);
        }
    }

    #[test]
    fn a_url_becomes_the_default_of_that_input_alone() {
        for builtin in builtins() {
            let url = "https://api.example.com/a${b}\"c";
            // Packs of a platform ask for its region instead.
            let Some(wanted) = url_input(builtin) else {
                assert!(builtin.name.starts_with("genesys-cloud/"), "{}", builtin.name);
                continue;
            };
            let before = made(&answers(builtin, None)).read;
            let after = made(&answers(builtin, Some(url)));
            assert!(after.file.text.contains(r#"default: "https://api.example.com/a$${b}\"c""#));
            for (before, after) in before.inputs.iter().zip(&after.read.inputs) {
                let changed = before.name == wanted.name;
                assert_eq!(before.required != after.required, changed, "{}", before.name);
                assert_eq!(before.has_default() != after.has_default(), changed, "{}", before.name);
            }
        }
    }
}
