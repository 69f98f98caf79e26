//! `why401 list`: the rows of the program's tables.

use jiff::Timestamp;

use super::catalogue::{self, Entry};
use super::console::Console;
use super::knowledge;
use super::outcome::{Failure, Outcome};
use super::vocabulary;
use crate::cli::{ListArgs, ListFormat, What};
use crate::exit::ExitCode;
use crate::report::{self, Column, Listing};

/// Lists one table.
pub(super) fn run(args: ListArgs, console: &Console) -> Outcome {
    let now = Timestamp::now();
    let entries = match args.what {
        What::Packs => catalogue::packs(),
        What::Checks => catalogue::checks(),
        What::Kinds => catalogue::kinds(),
        What::Causes => catalogue::causes(),
        What::Groups => catalogue::groups(),
        What::Experiments => catalogue::experiments(),
        What::Remedies => catalogue::remedies(),
        What::Faults => catalogue::faults(),
        What::Formats => catalogue::formats(),
        What::Providers => vocabulary::providers(),
        What::Codes => vocabulary::codes(),
        What::Knowledge => knowledge::tables(now),
    };
    let text = match args.format {
        ListFormat::Table if args.what == What::Knowledge => {
            knowledge::listing(now).to_table(&console.style)
        }
        ListFormat::Table => {
            let mut list = Listing::new(&[Column::new("id"), Column::new("title")]);
            for Entry { id, title, .. } in entries {
                list.row(vec![id.into(), title.into()]);
            }
            list.to_table(&console.style)
        }
        ListFormat::Json => {
            report::json(&entries.into_iter().map(|entry| entry.json).collect::<Vec<_>>())
        }
    };
    console.print(&text).map_err(Failure::internal)?;
    Ok(ExitCode::Passed)
}
