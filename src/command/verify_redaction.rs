//! `why401 verify-redaction`: is a file fit to be handed on? Kinds and places out, never values.

use serde_json::json;

use super::console::Console;
use super::outcome::{Failure, Outcome};
use super::read;
use super::redact::{counted, known, searched};
use crate::cli::{ListFormat, VerifyRedactionArgs};
use crate::exit::ExitCode;
use crate::redact::{Finding, verify};
use crate::report;

/// How many findings people are shown.
const SHOWN: usize = 100;

/// Reads, searches and tells.
pub(super) fn run(args: &VerifyRedactionArgs, console: &Console) -> Outcome {
    let known = known(&args.secret)?;
    let text = read::text(&args.file).map_err(|why| Failure::usage(format!("error: {why}")))?;
    let (findings, receipt) = verify(&text, &known);
    let shown = match args.format {
        ListFormat::Table => {
            let name = crate::decode::clean(read::name(&args.file));
            let mut lines: Vec<String> =
                findings.iter().take(SHOWN).map(|one| line(&name, one)).collect();
            if findings.len() > SHOWN {
                lines.push(format!("and {} more", findings.len() - SHOWN));
            }
            let verdict = match findings.len() {
                0 => "clean".to_owned(),
                many => format!("{} found", counted(many, "secret")),
            };
            lines.push(format!("{verdict}; {}\n", searched(&receipt)));
            lines.join("\n")
        }
        ListFormat::Json => report::json(&json!({
            "version": 1,
            "clean": findings.is_empty(),
            "found": findings.iter().map(|one| json!({
                "line": one.line, "column": one.column, "kind": one.kind, "form": one.form,
            })).collect::<Vec<_>>(),
            "searched": {
                "by_shape": true,
                "secrets_known": receipt.secrets_known,
                "forms_searched": receipt.forms_searched,
                "not_searchable": receipt.not_searchable,
            },
        })),
    };
    console.print(&shown).map_err(Failure::internal)?;
    Ok(if findings.is_empty() { ExitCode::Passed } else { ExitCode::Failed })
}

fn line(name: &str, one: &Finding) -> String {
    let Finding { line, column, kind, form } = one;
    let form = form.map_or_else(|| "by its shape".to_owned(), |form| format!("known, {form}"));
    format!("{name}:{line}:{column}: {} ({form})", crate::decode::clean(kind))
}
