//! What holds for any evidence at all: nothing confirmed contradicts anything confirmed.

use proptest::prelude::*;
use proptest::sample::{select, subsequence};

use super::*;
use crate::model::*;

/// Causes of which at most one can be true of the same token, request or object.
const CONTRADICTIONS: &[&[&str]] = &[
    &["scope-missing", "scope-not-requested"],
    &["client-unknown", "client-secret-wrong", "grant-not-allowed"],
    &["key-not-published", "signature-invalid", "signing-key-stale"],
    &["signing-key-stale", "cluster-disagrees"],
    &["queue-not-found", "queue-forbidden"],
    &["no-answer", "certificate-not-trusted"],
];

/// Things that one run can show of one client, one token and one API. Of those that exclude each
/// other at most one is taken.
fn any_run() -> impl Strategy<Value = Vec<CheckResult>> {
    let scopes = select(vec![vec![], vec![SCOPE], vec!["a:read"], vec!["a:read", SCOPE]]);
    let fetch = (scopes.clone(), 0_usize..9).prop_map(|(asked, how)| match how {
        0..=3 => issued(&asked),
        4 => not_issued(&asked, 400, "invalid_scope", "webchat:guest:write is not granted"),
        5 => not_issued(&asked, 401, "invalid_client", ""),
        6 => not_issued(&asked, 400, "invalid_client", "client not found"),
        7 => not_issued(&asked, 401, "invalid_client", "Invalid client secret provided"),
        _ => not_issued(&asked, 400, "unauthorized_client", "not authorized to use this grant"),
    });
    let token = (scopes, -100_000_i64..100_000).prop_map(|(granted, left)| {
        let mut token = token(&granted);
        token.expires_at = now().checked_add(jiff::SignedDuration::from_secs(left)).ok();
        token.lifetime = Some(left as f64);
        if granted.contains(&SCOPE) { token_read(token) } else { token_scopes(token) }
    });
    let signature = select(vec![
        signature_check(SignatureVerdict::Valid, &["2026-11"]),
        signature_check(SignatureVerdict::Invalid, &["2026-11"]),
        signature_check(SignatureVerdict::UnknownKey, &["2026-10"]),
        signature_check(SignatureVerdict::Unchecked, &[]),
    ]);
    let clock = (-8000.0..8000.0_f64).prop_map(|low| clock("api.example", low, low + 1.0));
    let words = select(vec![
        ("unauthorized", "User is not authorized"),
        ("invalid_token", ""),
        ("invalid_token", "Signature verification failed"),
        ("invalid_token", "The token is expired"),
        ("invalid_token", "The token is not yet valid"),
        ("invalid_token", "unknown key id"),
        ("insufficient_scope", ""),
        ("missing.permissions", "[routing:queue:view]"),
        ("authentication.required", "No authentication bearer token"),
        ("ip.not.authorized", ""),
        ("", ""),
    ]);
    let statuses = select(vec![400_u16, 401, 403, 404, 407, 429, 500]);
    let calls = (words.clone(), statuses.clone(), words, statuses).prop_map(
        |((code, message), status, (queue_code, queue_message), queue_status)| {
            vec![post(status, code, message), queue(queue_status, queue_code, queue_message)]
        },
    );
    (
        fetch,
        token,
        signature,
        clock,
        calls,
        any::<bool>(),
        subsequence((0..7).collect::<Vec<_>>(), 0..=7),
    )
        .prop_map(|(fetch, token, signature, clock, calls, passed, taken)| {
            let mut all = vec![fetch, token, signature, clock];
            all.extend(calls);
            all.push(if passed { queue_passed() } else { blocked("later", "message-post") });
            // A queue that was read is not refused in the same run.
            let refused = taken.contains(&5);
            all.into_iter()
                .enumerate()
                .filter(|(place, _)| taken.contains(place) && !(*place == 6 && passed && refused))
                .map(|(_, check)| check)
                .collect()
        })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn nothing_confirmed_contradicts_anything_confirmed(checks in any_run()) {
        let diagnosis = diagnose(&checks);
        let confirmed: Vec<&str> = diagnosis
            .root
            .iter()
            .chain(&diagnosis.others)
            .filter(|one| one.confidence == Confidence::Confirmed)
            .map(|one| one.cause.as_str())
            .collect();
        for group in CONTRADICTIONS {
            let both: Vec<_> = confirmed.iter().filter(|cause| group.contains(cause)).collect();
            prop_assert!(both.len() <= 1, "{both:?}");
        }
        // What was named was not ruled out; what is explained is not unexplained.
        let named = || diagnosis.root.iter().chain(&diagnosis.others);
        for one in &diagnosis.ruled_out {
            prop_assert!(named().all(|cause| cause.cause != one.cause), "{one:?}");
            prop_assert!(!one.because.is_empty());
        }
        for cause in named() {
            prop_assert!(!cause.explains.is_empty() && !cause.because.is_empty(), "{cause:?}");
            prop_assert!(cause.explains.iter().all(|id| !diagnosis.unexplained.contains(id)));
        }
        let troubled = checks.iter().any(crate::diagnose::evidence::is_troubled);
        prop_assert!(troubled || diagnosis == Diagnosis::default());
    }
}
