//! The keys that a signature is held against.

use std::sync::Arc;

use jiff::Timestamp;
use serde_json::Value;
use tokio::time::Instant;

use super::super::gather;
use super::super::outcome::Failure;
use crate::cli::TokenArgs;
use crate::decode::clean;
use crate::model::{Custody, Filled, Secret, SignatureFact};
use crate::net::{KeySource, Session, Transport};
use crate::redact::Scrubber;
use crate::token::TokenReading;

/// Where the keys are, as the command line says.
pub(super) fn source(args: &TokenArgs) -> Result<Option<KeySource>, Failure> {
    let is_url = |text: &str| text.starts_with("https://") || text.starts_with("http://");
    match (&args.issuer, &args.jwks) {
        (Some(issuer), _) if is_url(issuer) => {
            Ok(Some(KeySource::Issuer(Filled::Value(issuer.as_str().into()))))
        }
        (Some(issuer), _) => Err(Failure::usage(format!(
            "error: `--issuer {}` is no URL: write https:// and the issuer as it stands in iss",
            clean(issuer)
        ))),
        (None, Some(url)) if is_url(url) => {
            Ok(Some(KeySource::KeySet(Filled::Value(url.as_str().into()))))
        }
        (None, Some(path)) => file(path).map(Some),
        (None, None) => Ok(None),
    }
}

/// A key set in a file: a JSON document with `keys`, or a single key.
fn file(path: &str) -> Result<KeySource, Failure> {
    let wrong = |why: String| Failure::usage(format!("error: --jwks {}: {why}", clean(path)));
    let text = std::fs::read_to_string(path)
        .map_err(|error| wrong(format!("the file cannot be read: {error}")))?;
    let json: Value = serde_json::from_str(text.trim_start_matches('\u{feff}'))
        .map_err(|error| wrong(format!("the file is no JSON: {error}")))?;
    let keys = match (json.get("keys").and_then(Value::as_array), json.get("kty")) {
        (Some(keys), _) => keys.clone(),
        (None, Some(_)) => vec![json],
        (None, None) => {
            return Err(wrong(
                "the file is no key set (RFC 7517): it has neither `keys` nor `kty`".to_owned(),
            ));
        }
    };
    Ok(KeySource::Document { keys, from: path.to_owned() })
}

/// Holds the signature against the keys. The token itself is sent nowhere.
pub(super) async fn verify(
    args: &TokenArgs,
    token: &Secret,
    source: &KeySource,
    custody: &Custody,
    scrubber: &Arc<Scrubber>,
) -> Result<SignatureFact, Failure> {
    let options = gather::transport(&args.network, false)?;
    let transport =
        Transport::new(options).map_err(|error| Failure::usage(format!("error: {error}")))?;
    let scrub = Arc::clone(scrubber);
    // Keys are public, and a discovery document may name another host for them.
    let session = Session::new(
        Arc::new(transport),
        None,
        custody.clone(),
        Arc::new(move |text: &str| scrub.scrub(text)),
        Arc::new(Timestamp::now),
    );
    let deadline = Instant::now() + args.timeout;
    Ok(session.verify("token", token, source, deadline).await.0)
}

/// That the token names another issuer than the one whose keys were asked for.
pub(super) fn other_issuer(args: &TokenArgs, reading: &TokenReading) -> Option<String> {
    let asked = args.issuer.as_deref()?;
    let line = reading.claims.iter().find(|line| line.name == "iss")?;
    let said = line.value.as_ref()?.as_str()?;
    if said == asked {
        return None;
    }
    let slash = said.trim_end_matches('/') == asked.trim_end_matches('/');
    let more = if slash { ": a verifier that compares exactly finds them different" } else { "" };
    Some(format!("iss is {said}, not {}{more}", clean(asked)))
}
