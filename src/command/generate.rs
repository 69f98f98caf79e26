//! `why401 generate`: what is derived from the code, printed by the code.

use clap::{Command, CommandFactory};
use clap_mangen::Man;

use super::console::Console;
use super::outcome::{Failure, Outcome};
use crate::cli::{Cli, Generate, SchemaOf};
use crate::exit::ExitCode;
use crate::pack;
use crate::report;

/// Prints the man page, completions or the schema.
pub(super) fn run(what: Generate, console: &Console) -> Outcome {
    let mut bytes = Vec::new();
    match what {
        Generate::Man => man(&mut bytes).map_err(Failure::internal)?,
        Generate::Completions { shell } => {
            clap_complete::generate(shell, &mut Cli::command(), "why401", &mut bytes);
        }
        Generate::Schema { of: SchemaOf::Report } => {
            bytes.extend_from_slice(report::JSON_SCHEMA.as_bytes());
        }
        Generate::Schema { of: SchemaOf::Pack } => {
            let schema = pack::schema();
            bytes = serde_json::to_vec_pretty(&schema).map_err(Failure::internal)?;
            bytes.push(b'\n');
        }
    }
    console.print(&String::from_utf8_lossy(&bytes)).map_err(Failure::internal)?;
    Ok(ExitCode::Passed)
}

/// One page for the program and all its commands: whoever looks for a flag looks there.
fn man(out: &mut Vec<u8>) -> std::io::Result<()> {
    let mut command = Cli::command();
    command.build();
    let page = Man::new(command.clone());
    page.render_title(out)?;
    page.render_name_section(out)?;
    page.render_synopsis_section(out)?;
    page.render_description_section(out)?;
    page.render_options_section(out)?;
    for command in command.get_subcommands().filter(|command| command.get_name() != "help") {
        chapter(command, out)?;
    }
    page.render_version_section(out)
}

/// A command and those below it: its own sections become parts of a section of its name.
fn chapter(command: &Command, out: &mut Vec<u8>) -> std::io::Result<()> {
    let name = command.get_bin_name().unwrap_or_else(|| command.get_name());
    // What every command understands was told once.
    let told = |arg: clap::Arg| if arg.is_global_set() { arg.hide(true) } else { arg };
    let page = Man::new(command.clone().mut_args(told));
    let mut sections = Vec::new();
    page.render_description_section(&mut sections)?;
    page.render_synopsis_section(&mut sections)?;
    page.render_options_section(&mut sections)?;
    let sections = String::from_utf8_lossy(&sections);
    let preamble = |line: &&str| !line.starts_with(".ie ") && !line.starts_with(".el ");
    let lines = sections.lines().filter(preamble).map(|line| line.replacen(".SH ", ".SS ", 1));
    let text = lines.collect::<Vec<_>>().join("\n");
    out.extend_from_slice(format!(".SH \"{}\"\n{text}\n", name.to_uppercase()).as_bytes());
    for below in command.get_subcommands().filter(|command| command.get_name() != "help") {
        chapter(below, out)?;
    }
    Ok(())
}
