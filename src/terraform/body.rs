//! What a file says, as far as it can be read without evaluating it.

/// The arguments and blocks of a file or of a block.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Body {
    pub(super) arguments: Vec<Argument>,
    pub(super) blocks: Vec<Block>,
}

/// `name = value`.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Argument {
    pub(super) name: String,
    /// Where the name begins.
    pub(super) start: usize,
    pub(super) value: Value,
}

/// `kind "label" … { … }`.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Block {
    pub(super) kind: String,
    pub(super) labels: Vec<Label>,
    /// Where the kind begins.
    pub(super) start: usize,
    pub(super) body: Body,
}

/// A label, without its quotes, and the bytes that it takes with them.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Label {
    pub(super) text: String,
    pub(super) start: usize,
    pub(super) end: usize,
}

/// A value and the bytes that it takes.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Value {
    pub(super) kind: Kind,
    pub(super) start: usize,
    pub(super) end: usize,
}

/// A value as it stands.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Kind {
    Text(String),
    Number(f64),
    Bool(bool),
    Null,
    List(Vec<Value>),
    Object(Vec<Argument>),
    /// `var.name`, `local.name` and the like, by its steps.
    Reference(Vec<String>),
    /// Text with references in it.
    Template(Vec<Value>),
    /// Anything that would have to be evaluated.
    Computed,
}

impl Body {
    /// The argument of that name; the last one counts, as in files that override others.
    pub(super) fn argument(&self, name: &str) -> Option<&Argument> {
        self.arguments.iter().rev().find(|argument| argument.name == name)
    }

    /// The blocks of that kind.
    pub(super) fn blocks<'a>(&'a self, kind: &'a str) -> impl Iterator<Item = &'a Block> {
        self.blocks.iter().filter(move |block| block.kind == kind)
    }

    /// What a file in JSON syntax says, as the same file in native syntax would say it.
    pub(super) fn from_json(root: Vec<Argument>) -> Self {
        let mut body = Self::default();
        for top in root {
            let labels = match top.name.as_str() {
                "resource" => 2,
                "variable" | "module" => 1,
                _ => 0,
            };
            if labels > 0 || top.name == "locals" {
                body.add_json(&top, top.value.clone(), labels, Vec::new());
            } else {
                body.arguments.push(top);
            }
        }
        body
    }

    fn add_json(&mut self, top: &Argument, value: Value, labels: usize, above: Vec<Label>) {
        match value.kind {
            Kind::List(items) => {
                for item in items {
                    self.add_json(top, item, labels, above.clone());
                }
            }
            Kind::Object(members) if labels > above.len() => {
                for member in members {
                    let mut above = above.clone();
                    // The name stands in quotes; where it holds no escapes they take two bytes.
                    let end = member.start + member.name.len() + 2;
                    above.push(Label { text: member.name.clone(), start: member.start, end });
                    self.add_json(top, member.value, labels, above);
                }
            }
            Kind::Object(members) => {
                let start = above.last().map_or(top.start, |label| label.start);
                let body = Self { arguments: members, blocks: Vec::new() };
                self.blocks.push(Block { kind: top.name.clone(), labels: above, start, body });
            }
            _ => {}
        }
    }
}
