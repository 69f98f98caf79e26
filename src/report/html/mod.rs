//! One page for support: a file that needs nothing from anywhere and runs nothing but its own few lines.
//!
//! The template escapes whatever it is given. The page's policy allows its own style and script by their
//! hashes: even a text that was not escaped could run nothing and ask for nothing.

mod curl;
mod remedy;
mod talk;
mod view;

use std::sync::LazyLock;

use aws_lc_rs::digest::{SHA256, digest};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use minijinja::syntax::SyntaxConfig;
use minijinja::value::Serde;
use minijinja::{AutoEscape, Environment, Value, context};

use super::{Format, Style};
use crate::model::Report;

/// One page for people.
pub(super) static FORMAT: Format =
    Format { name: "html", docs: "one page to attach to a ticket; it needs no network", render };

const PAGE: &str = include_str!("page.html");
const STYLE: &str = include_str!("style.css");
const SCRIPT: &str = include_str!("script.js");

static ENVIRONMENT: LazyLock<Environment<'static>> = LazyLock::new(|| {
    let mut environment = Environment::new();
    environment.set_auto_escape_callback(|_| AutoEscape::Html);
    // Lines that hold only a block leave no line behind.
    if let Ok(syntax) = SyntaxConfig::builder().trim_blocks(true).lstrip_blocks(true).build() {
        environment.set_syntax(syntax);
    }
    environment.add_template("page", PAGE).expect("the page is a template: a test renders it");
    environment
});

fn render(report: &Report, _style: &Style) -> String {
    let context = context! {
        style => Value::from_safe_string(STYLE.to_owned()),
        script => Value::from_safe_string(SCRIPT.to_owned()),
        style_hash => Value::from_safe_string(hash(STYLE)),
        script_hash => Value::from_safe_string(hash(SCRIPT)),
        report => Value::from(Serde(view::view(report))),
    };
    let page = ENVIRONMENT.get_template("page").and_then(|page| page.render(context));
    let mut page = page.expect("the page asks only for what the view has: a test renders it");
    if !page.ends_with('\n') {
        page.push('\n');
    }
    page
}

/// How a policy names a text (Content Security Policy Level 3, section 2.3.1).
fn hash(text: &str) -> String {
    format!("sha256-{}", STANDARD.encode(digest(&SHA256, text.as_bytes())))
}

#[cfg(test)]
mod tests;
