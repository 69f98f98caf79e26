//! `json`: one run, one document. Names are the contract: other programs read them.

mod fact;
mod v1;

use super::{Format, Style};
use crate::model::Report;

/// The current version of the document.
pub(super) static FORMAT: Format = Format {
    name: "json",
    docs: "for programs: one document, version 1, in a stable order\n\n\
           Names are the contract; members may be added. `facts` carry all that a later version needs to judge \
           the run again.",
    render,
};

fn render(report: &Report, _style: &Style) -> String {
    format!("{:#}\n", v1::document(report))
}
