//! Terraform: from the text of its files to how an OAuth client is configured there. Opens no file and
//! evaluates nothing: what is computed is named as unreadable, and never guessed.

mod body;
mod code;
mod compare;
mod edit;
mod output;
mod resource;
mod scan;
mod text;

pub use code::read_code;
pub use compare::{InUse, comparable, compare};
pub use edit::{with_items, with_value};
pub use output::{Output, read_output};
pub use resource::{Client, Found, choose};
pub use text::{Problem, TextFile};

#[cfg(test)]
mod tests;
