//! The words of the report, read back into the nouns that they stand for.

use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Deserializer, de::Error};

use crate::model::{
    AnsweredBy, BodyKind, Confidence, ConfigurationSource, CredentialFlaw, CredentialKind, Effect,
    FaultKind, GrantSource, PermissionState, Proof, RemarkSource, SentBodyKind, Severity,
    SignatureVerdict, Standing, Status, TokenKind, Trend, WaiverState,
};

/// A noun that the report writes as one word.
pub(super) trait Word: Copy + 'static {
    /// Every one.
    const ALL: &'static [Self];
    /// The word.
    fn word(self) -> &'static str;
}

/// Lists every variant once: one that is left out does not compile.
macro_rules! words {
    ($($noun:ident: $($variant:ident)+;)+) => {$(
        impl Word for $noun {
            const ALL: &'static [Self] = &[$(Self::$variant),+];

            fn word(self) -> &'static str {
                match self {
                    $(Self::$variant)|+ => self.as_str(),
                }
            }
        }
    )+};
}

words! {
    AnsweredBy: Api Gateway Edge Proxy LoginPage Unknown;
    BodyKind: Empty Json Html Text Binary;
    Confidence: Possible Likely Confirmed;
    ConfigurationSource: TerraformCode TerraformPlan TerraformState Platform;
    CredentialFlaw: SchemeMissing SchemeDoubled SchemeUnknown SchemeJoined SchemeCase Quoted WhiteSpace
        PercentEncoded Placeholder Truncated NotBasic;
    CredentialKind: Jwt Jwe Opaque UserAndPassword Signature ApiKey Masked Empty;
    Effect: None Read Write;
    FaultKind: Dns Refused Connection Certificate Tls Proxy Timeout Protocol TooLarge Request HostNotNamed;
    GrantSource: Subject Divisions;
    PermissionState: Held Elsewhere Missing Unavailable;
    Proof: Config Accepted Permitted Proven;
    RemarkSource: Log Note;
    SentBodyKind: None Form Json Other;
    Severity: Error Warn;
    SignatureVerdict: Valid Invalid UnknownKey Unsupported Unchecked;
    Standing: Current Deprecated Removed Unknown;
    Status: Pass Warn Fail Error Skip Blocked;
    TokenKind: Jwt Jwe Opaque;
    Trend: Worse Neutral Better;
    WaiverState: Used Unused Expired;
}

fn find<T: Word, E: Error>(said: &str) -> Result<T, E> {
    T::ALL.iter().copied().find(|one| one.word() == said).ok_or_else(|| {
        let known: Vec<&str> = T::ALL.iter().map(|one| one.word()).collect();
        E::custom(format!("`{said}` is none of: {}", known.join(", ")))
    })
}

/// One word.
pub(super) fn word<'de, T: Word, D: Deserializer<'de>>(from: D) -> Result<T, D::Error> {
    find(&String::deserialize(from)?)
}

/// One word or null.
pub(super) fn maybe<'de, T: Word, D: Deserializer<'de>>(from: D) -> Result<Option<T>, D::Error> {
    Option::<String>::deserialize(from)?.map(|said| find(&said)).transpose()
}

/// A list of words.
pub(super) fn list<'de, T: Word, D: Deserializer<'de>>(from: D) -> Result<Vec<T>, D::Error> {
    Vec::<String>::deserialize(from)?.iter().map(|said| find(said)).collect()
}

/// A time as RFC 3339 writes it.
#[derive(Clone, Copy)]
pub(super) struct Time(pub(super) Timestamp);

impl<'de> Deserialize<'de> for Time {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let text = String::deserialize(from)?;
        text.parse().map(Self).map_err(|error| D::Error::custom(format!("`{text}`: {error}")))
    }
}

/// A day, as in `2026-12-31`.
#[derive(Clone, Copy)]
pub(super) struct Day(pub(super) Date);

impl<'de> Deserialize<'de> for Day {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let text = String::deserialize(from)?;
        text.parse().map(Self).map_err(|error| D::Error::custom(format!("`{text}`: {error}")))
    }
}
