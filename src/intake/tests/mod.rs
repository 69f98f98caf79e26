//! Inputs as people paste them, and what is made of each.

mod any_input;
mod commands;
mod messages;
mod mixtures;

use std::sync::Arc;

use jiff::Timestamp;

use super::{Given, Taken, find, take};
use crate::decode::Scrub;
use crate::model::{CheckResult, Custody, Exchange, Fact};

/// 2026-11-22T09:14:05Z.
pub(super) const NOW: i64 = 1_795_338_845;

/// A token of 2026-11-22, good from 09:00 to 10:00.
pub(super) const TOKEN: &str = "eyJhbGciOiJSUzI1NiIsImtpZCI6ImsxIn0.eyJpc3MiOiJodHRwczovL2lkcC5leGFtcGxlIiwiaWF0IjoxNzk1MzM4MDAwLCJleHAiOjE3OTUzNDE2MDB9.c2lnbmF0dXJl";

/// A scrub that replaces what is in custody, as it is spelt.
pub(super) fn scrub(custody: &Custody) -> Scrub {
    let custody = custody.clone();
    Arc::new(move |text: &str| {
        let mut text = text.to_owned();
        for (name, secret) in custody.all() {
            if secret.expose().len() >= 8 {
                text = text.replace(secret.expose(), &format!("[{name} redacted]"));
            }
        }
        text
    })
}

pub(super) fn given(kind: Option<&str>, text: &str) -> Given {
    Given { name: Arc::from("x"), kind: kind.and_then(find), text: text.to_owned() }
}

pub(super) fn taken_all(all: &[Given]) -> (Taken, Custody) {
    let custody = Custody::default();
    let now = Timestamp::from_second(NOW).expect("a time");
    let taken = take(all, now, &custody, &scrub(&custody));
    (taken, custody)
}

pub(super) fn taken(text: &str) -> Taken {
    taken_all(&[given(None, text)]).0
}

pub(super) fn exchange(check: &CheckResult) -> &Exchange {
    check.facts.iter().find_map(Fact::request).expect("a request")
}

/// `request-1 fail` and so on.
pub(super) fn rows(taken: &Taken) -> Vec<String> {
    taken.checks.iter().map(|check| format!("{} {}", check.id, check.status)).collect()
}
