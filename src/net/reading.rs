//! Paths evaluated on an answer: what leaves `net` of a raw answer.

use jiff::Timestamp;
use serde_json::Value;

use crate::decode::{
    Answer, Scrub, header_may_leave, names_a_secret, observe, token_response_member_may_leave,
};
use crate::model::{Exchange, Observed, Path, Secret, Segment, TimingPath, TlsPath, follow};

/// What an answer shows at a path; `None` where the path is not about answers.
pub(super) fn read(
    path: &Path,
    answer: Option<&Answer>,
    exchange: &Exchange,
    token_endpoint: bool,
    scrub: &Scrub,
) -> Option<Observed> {
    Some(match path {
        Path::Status => {
            exchange.status.map_or(Observed::Absent, |status| Observed::Value(status.into()))
        }
        Path::AnsweredBy => match answer {
            Some(_) => Observed::Value(exchange.answered_by.as_str().into()),
            None => Observed::Absent,
        },
        Path::Host => {
            let url = url::Url::parse(&exchange.url).ok();
            let host = url.as_ref().and_then(url::Url::host_str);
            host.map_or(Observed::Absent, |host| Observed::Value(host.into()))
        }
        Path::Header(name) => answer.map_or(Observed::Absent, |answer| header(answer, name, scrub)),
        Path::Body(segments) => {
            let json = answer.and_then(|answer| answer.json.as_ref());
            let value = json.and_then(|json| follow(json, segments));
            value.map_or(Observed::Absent, |value| {
                let first = segments.first().and_then(member);
                let public = !token_endpoint || first.is_some_and(token_response_member_may_leave);
                body(segments.iter().rev().find_map(member), value, public, scrub)
            })
        }
        Path::Query(query) => {
            let json = answer.and_then(|answer| answer.json.as_ref());
            let nodes = json.map(|json| query.query_located(json).all()).unwrap_or_default();
            match nodes.as_slice() {
                [] => Observed::Absent,
                [one] => {
                    let location = one.location().to_string();
                    let name = location.rsplit('\'').nth(1).map(str::to_owned);
                    body(name.as_deref(), one.node(), !token_endpoint, scrub)
                }
                many => {
                    let shown = many.iter().map(|node| {
                        let location = node.location().to_string();
                        let name = location.rsplit('\'').nth(1).map(str::to_owned);
                        body(name.as_deref(), node.node(), !token_endpoint, scrub).shown()
                    });
                    Observed::Value(shown.collect())
                }
            }
        }
        Path::Tls(path) => tls(*path, exchange),
        Path::Timing(path) => timing(*path, exchange),
        Path::Token(_)
        | Path::Claims(_)
        | Path::Jose(_)
        | Path::Clock(_)
        | Path::Configuration(_)
        | Path::Permissions(_)
        | Path::Frames(_)
        | Path::Socket(_) => return None,
    })
}

pub(super) fn member(segment: &Segment) -> Option<&str> {
    match segment {
        Segment::Member(name) => Some(name),
        Segment::Index(_) => None,
    }
}

pub(super) fn body(name: Option<&str>, value: &Value, public: bool, scrub: &Scrub) -> Observed {
    match value {
        Value::String(text) if !public => Observed::Secret(Secret::new(text.clone())),
        Value::Array(_) | Value::Object(_) if !public => Observed::Value("(secret)".into()),
        _ => observe(name, value, scrub),
    }
}

fn header(answer: &Answer, name: &str, scrub: &Scrub) -> Observed {
    let values: Vec<String> = answer
        .headers
        .get_all(name)
        .iter()
        .map(|value| String::from_utf8_lossy(value.as_bytes()).into_owned())
        .collect();
    if values.is_empty() {
        return Observed::Absent;
    }
    let joined = values.join(", ");
    if !header_may_leave(name) && name != "www-authenticate" && names_a_secret(name) {
        return Observed::Secret(Secret::new(joined));
    }
    Observed::Value(scrub(&joined).into())
}

fn tls(path: TlsPath, exchange: &Exchange) -> Observed {
    let Some(tls) = &exchange.tls else { return Observed::Absent };
    Observed::Value(match path {
        TlsPath::Version => match &tls.version {
            Some(version) => version.as_str().into(),
            None => return Observed::Absent,
        },
        TlsPath::Subject => tls.subject.as_str().into(),
        TlsPath::Issuer => tls.issuer.as_str().into(),
        TlsPath::NotAfter => tls.not_after.to_string().into(),
        TlsPath::ExpiresIn => seconds_between(exchange.started, tls.not_after).into(),
    })
}

fn timing(path: TimingPath, exchange: &Exchange) -> Observed {
    let timing = &exchange.timing;
    let duration = match path {
        TimingPath::Dns => timing.dns,
        TimingPath::Connect => timing.connect,
        TimingPath::Tls => timing.tls,
        TimingPath::FirstByte => timing.first_byte,
        TimingPath::Total => Some(timing.total),
    };
    duration.map_or(Observed::Absent, |duration| Observed::Value(duration.as_secs_f64().into()))
}

/// Seconds from one time to another.
pub(super) fn seconds_between(from: Timestamp, to: Timestamp) -> f64 {
    to.duration_since(from).as_secs_f64()
}
