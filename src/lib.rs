//! why401 answers one question: why does this API answer 401 (or 403), and what exactly do I change?
//!
//! > Packs become a plan; the plan is run; what was seen is explained; the explanation is printed.
//!
//! ```text
//!  checks/*.yaml                                                      stderr: progress
//!       │ pack                                                             ▲ Event
//!       ▼                                                                  │
//!     Plan ───────► runner ───► probe ───► net ───► the API                │
//!                    │  ▲  └───────────────────────────────────────────────┘
//!                    │  │ at most two rounds of experiments
//!                    ▼  │
//!         Vec<CheckResult>  (each with its facts, redacted at birth) ◄── intake ◄── curl, HAR, log, token
//!                    │ diagnose   pure: no clock, no network, cannot fail
//!                    ▼
//!                Diagnosis ──► Report ──► report::<format> ──► stdout or file
//!                                 └─────► exit ──► exit code
//! ```

pub mod cli;
pub mod command;
pub mod pack;
pub mod plan;
pub mod runner;
pub mod probe;
pub mod net;
pub mod decode;
pub mod terraform;
pub mod intake;
pub mod live;
pub mod token;
pub mod diagnose;
pub mod remedy;
pub mod provider;
pub mod redact;
pub mod report;
pub mod progress;
pub mod exit;
pub mod waive;
pub mod compare;
pub mod sim;
pub mod model;
