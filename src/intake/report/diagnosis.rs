//! The diagnosis that a report was written with, read back.

use serde::Deserialize;

use super::experiment::{ExperimentWire, experiment};
use super::waiver::WaivedWire;
use super::word::word;
use crate::model::{Because, CauseReport, Confidence, Diagnosis, RemedyReport, RuledOut, Waived};

#[derive(Default, Deserialize)]
pub(super) struct DiagnosisWire {
    root: Option<CauseWire>,
    #[serde(default)]
    others: Vec<CauseWire>,
    #[serde(default)]
    ruled_out: Vec<RuledOutWire>,
    #[serde(default)]
    experiments: Vec<ExperimentWire>,
    #[serde(default)]
    unexplained: Vec<String>,
    next: Option<String>,
    #[serde(default)]
    remedies: Vec<RemedyWire>,
}

#[derive(Deserialize)]
struct CauseWire {
    cause: String,
    #[serde(default)]
    leaf: Vec<String>,
    #[serde(deserialize_with = "word")]
    confidence: Confidence,
    title: String,
    #[serde(default)]
    because: Vec<BecauseWire>,
    #[serde(default)]
    explains: Vec<String>,
    waived: Option<WaivedWire>,
    #[serde(default)]
    remedies: Vec<RemedyWire>,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum BecauseWire {
    Check { check: String, text: String },
    Experiment { experiment: usize, text: String },
}

#[derive(Deserialize)]
struct RemedyWire {
    id: String,
    title: String,
    who: String,
    text: String,
}

#[derive(Deserialize)]
struct RuledOutWire {
    cause: String,
    because: String,
}

impl From<DiagnosisWire> for Diagnosis {
    fn from(wire: DiagnosisWire) -> Self {
        let DiagnosisWire { root, others, ruled_out, experiments, unexplained, next, remedies } =
            wire;
        Self {
            root: root.map(CauseReport::from),
            others: others.into_iter().map(CauseReport::from).collect(),
            ruled_out: ruled_out
                .into_iter()
                .map(|RuledOutWire { cause, because }| RuledOut { cause, because })
                .collect(),
            experiments: experiments.into_iter().filter_map(experiment).collect(),
            unexplained,
            next,
            remedies: remedies.into_iter().map(RemedyReport::from).collect(),
        }
    }
}

impl From<CauseWire> for CauseReport {
    fn from(wire: CauseWire) -> Self {
        let CauseWire { cause, leaf, confidence, title, because, explains, waived, remedies } =
            wire;
        Self {
            cause,
            leaf,
            confidence,
            title,
            because: because
                .into_iter()
                .map(|one| match one {
                    BecauseWire::Check { check, text } => Because::Check { check, text },
                    BecauseWire::Experiment { experiment, text } => {
                        Because::Experiment { experiment, text }
                    }
                })
                .collect(),
            explains,
            waived: waived.map(Waived::from),
            remedies: remedies.into_iter().map(RemedyReport::from).collect(),
        }
    }
}

impl From<RemedyWire> for RemedyReport {
    fn from(RemedyWire { id, title, who, text }: RemedyWire) -> Self {
        Self { id, title, who, text }
    }
}
