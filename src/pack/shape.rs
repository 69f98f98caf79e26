//! What a pack may say: one table of keys per mapping, from which reading, linting and the JSON Schema
//! are all derived. The keys of the check kinds stand in `probe`.

use crate::model::{ClientAuthentication, Effect, Field, FieldType, Grant, Severity};
use crate::probe::{KINDS, Kind};

/// The pack itself.
pub(super) const PACK: &[Field] = &[
    Field::required("version", FieldType::Int(1, 1), "version of the pack language: 1"),
    Field::required(
        "name",
        FieldType::Name,
        "the pack's name in reports, in kebab-case; a folder may stand before it: `oidc/login`",
    ),
    Field::required("title", FieldType::Plain, "what the pack checks, in one line"),
    Field::optional(
        "inputs",
        FieldType::Named(&FieldType::Object(INPUT)),
        "what the pack needs to know; read as `${name}`",
    ),
    Field::optional(
        "identities",
        FieldType::Named(&FieldType::OneOf(IDENTITY)),
        "where credentials come from; checks name the identity they act as",
    ),
    Field::required("checks", FieldType::Items(&FieldType::Check), "the checks, one at least"),
    Field::optional(
        "waivers",
        FieldType::Items(&FieldType::Object(WAIVER)),
        "failures that somebody answers for until a day: they are shown and do not fail the run",
    ),
];

/// A waiver: of a check or of a cause.
pub(super) const WAIVER: &[Field] = &[
    Field::optional("check", FieldType::Plain, "the id of the check whose failure is accepted"),
    Field::optional(
        "cause",
        FieldType::Plain,
        "the id of a cause (`why401 list causes`): every failure that it explains is accepted",
    ),
    Field::required("reason", FieldType::Plain, "why it is accepted, in one line"),
    Field::required(
        "expires",
        FieldType::Plain,
        "the last day on which it holds, in UTC, such as 2026-12-31; after it the waiver is a failure of \
         its own",
    ),
];

/// An input.
pub(super) const INPUT: &[Field] = &[
    Field::optional(
        "type",
        FieldType::Choice(INPUT_TYPES),
        "what the value is; default string. A list from outside is split at commas or white space",
    ),
    Field::optional(
        "env",
        FieldType::Words,
        "the environment variable that sets it, or several, of which the first that is set counts",
    ),
    Field::optional(
        "default",
        FieldType::Default,
        "the value when nobody sets it; may read other inputs",
    ),
    Field::optional(
        "generate",
        FieldType::Choice(GENERATED),
        "make the value anew for every run where nobody sets it: `uuid` is a random UUID (RFC 9562, version 4), such \
         as clients make for a session",
    ),
    Field::optional("required", FieldType::Bool, "whether the pack cannot run without it"),
    Field::optional(
        "secret",
        FieldType::Bool,
        "whether it is never shown; whatever is made from it is a secret too",
    ),
    Field::optional("help", FieldType::Plain, "what it is, in one line"),
];

/// The types of inputs.
pub(super) const INPUT_TYPES: &[&str] =
    &["string", "url", "int", "bool", "duration", "list", "path"];

/// What can be made where nobody sets an input.
pub(super) const GENERATED: &[&str] = &["uuid"];

/// An identity.
pub(super) const IDENTITY: &[Field] = &[
    Field::optional("oauth2", FieldType::Object(OAUTH2), "a token endpoint issues the credential"),
    Field::optional("bearer", FieldType::Object(BEARER), "the access token is there already"),
];

/// How to ask a token endpoint.
pub(super) const OAUTH2: &[Field] = &[
    Field::required("grant", FieldType::Choice(Grant::WORDS), "the grant (RFC 6749, section 4)"),
    Field::required("token_url", FieldType::Url, "the token endpoint"),
    Field::required("client_id", FieldType::Text, "the client's id"),
    Field::optional(
        "client_secret",
        FieldType::Text,
        "the client's secret, read from an input; only a client with `client_auth: none` has none",
    ),
    Field::optional(
        "client_auth",
        FieldType::ChoiceOrInput(ClientAuthentication::WORDS),
        "how the client proves who it is: `basic` (raw id and secret in a Basic header, the default), \
         `basic_encoded` (form-encoded first, as RFC 6749 says), `post` (in the form body), `none`",
    ),
    Field::optional(
        "scopes",
        FieldType::List,
        "the scopes to ask for; none are asked for when it is left out or empty",
    ),
    Field::optional("audience", FieldType::Text, "`audience`, as some servers want it"),
    Field::optional("resource", FieldType::Text, "`resource` (RFC 8707)"),
    Field::optional("extra", FieldType::Map, "further parameters of the token request"),
];

/// A token that is there already.
pub(super) const BEARER: &[Field] =
    &[Field::required("token", FieldType::Text, "the access token, read from an input")];

/// A check, but for its probe.
pub(super) const CHECK: &[Field] = &[
    Field::required("id", FieldType::Name, "the check's name, in kebab-case, unique in the pack"),
    Field::required("title", FieldType::Plain, "the claim that is checked, in one line"),
    Field::optional(
        "when",
        FieldType::When,
        "whether the check applies: one reference that must be present and not empty, or matchers \
         over inputs and over what other checks saw (`check-id.path`)",
    ),
    Field::optional("needs", FieldType::Words, "checks that must have passed before"),
    Field::optional("expect", FieldType::Expect, "what must hold, by path"),
    Field::optional(
        "severity",
        FieldType::Choice(&[Severity::Error.as_str(), Severity::Warn.as_str()]),
        "what a false claim means: `error` fails the run (the default), `warn` is only shown",
    ),
    Field::optional(
        "effect",
        FieldType::Choice(&[Effect::None.as_str(), Effect::Read.as_str(), Effect::Write.as_str()]),
        "what the check does to the other side, where its kind and method do not say it; `write` runs \
         only with `--allow write`",
    ),
    Field::optional(
        "hints",
        FieldType::Items(&FieldType::Object(HINT)),
        "remedies by the way it fails; the first match wins",
    ),
    Field::optional("remedy", FieldType::Name, "the remedy when no hint matches"),
    Field::optional("tags", FieldType::Words, "words to select the check by"),
    Field::optional("timeout", FieldType::Duration, "how long the check may take"),
    Field::optional("retry", FieldType::Object(RETRY), "whether to try again"),
    Field::optional(
        "cleanup",
        FieldType::Cleanup,
        "how what a writing check makes is removed, or `none: \"why nothing is left behind\"`",
    ),
    Field::optional("docs", FieldType::Plain, "a URL where to read more"),
];

/// A hint.
pub(super) const HINT: &[Field] = &[
    Field::required("match", FieldType::Expect, "the way to fail: all of this holds"),
    Field::required("remedy", FieldType::Name, "the remedy for it"),
];

/// When to try again.
pub(super) const RETRY: &[Field] = &[
    Field::required("max", FieldType::Int(1, 20), "how often at most, the first try not counted"),
    Field::optional(
        "delay",
        FieldType::Duration,
        "how long to wait in between, unless the server says more; default 1s",
    ),
    Field::optional(
        "until",
        FieldType::Expect,
        "try again until this holds. Without it, until the check passes or the answer is 401 or 403: \
         those are never tried again in silence",
    ),
    Field::optional("unless", FieldType::Expect, "stop as soon as this holds"),
];

/// A cleanup, but for its probe.
pub(super) const CLEANUP: &[Field] = &[
    Field::optional("expect", FieldType::Expect, "what shows that it worked"),
    Field::optional("none", FieldType::Plain, "why nothing needs to be removed"),
];

/// Keys of a kind of which at most one may stand.
pub(super) const EXCLUSIVE: &[(&str, &[&str])] = &[("http", &["json", "form", "body"])];

/// The keys of a check or a cleanup: its own and one for each kind of probe.
pub(super) fn with_probes(own: &[Field]) -> Vec<Field> {
    own.iter().copied().chain(KINDS.iter().map(|kind| probe(kind))).collect()
}

/// The key of a kind of probe.
fn probe(kind: &'static Kind) -> Field {
    let first = kind.docs.lines().find(|line| !line.trim().is_empty());
    Field::optional(kind.name, FieldType::Object(kind.fields), first.unwrap_or("a probe").trim())
}
