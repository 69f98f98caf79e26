//! The signature over the request does not verify.

use crate::diagnose::cause::cause;
use crate::diagnose::{Evidence, Verdict};
use crate::model::Confidence;
use crate::provider::Meaning;

cause! {
    /// ## What it means
    ///
    /// The request is signed (AWS Signature Version 4, HTTP message signatures of RFC 9421, a webhook with
    /// an HMAC), and sender and receiver do not compute the signature over the same bytes or with the same
    /// key: a proxy changed a covered header or the body, the path is encoded in another way, or the secret
    /// is used as text on one side and Base64-decoded on the other.
    ///
    /// ## How we know
    ///
    /// Confirmed when the answer says that the signature of the request does not match. Likely when a log
    /// says so. A token whose own signature is refused is `signature-invalid`.
    ///
    /// ## What to do
    ///
    /// Compute the signature from the bytes that arrive, compare its input with that of the sender line by
    /// line, and decode the secret as documented.
    ///
    /// ## Look-alikes
    ///
    /// `signature-invalid`: the signature of the token. `clock-wrong`: the signature is right, and its time
    /// is too far off.
    id: "request-signature-wrong",
    group: "request",
    leaf: &["REQ-5"],
    title: "the signature over the request does not verify",
    remedies: &["recompute-request-signature"],
    look_alikes: &["signature-invalid", "clock-wrong", "authorization-header-lost"],
    symptoms: &[],
    judge: judge,
    next: |_| Some(
        "log on the receiving side the exact input of the signature, computed from the bytes that \
         arrived, and compare it with the sender's: the first line that differs is the cause"
            .to_owned(),
    ),
}

fn judge(evidence: &Evidence<'_>) -> Verdict {
    let draft = evidence
        .by_answers(Meaning::RequestSignature, Confidence::Confirmed, |_| CAUSE.title.to_owned())
        .or_else(|| evidence.by_signs(Meaning::RequestSignature, CAUSE.title));
    match draft {
        Some(draft) => draft.found(),
        None => Verdict::Unknown,
    }
}
