//! From what `terraform show -json` prints of a plan or a state, and from a state file, to the OAuth
//! clients in it. Only the members that are compared are taken; secrets are handed over apart.

use std::sync::Arc;

use serde_json::{Map, Value};

use super::resource::{Client, Found, HOME, MEMBERS, SECRETS, blank, cleaned, type_of};
use crate::model::{ClientConfiguration, ConfigurationSource, Secret, Source};

/// What a JSON file is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Output {
    /// `terraform show -json` of a plan.
    Plan,
    /// `terraform show -json` of a state.
    State,
    /// `terraform.tfstate`, version 4.
    StateFile,
}

impl Output {
    /// What it is by its members.
    #[must_use]
    pub fn of(document: &Value) -> Option<Self> {
        let has = |name: &str| document.get(name).is_some();
        if has("planned_values") || has("resource_changes") {
            Some(Self::Plan)
        } else if has("format_version") || document.pointer("/values/root_module").is_some() {
            Some(Self::State)
        } else if has("lineage") || document.get("version") == Some(&Value::from(4)) {
            Some(Self::StateFile)
        } else {
            None
        }
    }
}

/// Reads it. `name` is the file's.
#[must_use]
pub fn read_output(name: &str, document: &Value) -> Option<Found> {
    let output = Output::of(document)?;
    let mut reader = Reader {
        found: Found::default(),
        place: Source { file: Arc::from(name), line: 1, column: 1 },
    };
    match output {
        Output::Plan => {
            if let Some(root) = document.pointer("/planned_values/root_module") {
                reader.module(root, ConfigurationSource::TerraformPlan, 0);
            }
            reader.changes(document.get("resource_changes"));
        }
        Output::State => {
            if let Some(root) = document.pointer("/values/root_module") {
                reader.module(root, ConfigurationSource::TerraformState, 0);
            }
        }
        Output::StateFile => reader.state_file(document),
    }
    Some(reader.found)
}

struct Reader {
    found: Found,
    place: Source,
}

/// How deep modules may be nested.
const DEEPEST: usize = 50;

impl Reader {
    fn module(&mut self, module: &Value, from: ConfigurationSource, depth: usize) {
        for resource in items(module.get("resources")) {
            if resource.get("mode").and_then(Value::as_str) == Some("data") {
                continue;
            }
            let (Some(kind), Some(values)) =
                (text(resource, "type"), resource.get("values").and_then(Value::as_object))
            else {
                continue;
            };
            let address = text(resource, "address").unwrap_or_default();
            self.client(from, kind, address, values);
        }
        for child in items(module.get("child_modules")).iter().filter(|_| depth < DEEPEST) {
            self.module(child, from, depth + 1);
        }
    }

    fn state_file(&mut self, document: &Value) {
        for resource in items(document.get("resources")) {
            let (Some(kind), Some(name)) = (text(resource, "type"), text(resource, "name")) else {
                continue;
            };
            if text(resource, "mode") == Some("data") {
                continue;
            }
            let module = text(resource, "module").map_or(String::new(), |path| format!("{path}."));
            for instance in items(resource.get("instances")) {
                let key = instance.get("index_key").map_or(String::new(), |key| format!("[{key}]"));
                let address = format!("{module}{kind}.{name}{key}");
                if let Some(values) = instance.get("attributes").and_then(Value::as_object) {
                    self.client(ConfigurationSource::TerraformState, kind, &address, values);
                }
            }
        }
    }

    fn client(
        &mut self,
        from: ConfigurationSource,
        kind: &str,
        address: &str,
        values: &Map<String, Value>,
    ) {
        if type_of(kind).is_none() {
            return;
        }
        self.secrets(values);
        let mut configuration = blank(from, kind, address.to_owned());
        fill(&mut configuration, values);
        configuration.place = Some(self.place.clone());
        self.found.clients.push(Client { configuration: cleaned(configuration), before: None });
    }

    /// What a plan changes: the values before are those in use, as far as Terraform knows. Values that
    /// become known only when it is applied are not known.
    fn changes(&mut self, changes: Option<&Value>) {
        for change in items(changes) {
            let (Some(address), Some(kind)) = (text(change, "address"), text(change, "type"))
            else {
                continue;
            };
            let Some(before) = change.pointer("/change/before").and_then(Value::as_object) else {
                continue;
            };
            if type_of(kind).is_none() {
                continue;
            }
            self.secrets(before);
            let mut was = blank(ConfigurationSource::TerraformState, kind, address.to_owned());
            fill(&mut was, before);
            was.place = Some(self.place.clone());
            let clients = &mut self.found.clients;
            let same = |one: &&mut Client| one.configuration.address.as_deref() == Some(address);
            if let Some(client) = clients.iter_mut().find(same) {
                let now = &mut client.configuration;
                now.client_id = now.client_id.take().or_else(|| was.client_id.clone());
                client.before = Some(cleaned(was));
            }
        }
    }

    fn secrets(&mut self, values: &Map<String, Value>) {
        for name in SECRETS {
            if let Some(value) = values.get(*name).and_then(Value::as_str)
                && !value.is_empty()
            {
                let secret = (format!("terraform {name}"), Secret::new(value.to_owned()));
                self.found.secrets.push(secret);
            }
        }
    }
}

fn items(value: Option<&Value>) -> &[Value] {
    value.and_then(Value::as_array).map_or(&[], Vec::as_slice)
}

fn text<'a>(value: &'a Value, name: &str) -> Option<&'a str> {
    value.get(name).and_then(Value::as_str)
}

/// Takes the members that are compared; null is as good as not there.
pub(super) fn fill(is: &mut ClientConfiguration, values: &Map<String, Value>) {
    let of = |member: &str| {
        let names =
            MEMBERS.iter().find(|(known, _)| *known == member).map_or(&[][..], |(_, names)| names);
        names.iter().find_map(|name| values.get(*name))
    };
    let one = |member: &str| of(member).and_then(Value::as_str).map(str::to_owned);
    let list = |member: &str| {
        let items = of(member)?.as_array()?;
        items.iter().map(|item| item.as_str().map(str::to_owned)).collect::<Option<Vec<_>>>()
    };
    is.name = one("name");
    is.grant = one("grant");
    is.state = one("state");
    is.scopes = list("scopes");
    is.redirect_uris = list("redirect_uris");
    is.token_lifetime = of("token_lifetime").and_then(Value::as_u64);
    let id = ["client_id", "id"].into_iter().find_map(|name| values.get(name)?.as_str());
    is.client_id = id.filter(|id| !id.is_empty()).map(str::to_owned);
    is.roles = of("roles").and_then(Value::as_array).and_then(|roles| {
        let member = |role: &Value, names: [&str; 2]| {
            names.into_iter().find_map(|name| role.get(name)?.as_str().map(str::to_owned))
        };
        let role = |role: &Value| {
            let division = member(role, ["division_id", "divisionId"]);
            Some((member(role, ["role_id", "roleId"])?, division.unwrap_or(HOME.to_owned())))
        };
        roles.iter().map(role).collect()
    });
}
