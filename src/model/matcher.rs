//! Matchers: the one small vocabulary in which packs say what they expect.

use regex::Regex;
use serde_json::Value;

use super::{
    Expression, Filled, Observed, Path, Readings, Reference, Secret, Source, Unfilled,
    parse_duration,
};

/// How an expected value is compared with what was seen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Operator {
    /// The same value. Numbers compare by value.
    Equals,
    /// None of the matchers inside holds.
    Not,
    /// A text with this piece in it, or a list with this item.
    Contains,
    /// Contains each of these.
    ContainsAll,
    /// Contains at least one of these.
    ContainsAny,
    /// A text that this regular expression finds something in.
    Matches,
    /// Whether it is there at all.
    Exists,
    /// `string`, `number`, `bool`, `list`, `object` or `null`.
    Type,
    /// Not less than this.
    AtLeast,
    /// Not more than this.
    AtMost,
    /// No further from zero than this.
    Within,
    /// The same as one of these.
    OneOf,
    /// Whether it is there and not the empty text, list or object.
    NotEmpty,
    /// The number of characters, items or members.
    Length,
}

impl Operator {
    /// Every operator, in the order in which documentation lists them.
    pub const ALL: [Self; 14] = [
        Self::Equals,
        Self::Not,
        Self::Contains,
        Self::ContainsAll,
        Self::ContainsAny,
        Self::Matches,
        Self::Exists,
        Self::Type,
        Self::AtLeast,
        Self::AtMost,
        Self::Within,
        Self::OneOf,
        Self::NotEmpty,
        Self::Length,
    ];

    /// The types that the operator `type` knows.
    pub const TYPES: [&'static str; 6] = ["string", "number", "bool", "list", "object", "null"];

    /// The word that packs use.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Equals => "equals",
            Self::Not => "not",
            Self::Contains => "contains",
            Self::ContainsAll => "contains_all",
            Self::ContainsAny => "contains_any",
            Self::Matches => "matches",
            Self::Exists => "exists",
            Self::Type => "type",
            Self::AtLeast => "at_least",
            Self::AtMost => "at_most",
            Self::Within => "within",
            Self::OneOf => "one_of",
            Self::NotEmpty => "not_empty",
            Self::Length => "length",
        }
    }
}

/// One demand on one path.
#[derive(Clone)]
pub struct Matcher {
    /// How to compare.
    pub operator: Operator,
    /// What with; for `not` and `length`, null when `nested` says it.
    pub expected: Expression,
    /// The matchers inside `not` and `length`.
    pub nested: Vec<Self>,
    /// Where it stands.
    pub source: Source,
}

/// A demand that was not met.
#[derive(Clone, Debug, PartialEq)]
pub struct Mismatch {
    /// What was looked at.
    pub path: String,
    /// The operator's word.
    pub matcher: &'static str,
    /// What was expected, as the pack says it.
    pub expected: Value,
    /// What was seen; null when nothing was there.
    pub actual: Value,
    /// Where the demand stands.
    pub source: Source,
}

/// Whether what was seen is as expected: true, false, or not to be told from it.
///
/// `duration` says that numbers are seconds, which `expected` may write with a unit. Ranges compare
/// as intervals: a demand that holds for one end only cannot be told.
#[must_use]
pub fn compare(
    operator: Operator,
    expected: &Value,
    actual: &Observed,
    duration: bool,
) -> Option<bool> {
    let bound = || number(expected, duration);
    if let Observed::Range { low, high } = actual {
        let bound = match operator {
            Operator::Exists | Operator::NotEmpty => {
                return Some(expected.as_bool() != Some(false));
            }
            Operator::Type => return Some(expected == "number"),
            _ => bound()?,
        };
        return match operator {
            Operator::AtLeast => decide(*low >= bound, *high >= bound),
            Operator::AtMost => decide(*low <= bound, *high <= bound),
            Operator::Within if *low < 0.0 && *high > 0.0 => {
                let inside = low.abs() <= bound && high.abs() <= bound;
                if inside { Some(true) } else { None }
            }
            Operator::Within => decide(low.abs() <= bound, high.abs() <= bound),
            _ => None,
        };
    }
    let secret;
    let value = match actual {
        Observed::Value(value) => Some(value),
        Observed::Secret(hidden) => {
            secret = Value::String(hidden.expose().to_owned());
            Some(&secret)
        }
        Observed::Absent | Observed::Range { .. } => None,
    };
    let wanted = expected.as_bool() != Some(false);
    let Some(value) = value else {
        return Some(match operator {
            Operator::Exists | Operator::NotEmpty => !wanted,
            // What is not there is not the forbidden value either.
            Operator::Not => true,
            _ => false,
        });
    };
    Some(match operator {
        Operator::Equals => equal(expected, value, duration),
        Operator::Not => !equal(expected, value, duration),
        Operator::Contains => contains(value, expected),
        Operator::ContainsAll => items(expected).iter().all(|item| contains(value, item)),
        Operator::ContainsAny => items(expected).iter().any(|item| contains(value, item)),
        Operator::Matches => expected
            .as_str()
            .and_then(|pattern| Regex::new(pattern).ok())
            .is_some_and(|regex| regex.is_match(&text(value))),
        Operator::Exists => wanted,
        Operator::Type => expected == type_of(value),
        Operator::AtLeast => match (number(value, duration), bound()) {
            (Some(actual), Some(bound)) => actual >= bound,
            _ => false,
        },
        Operator::AtMost => match (number(value, duration), bound()) {
            (Some(actual), Some(bound)) => actual <= bound,
            _ => false,
        },
        Operator::Within => match (number(value, duration), bound()) {
            (Some(actual), Some(bound)) => actual.abs() <= bound,
            _ => false,
        },
        Operator::OneOf => items(expected).iter().any(|item| equal(item, value, duration)),
        Operator::NotEmpty => (length(value) != Some(0) && !value.is_null()) == wanted,
        Operator::Length => length(value).map(|length| length as f64) == number(expected, false),
    })
}

impl Matcher {
    /// The matcher with its holes filled from what earlier checks saw.
    ///
    /// # Errors
    /// When a check did not see what is asked for.
    pub fn fill(&self, readings: &Readings) -> Result<Self, Unfilled> {
        let expected = match self.expected.fill(readings)? {
            Filled::Value(value) => Expression::Literal(value),
            secret => Expression::Secret(Secret::new(secret.expose_text())),
        };
        let nested =
            self.nested.iter().map(|matcher| matcher.fill(readings)).collect::<Result<_, _>>()?;
        Ok(Self { operator: self.operator, expected, nested, source: self.source.clone() })
    }

    /// Whether the demand is met; `None` when that cannot be told. Holes must have been filled.
    #[must_use]
    pub fn holds(&self, actual: &Observed, path: &Path) -> Option<bool> {
        let inside = |actual: &Observed, path: &Path| {
            let each: Vec<_> =
                self.nested.iter().map(|matcher| matcher.holds(actual, path)).collect();
            if each.contains(&Some(false)) {
                Some(false)
            } else if each.contains(&None) {
                None
            } else {
                Some(true)
            }
        };
        match (self.operator, self.nested.is_empty()) {
            (Operator::Not, false) => inside(actual, path).map(|holds| !holds),
            (Operator::Length, false) => {
                let length = match actual {
                    Observed::Value(value) => length(value),
                    Observed::Secret(secret) => Some(secret.expose().chars().count()),
                    Observed::Absent | Observed::Range { .. } => None,
                };
                length.map_or(Some(false), |length| {
                    inside(&Observed::Value(Value::from(length)), &Path::Status)
                })
            }
            _ => match &self.expected {
                Expression::Literal(expected) => {
                    compare(self.operator, expected, actual, path.is_duration())
                }
                Expression::Secret(secret) => {
                    let expected = Value::String(secret.expose().to_owned());
                    compare(self.operator, &expected, actual, path.is_duration())
                }
                Expression::Template(_) | Expression::List(_) | Expression::Map(_) => None,
            },
        }
    }

    /// What was expected, as reports may show it.
    #[must_use]
    pub fn shown(&self) -> Value {
        if self.nested.is_empty() {
            return match &self.expected {
                Expression::Literal(value) => value.clone(),
                _ => Value::String("(secret)".to_owned()),
            };
        }
        let nested = self.nested.iter();
        Value::Object(
            nested.map(|matcher| (matcher.operator.as_str().to_owned(), matcher.shown())).collect(),
        )
    }

    /// Every reference in it, in order.
    #[must_use]
    pub fn references(&self) -> Vec<&Reference> {
        let nested = self.nested.iter().flat_map(Self::references);
        self.expected.references().into_iter().chain(nested).collect()
    }
}

/// A value as text: strings as they are, everything else as JSON.
fn text(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

fn decide(one: bool, other: bool) -> Option<bool> {
    (one == other).then_some(one)
}

fn number(value: &Value, duration: bool) -> Option<f64> {
    match value {
        Value::Number(number) => number.as_f64(),
        Value::String(text) if duration => {
            let (sign, text) =
                text.strip_prefix('-').map_or((1.0, text.as_str()), |text| (-1.0, text));
            parse_duration(text).ok().map(|duration| sign * duration.as_secs_f64())
        }
        Value::String(text) => text.trim().parse().ok(),
        _ => None,
    }
}

fn equal(expected: &Value, actual: &Value, duration: bool) -> bool {
    match (expected, actual) {
        (Value::Number(expected), Value::Number(actual)) => expected.as_f64() == actual.as_f64(),
        (Value::String(_), Value::Number(_)) if duration => {
            number(expected, true) == number(actual, true)
        }
        // A header is always text: `headers.retry-after: 3` means the text 3.
        (Value::Number(expected), Value::String(actual)) => expected.to_string() == *actual,
        _ => expected == actual,
    }
}

fn contains(value: &Value, item: &Value) -> bool {
    match value {
        Value::String(whole) => whole.contains(&text(item)),
        Value::Array(items) => items.iter().any(|one| equal(item, one, false)),
        Value::Object(members) => item.as_str().is_some_and(|name| members.contains_key(name)),
        _ => false,
    }
}

fn items(value: &Value) -> &[Value] {
    value.as_array().map_or_else(|| std::slice::from_ref(value), Vec::as_slice)
}

fn type_of(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "bool",
        Value::Number(_) => "number",
        Value::String(_) => "string",
        Value::Array(_) => "list",
        Value::Object(_) => "object",
    }
}

fn length(value: &Value) -> Option<usize> {
    match value {
        Value::String(text) => Some(text.chars().count()),
        Value::Array(items) => Some(items.len()),
        Value::Object(members) => Some(members.len()),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn check(operator: Operator, expected: Value, actual: Value) -> Option<bool> {
        compare(operator, &expected, &Observed::Value(actual), false)
    }

    #[test]
    fn every_operator_can_hold_and_can_fail() {
        use Operator::*;
        let cases = [
            (Equals, json!(200), json!(200), json!(401)),
            (Not, json!(200), json!(401), json!(200)),
            (Contains, json!("b"), json!(["a", "b"]), json!(["a"])),
            (Contains, json!("ell"), json!("hello"), json!("world")),
            (ContainsAll, json!(["a", "b"]), json!(["b", "a"]), json!(["a"])),
            (ContainsAny, json!(["a", "b"]), json!(["b"]), json!(["c"])),
            (Matches, json!("^a.c$"), json!("abc"), json!("abcd")),
            (Exists, json!(true), json!(null), json!(null)),
            (Type, json!("list"), json!([]), json!({})),
            (AtLeast, json!(3), json!(3), json!(2.9)),
            (AtMost, json!(3), json!(3), json!(3.1)),
            (Within, json!(3), json!(-3), json!(-3.1)),
            (OneOf, json!([200, 201]), json!(201), json!(202)),
            (NotEmpty, json!(true), json!("x"), json!("")),
            (Length, json!(2), json!(["a", "b"]), json!(["a"])),
        ];
        for (operator, expected, good, bad) in cases {
            assert_eq!(check(operator, expected.clone(), good), Some(true), "{operator:?}");
            if operator != Exists {
                assert_eq!(check(operator, expected, bad), Some(false), "{operator:?}");
            }
        }
        assert_eq!(compare(Exists, &json!(true), &Observed::Absent, false), Some(false));
        assert_eq!(compare(Exists, &json!(false), &Observed::Absent, false), Some(true));
        assert_eq!(compare(Equals, &json!(null), &Observed::Absent, false), Some(false));
        assert_eq!(compare(Not, &json!("x"), &Observed::Absent, false), Some(true));
    }

    #[test]
    fn durations_compare_as_seconds() {
        let seconds = |value: f64| Observed::Value(json!(value));
        assert_eq!(compare(Operator::AtLeast, &json!("5m"), &seconds(300.0), true), Some(true));
        assert_eq!(compare(Operator::AtLeast, &json!("5m"), &seconds(299.0), true), Some(false));
    }

    #[test]
    fn a_range_across_the_bound_cannot_be_told() {
        let range = |low, high| Observed::Range { low, high };
        let within = |range| compare(Operator::Within, &json!("30s"), &range, true);
        assert_eq!(within(range(-1.0, 1.0)), Some(true));
        assert_eq!(within(range(29.5, 30.5)), None);
        assert_eq!(within(range(-40.0, -31.0)), Some(false));
        assert_eq!(within(range(-31.0, 31.0)), None);
    }
}
