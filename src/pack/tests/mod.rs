//! Tests of the pack language: what is read, what is refused, and in which words.

mod builtin;
mod hostile;
mod inputs;
mod language;
mod literals;
mod mistakes;
mod mutants;
mod references;
mod schema;
mod selection;
mod structure;
mod waivers;

use std::collections::BTreeMap;

use super::{Given, InputValues, Pack, PackText, Problems, parse, plan};
use crate::model::Custody;
use crate::plan::Plan;

/// The remedies that packs of these tests may name.
const REMEDIES: &[&str] = &[
    "add-oauth-scope",
    "add-oauth-scope-genesys-cloud",
    "allow-address",
    "enable-resource",
    "grant-division",
    "send-guests-to-queue",
    "use-right-actor",
    "fix-deployment-id",
    "fix-request-address",
    "use-one-region",
    "allow-client-credentials-grant",
    "bind-guest-context",
    "fetch-fresh-token",
    "fix-audience",
    "fix-client-secret",
    "fix-issuer",
    "fix-queue-id",
    "grant-permission",
    "grant-queue-permission",
    "publish-signing-key",
    "set-clock",
    "wait-for-rate-limit",
];

/// The causes that waivers of these tests may name.
const CAUSES: &[&str] = &["scope-missing", "token-expired"];

/// A pack of one check, with more keys of the pack before it and more keys of the check behind it.
fn with(top: &str, check: &str) -> String {
    format!(
        "version: 1\nname: test\ntitle: A test\n{top}checks:\n  - id: one\n    title: it works\n{check}"
    )
}

fn read(text: &str) -> Result<Pack, Problems> {
    parse(&PackText { file: "pack.yaml".into(), text: text.to_owned() }, REMEDIES, CAUSES)
}

fn good(text: &str) -> Pack {
    read(text).unwrap_or_else(|problems| panic!("{}\n{text}", problems.render(false)))
}

/// What is said of a pack in which something is wrong.
fn said(text: &str) -> String {
    match read(text) {
        Ok(_) => panic!("nothing was found wrong with\n{text}"),
        Err(problems) => problems.render(false),
    }
}

/// The messages, each with its line and column.
fn messages(text: &str) -> Vec<String> {
    let problems =
        read(text).err().unwrap_or_else(|| panic!("nothing was found wrong with\n{text}"));
    problems
        .iter()
        .map(|one| {
            format!("{}:{} {}", one.line().unwrap_or(0), one.column().unwrap_or(0), one.message)
        })
        .collect()
}

/// What sets inputs in a test.
#[derive(Default)]
struct World {
    overrides: Vec<(String, Given)>,
    set: Vec<(String, Given)>,
    env_file: String,
    environment: BTreeMap<String, String>,
    custody: Custody,
}

impl World {
    fn set(mut self, name: &str, value: &str) -> Self {
        self.set.push((name.to_owned(), Given::Text(value.to_owned())));
        self
    }

    fn env(mut self, name: &str, value: &str) -> Self {
        self.environment.insert(name.to_owned(), value.to_owned());
        self
    }

    fn plan(&self, pack: &Pack) -> Result<Plan, Problems> {
        let env_file = super::env_file::parse(&self.env_file, ".env")?;
        let values = InputValues {
            overrides: self.overrides.clone(),
            set: self.set.clone(),
            env_file: Some(&env_file),
            environment: &|name| self.environment.get(name).cloned(),
            uuid: &|| "5f6d2c1e-8a4b-4c3d-9e2f-1a0b9c8d7e6f".to_owned(),
        };
        plan(pack, &values, &self.custody)
    }

    fn good(&self, text: &str) -> Plan {
        self.plan(&good(text)).unwrap_or_else(|problems| panic!("{}", problems.render(false)))
    }

    fn said(&self, text: &str) -> String {
        match self.plan(&good(text)) {
            Ok(_) => panic!("nothing was found wrong with the inputs of\n{text}"),
            Err(problems) => problems.render(false),
        }
    }
}
