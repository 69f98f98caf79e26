//! A token's reading, for people and for programs.

use jiff::Timestamp;
use serde_json::{Value, json};

use crate::model::{SignatureFact, TokenKind};
use crate::report::{self, Sheet, Tone};
use crate::token::{Line, TokenReading};

/// What stands in the place of a value that is not shown.
const MASKED: &str = "(masked)";

/// For people.
pub(super) fn sheet(reading: &TokenReading, everything: bool) -> Sheet {
    let mut sheet = Sheet::new(&reading.title);
    for (group, lines) in [("header", &reading.header), ("claims", &reading.claims)] {
        for line in lines {
            let value = line.shown.as_deref().unwrap_or(MASKED);
            sheet.row(group, &line.name, value, &line.note);
        }
    }
    for stop in &reading.stops {
        sheet.sentence("works", Tone::Bad, &format!("no: {stop}"));
    }
    if reading.stops.is_empty() && reading.shape == TokenKind::Jwt {
        sheet.sentence(
            "works",
            Tone::Plain,
            "perhaps: nothing in it shows that it could not work now",
        );
    }
    for proven in &reading.proves {
        sheet.sentence("proves", Tone::Good, proven);
    }
    for missing in &reading.cannot {
        sheet.sentence("no proof", Tone::Plain, missing);
    }
    for note in &reading.notes {
        sheet.sentence("note", Tone::Plain, note);
    }
    if reading.masked && !everything {
        let text = "masked values say something of a person or session, or are not known here; \
                    --show-claims shows them";
        sheet.sentence("note", Tone::Plain, text);
    }
    sheet
}

/// For programs.
pub(super) fn json(
    reading: &TokenReading,
    now: Timestamp,
    signature: Option<&SignatureFact>,
) -> String {
    let lines = |lines: &[Line]| -> Vec<Value> {
        lines
            .iter()
            .map(|line| {
                let masked = line.value.is_none();
                json!({ "name": line.name, "value": line.value, "masked": masked, "note": line.note })
            })
            .collect()
    };
    let signature = signature.map(|fact| {
        json!({
            "verdict": fact.verdict.as_str(), "key_id": fact.key_id, "known_keys": fact.known_keys,
            "keys_from": fact.keys_from, "detail": fact.detail,
        })
    });
    report::json(&json!({
        "version": 1,
        "kind": reading.shape.as_str(),
        "title": reading.title,
        "at": now.to_string(),
        "header": lines(&reading.header),
        "claims": lines(&reading.claims),
        "signature": signature,
        "cannot_work": reading.stops,
        "proves": reading.proves,
        "no_proof": reading.cannot,
        "notes": reading.notes,
    }))
}
