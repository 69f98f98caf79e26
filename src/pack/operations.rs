//! Operations that checks list and the API does not have. It is `lint` that tells of them: a definition is of a day,
//! and the API may have more by now.

use serde_json::Value;

use super::draft::{Draft, DraftValue};
use super::parse::Pack;
use super::problem::{Problem, Problems};
use crate::probe::flaw_of_operation;

impl Pack {
    /// The operations that checks of permissions list, or inputs that these read have as their default, and that
    /// the definition of the API has not, or not any more.
    #[must_use]
    pub fn wrong_operations(&self) -> Problems {
        let mut problems = Problems::default();
        let mut lists: Vec<&Draft> = Vec::new();
        for act in self.checks.iter().map(|check| &check.act) {
            let own = act.settings.iter().filter(|_| act.kind.name == "permissions");
            for told in own.filter(|told| told.field.name == "operations") {
                lists.push(&told.draft);
                let read = told.draft.whole_input();
                let input = self.inputs.iter().find(|input| read == Some(input.name.as_str()));
                lists.extend(input.and_then(|input| input.default.as_ref()));
            }
        }
        for draft in lists {
            self.look_at(draft, &mut problems);
        }
        // Two checks may read one input.
        problems.settle().err().unwrap_or_default()
    }

    fn look_at(&self, draft: &Draft, problems: &mut Problems) {
        match &draft.value {
            DraftValue::Plain(Value::String(text)) => {
                let Some(flaw) = flaw_of_operation(text) else { return };
                let problem = Problem::at(&self.document, draft.span, flaw.message);
                problems.push(problem.maybe_help(flaw.help));
            }
            DraftValue::List(items) => {
                for item in items {
                    self.look_at(item, problems);
                }
            }
            // What is read at run time is told of by the check.
            DraftValue::Text(_) | DraftValue::Plain(_) | DraftValue::Map(_) => (),
        }
    }
}
