//! The Platform API's refusals: a code, its status and its words, as the API definition has them.

use axum::http::StatusCode;
use serde_json::{Value, json};

/// Every refusal that is given. A test holds the table to the API definition.
static ERRORS: &[(u16, &str, &str)] = &[
    (400, "chat.deployment.disabled", "The web chat deployment is currently disabled."),
    (
        400,
        "chat.deployment.require.auth",
        "The deployment requires the customer member to be authenticated.",
    ),
    (400, "chat.error.invalid.queue", "The specified queue is not valid."),
    (
        400,
        "chat.error.member.state",
        "The conversation member is in a state which does not permit this action.",
    ),
    (
        403,
        "origin.not.allowed",
        "Not allowed to create an ACD chat conversation from an external customer.",
    ),
    (400, "constraint.validation", "%s"),
    (400, "invalid.id", "A non-UUID value was specified for an ID field."),
    (
        400,
        "invalid.integration",
        "The integration request was invalid for this operation. One or more errors may be reported.",
    ),
    (400, "invalid.property", "Value [%s] is not a valid property for object [%s]"),
    (400, "missing.open.channel.date", "Missing open channel date."),
    (
        403,
        "conversation.error.forbidden.not.active.participant",
        "User is not active on conversation and cannot alter recordingState",
    ),
    (
        400,
        "bad.request",
        "The request could not be understood by the server due to malformed syntax.",
    ),
    (
        400,
        "not.a.client",
        "This request requires a non-user context. User token cannot be used for requests to this resource.",
    ),
    (
        400,
        "not.a.user",
        "This request requires a user context. Client credentials cannot be used for requests to this resource.",
    ),
    (
        401,
        "authentication.required",
        "No authentication bearer token specified in authorization header.",
    ),
    (401, "bad.credentials", "Invalid login credentials."),
    (401, "credentials.expired", "The supplied credentials are expired and cannot be used."),
    (
        401,
        "ip.not.authorized",
        "Requests originating from this IP address are not authorized: [%s]",
    ),
    (403, "app.not.authorized.for.scope", "App not authorized to use scope %s"),
    (
        403,
        "authz.policy.denied",
        "Unable to perform the requested action. Your organization's security policies have denied access. Policy ID(s): [%s]",
    ),
    (403, "feature.toggle.disabled", "Feature Toggle is not enabled for the organization."),
    (
        403,
        "missing.any.permissions",
        "Unable to perform the requested action. You must have at least one of the following permissions assigned: %s",
    ),
    (
        403,
        "missing.division.permission",
        "Unable to perform the requested action. You are missing the following permission '%s' in the provided division(s).",
    ),
    (
        403,
        "missing.permissions",
        "Unable to perform the requested action. You are missing the following permission(s): %s",
    ),
    (404, "not.found", "The requested resource was not found."),
    (429, "too.many.requests", "Rate limit exceeded the maximum [%s] requests within [%s] seconds"),
    (
        503,
        "service.unavailable",
        "Service Unavailable - The server is currently unavailable (because it is overloaded or down for maintenance).",
    ),
];

/// What the definition calls a refusal of a path that has no such method.
const WRONG_METHOD: (u16, &str, &str) =
    (405, "method.not.allowed", "The method is not allowed for the requested resource.");

/// A refusal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Refusal {
    /// Its status.
    pub(super) status: StatusCode,
    code: &'static str,
    message: String,
    /// Seconds to wait, for `Retry-After`.
    pub(super) retry_after: Option<u32>,
    details: Vec<Value>,
}

impl Refusal {
    /// The refusal of that code, with what stands in the places of `%s`.
    pub(super) fn new(code: &'static str, fill: &[&str]) -> Self {
        let row = ERRORS.iter().find(|(_, known, _)| *known == code).unwrap_or(&WRONG_METHOD);
        let mut message = row.2.to_owned();
        for text in fill {
            message = message.replacen("%s", text, 1);
        }
        let status = StatusCode::from_u16(row.0).expect("the table has statuses of three digits");
        Self { status, code: row.1, message, retry_after: None, details: Vec::new() }
    }

    /// The refusal of a path that exists, with a method that it does not take.
    pub(super) fn wrong_method() -> Self {
        Self::new(WRONG_METHOD.1, &[])
    }

    /// With the member of the request that is wrong.
    pub(super) fn about(mut self, field: &str) -> Self {
        self.details.push(json!({ "errorCode": self.code, "fieldName": field }));
        self
    }

    /// With seconds to wait.
    pub(super) fn retry_after(mut self, seconds: u32) -> Self {
        self.retry_after = Some(seconds);
        self
    }

    /// The body: `ErrorBody` of the API definition.
    pub(super) fn body(&self, correlation: &str) -> Value {
        json!({
            "message": self.message,
            "code": self.code,
            "status": self.status.as_u16(),
            "messageParams": {},
            "contextId": correlation,
            "details": self.details,
            "errors": [],
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What the table of codes leaves out: it has no status above 499.
    const UNLISTED: [&str; 1] = ["service.unavailable"];
    /// Codes of which the table has the words of one operation, and others have their own.
    const OWN_WORDS: [&str; 1] = ["invalid.id"];

    #[test]
    fn codes_and_messages_are_those_of_the_api_definition() {
        let known = include_str!("../../../checks/genesys-cloud/error-codes.tsv");
        for (status, code, message) in ERRORS {
            let row = known.lines().find_map(|line| {
                let mut parts = line.split('\t');
                let found = parts.next()? == status.to_string() && parts.next()? == *code;
                found.then(|| parts.nth(1).unwrap_or_default())
            });
            match row {
                Some(row) => {
                    assert_eq!(row == *message, !OWN_WORDS.contains(code), "{code}: {message}");
                }
                None => assert!(UNLISTED.contains(code), "{status} {code} is not known"),
            }
        }
    }

    #[test]
    fn places_are_filled_in_their_order() {
        let body = Refusal::new("too.many.requests", &["300", "60"]).body("an-id");
        assert_eq!(
            body["message"],
            "Rate limit exceeded the maximum [300] requests within [60] seconds"
        );
        assert_eq!((&body["status"], &body["contextId"]), (&json!(429), &json!("an-id")));
        assert_eq!(Refusal::wrong_method().status, 405);
    }
}
