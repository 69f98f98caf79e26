//! From `.tf` and `.tf.json` files to the OAuth clients in them.

use std::collections::BTreeMap;

use serde_json::json;

use super::body::{Argument, Block, Body, Kind, Label, Value};
use super::edit::with_value;
use super::resource::{Client, Found, HOME, MEMBERS, RENAMED, SECRETS, blank, cleaned, type_of};
use super::scan;
use super::text::{Problem, TextFile};
use crate::model::{Change, ClientConfiguration, ConfigurationSource, Difference, Excerpt, Secret};

/// Lines of more bytes are not quoted.
const QUOTED_AT_MOST: usize = 8 * 1024;

/// How many references may stand behind one another.
const STEPS_AT_MOST: usize = 16;

/// Reads the files of one folder: `.tf`, `.tf.json`, and values in `.tfvars` and `.tfvars.json`.
#[must_use]
pub fn read_code(files: &[TextFile]) -> Found {
    let mut found = Found::default();
    let mut parsed: Vec<(&TextFile, Body)> = Vec::new();
    for file in ordered(files) {
        let body = if file.name.ends_with(".json") {
            scan::json(&file.text)
        } else {
            scan::native(&file.text)
        };
        match body {
            Ok(body) => parsed.push((file, body)),
            Err(error) => found
                .problems
                .push(Problem { place: file.place(error.at), message: error.message.to_owned() }),
        }
    }
    let names = Names::of(&parsed);
    // A file that overrides gives a resource further arguments; the later ones count.
    let mut resources: Vec<(String, Vec<(&TextFile, &Block)>)> = Vec::new();
    for (file, body) in &parsed {
        found.modules.extend(body.blocks("module").filter_map(|block| label(block, 0)));
        for block in body.blocks("resource") {
            let (Some(kind), Some(name)) = (label(block, 0), label(block, 1)) else { continue };
            if type_of(&kind).is_none() {
                continue;
            }
            let none = block
                .body
                .argument("count")
                .is_some_and(|count| count.value.kind == Kind::Number(0.0));
            if none {
                continue;
            }
            let address = format!("{kind}.{name}");
            match resources.iter_mut().find(|(known, _)| *known == address) {
                Some((_, parts)) => parts.push((file, block)),
                None => resources.push((address, vec![(file, block)])),
            }
        }
    }
    for (address, parts) in resources {
        let configuration = client(address, &parts, &names, &mut found.secrets);
        found.clients.push(Client { configuration, before: None });
    }
    found
}

/// Files that override others come last; values come in the order in which Terraform reads them.
fn ordered(files: &[TextFile]) -> Vec<&TextFile> {
    let mut files: Vec<&TextFile> = files.iter().collect();
    let rank = |file: &TextFile| {
        let name = file.name.rsplit(['/', '\\']).next().unwrap_or_default();
        let stem = name.trim_end_matches(".json");
        let stem = stem.trim_end_matches(".tf").to_owned();
        (stem == "override" || stem.ends_with("_override"), name.contains(".auto."))
    };
    files.sort_by_key(|file| (rank(file), file.name.clone()));
    files
}

fn label(block: &Block, index: usize) -> Option<String> {
    block.labels.get(index).map(|label| label.text.clone())
}

/// A value that a name stands for, where it stands, and whether a run may set another.
#[derive(Clone, Copy)]
struct Named<'a> {
    file: &'a TextFile,
    argument: &'a Argument,
    assumed: bool,
}

/// What `var.…` and `local.…` stand for.
#[derive(Default)]
struct Names<'a>(BTreeMap<(&'static str, &'a str), Named<'a>>);

impl<'a> Names<'a> {
    fn of(parsed: &'a [(&'a TextFile, Body)]) -> Self {
        let mut names = Self::default();
        for (file, body) in parsed {
            if is_values(file) {
                continue;
            }
            for block in body.blocks("variable") {
                let (Some(name), Some(argument)) =
                    (block.labels.first(), block.body.argument("default"))
                else {
                    continue;
                };
                let named = Named { file, argument, assumed: true };
                names.0.insert(("var", &name.text), named);
            }
            for argument in body.blocks("locals").flat_map(|block| &block.body.arguments) {
                let named = Named { file, argument, assumed: false };
                names.0.insert(("local", &argument.name), named);
            }
        }
        for (file, body) in parsed.iter().filter(|(file, _)| is_values(file)) {
            // Terraform reads these by itself.
            for argument in &body.arguments {
                let named = Named { file, argument, assumed: false };
                names.0.insert(("var", &argument.name), named);
            }
        }
        names
    }

    fn get(&self, steps: &[String]) -> Option<Named<'a>> {
        let [root, name] = steps else { return None };
        let root = ["var", "local"].into_iter().find(|known| known == root)?;
        self.0.get(&(root, name.as_str())).copied()
    }
}

fn is_values(file: &TextFile) -> bool {
    file.name.trim_end_matches(".json").ends_with(".tfvars")
}

/// A value after its references were followed.
struct Resolved<'a> {
    value: &'a Value,
    /// Where the value itself stands.
    file: &'a TextFile,
    argument: &'a Argument,
    assumed: bool,
}

fn resolve<'a>(
    file: &'a TextFile,
    argument: &'a Argument,
    names: &Names<'a>,
) -> Option<Resolved<'a>> {
    let mut at = Resolved { value: &argument.value, file, argument, assumed: false };
    for _ in 0..STEPS_AT_MOST {
        let Kind::Reference(steps) = &at.value.kind else { return Some(at) };
        let named = names.get(steps)?;
        at = Resolved {
            value: &named.argument.value,
            file: named.file,
            argument: named.argument,
            assumed: at.assumed || named.assumed,
        };
    }
    None
}

/// A text, with the references in it followed; whether a run may make it another.
fn text(value: &Value, names: &Names<'_>, steps: usize) -> Option<(String, bool)> {
    if steps == 0 {
        return None;
    }
    match &value.kind {
        Kind::Text(text) => Some((text.clone(), false)),
        Kind::Number(number) => Some((number.to_string(), false)),
        Kind::Bool(known) => Some((known.to_string(), false)),
        Kind::Reference(path) => {
            let named = names.get(path)?;
            let (text, assumed) = text(&named.argument.value, names, steps - 1)?;
            Some((text, assumed || named.assumed))
        }
        Kind::Template(parts) => {
            let mut all = (String::new(), false);
            for part in parts {
                let (piece, assumed) = text(part, names, steps - 1)?;
                if all.0.len() + piece.len() > QUOTED_AT_MOST {
                    return None;
                }
                all.0.push_str(&piece);
                all.1 |= assumed;
            }
            Some(all)
        }
        Kind::Null | Kind::List(_) | Kind::Object(_) | Kind::Computed => None,
    }
}

fn texts<'a>(at: &Resolved<'a>, names: &Names<'a>) -> Option<(Vec<String>, bool)> {
    let Kind::List(items) = &at.value.kind else { return None };
    let mut all = (Vec::new(), at.assumed);
    for item in items {
        let (item, assumed) = text(item, names, STEPS_AT_MOST)?;
        all.0.push(item);
        all.1 |= assumed;
    }
    Some(all)
}

/// One OAuth client, from all the blocks that make it.
fn client(
    address: String,
    parts: &[(&TextFile, &Block)],
    names: &Names<'_>,
    secrets: &mut Vec<(String, Secret)>,
) -> ClientConfiguration {
    let kind = address.split('.').next().unwrap_or_default().to_owned();
    let mut is = blank(ConfigurationSource::TerraformCode, &kind, address);
    is.place = parts.first().map(|(file, block)| file.place(block.start));
    for (member, arguments) in MEMBERS {
        let given = parts.iter().rev().find_map(|(file, block)| {
            arguments.iter().find_map(|name| Some((*file, block.body.argument(name)?)))
        });
        if arguments.iter().any(|name| is_ignored(parts, name)) {
            is.unreadable.push((*member).to_owned());
        } else if *member == "roles" {
            roles(&mut is, given, parts, names);
        } else if let Some((file, argument)) = given {
            member_of(&mut is, member, file, argument, names);
        }
    }
    for (_, block) in parts {
        for argument in &block.body.arguments {
            let known = SECRETS.contains(&argument.name.as_str());
            if let (true, Some((value, _))) = (known, text(&argument.value, names, STEPS_AT_MOST)) {
                secrets.push((format!("terraform {}", argument.name), Secret::new(value)));
            }
        }
    }
    if is.resource_type_exists == Some(false)
        && let Some((file, block)) = parts.first()
    {
        is.differences.push(misnamed(file, block, &kind));
    }
    cleaned(is)
}

/// Whether Terraform is told to leave an argument as it is found (`ignore_changes`).
fn is_ignored(parts: &[(&TextFile, &Block)], name: &str) -> bool {
    let mut lifecycles = parts
        .iter()
        .flat_map(|(file, block)| block.body.blocks("lifecycle").map(move |one| (*file, one)));
    lifecycles.any(|(file, lifecycle)| {
        let Some(ignored) = lifecycle.body.argument("ignore_changes") else { return false };
        let text = file.text.get(ignored.value.start..ignored.value.end).unwrap_or_default();
        let mut words = text.split(|c: char| !c.is_alphanumeric() && c != '_');
        words.any(|word| word == name || word == "all")
    })
}

/// Notes one member, or that it cannot be read.
fn member_of<'a>(
    is: &mut ClientConfiguration,
    member: &str,
    file: &'a TextFile,
    argument: &'a Argument,
    names: &Names<'a>,
) {
    let Some(at) = resolve(file, argument, names) else {
        is.unreadable.push(member.to_owned());
        return;
    };
    if at.value.kind == Kind::Null {
        // As good as left out.
        return;
    }
    let one = || text(at.value, names, STEPS_AT_MOST);
    let assumed = match member {
        "scopes" | "redirect_uris" => texts(&at, names).map(|(items, assumed)| {
            let place = if member == "scopes" { &mut is.scopes } else { &mut is.redirect_uris };
            *place = Some(items);
            assumed
        }),
        "token_lifetime" => one().and_then(|(number, assumed)| {
            is.token_lifetime = Some(number.parse().ok()?);
            Some(assumed)
        }),
        _ => one().map(|(text, assumed)| {
            match member {
                "grant" => is.grant = Some(text),
                "state" => is.state = Some(text),
                _ => is.name = Some(text),
            }
            assumed
        }),
    };
    match assumed {
        None => is.unreadable.push(member.to_owned()),
        Some(assumed) => {
            if assumed || at.assumed {
                is.assumed.push(member.to_owned());
            }
            is.excerpts.extend(excerpt(member, at.file, at.argument));
        }
    }
}

/// The lines of an argument, where they hold nothing else.
fn excerpt(member: &str, file: &TextFile, argument: &Argument) -> Option<Excerpt> {
    let (start, end) = file.lines(argument.start, argument.value.end);
    let before = file.text.get(start..argument.start)?.trim();
    let after = file.text.get(argument.value.end..end)?.trim();
    let after = after.strip_prefix(',').unwrap_or(after).trim_start();
    let alone = before.is_empty()
        && (after.is_empty() || after.starts_with('#') || after.starts_with("//"));
    let text = file.text.get(start..end)?;
    (alone && text.len() <= QUOTED_AT_MOST).then(|| Excerpt {
        member: member.to_owned(),
        place: file.place(start),
        text: text.to_owned(),
    })
}

/// Roles stand in blocks, or in JSON in a list of objects.
fn roles(
    is: &mut ClientConfiguration,
    given: Option<(&TextFile, &Argument)>,
    parts: &[(&TextFile, &Block)],
    names: &Names<'_>,
) {
    match all_roles(given.map(|(_, argument)| &argument.value.kind), parts, names) {
        Some(roles) if roles.is_empty() => {}
        Some(roles) => is.roles = Some(roles),
        None => is.unreadable.push("roles".to_owned()),
    }
}

/// The roles with their divisions; none when one of them is computed. Mostly they name other resources,
/// whose ids only the platform knows.
fn all_roles(
    given: Option<&Kind>,
    parts: &[(&TextFile, &Block)],
    names: &Names<'_>,
) -> Option<Vec<(String, String)>> {
    let mut bodies: Vec<&[Argument]> = Vec::new();
    for (_, block) in parts {
        bodies.extend(block.body.blocks("roles").map(|one| &one.body.arguments[..]));
        let made = |one: &Block| one.labels.first().is_some_and(|label| label.text == "roles");
        if block.body.blocks("dynamic").any(made) {
            return None;
        }
    }
    match given {
        None => {}
        Some(Kind::Object(members)) => bodies.push(members),
        Some(Kind::List(items)) => {
            for item in items {
                let Kind::Object(members) = &item.kind else { return None };
                bodies.push(members);
            }
        }
        Some(_) => return None,
    }
    let role = |members: &[Argument]| {
        let read = |argument: &Argument| Some(text(&argument.value, names, STEPS_AT_MOST)?.0);
        let of = |name: &str| members.iter().find(|member| member.name == name);
        let division = of("division_id").map_or(Some(HOME.to_owned()), read);
        Some((of("role_id").and_then(read)?, division?))
    };
    bodies.into_iter().map(role).collect()
}

/// The resource has a name that the provider does not know.
fn misnamed(file: &TextFile, block: &Block, kind: &str) -> Difference {
    let instead = type_of(kind).and_then(|known| known.instead).unwrap_or(kind);
    let mut lines: Vec<(String, String)> = Vec::new();
    let renamed = block.labels.first().and_then(|label| renamed_label(file, label, instead));
    let mut place = file.place(block.start);
    place.column = 1;
    lines.extend(renamed);
    let mut arguments: Vec<String> = Vec::new();
    for argument in &block.body.arguments {
        let Some((_, right)) = RENAMED.iter().find(|(wrong, _)| *wrong == argument.name) else {
            continue;
        };
        arguments.push(argument.name.clone());
        lines.extend(excerpt(&argument.name, file, argument).and_then(|excerpt| {
            let mut then = excerpt.text.replacen(&argument.name, right, 1);
            if *right == "authorized_grant_type" {
                then = with_value(&then, &json!("CLIENT-CREDENTIALS"))?;
            }
            Some((excerpt.text, then))
        }));
    }
    let text = format!(
        "{}, line {}: the provider has no resource {kind}; it has {instead}{}",
        file.name,
        place.line,
        if arguments.is_empty() {
            String::new()
        } else {
            format!(", without the arguments {}", arguments.join(" and "))
        }
    );
    let change = (!lines.is_empty()).then(|| Change {
        place,
        now: lines.iter().map(|(now, _)| now.as_str()).collect(),
        then: lines.iter().map(|(_, then)| then.as_str()).collect(),
    });
    Difference {
        member: "resource_type".to_owned(),
        sure: true,
        text,
        only_configured: Vec::new(),
        change,
    }
}

/// The line of a label, with another text in its quotes.
fn renamed_label(file: &TextFile, label: &Label, new: &str) -> Option<(String, String)> {
    let (start, end) = file.lines(label.start, label.end);
    let now = file.text.get(start..end)?;
    if now.len() > QUOTED_AT_MOST || now.matches(&label.text).count() != 1 || now.contains('=') {
        return None;
    }
    Some((now.to_owned(), now.replacen(&label.text, new, 1)))
}
