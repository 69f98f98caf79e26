//! Rows and columns without borders, within a width.

use comfy_table::presets::NOTHING;
use comfy_table::{Cell, ContentArrangement, Table};

use super::Style;
use super::page::{Paint, clean, ink};
use super::wrap::{lines, width};

/// A column of a grid.
#[derive(Clone, Copy)]
pub(super) struct GridColumn {
    /// Whether its text may be broken into several lines.
    pub(super) wraps: bool,
    /// Its text stands at the right edge, and it is at least so wide: numbers that differ from run to run
    /// must not move what stands beside them.
    pub(super) right: Option<usize>,
    /// How many spaces stand before it.
    pub(super) gap: u16,
}

/// No column is made narrower than this.
const NARROWEST: usize = 8;

/// A text for a cell: no run of spaces in it can look like the edge of a column.
fn cell_text(text: &str, style: &Style) -> String {
    clean(text, style).split(' ').filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ")
}

/// Lays out rows: natural widths where they fit; else the widest columns that may wrap become narrower,
/// until all of it fits. Nothing is cut off.
pub(super) fn grid(
    style: &Style,
    limit: usize,
    columns: &[GridColumn],
    rows: &[Vec<(Paint, String)>],
) -> Vec<String> {
    let cells: Vec<Vec<(Paint, String)>> = rows
        .iter()
        .map(|row| row.iter().map(|(paint, text)| (*paint, cell_text(text, style))).collect())
        .collect();
    let widest = |column: usize| {
        cells
            .iter()
            .filter_map(|row| row.get(column))
            .map(|(_, text)| width(text))
            .max()
            .unwrap_or(0)
            .max(columns[column].right.unwrap_or(0))
    };
    let mut widths: Vec<usize> = (0..columns.len()).map(widest).collect();
    let gaps: usize = columns.iter().map(|column| usize::from(column.gap)).sum();
    while widths.iter().sum::<usize>() + gaps > limit {
        let shrinkable = |index: &usize| columns[*index].wraps && widths[*index] > NARROWEST;
        let Some(index) = (0..columns.len()).filter(shrinkable).max_by_key(|index| widths[*index])
        else {
            break;
        };
        widths[index] -= 1;
    }
    let mut table = Table::new();
    table
        .load_style(NOTHING)
        .set_content_arrangement(ContentArrangement::Disabled)
        .set_width(u16::try_from(limit).unwrap_or(u16::MAX));
    for row in &cells {
        let cells = row.iter().zip(widths.iter().zip(columns)).map(|(cell, (limit, column))| {
            let (paint, text) = cell;
            let inked = lines(text, *limit).into_iter().map(|line| {
                let before =
                    if column.right.is_some() { limit.saturating_sub(width(&line)) } else { 0 };
                format!("{}{}", " ".repeat(before), ink(*paint, &line, style))
            });
            Cell::new(inked.collect::<Vec<_>>().join("\n"))
        });
        table.add_row(cells.collect::<Vec<_>>());
    }
    for (column, spec) in table.column_iter_mut().zip(columns) {
        column.set_padding((spec.gap, 0));
    }
    table.lines().map(|line| line.trim_end().to_owned()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const LEFT: GridColumn = GridColumn { wraps: true, right: None, gap: 1 };
    const STYLE: Style = Style { width: 40, colour: false, unicode: true };

    fn cell(text: &str) -> (Paint, String) {
        (Paint::Plain, text.to_owned())
    }

    #[test]
    fn columns_keep_to_the_width_and_nothing_is_cut() {
        let rows = vec![
            vec![cell("客服-check"), cell("a long thing that was seen here"), cell("1 ms")],
            vec![cell("b"), cell("short\n   forged |   row"), cell("12 ms")],
        ];
        let columns = [LEFT, LEFT, GridColumn { wraps: false, right: Some(0), gap: 2 }];
        assert_eq!(
            grid(&STYLE, 40, &columns, &rows),
            [
                " 客服-check a long thing that was   1 ms",
                "            seen here",
                " b          short forged | row     12 ms",
            ]
        );
    }

    #[test]
    fn colour_does_not_move_the_columns() {
        let style = Style { colour: true, ..STYLE };
        let rows =
            vec![vec![(Paint::Bad, "x".to_owned()), cell("y")], vec![cell("long"), cell("z")]];
        let colourful = grid(&style, 40, &[LEFT, LEFT], &rows);
        let stripped: Vec<String> = colourful
            .iter()
            .map(|line| line.replace("\u{1b}[31;1m", "").replace("\u{1b}[0m", ""))
            .collect();
        assert_eq!(stripped, grid(&STYLE, 40, &[LEFT, LEFT], &rows));
    }
}
