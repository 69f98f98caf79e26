//! Holds this machine's clock against a server's.

use std::time::Duration;

use futures_util::FutureExt;
use futures_util::future::BoxFuture;
use serde_json::json;
use tokio::time::{Instant, sleep_until};

use super::{Context, Demand, Kind, Observation, Outcome, Probe};
use crate::model::{
    ClockFact, ClockPath, Effect, Exchange, Fact, Field, FieldType, Filled, Observed, Operator,
    Path, Proof, Settings, TimeFact, TokenFact, format_duration, words,
};
use crate::net::{ClockSample, Request};

/// Measures the clock.
pub(super) static KIND: Kind = Kind {
    name: "clock",
    docs: include_str!("clock.md"),
    fields: &[
        Field::required(
            "url",
            FieldType::Url,
            "any URL of the server; only the `Date` header of its answers is used",
        ),
        Field::optional(
            "samples",
            FieldType::Int(1, 10),
            "how many requests to measure with; default 3",
        ),
        Field::optional(
            "identity",
            FieldType::Identity,
            "also hold this identity's token times (`iat`, `nbf`, `exp`) against the server's clock",
        ),
    ],
    roots: &["clock"],
    demands: |_| {
        vec![Demand { path: "clock.offset", operator: Operator::Within, expected: json!("30s") }]
    },
    effect: |_| Effect::Read,
    build: |settings| Box::new(Clock { settings: settings.clone() }),
};

/// How often at most is measured when the verdict stays open.
const MOST_SAMPLES: u32 = 10;

struct Clock {
    settings: Settings,
}

/// What is known of the offset so far.
#[derive(Default)]
struct Interval {
    bounds: Option<(f64, f64)>,
    samples: u32,
    round_trip: f64,
    unusable: Option<String>,
}

impl Probe for Clock {
    fn look<'a>(&'a self, context: &'a Context<'a>) -> BoxFuture<'a, Observation> {
        self.measure(context).boxed()
    }

    fn identity(&self) -> Option<&str> {
        self.settings.word("identity")
    }
}

impl Clock {
    async fn measure(&self, context: &Context<'_>) -> Observation {
        let url = match self.settings.get("url").map(|url| url.fill(context.readings)) {
            Some(Ok(url)) => url,
            Some(Err(unfilled)) => return Observation::could_not_tell(unfilled.0),
            None => return Observation::could_not_tell("no url is given"),
        };
        let host = host(&url);
        let wanted = self.settings.number("samples").map_or(3, |samples| samples as u32);
        let mut interval = Interval::default();
        let mut last: Option<Exchange> = None;
        while interval.samples < MOST_SAMPLES && interval.unusable.is_none() {
            if interval.samples >= wanted {
                let open = interval.bounds.is_some_and(|(low, high)| {
                    let range = Observed::Range { low, high };
                    (context.undecided)(&Path::Clock(ClockPath::Offset), &range)
                });
                let narrower = interval.width() > 1.5 * interval.round_trip;
                if !open || !narrower || !interval.wait_for_tick(context).await {
                    break;
                }
            }
            let reply =
                context.session.send(&Request::new("HEAD", url.clone()), context.deadline).await;
            interval.add(reply.clock.map_err(|error| error.to_string()), &reply.exchange, &host);
            last = Some(reply.exchange);
        }
        let fact = ClockFact {
            host: host.clone(),
            low: interval.bounds.map_or(0.0, |(low, _)| low),
            high: interval.bounds.map_or(0.0, |(_, high)| high),
            samples: interval.samples,
            unusable: interval.unusable,
            token: None,
        };
        let mut facts: Vec<Fact> =
            last.into_iter().map(|exchange| Fact::Exchange(Box::new(exchange))).collect();
        if let Some(why) = &fact.unusable {
            let saw = format!("the clock cannot be measured: {why}");
            facts.insert(0, Fact::Clock(Box::new(fact)));
            return Observation { facts, ..Observation::could_not_tell(saw) };
        }
        let fact = ClockFact { token: self.token_times(context, &fact).await, ..fact };
        let saw = in_words(&fact, fact.samples > wanted);
        let readings = vec![
            (Path::Clock(ClockPath::Offset), Observed::Range { low: fact.low, high: fact.high }),
            (Path::Clock(ClockPath::Error), Observed::Value(fact.error().into())),
        ];
        facts.insert(0, Fact::Clock(Box::new(fact)));
        Observation { outcome: Outcome::Looked, saw, facts, readings, proves: Some(Proof::Config) }
    }

    /// The token's own times by the server's clock, where a token can be had.
    async fn token_times(&self, context: &Context<'_>, clock: &ClockFact) -> Option<TimeFact> {
        let identity = context.identity(self.identity()?)?;
        let acquired = context.session.token(identity, context.readings, context.deadline).await;
        let token: &TokenFact = &acquired.inspection.as_ref()?.fact;
        let offset = Duration::try_from_secs_f64(clock.offset().abs()).ok()?;
        let server_now = if clock.offset() >= 0.0 {
            token.now.checked_sub(offset).ok()?
        } else {
            token.now.checked_add(offset).ok()?
        };
        let since = |time: jiff::Timestamp| server_now.duration_since(time).as_secs_f64();
        Some(TimeFact {
            identity: token.identity.clone(),
            server_now,
            since_issued: token.issued_at.map(since),
            since_not_before: token.not_before.map(since),
            until_expired: token.expires_at.map(|end| -since(end)),
        })
    }
}

impl Interval {
    fn width(&self) -> f64 {
        self.bounds.map_or(f64::INFINITY, |(low, high)| high - low)
    }

    fn add(&mut self, sample: Result<ClockSample, String>, exchange: &Exchange, host: &str) {
        let sample = match sample {
            Ok(sample) => sample,
            Err(why) => {
                let answer = exchange.fault.as_ref().map(|fault| fault.message.clone());
                self.unusable = Some(answer.unwrap_or(why));
                return;
            }
        };
        self.samples += 1;
        self.round_trip = if self.samples == 1 {
            sample.round_trip
        } else {
            self.round_trip.min(sample.round_trip)
        };
        let (low, high) = self.bounds.unwrap_or((f64::NEG_INFINITY, f64::INFINITY));
        let (low, high) = (low.max(sample.low), high.min(sample.high));
        if low > high {
            self.unusable = Some(format!(
                "the answers of {host} contradict each other: several machines with different clocks, or a cache"
            ));
            return;
        }
        self.bounds = Some((low, high));
    }

    /// Waits so that the server's second is expected to tick while the next request arrives: each such
    /// sample halves the interval. False when there is no time for it.
    async fn wait_for_tick(&self, context: &Context<'_>) -> bool {
        let Some((low, high)) = self.bounds else { return false };
        let now = context.session.now();
        let local = now.as_second() as f64 + f64::from(now.subsec_nanosecond()) / 1e9;
        let arrival = local - f64::midpoint(low, high) + self.round_trip / 2.0;
        let wait = arrival.ceil() - arrival;
        let until = Instant::now() + Duration::try_from_secs_f64(wait).unwrap_or_default();
        if until + Duration::from_millis(200) > context.deadline {
            return false;
        }
        sleep_until(until).await;
        true
    }
}

fn host(url: &Filled) -> String {
    url::Url::parse(&url.expose_text())
        .ok()
        .and_then(|url| url.host_str().map(str::to_owned))
        .unwrap_or_else(|| "the server".to_owned())
}

/// The measurement in one line: `local clock −0.2 s (± 0.5 s)`.
///
/// In tenths of a second, the error rounded up; finer only where it was measured on until it is.
fn in_words(fact: &ClockFact, measured_on: bool) -> String {
    let seconds = |value: f64, digits: usize| format!("{value:.digits$}");
    let digits = if measured_on && fact.error() < 0.05 { 3 } else { 1 };
    let offset = fact.offset();
    let sign = if offset < 0.0 { "−" } else { "+" };
    let shown = seconds(offset.abs(), digits);
    let sign = if shown.parse() == Ok(0.0) { "+" } else { sign };
    let error = if digits == 1 { (fact.error() * 10.0).ceil() / 10.0 } else { fact.error() };
    let error = seconds(error, digits);
    let mut saw = if offset.abs() < 120.0 {
        format!("local clock {sign}{shown} s (± {error} s)")
    } else {
        // In words only so fine that the error does not show in them.
        let far = words((offset / 10.0).round() * 10.0);
        format!("local clock {sign}{far} ({sign}{shown} s ± {error} s)")
    };
    if let Some(token) = &fact.token {
        let bound = fact.error();
        match (token.since_issued, token.since_not_before, token.until_expired) {
            (_, _, Some(left)) if left < -bound => {
                saw.push_str(&format!(
                    ", by the server's clock the token ended {} ago",
                    words(left)
                ));
            }
            (_, Some(since), _) if since < -bound => {
                saw.push_str(&format!(
                    ", by the server's clock the token is not valid for another {}",
                    words(since)
                ));
            }
            (Some(since), _, _) if since < -bound => {
                saw.push_str(&format!(
                    ", by the server's clock the token was issued {} in the future",
                    format_duration(since.abs())
                ));
            }
            _ => {}
        }
    }
    saw
}
