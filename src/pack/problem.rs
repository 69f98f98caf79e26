//! What is wrong with a pack, its inputs or an env file: told with the place, all at once.

use std::fmt;
use std::sync::Arc;

use annotate_snippets::renderer::DecorStyle;
use annotate_snippets::{AnnotationKind, Group, Level, Origin, Renderer, Snippet};

use super::document::{Document, Span};

/// How many problems are shown to people; a file with more has one cause that repeats.
const SHOWN: usize = 100;

/// One thing that is wrong.
#[derive(Clone)]
pub struct Problem {
    /// What is wrong, in one line.
    pub message: String,
    /// What to do about it.
    pub help: Option<String>,
    place: Option<Box<Place>>,
}

/// Where it is wrong.
#[derive(Clone)]
struct Place {
    document: Arc<Document>,
    span: Span,
    /// A word beside the caret.
    label: String,
    /// Further places in the same file that have to do with it.
    related: Vec<(Span, String)>,
    /// Whether the line is shown.
    excerpt: bool,
}

impl Problem {
    /// Something that is wrong and has no place in a file.
    #[must_use]
    pub fn new(message: impl Into<String>) -> Self {
        Self { message: message.into(), help: None, place: None }
    }

    /// What to do about it.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// Something that is wrong at a place.
    pub(super) fn at(document: &Arc<Document>, span: Span, message: impl Into<String>) -> Self {
        let place = Place {
            document: Arc::clone(document),
            span,
            label: String::new(),
            related: Vec::new(),
            excerpt: true,
        };
        Self { place: Some(Box::new(place)), ..Self::new(message) }
    }

    /// A word beside the caret.
    pub(super) fn label(mut self, label: impl Into<String>) -> Self {
        if let Some(place) = &mut self.place {
            place.label = label.into();
        }
        self
    }

    /// A second place in the same file that has to do with it.
    pub(super) fn related(mut self, span: Span, label: impl Into<String>) -> Self {
        if let Some(place) = &mut self.place {
            place.related.push((span, label.into()));
        }
        self
    }

    /// Help, or none.
    pub(super) fn maybe_help(mut self, help: Option<String>) -> Self {
        self.help = help;
        self
    }

    /// Names the place without showing the line.
    pub(super) fn without_excerpt(mut self) -> Self {
        if let Some(place) = &mut self.place {
            place.excerpt = false;
        }
        self
    }

    /// The file, as the user named it, or `builtin:NAME`.
    #[must_use]
    pub fn file(&self) -> Option<&str> {
        self.place.as_ref().map(|place| &*place.document.file)
    }

    /// The line, counted from 1.
    #[must_use]
    pub fn line(&self) -> Option<usize> {
        self.position().map(|(line, _)| line)
    }

    /// The column in characters, counted from 1.
    #[must_use]
    pub fn column(&self) -> Option<usize> {
        self.position().map(|(_, column)| column)
    }

    fn position(&self) -> Option<(usize, usize)> {
        self.place.as_ref().map(|place| place.document.place(place.span.start))
    }

    fn key(&self) -> (&str, usize, usize) {
        self.place
            .as_ref()
            .map_or(("", 0, 0), |place| (&place.document.file, place.span.start, place.span.end))
    }

    fn render(&self, renderer: &Renderer) -> String {
        let title = Level::ERROR.primary_title(self.message.as_str());
        let mut group = Group::with_title(title);
        let excerpt;
        if let Some(place) = &self.place {
            let Place { document, span, label, related, .. } = &**place;
            if place.excerpt {
                let spans = || related.iter().map(|(span, _)| span).chain([span]);
                let from = spans().map(|span| span.start).min().unwrap_or(span.start);
                let to = spans().map(|span| span.start).max().unwrap_or(span.start);
                excerpt = document.excerpt(from, to);
                let range = |span: &Span| excerpt.range(one_line(&document.text, *span));
                let primary = AnnotationKind::Primary.span(range(span));
                let primary = if label.is_empty() { primary } else { primary.label(label) };
                let snippet = Snippet::source(excerpt.text.as_str())
                    .path(&*document.file)
                    .line_start(excerpt.first)
                    .annotation(primary)
                    .annotations(related.iter().map(|(span, label)| {
                        AnnotationKind::Context.span(range(span)).label(label.as_str())
                    }));
                group = group.element(snippet);
            } else {
                let (line, column) = document.place(span.start);
                group = group.element(Origin::path(&*document.file).line(line).char_column(column));
            }
        }
        let Some(help) = self.help.as_deref() else { return renderer.render(&[group]) };
        if self.place.is_some() {
            return renderer.render(&[group.element(Level::HELP.message(help))]);
        }
        // Without lines of a file there is nothing that a margin could lead to.
        let help = Group::with_title(Level::HELP.secondary_title(help));
        format!("{}\n{}", renderer.render(&[group]), renderer.render(&[help]))
    }
}

/// Cuts a span at the end of its first line, so that the caret stays on one line.
fn one_line(text: &str, span: Span) -> Span {
    let end = span.end.min(text.len());
    let part = text.get(span.start..end).unwrap_or_default();
    let length = part.find(['\r', '\n']).unwrap_or(part.len());
    Span::new(span.start, span.start + length)
}

impl fmt::Debug for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (line, column) = self.position().unwrap_or_default();
        write!(f, "{}:{line}:{column}: {}", self.file().unwrap_or("-"), self.message)
    }
}

/// All that is wrong, in the order of the file.
#[derive(Clone, Debug, Default)]
pub struct Problems(Vec<Problem>);

impl Problems {
    /// Just one.
    #[must_use]
    pub fn one(problem: Problem) -> Self {
        Self(vec![problem])
    }

    /// Notes one.
    pub fn push(&mut self, problem: Problem) {
        self.0.push(problem);
    }

    /// Notes what somebody else found.
    pub fn extend(&mut self, others: Self) {
        self.0.extend(others.0);
    }

    /// Whether nothing is wrong.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// How many there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Each of them.
    pub fn iter(&self) -> impl Iterator<Item = &Problem> {
        self.0.iter()
    }

    /// All of them for people: the place, the line with a caret, and what to do.
    #[must_use]
    pub fn render(&self, coloured: bool) -> String {
        let renderer =
            if coloured { Renderer::styled().hyperlink(false) } else { Renderer::plain() };
        let renderer = renderer.decor_style(DecorStyle::Ascii);
        let mut shown: Vec<String> =
            self.0.iter().take(SHOWN).map(|problem| problem.render(&renderer)).collect();
        if self.0.len() > SHOWN {
            shown.push(format!("and {} more", self.0.len() - SHOWN));
        }
        shown.join("\n\n") + "\n"
    }

    /// All of them on one line, with their places and without the lines that stand there.
    #[must_use]
    pub fn brief(&self) -> String {
        let brief = |problem: &Problem| match (problem.file(), problem.line(), problem.column()) {
            (Some(file), Some(line), Some(column)) => {
                format!("{file}:{line}:{column}: {}", problem.message)
            }
            _ => problem.message.clone(),
        };
        let mut all: Vec<String> = self.0.iter().take(SHOWN).map(brief).collect();
        if self.0.len() > SHOWN {
            all.push(format!("and {} more", self.0.len() - SHOWN));
        }
        all.join("; ")
    }

    /// Nothing wrong, or all that is, in the order of the file and each once.
    pub(super) fn settle(mut self) -> Result<(), Self> {
        if self.0.is_empty() {
            return Ok(());
        }
        self.0.sort_by(|one, other| one.key().cmp(&other.key()));
        self.0.dedup_by(|one, other| one.key() == other.key() && one.message == other.message);
        Err(self)
    }
}

impl From<Problem> for Problems {
    fn from(problem: Problem) -> Self {
        Self::one(problem)
    }
}
