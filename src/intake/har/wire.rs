//! HAR 1.2 on the wire, as far as it is read: `log.entries[]` handed over one by one, everything else passed
//! over. The text of a body is never decoded here.

use std::fmt;

use serde::Deserialize;
use serde::de::{DeserializeSeed, Deserializer, Error, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::value::RawValue;

use super::lenient::{Number, Pairs, Text};

#[derive(Deserialize)]
pub(super) struct EntryWire<'a> {
    #[serde(borrow, default, rename = "startedDateTime")]
    pub(super) started: Text<'a>,
    #[serde(default)]
    pub(super) time: Number,
    #[serde(borrow, default)]
    pub(super) request: Option<RequestWire<'a>>,
    #[serde(borrow, default)]
    pub(super) response: Option<ResponseWire<'a>>,
    #[serde(default)]
    pub(super) timings: Option<TimingsWire>,
    #[serde(borrow, default, rename = "serverIPAddress")]
    pub(super) address: Text<'a>,
    /// Chrome: `xhr`, `fetch`, `document`, `preflight`, `image` and so on.
    #[serde(borrow, default, rename = "_resourceType")]
    pub(super) resource_type: Text<'a>,
}

#[derive(Default, Deserialize)]
pub(super) struct RequestWire<'a> {
    #[serde(borrow, default)]
    pub(super) method: Text<'a>,
    #[serde(borrow, default)]
    pub(super) url: Text<'a>,
    #[serde(borrow, default)]
    pub(super) headers: Pairs<'a>,
    #[serde(borrow, default, rename = "postData")]
    pub(super) body: Option<PostDataWire<'a>>,
}

#[derive(Deserialize)]
pub(super) struct PostDataWire<'a> {
    #[serde(borrow, default, rename = "mimeType")]
    pub(super) mime: Text<'a>,
    #[serde(borrow, default)]
    pub(super) text: Option<&'a RawValue>,
    #[serde(borrow, default)]
    pub(super) params: Pairs<'a>,
}

#[derive(Default, Deserialize)]
pub(super) struct ResponseWire<'a> {
    #[serde(default)]
    pub(super) status: Number,
    #[serde(borrow, default, rename = "httpVersion")]
    pub(super) version: Text<'a>,
    #[serde(borrow, default)]
    pub(super) headers: Pairs<'a>,
    #[serde(borrow, default)]
    pub(super) content: Option<ContentWire<'a>>,
    #[serde(borrow, default, rename = "redirectURL")]
    pub(super) redirect: Text<'a>,
    /// Chrome: `net::ERR_FAILED` and the like.
    #[serde(borrow, default, rename = "_error")]
    pub(super) error: Text<'a>,
}

#[derive(Deserialize)]
pub(super) struct ContentWire<'a> {
    #[serde(default)]
    pub(super) size: Number,
    #[serde(borrow, default, rename = "mimeType")]
    pub(super) mime: Text<'a>,
    #[serde(borrow, default)]
    pub(super) text: Option<&'a RawValue>,
    #[serde(borrow, default)]
    pub(super) encoding: Text<'a>,
}

/// Milliseconds; what did not happen is negative or absent. `connect` includes `ssl`.
#[derive(Clone, Copy, Default, Deserialize)]
pub(super) struct TimingsWire {
    #[serde(default)]
    pub(super) dns: Number,
    #[serde(default)]
    pub(super) connect: Number,
    #[serde(default)]
    pub(super) ssl: Number,
    #[serde(default)]
    pub(super) wait: Number,
}

/// Who wrote the file.
#[derive(Default, Deserialize)]
pub(super) struct CreatorWire<'a> {
    #[serde(borrow, default)]
    pub(super) name: Text<'a>,
    #[serde(borrow, default)]
    pub(super) version: Text<'a>,
}

/// What a reader of the file is told of.
pub(super) trait Listener<'a> {
    /// Who wrote the file.
    fn creator(&mut self, creator: CreatorWire<'a>);
    /// An entry. Whatever of it is kept must be made one's own.
    fn entry(&mut self, entry: EntryWire<'a>);
}

/// Reads a whole file.
pub(super) fn walk<'a>(
    text: &'a str,
    listener: &mut impl Listener<'a>,
) -> Result<(), serde_json::Error> {
    let mut from = serde_json::Deserializer::from_str(text);
    Document(listener).deserialize(&mut from)?;
    from.end()
}

struct Document<'l, L>(&'l mut L);
struct Log<'l, L>(&'l mut L);
struct Entries<'l, L>(&'l mut L);

/// The seed and the visitor of one level are the same.
macro_rules! level {
    ($level:ident, $deserialize:ident, $expecting:literal, $visit:item) => {
        impl<'a, L: Listener<'a>> DeserializeSeed<'a> for $level<'_, L> {
            type Value = ();

            fn deserialize<D: Deserializer<'a>>(self, from: D) -> Result<(), D::Error> {
                from.$deserialize(self)
            }
        }

        impl<'a, L: Listener<'a>> Visitor<'a> for $level<'_, L> {
            type Value = ();

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str($expecting)
            }

            $visit
        }
    };
}

level!(
    Document,
    deserialize_map,
    "an object with a member `log`",
    fn visit_map<A: MapAccess<'a>>(self, mut map: A) -> Result<(), A::Error> {
        let mut found = false;
        while let Some(name) = map.next_key::<Text<'a>>()? {
            if name.get() == "log" {
                found = true;
                map.next_value_seed(Log(&mut *self.0))?;
            } else {
                map.next_value::<IgnoredAny>()?;
            }
        }
        if found { Ok(()) } else { Err(A::Error::missing_field("log")) }
    }
);

level!(
    Log,
    deserialize_map,
    "an object with a member `entries`",
    fn visit_map<A: MapAccess<'a>>(self, mut map: A) -> Result<(), A::Error> {
        let mut found = false;
        while let Some(name) = map.next_key::<Text<'a>>()? {
            match name.get() {
                "entries" => {
                    found = true;
                    map.next_value_seed(Entries(&mut *self.0))?;
                }
                "creator" => {
                    if let Some(creator) = map.next_value::<Option<CreatorWire<'a>>>()? {
                        self.0.creator(creator);
                    }
                }
                _ => drop(map.next_value::<IgnoredAny>()?),
            }
        }
        if found { Ok(()) } else { Err(A::Error::missing_field("entries")) }
    }
);

level!(
    Entries,
    deserialize_seq,
    "a list of entries",
    fn visit_seq<A: SeqAccess<'a>>(self, mut list: A) -> Result<(), A::Error> {
        while let Some(entry) = list.next_element::<Option<EntryWire<'a>>>()? {
            if let Some(entry) = entry {
                self.0.entry(entry);
            }
        }
        Ok(())
    }
);
