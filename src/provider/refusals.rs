//! How servers word their refusals: from code and sentence to what they mean.

use std::collections::BTreeMap;
use std::sync::{LazyLock, OnceLock};

use serde::Deserialize;
use serde_json::value::RawValue;

use super::Meaning;
use super::phrase::{Hit, Pairs, Phrase, hit, sentences, without_examples};
use crate::model::{ApiError, Exchange, Socket, TokenRequestFact};

/// What a vendor's words mean.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Vocabulary {
    /// In answers of an API.
    #[serde(default)]
    api: Vec<Row>,
    /// In answers of a token endpoint.
    #[serde(default)]
    token: Vec<Row>,
    /// In messages of a WebSocket, and in the code with which the server closes one.
    #[serde(default)]
    session: Vec<Row>,
}

impl Vocabulary {
    fn at(&self, place: Place) -> &Vec<Row> {
        match place {
            Place::Api => &self.api,
            Place::TokenEndpoint => &self.token,
            Place::Session => &self.session,
        }
    }
}

/// Where a server says something: the same number means one thing here and another there.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Place {
    /// An answer of an API.
    Api,
    /// An answer of a token endpoint.
    TokenEndpoint,
    /// A message on a WebSocket.
    Session,
}

impl Place {
    /// Every place.
    const ALL: [Self; 3] = [Self::Api, Self::TokenEndpoint, Self::Session];

    /// The words that people read.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Api => "API",
            Self::TokenEndpoint => "token endpoint",
            Self::Session => "WebSocket",
        }
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Row {
    means: Meaning,
    /// Codes as a whole, in any case.
    #[serde(default)]
    codes: Vec<String>,
    /// Words in a sentence.
    #[serde(default)]
    phrases: Vec<Phrase>,
    /// Error exact in a sentence: they mean the same whatever stands around them.
    #[serde(default)]
    exact: Vec<String>,
    /// Only at these status codes.
    #[serde(default)]
    status: Vec<u16>,
    /// Only where this grant was asked for.
    #[serde(default)]
    grant: Vec<String>,
    /// Phrases and exact count beside these codes only.
    #[serde(default)]
    beside: Vec<String>,
    /// Only where the last message that was sent names this `action`.
    #[serde(default)]
    action: Vec<String>,
}

/// The words that most servers share.
const COMMON: &str = "refusals";

/// Every vendor's words, by the vendor's id, in the compact form that a test keeps in step with
/// `checks/providers/*.yaml`. A vendor's are read when first asked for: most runs meet one vendor.
static WORDS: LazyLock<BTreeMap<&str, Unread>> = LazyLock::new(|| {
    let all: BTreeMap<&str, &RawValue> =
        serde_json::from_str(include_str!("../../checks/providers/compact/words.json"))
            .expect("embedded files are read by a test");
    all.into_iter()
        .map(|(vendor, text)| (vendor, Unread { text, words: OnceLock::new() }))
        .collect()
});

/// A vendor's words, read or not yet.
struct Unread {
    text: &'static RawValue,
    words: OnceLock<Vocabulary>,
}

impl Unread {
    fn words(&self) -> &Vocabulary {
        self.words.get_or_init(|| {
            serde_json::from_str(self.text.get()).expect("embedded files are read by a test")
        })
    }
}

/// A code that a vendor is known to write.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KnownCode {
    /// The vendor's name; the words that most servers share have one, too.
    pub vendor: String,
    /// The code.
    pub code: String,
    /// Where it is written.
    pub place: Place,
    /// What it means.
    pub means: Meaning,
}

/// The vendors whose answers are read, each an id and a name.
#[must_use]
pub fn vendors() -> Vec<(String, String)> {
    serde_json::from_str(include_str!("../../checks/providers/compact/names.json"))
        .expect("embedded files are read by a test")
}

/// Every code that is read, in the order of the vendors.
#[must_use]
pub fn known_codes() -> Vec<KnownCode> {
    let mut all = Vec::new();
    for (id, vendor) in vendors() {
        let Some(words) = WORDS.get(id.as_str()).map(Unread::words) else { continue };
        for place in Place::ALL {
            for row in words.at(place) {
                let codes = row.codes.iter().chain(&row.exact);
                all.extend(codes.map(|code| KnownCode {
                    vendor: vendor.clone(),
                    code: code.clone(),
                    place,
                    means: row.means,
                }));
            }
        }
    }
    all
}

/// Where words stand: what a server says depends on it.
#[derive(Clone, Copy, Default, PartialEq, Eq, Hash)]
struct Said<'a> {
    vendor: Option<&'a str>,
    status: Option<u16>,
    grant: Option<&'a str>,
    /// What was asked for in the last message that was sent on a WebSocket.
    action: Option<&'a str>,
    code: Option<&'a str>,
    message: Option<&'a str>,
}

/// What a refusal says, as far as it is read: two that say the same mean the same.
#[derive(PartialEq, Eq, Hash)]
pub struct Wording<'a> {
    /// Where it was said.
    place: Place,
    /// The error body and every challenge, each once.
    all: Vec<Said<'a>>,
}

impl<'a> Wording<'a> {
    /// What an API says: its error body and every challenge; or what was said on the WebSocket that it opened.
    #[must_use]
    pub fn of_api(exchange: &'a Exchange) -> Self {
        let error = exchange.error.as_ref();
        let vendor = error.and_then(|error| error.vendor.as_deref());
        let status = exchange.status;
        let socket = exchange.socket.as_deref();
        let place = if socket.is_some() { Place::Session } else { Place::Api };
        let action = socket.and_then(Socket::last_action);
        let said = |code, message| Said { vendor, status, code, message, action, grant: None };
        let body = error.map(|error| said(error.code.as_deref(), error.message.as_deref()));
        let challenges = exchange
            .challenges
            .iter()
            .map(|challenge| said(challenge.get("error"), challenge.get("error_description")));
        let mut all: Vec<Said<'_>> = Vec::new();
        for one in body.into_iter().chain(challenges) {
            // A challenge often repeats the body.
            if (one.code.is_some() || one.message.is_some()) && !all.contains(&one) {
                all.push(one);
            }
        }
        Self { place, all }
    }

    /// What a token endpoint says.
    #[must_use]
    pub fn of_token_endpoint(request: &'a TokenRequestFact) -> Self {
        let error = request.error.as_ref().or(request.exchange.error.as_ref());
        Self::of_token_error(error, request.exchange.status, Some(&request.grant))
    }

    /// What a token endpoint says where only the answer is known, and not what was asked for.
    #[must_use]
    pub fn of_token_answer(exchange: &'a Exchange) -> Self {
        Self::of_token_error(exchange.error.as_ref(), exchange.status, None)
    }

    fn of_token_error(
        error: Option<&'a ApiError>,
        status: Option<u16>,
        grant: Option<&'a str>,
    ) -> Self {
        let said = error.map(|error| {
            let ApiError { code, message, vendor, correlation: _, wanted: _ } = error;
            let (vendor, code, message) = (vendor.as_deref(), code.as_deref(), message.as_deref());
            Said { vendor, status, grant, action: None, code, message }
        });
        Self { place: Place::TokenEndpoint, all: said.into_iter().collect() }
    }

    /// What it means; empty when its words give no reason. The words of the vendor count before those that
    /// most servers share.
    #[must_use]
    pub fn read(&self) -> Vec<Meaning> {
        let at = |place, one| read_with_vendor(|words| words.at(place), one);
        let mut all = Vec::new();
        for one in &self.all {
            let mut said = at(self.place, *one);
            // Where a WebSocket has no words of its own, its sentences are those of an API.
            if said.is_empty() && self.place == Place::Session {
                said = at(Place::Api, *one);
            }
            for meaning in said {
                if !all.contains(&meaning) {
                    all.push(meaning);
                }
            }
        }
        all
    }
}

/// The reasons that an answer offers as alternatives: none of them is claimed. Empty where it claims one.
#[must_use]
pub fn read_alternatives(exchange: &Exchange, grant: Option<&str>) -> Vec<Meaning> {
    let error = exchange.error.as_ref();
    let vendor = error.and_then(|error| error.vendor.as_deref());
    let body = error.and_then(|error| error.message.as_deref());
    let challenges = exchange.challenges.iter().map(|challenge| challenge.get("error_description"));
    let part: fn(&Vocabulary) -> &Vec<Row> =
        if grant.is_some() { |words| &words.token } else { |words| &words.api };
    let mut all = Vec::new();
    for message in std::iter::once(body).chain(challenges).flatten() {
        let message = message.to_lowercase().replace('"', "'");
        let sentences: Vec<&str> = sentences(&message).collect();
        let pairs = Pairs::of(&message);
        let names = vendor.into_iter().chain([COMMON]);
        for row in names.filter_map(|name| WORDS.get(name)).map(Unread::words).flat_map(part) {
            let hits = row
                .phrases
                .iter()
                .filter(|phrase| phrase.pieces.first().is_some_and(|one| pairs.may_hold(one)));
            let offered = hits
                .filter_map(|phrase| hit(&sentences, phrase))
                .any(|hit| !hit.alone && row.means != Meaning::Unclear);
            if offered && !all.contains(&row.means) {
                all.push(row.means);
            }
        }
    }
    all
}

/// What an API's code and sentence mean where the vendor is not known.
#[must_use]
pub fn read_api_refusal(code: Option<&str>, message: Option<&str>) -> Vec<Meaning> {
    read_with_vendor(|words| &words.api, Said { code, message, ..Said::default() })
}

/// What a token endpoint's code and sentence mean where the vendor is not known.
#[must_use]
pub fn read_token_refusal(code: Option<&str>, message: Option<&str>) -> Vec<Meaning> {
    read_with_vendor(|words| &words.token, Said { code, message, ..Said::default() })
}

/// The vendor's words first. Where they say nothing, or no more than that something was not accepted,
/// the common words say the rest.
fn read_with_vendor(
    part: impl Fn(&'static Vocabulary) -> &'static Vec<Row>,
    said: Said<'_>,
) -> Vec<Meaning> {
    if said.code.is_none() && said.message.is_none() {
        return Vec::new();
    }
    let rows =
        |name: &str| WORDS.get(name).map_or(&[][..], |vendor| part(vendor.words()).as_slice());
    let own = said.vendor.map_or_else(Vec::new, |vendor| read(rows(vendor), said));
    let (mut all, more) = if own.iter().all(Meaning::is_general) {
        (read(rows(COMMON), said), own)
    } else {
        // Beside a reason of the vendor the common code still says of what kind it is.
        let mut more = read(rows(COMMON), Said { message: None, ..said });
        more.retain(Meaning::is_general);
        (own, more)
    };
    for meaning in more {
        if !all.contains(&meaning) {
            all.push(meaning);
        }
    }
    all
}

fn read(rows: &[Row], said: Said<'_>) -> Vec<Meaning> {
    let message = said.message.unwrap_or_default().to_lowercase().replace('"', "'");
    // Examples claim nothing: RFC 6749, section 5.2, explains `invalid_client` by three of them.
    let message = without_examples(&message);
    let sentences: Vec<&str> = sentences(&message).collect();
    let pairs = Pairs::of(&message);
    let code = said.code.unwrap_or_default();
    let is_code = |known: &String| known.eq_ignore_ascii_case(code);
    let rows = rows.iter().filter(|row| {
        let grant = |grant: &str| row.grant.iter().any(|known| known == grant);
        let action = |action: &str| row.action.iter().any(|known| known == action);
        (row.status.is_empty() || said.status.is_some_and(|status| row.status.contains(&status)))
            && (row.grant.is_empty() || said.grant.is_some_and(grant))
            && (row.action.is_empty() || said.action.is_some_and(action))
    });
    let rows: Vec<&Row> = rows.collect();
    let words = || {
        rows.iter().copied().filter(|row| row.beside.is_empty() || row.beside.iter().any(is_code))
    };
    // A number is the server's own last word: the first that stands there counts.
    let exact = words().flat_map(|row| {
        let may = row.exact.iter().filter(|number| pairs.may_hold(number));
        may.filter_map(|number| Some((whole_word(&message, number)?, row.means)))
    });
    let exact = exact.min_by_key(|(at, _)| *at).map(|(_, means)| means);
    let by_code = || rows.iter().filter(|row| row.codes.iter().any(is_code)).map(|row| row.means);
    if let Some(means) = exact {
        return std::iter::once(means).chain(by_code().filter(Meaning::is_general)).collect();
    }
    let mut meanings: Vec<Meaning> = Vec::new();
    for row in words() {
        let may = |phrase: &&Phrase| phrase.pieces.first().is_some_and(|one| pairs.may_hold(one));
        let hits = row.phrases.iter().filter(may).filter_map(|phrase| hit(&sentences, phrase));
        let hits: Vec<Hit> = hits.collect();
        if !hits.is_empty() {
            let alone = hits.iter().all(|hit| hit.alone);
            meanings.push(if alone { row.means } else { Meaning::Unclear });
        }
    }
    if meanings.contains(&Meaning::Unclear) {
        meanings = vec![Meaning::Unclear];
    }
    // A limit for callers without a credential says that none came.
    if meanings.contains(&Meaning::NoCredential) {
        meanings.retain(|meaning| *meaning != Meaning::RateLimit);
    }
    for means in by_code() {
        if !meanings.contains(&means) {
            meanings.push(means);
        }
    }
    meanings
}

/// Where a number stands as a word of its own: `AADSTS50013` is not found in `AADSTS500133`.
fn whole_word(text: &str, word: &str) -> Option<usize> {
    let beside = |c: Option<char>| c.is_none_or(|c| !c.is_alphanumeric());
    text.match_indices(word).map(|(at, _)| at).find(|at| {
        beside(text[..*at].chars().next_back()) && beside(text[at + word.len()..].chars().next())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn servers_say_why_in_codes_and_in_sentences() {
        use Meaning::*;
        let cases: &[(&str, &str, &[Meaning])] = &[
            ("unauthorized", "User is not authorized", &[]),
            ("forbidden", "Forbidden", &[]),
            ("invalid_token", "", &[TokenRejected]),
            ("invalid_token", "Signature verification failed", &[Signature, TokenRejected]),
            ("invalid_token", "The token expired at '11/22/2026'", &[Expired, TokenRejected]),
            ("invalid_token", "The access token is invalid or expired", &[Unclear, TokenRejected]),
            ("authentication.required", "", &[NoCredential]),
            (
                "missing.permissions",
                "You are missing the following permission(s): [a]",
                &[Permission],
            ),
            ("", "Audiences in Jwt are not allowed", &[Audience]),
            ("invalid_token", "'exp' claim timestamp check failed", &[Expired, TokenRejected]),
            ("", "\"exp\" claim timestamp check failed", &[Expired]),
            ("", "\"exp\" claim was read", &[]),
            ("invalid_token", "Unexpected 'aud' value", &[Audience, TokenRejected]),
            ("", "unexpected \"iss\" claim value", &[Issuer]),
            // The header arrived, in another form than is wanted.
            ("", "Authorization header is missing", &[NoCredential]),
            ("", "Authorization header is missing in the request.", &[NoCredential]),
            ("", "Authorization header is missing a tenant prefix", &[]),
            ("", "Authorization header is missing 'Bearer '", &[]),
            ("", "Authorization header not found", &[NoCredential]),
            ("", "Authorization header not in the form 'Token <key>'", &[]),
            ("", "No authorization header was found", &[NoCredential]),
            ("", "No authorization header prefix", &[]),
            ("", "Missing Authentication Token", &[NoCredentialOrRoute]),
            // The certificate's issuer, not the token's.
            ("", "unknown issuer", &[Issuer]),
            ("", "TLS client certificate rejected: unknown issuer", &[Unclear]),
            ("", "Invalid signature: the key is another one", &[Signature]),
            ("", "Invalid signature algorithm", &[]),
            ("", "signature read. audience cannot be verified", &[]),
            ("", "API rate limit exceeded", &[RateLimit]),
            ("", "API rate limit exceeded for anonymous callers", &[NoCredential]),
            ("401", "unauthorized", &[Unclear]),
            (
                "invalid_token",
                "Invalid Token or Protected Header formatting",
                &[Malformed, TokenRejected],
            ),
        ];
        for (code, message, meanings) in cases {
            let read = read_api_refusal(Some(code), Some(message));
            assert_eq!(&read, meanings, "{code}: {message}");
        }
    }

    #[test]
    fn a_token_endpoint_seldom_says_what_is_wrong_with_the_client() {
        use Meaning::*;
        let cases: &[(&str, &str, &[Meaning])] = &[
            ("invalid_client", "", &[ClientRefused]),
            ("invalid_client", "client not found", &[ClientUnknown, ClientRefused]),
            (
                "invalid_client",
                "Invalid client secret is provided.",
                &[ClientSecret, ClientRefused],
            ),
            (
                "unauthorized_client",
                "Invalid client or Invalid client credentials",
                &[Unclear, ClientUnauthorized],
            ),
            (
                "unauthorized_client",
                "AADSTS700016: Application was not found",
                &[ClientUnknown, ClientUnauthorized],
            ),
            (
                "unauthorized_client",
                "AADSTS700016: Application was not found in the directory 'b'.",
                &[ClientUnknown, Tenant, ClientUnauthorized],
            ),
            ("invalid_scope", "requested scope is not allowed for the client", &[Scope]),
            (
                "unauthorized_client",
                "Grant type 'client_credentials' not allowed for the client.",
                &[Grant, ClientUnauthorized],
            ),
            ("invalid_request", "rate limit exceeded; try later", &[RateLimit]),
            (
                "invalid_request",
                "client_id and client_secret in the authorization header are not properly encoded",
                &[ClientEncoding],
            ),
            ("invalid_request", "the body is not properly encoded", &[]),
            ("invalid_target", "resource indicator is missing, or unknown", &[Target]),
        ];
        for (code, message, meanings) in cases {
            let read = read_token_refusal(Some(code), Some(message));
            assert_eq!(&read, meanings, "{code}: {message}");
        }
    }

    #[test]
    fn words_that_offer_an_alternative_give_no_reason() {
        use Meaning::*;
        for (message, meaning) in [
            ("invalid audience, signature or lifetime", Unclear),
            ("invalid audience/issuer", Unclear),
            ("missing scope (or role)", Unclear),
            ("Denied: insufficient scope and/or permission", Unclear),
            ("Either the signature is invalid, the token is expired", Unclear),
            ("Insufficient permissions, scope or licence", Unclear),
            (
                "Requests from this IP address are not authorized or the client is missing permission",
                Unclear,
            ),
            // Another sentence, values after a colon, and a slash in a value are no alternatives.
            ("Token expired. Refresh it or log in.", Expired),
            ("invalid audience: expected https://a.example or b", Audience),
            ("jwt audience invalid. expected: a or b", Audience),
            ("The token expired at 11/22/2026 08:00", Expired),
            ("Requests from this IP address are not authorized: [192.0.2.1]", Address),
        ] {
            assert_eq!(read_api_refusal(None, Some(message)), [meaning], "{message}");
        }
        for (message, meaning) in [
            ("Unknown client or wrong secret", Unclear),
            ("Invalid client secret or client id", Unclear),
            ("Invalid client secret. Check it or make a new one.", ClientSecret),
            (
                "Client is temporarily locked after repeated requests with an invalid client secret",
                Unclear,
            ),
            ("AADSTS7000215: Invalid client secret provided.", ClientSecret),
            ("Unknown client", ClientUnknown),
            ("Unknown client: reports-7", ClientUnknown),
            ("Unknown client 'reports-7'", ClientUnknown),
            ("Secret of client not found", Unclear),
        ] {
            let read = read_token_refusal(None, Some(message));
            assert_eq!(read.first(), Some(&meaning), "{message}");
        }
        assert!(read_token_refusal(None, Some("Unknown client authentication method")).is_empty());
    }

    #[test]
    fn every_vocabulary_is_lower_case_and_says_each_thing_once() {
        for (vendor, words) in WORDS.iter() {
            let words = words.words();
            for rows in [&words.api, &words.token, &words.session] {
                let mut seen = std::collections::BTreeSet::new();
                for row in rows {
                    let said = row.codes.len() + row.phrases.len() + row.exact.len();
                    assert!(said > 0, "{vendor}: {:?}", row.means);
                    let phrases = row.phrases.iter().map(|phrase| {
                        phrase.pieces.join("*") + if phrase.at_end { "$" } else { "" }
                    });
                    let phrases: Vec<String> = phrases.collect();
                    for phrase in phrases.iter().chain(&row.exact) {
                        assert_eq!(*phrase, phrase.to_lowercase(), "{vendor}");
                        assert!(!phrase.trim_end_matches('$').contains('$'), "{vendor}: {phrase}");
                        assert!(!phrase.contains('"'), "{vendor}: {phrase}: quotes are single");
                    }
                    let codes = row.codes.iter().map(|code| ("code", code.clone()));
                    let phrases = phrases.iter().map(|phrase| ("phrase", phrase.clone()));
                    let exact = row.exact.iter().map(|number| ("number", number.clone()));
                    for word in codes.chain(phrases).chain(exact) {
                        let (beside, action) = (row.beside.clone(), row.action.clone());
                        let word = (word, row.status.clone(), beside, row.grant.clone(), action);
                        assert!(seen.insert(word.clone()), "{vendor}: {word:?} stands twice");
                    }
                }
            }
        }
    }
}
