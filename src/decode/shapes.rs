//! Answers of vendors: how each is recognised, and where in it code, sentence and ids stand. The data is
//! the shape part of `checks/providers/*.yaml`, in the compact form that a test keeps in step.

use std::sync::LazyLock;

use serde::Deserialize;
use serde_json::Value;

use super::Answer;
use crate::model::{AnsweredBy, BodyKind};

/// Every vendor. Read when the first error comes: a run without one never pays for it.
static SHAPES: LazyLock<Vec<Shape>> = LazyLock::new(|| {
    serde_json::from_str(include_str!("../../checks/providers/compact/shapes.json"))
        .expect("embedded files are read by a test")
});

/// No list in a body is followed further than this.
const ITEMS: usize = 20;

/// How a vendor answers.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Shape {
    /// The vendor's id: the name of its file.
    pub(super) vendor: String,
    /// Hosts that are the vendor's own; `*.` stands for any host below.
    #[serde(default)]
    hosts: Vec<String>,
    /// Any of these shows that the vendor wrote the answer.
    #[serde(default)]
    marks: Vec<Mark>,
    /// Where things stand.
    #[serde(default)]
    pub(super) read: Read,
}

/// A mark: everything that is given must hold.
#[derive(Deserialize)]
#[serde(deny_unknown_fields, default)]
#[derive(Default)]
struct Mark {
    /// `name`, `name: start of its value` or `name: *part of its value`.
    header: Vec<String>,
    /// `path`, `path: start of its value` or `path: *part of its value`, in a JSON body.
    body: Vec<String>,
    /// What the body's text holds, in small letters; starts with, where a `^` stands before it.
    text: Vec<String>,
    /// What the body is: one of these.
    kind: Vec<Kind>,
    /// One of these status codes.
    status: Vec<u16>,
    /// Who writes such an answer.
    by: Option<By>,
}

#[derive(Clone, Copy, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "kebab-case")]
enum Kind {
    Empty,
    Json,
    Html,
    Text,
}

#[derive(Clone, Copy, Deserialize, PartialEq, Eq, PartialOrd, Ord)]
#[serde(rename_all = "kebab-case")]
enum By {
    Api,
    LoginPage,
    Gateway,
    Edge,
    Proxy,
}

/// Where things stand in an answer: the first place that has something counts.
#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct Read {
    /// The machine-readable code.
    pub(super) code: Vec<Source>,
    /// The sentence beside it.
    pub(super) message: Vec<Source>,
    /// The id under which the server remembers the request.
    pub(super) correlation: Vec<Source>,
    /// The scopes or permissions that it wants: every place counts.
    pub(super) wanted: Vec<Source>,
}

/// A place: `path.in[0].json`, `list[*].member`, `header:NAME`, `xml:ELEMENT`, `html:title` or the whole
/// `text`; and which part of what stands there is meant.
#[derive(Deserialize)]
#[serde(untagged)]
pub(super) enum Source {
    /// All of it.
    Whole(String),
    /// The part after some words, up to others, where the first are there.
    Part(Part),
}

/// A part of a text.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Part {
    at: String,
    #[serde(default)]
    after: String,
    #[serde(default)]
    until: Option<String>,
}

/// A vendor that is recognised, and who wrote the answer where the mark tells it.
pub(super) struct Recognised {
    /// The vendor.
    pub(super) shape: &'static Shape,
    /// Who wrote the answer.
    pub(super) by: Option<AnsweredBy>,
}

/// The vendor whose marks an answer bears. What stands in front of an API counts before the API: it
/// wrote the answer. Of several marks the one with the most conditions counts, and a host that is the
/// vendor's own counts where no mark is found.
pub(super) fn recognise(answer: &Answer) -> Option<Recognised> {
    let marked = SHAPES
        .iter()
        .flat_map(|shape| shape.marks.iter().map(move |mark| (shape, mark)))
        .filter(|(_, mark)| mark.holds(answer))
        // Of equal marks the first in the order of the names.
        .rev()
        .max_by_key(|(_, mark)| (mark.by.unwrap_or(By::Api).max(By::Gateway), mark.weight()));
    if let Some((shape, mark)) = marked {
        return Some(Recognised { shape, by: mark.by.map(By::as_model) });
    }
    let host = answer.host.as_deref()?;
    let shape = SHAPES.iter().find(|shape| shape.hosts.iter().any(|known| is_host(known, host)))?;
    Some(Recognised { shape, by: None })
}

fn is_host(known: &str, host: &str) -> bool {
    match known.strip_prefix("*.") {
        Some(domain) => host
            .strip_suffix(domain)
            .is_some_and(|before| before.len() > 1 && before.ends_with('.')),
        None => host == known,
    }
}

impl By {
    const fn as_model(self) -> AnsweredBy {
        match self {
            Self::Api => AnsweredBy::Api,
            Self::LoginPage => AnsweredBy::LoginPage,
            Self::Gateway => AnsweredBy::Gateway,
            Self::Edge => AnsweredBy::Edge,
            Self::Proxy => AnsweredBy::Proxy,
        }
    }
}

impl Kind {
    fn is(self, kind: BodyKind) -> bool {
        match kind {
            BodyKind::Empty => self == Self::Empty,
            BodyKind::Json => self == Self::Json,
            BodyKind::Html => self == Self::Html,
            BodyKind::Text => self == Self::Text,
            BodyKind::Binary => false,
        }
    }
}

impl Mark {
    fn weight(&self) -> usize {
        self.header.len() + self.body.len() + self.text.len()
    }

    fn holds(&self, answer: &Answer) -> bool {
        let header = |mark: &String| {
            let (name, value) = halves(mark);
            answer
                .headers
                .get_all(name)
                .iter()
                .any(|one| one.to_str().is_ok_and(|one| fits(&one.to_ascii_lowercase(), value)))
        };
        let body = |mark: &String| {
            let (path, value) = halves(mark);
            let Some(json) = &answer.json else { return false };
            values(json, path).into_iter().any(|one| match one {
                Value::Null => false,
                Value::String(text) => fits(&text.to_lowercase(), value),
                Value::Number(number) => fits(&number.to_string(), value),
                Value::Bool(truth) => fits(if *truth { "true" } else { "false" }, value),
                Value::Array(_) | Value::Object(_) => value.is_empty(),
            })
        };
        let text = |mark: &String| match mark.strip_prefix('^') {
            Some(start) => answer.lower().trim_start().starts_with(start),
            None => answer.lower().contains(mark.as_str()),
        };
        (self.status.is_empty() || self.status.contains(&answer.status))
            && (self.kind.is_empty() || self.kind.iter().any(|kind| kind.is(answer.kind)))
            && self.header.iter().all(header)
            && self.body.iter().all(body)
            && self.text.iter().all(text)
    }
}

/// A name and what its value looks like.
fn halves(mark: &str) -> (&str, &str) {
    mark.split_once(": ").unwrap_or((mark, ""))
}

fn fits(value: &str, pattern: &str) -> bool {
    match pattern.strip_prefix('*') {
        Some(part) => value.contains(part),
        None => value.starts_with(pattern),
    }
}

/// What stands at a path, `[*]` for every item of a list.
fn values<'a>(json: &'a Value, path: &str) -> Vec<&'a Value> {
    let mut found = vec![json];
    for step in path.split('.') {
        let mut pieces = step.split('[');
        let name = pieces.next().unwrap_or_default();
        if !name.is_empty() {
            found = found.into_iter().filter_map(|value| value.get(name)).collect();
        }
        for piece in pieces {
            let index = piece.trim_end_matches(']');
            found = found
                .into_iter()
                .filter_map(Value::as_array)
                .flat_map(|items| match index.parse::<usize>() {
                    Ok(index) => items.get(index..).unwrap_or_default().iter().take(1),
                    Err(_) => items.iter().take(ITEMS),
                })
                .take(ITEMS)
                .collect();
        }
    }
    found
}

impl Source {
    /// What stands there, in order.
    pub(super) fn find(&self, answer: &Answer) -> Vec<String> {
        let (at, part) = match self {
            Self::Whole(at) => (at, None),
            Self::Part(part) => (&part.at, Some(part)),
        };
        let found: Vec<String> = if let Some(name) = at.strip_prefix("header:") {
            let values = answer.headers.get_all(name).iter();
            values.filter_map(|value| value.to_str().ok()).map(str::to_owned).collect()
        } else if let Some(name) = at.strip_prefix("xml:") {
            super::page::element(answer.text(), &[name]).into_iter().collect()
        } else if at == "html:title" {
            super::page::title(answer.text()).into_iter().collect()
        } else if at == "text" {
            let short = matches!(answer.kind, BodyKind::Text | BodyKind::Html);
            short.then(|| answer.text().to_owned()).into_iter().collect()
        } else {
            let json = answer.json.as_ref();
            json.map(|json| values(json, at))
                .unwrap_or_default()
                .into_iter()
                .filter_map(scalar)
                .collect()
        };
        found
            .into_iter()
            .filter_map(|text| part.map_or(Some(text.clone()), |part| part.cut(&text)))
            .collect()
    }
}

fn scalar(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        Value::Null | Value::Bool(_) | Value::Array(_) | Value::Object(_) => None,
    }
}

impl Part {
    fn cut(&self, text: &str) -> Option<String> {
        let (_, rest) = text.split_once(self.after.as_str())?;
        let mut end =
            self.until.as_deref().and_then(|until| rest.find(until)).unwrap_or(rest.len());
        if self.at == "text" {
            // A page goes on with a tag, a text with a line.
            end = end.min(rest.find(['<', '\n']).unwrap_or(end));
        }
        Some(rest[..end].trim().to_owned()).filter(|part| !part.is_empty())
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn every_shape_can_be_read_and_is_recognised_by_something() {
        for shape in SHAPES.iter() {
            let vendor = &shape.vendor;
            assert!(!shape.hosts.is_empty() || !shape.marks.is_empty(), "{vendor}");
            for mark in &shape.marks {
                assert!(mark.weight() > 0, "{vendor}: a mark that holds for everything");
                for one in mark.header.iter().chain(&mark.text) {
                    assert_eq!(*one, one.to_lowercase(), "{vendor}");
                }
                for one in &mark.body {
                    assert_eq!(halves(one).1, halves(one).1.to_lowercase(), "{vendor}");
                }
            }
            for host in &shape.hosts {
                assert_eq!(*host, host.to_lowercase(), "{vendor}");
            }
        }
    }

    #[test]
    fn a_path_leads_through_lists() {
        let json = json!({ "a": [{ "b": 1 }, { "b": "x" }], "c": { "d": "y" } });
        let texts = |path: &str| -> Vec<String> {
            values(&json, path).into_iter().filter_map(scalar).collect()
        };
        assert_eq!(texts("a[*].b"), ["1", "x"]);
        assert_eq!(texts("a[1].b"), ["x"]);
        assert_eq!(texts("c.d"), ["y"]);
        assert!(texts("c[0]").is_empty() && texts("a.b").is_empty() && texts("z").is_empty());
        assert_eq!(values(&json!([{ "m": 1 }]), "[0].m").len(), 1);
    }

    #[test]
    fn only_a_host_below_the_domain_is_the_vendors() {
        assert!(is_host("*.okta.com", "acme.okta.com"));
        assert!(!is_host("*.okta.com", "okta.com") && !is_host("*.okta.com", "notokta.com"));
        assert!(is_host("slack.com", "slack.com") && !is_host("slack.com", "x.slack.com"));
    }

    #[test]
    fn a_part_is_what_stands_between() {
        let part = |after: &str, until: Option<&str>| Part {
            at: String::new(),
            after: after.to_owned(),
            until: until.map(str::to_owned),
        };
        let text = "not authorized to perform: s3:GetObject on resource x";
        assert_eq!(part("perform: ", Some(" ")).cut(text).as_deref(), Some("s3:GetObject"));
        assert_eq!(part("never: ", Some(" ")).cut(text), None);
        assert_eq!(part("x", None).cut(text), None);
    }
}
