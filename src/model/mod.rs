//! The ground floor: the nouns that two rooms share. Imports nothing of ours.

mod check;
mod clock;
mod comparison;
mod configuration;
mod custody;
mod diagnosis;
mod duration;
mod event;
mod exchange;
mod experiment;
mod expression;
mod fact;
mod field;
mod identity;
mod matcher;
mod path;
mod permissions;
mod printable;
mod remark;
mod report;
mod result;
mod secret;
mod sent;
mod socket;
mod source;
mod token;
mod waiver;

pub use check::{Effect, Proof, Severity, Status};
pub use clock::{ClockFact, TimeFact};
pub use comparison::{Aspect, Comparison, Shift, Trend};
pub use configuration::{Change, ClientConfiguration, ConfigurationSource, Difference, Excerpt};
pub use custody::Custody;
pub use diagnosis::{Because, CauseReport, Confidence, Diagnosis, Finding, RemedyReport, RuledOut};
pub use duration::{DurationError, format_duration, parse_duration, words};
pub use event::Event;
pub use exchange::{
    AnsweredBy, ApiError, BodyKind, Challenge, Exchange, Fault, FaultKind, Hop, NODE_HEADERS,
    Timing, TlsFact,
};
pub use experiment::{Act, Experiment, ExperimentResult, Variation, Whom};
pub use expression::{Expression, Filled, Part, Readings, Reference, Template, Unfilled};
pub use fact::Fact;
pub use field::{Choice, Field, FieldType, Setting, Settings};
pub use identity::{ClientAuthentication, Credential, Grant, Identity, OAuth2};
pub use matcher::{Matcher, Mismatch, Operator, compare};
pub use path::{
    ClockPath, ConfigurationPath, Path, PathError, PermissionsPath, Segment, SocketPath,
    TimingPath, TlsPath, TokenPath, follow,
};
pub use permissions::{
    GrantSource, Holding, OperationNeeds, PermissionNeed, PermissionState, PermissionsFact,
    Standing,
};
pub use printable::{REPLACEMENT, ascii, is_hidden, printable};
pub use remark::{Remark, RemarkSource};
pub use report::{Documentation, RedactionReceipt, Report, Run, Summary, Tool};
pub use result::{Blocked, CheckResult, CleanupResult, Observed, SkipReason};
pub use secret::Secret;
pub use sent::{
    CredentialFlaw, CredentialKind, CredentialPlace, Sent, SentBody, SentBodyKind, SentCredential,
};
pub use socket::{Close, Frame, Socket};
pub use source::Source;
pub use token::{SignatureFact, SignatureVerdict, TokenFact, TokenKind, TokenRequestFact};
pub use waiver::{Waived, Waiver, WaiverReport, WaiverState, WaiverTarget};
