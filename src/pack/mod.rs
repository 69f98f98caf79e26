//! YAML in, `Plan` out: packs are read, checked and made ready to run. Nothing here sends anything.
//!
//! A pack is read once, into a tree that knows the place of every value; it is decoded by hand from the
//! tables in `shape` and `probe`, so that everything wrong with a file is told at once.

mod act;
mod check;
mod condition;
mod credential;
mod document;
mod draft;
pub mod env_file;
mod expect;
mod fill;
mod graph;
mod input;
mod lint;
mod literal;
mod open;
mod operations;
mod parse;
mod problem;
mod ready;
mod schema;
mod select;
mod shape;
mod suggest;
mod values;
mod waiver;
mod web;
mod yaml;

pub use check::Check;
pub use input::{Input, InputType};
pub use open::{PackText, open, open_waivers};
pub use parse::{Pack, parse};
pub use problem::{Problem, Problems};
pub use ready::plan;
pub use schema::schema;
pub use select::{Selection, select};
pub use suggest::nearest;
pub use values::{Given, InputValues, given, unknown_names};
pub use waiver::{ScopedWaiver, is_of_waivers, lint_waivers, waivers};

/// A pack that is part of the binary.
#[derive(Clone, Copy, Debug)]
pub struct Builtin {
    /// The name under which it is opened.
    pub name: &'static str,
    /// Its text.
    pub text: &'static str,
    /// Whether `list` shows it.
    pub visible: bool,
}

/// Every pack that is part of the binary, in the order in which `list` shows them.
pub const BUILTIN: &[Builtin] = &[
    Builtin { name: "guest-api", text: include_str!("../../checks/guest-api.yaml"), visible: true },
    Builtin {
        name: "oidc/client-credentials",
        text: include_str!("../../checks/oidc/client-credentials.yaml"),
        visible: true,
    },
    Builtin {
        name: "genesys-cloud/oauth-client",
        text: include_str!("../../checks/genesys-cloud/oauth-client.yaml"),
        visible: true,
    },
    Builtin {
        name: "genesys-cloud/queue",
        text: include_str!("../../checks/genesys-cloud/queue.yaml"),
        visible: true,
    },
    Builtin {
        name: "genesys-cloud/web-messaging",
        text: include_str!("../../checks/genesys-cloud/web-messaging.yaml"),
        visible: true,
    },
    Builtin {
        name: "genesys-cloud/open-messaging",
        text: include_str!("../../checks/genesys-cloud/open-messaging.yaml"),
        visible: true,
    },
    Builtin {
        name: "genesys-cloud/web-chat",
        text: include_str!("../../checks/genesys-cloud/web-chat.yaml"),
        visible: true,
    },
];

#[cfg(test)]
mod tests;
