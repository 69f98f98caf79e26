//! Lists of things for people and for programs: what `list`, `lint` and the like print.

use serde_json::{Map, Value};

use super::Style;
use super::grid::{GridColumn, grid};
use super::page::{Page, Paint};

/// A column of a list.
#[derive(Clone, Copy, Debug)]
pub struct Column {
    /// Its name: the header for people, the member for programs.
    pub name: &'static str,
    /// Whether only programs see it.
    pub json_only: bool,
}

impl Column {
    /// A column that everybody sees.
    #[must_use]
    pub const fn new(name: &'static str) -> Self {
        Self { name, json_only: false }
    }

    /// A column that only programs see.
    #[must_use]
    pub const fn json_only(name: &'static str) -> Self {
        Self { name, json_only: true }
    }
}

/// A list of things, each with the same columns.
#[derive(Clone, Debug)]
pub struct Listing {
    columns: Vec<Column>,
    rows: Vec<Vec<Value>>,
}

impl Listing {
    /// An empty list.
    #[must_use]
    pub fn new(columns: &[Column]) -> Self {
        Self { columns: columns.to_vec(), rows: Vec::new() }
    }

    /// Adds a thing: one value for each column; values that are missing are null.
    pub fn row(&mut self, mut values: Vec<Value>) {
        values.resize(self.columns.len(), Value::Null);
        self.rows.push(values);
    }

    /// Aligned text within the width. Nothing is cut off. Empty when there is nothing.
    #[must_use]
    pub fn to_table(&self, style: &Style) -> String {
        if self.rows.is_empty() {
            return String::new();
        }
        let shown: Vec<usize> =
            (0..self.columns.len()).filter(|index| !self.columns[*index].json_only).collect();
        let header =
            shown.iter().map(|index| (Paint::Strong, self.columns[*index].name.replace('_', " ")));
        let mut rows: Vec<Vec<(Paint, String)>> = vec![header.collect()];
        for row in &self.rows {
            let cell = |(place, index): (usize, &usize)| {
                (if place == 0 { Paint::Name } else { Paint::Plain }, text(&row[*index]))
            };
            rows.push(shown.iter().enumerate().map(cell).collect());
        }
        let column = |place: usize| GridColumn {
            wraps: place > 0 || shown.len() == 1,
            right: None,
            gap: if place == 0 { 0 } else { 2 },
        };
        let columns: Vec<GridColumn> = (0..shown.len()).map(column).collect();
        let mut page = Page::new(style);
        for line in grid(style, page.columns(), &columns, &rows) {
            page.inked_line(&line);
        }
        page.finish()
    }

    /// A JSON array of objects.
    #[must_use]
    pub fn to_json(&self) -> String {
        let object = |row: &Vec<Value>| {
            let names = self.columns.iter().map(|column| column.name.to_owned());
            Value::Object(names.zip(row.iter().cloned()).collect::<Map<_, _>>())
        };
        super::json::text(&Value::Array(self.rows.iter().map(object).collect()))
    }
}

/// A value for people.
fn text(value: &Value) -> String {
    match value {
        Value::Null => "-".to_owned(),
        Value::String(text) if text.is_empty() => "-".to_owned(),
        Value::String(text) => text.clone(),
        Value::Array(items) if items.is_empty() => "-".to_owned(),
        Value::Array(items) => items.iter().map(text).collect::<Vec<_>>().join(", "),
        Value::Bool(_) | Value::Number(_) | Value::Object(_) => value.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn people_see_rows_and_programs_see_objects() {
        let mut list =
            Listing::new(&[Column::new("id"), Column::new("masks"), Column::json_only("args")]);
        list.row(vec![json!("scope-missing"), json!(["a", "b"]), json!([])]);
        list.row(vec![json!("slow\u{1b}[2J")]);
        let style = Style { width: 40, colour: false, unicode: true };
        assert_eq!(
            list.to_table(&style),
            "id             masks\nscope-missing  a, b\nslow\u{fffd}[2J       -\n"
        );
        let json: Value = serde_json::from_str(&list.to_json()).expect("JSON");
        assert_eq!(json[0], json!({"id": "scope-missing", "masks": ["a", "b"], "args": []}));
        assert_eq!(json[1]["args"], Value::Null);
        assert_eq!(json[1]["id"], "slow\u{1b}[2J");
    }

    #[test]
    fn nothing_is_an_empty_text_and_an_empty_array() {
        let list = Listing::new(&[Column::new("id")]);
        assert_eq!(list.to_table(&Style::plain()), "");
        assert_eq!(list.to_json(), "[]\n");
    }
}
