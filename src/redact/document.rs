//! Secrets in a JSON document, member by member. Nothing of the document is written anew: what is found is a range
//! of its bytes, so that everything else stays as it was.

use std::borrow::Cow;
use std::fmt;
use std::ops::Range;

use serde::de::{Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};
use serde_json::value::RawValue;

use super::spot::{Spot, can_be_secret, in_words};
use crate::decode::{
    bare_credential, cookie_pair_is_secret, is_credential_header, is_secret_member, names_a_secret,
};

/// How deep documents within documents are read.
const DEPTH: usize = 60;

/// The secrets of a JSON document, in order; none where the text is no object and no list.
pub(super) fn spots(text: &str) -> Option<Vec<Spot>> {
    if !text.trim_start_matches('\u{feff}').trim_start().starts_with(['{', '[']) {
        return None;
    }
    let json = text.strip_prefix('\u{feff}').unwrap_or(text);
    let raw: &RawValue = serde_json::from_str(json).ok()?;
    let mut reader = Reader { found: Vec::new() };
    reader.value(
        raw.get(),
        &|at| at + text.len() - json.len() + offset(json, raw.get()),
        "",
        DEPTH,
    );
    let mut found = reader.found;
    found.sort_by_key(|spot| (spot.range.start, std::cmp::Reverse(spot.range.end)));
    let mut end = 0;
    found.retain(|spot| {
        let apart = spot.range.start >= end || spot.packed.is_some();
        end = end.max(spot.range.end);
        apart
    });
    Some(found)
}

/// Where a part of a text begins in it.
fn offset(whole: &str, part: &str) -> usize {
    (part.as_ptr() as usize).saturating_sub(whole.as_ptr() as usize)
}

/// The way from a byte of what is read back to the byte of the text.
type Way<'w> = &'w dyn Fn(usize) -> usize;

struct Reader {
    found: Vec<Spot>,
}

impl Reader {
    /// Reads one value. `list` is the name of the list that it stands in.
    fn value(&mut self, raw: &str, way: Way<'_>, list: &str, depth: usize) {
        if depth == 0 {
            return;
        }
        match raw.as_bytes().first() {
            Some(b'{') => {
                if let Ok(Members(members)) = serde_json::from_str(raw) {
                    self.members(raw, &members, way, list, depth);
                }
            }
            Some(b'[') => {
                if let Ok(Items(items)) = serde_json::from_str(raw) {
                    for item in items {
                        let start = offset(raw, item.get());
                        self.value(item.get(), &|at| way(start + at), list, depth - 1);
                    }
                }
            }
            Some(b'"') => self.text(raw, way, depth),
            _ => {}
        }
    }

    fn members(
        &mut self,
        raw: &str,
        members: &[(Cow<'_, str>, &RawValue)],
        way: Way<'_>,
        list: &str,
        depth: usize,
    ) {
        let text = |wanted: &str| -> Option<String> {
            let (_, value) = members.iter().find(|(name, _)| name == wanted)?;
            serde_json::from_str(value.get()).ok()
        };
        // `{"name": "Authorization", "value": "…"}`, as HAR files write headers, cookies and parameters.
        let named = text("name").or_else(|| text("key"));
        let packed =
            text("encoding").is_some_and(|encoding| encoding.eq_ignore_ascii_case("base64"));
        for (name, value) in members {
            let start = offset(raw, value.get());
            let way = |at: usize| way(start + at);
            let value = value.get();
            let known = match (name.as_ref(), named.as_deref()) {
                ("value", Some(named)) => self.named(named, value, &way, list),
                ("name" | "key", Some(_)) => false,
                ("text", _) if packed => {
                    self.packed(value, &way);
                    true
                }
                _ => self.named(name, value, &way, ""),
            };
            if !known {
                self.value(value, &way, name, depth - 1);
            }
        }
    }

    /// A text whose name says that it is a secret; whether it is one.
    fn named(&mut self, name: &str, raw: &str, way: Way<'_>, list: &str) -> bool {
        if !raw.starts_with('"') || raw.len() < 6 {
            return false;
        }
        let Some((text, origins)) = unescaped(raw) else { return false };
        let lower = name.to_ascii_lowercase();
        let mut add = |range: Range<usize>, kind: &str, text: &str| {
            let mut spot = Spot::new(range.clone(), kind, &text[range.clone()]);
            spot.range = way(origins.at(range.start))..way(origins.at(range.end));
            self.found.push(spot);
        };
        let whole = |part: &str| {
            let start = offset(&text, part);
            start..start + part.len()
        };
        match lower.as_str() {
            "authorization" | "proxy-authorization" => {
                let bare = bare_credential(&text);
                if can_be_secret(bare) && !crate::decode::is_scheme(bare) {
                    add(whole(bare), &lower, &text);
                }
                true
            }
            "cookie" | "set-cookie" => {
                for line in text.split(['\n', '\r']) {
                    let pairs =
                        line.split(';').take(if lower == "cookie" { usize::MAX } else { 1 });
                    for pair in pairs {
                        if let Some((cookie, value)) = pair.split_once('=')
                            && cookie_pair_is_secret(cookie.trim(), value.trim())
                            && can_be_secret(value)
                        {
                            add(whole(value.trim()), "cookie", &text);
                        }
                    }
                }
                true
            }
            _ if list == "cookies" => {
                let secret = cookie_pair_is_secret(name, &text) && can_be_secret(&text);
                if secret {
                    add(0..text.len(), "cookie", &text);
                }
                secret
            }
            _ => {
                let header = list == "headers" && is_credential_header(name);
                // `key` and `code` name much that is no secret.
                let parameter = matches!(list, "queryString" | "params")
                    && is_secret_member(name)
                    && (names_a_secret(name) || cookie_pair_is_secret("", &text));
                let bare = if header { bare_credential(&text) } else { text.trim() };
                let secret = (header || parameter || names_a_secret(name))
                    && can_be_secret(bare)
                    && !bare.contains(char::is_whitespace);
                if secret {
                    add(whole(bare), &lower, &text);
                }
                secret
            }
        }
    }

    /// A text: words, or a document again.
    fn text(&mut self, raw: &str, way: Way<'_>, depth: usize) {
        if raw.len() < 8 {
            return;
        }
        let Some((text, origins)) = unescaped(raw) else { return };
        let back = |at: usize| way(origins.at(at));
        let inner = text.trim_start();
        if inner.starts_with(['{', '[']) {
            let start = text.len() - inner.len();
            if let Ok(inner) = serde_json::from_str::<&RawValue>(inner) {
                let start = start + offset(&text[start..], inner.get());
                self.value(inner.get(), &|at| back(start + at), "", depth - 1);
                return;
            }
        }
        for mut spot in in_words(&text, false) {
            spot.range = back(spot.range.start)..back(spot.range.end);
            self.found.push(spot);
        }
    }

    /// A body that is packed in base64, where it is a text.
    fn packed(&mut self, raw: &str, way: Way<'_>) {
        use base64::Engine;
        use base64::engine::general_purpose::STANDARD;
        let Some((text, origins)) = unescaped(raw) else { return };
        let bytes: Vec<u8> = text.bytes().filter(|byte| !byte.is_ascii_whitespace()).collect();
        let Some(inner) =
            STANDARD.decode(bytes).ok().and_then(|bytes| String::from_utf8(bytes).ok())
        else {
            return;
        };
        // Whoever reads this reads the body, too, and puts it in anew as a whole.
        let mut whole = Spot::new(0..0, "body", "");
        whole.range = way(origins.at(0))..way(origins.at(text.len()));
        whole.packed = Some(inner);
        self.found.push(whole);
    }
}

/// Where each byte of a text without escapes came from.
struct Origins {
    /// The byte within the literal; none where nothing is escaped.
    each: Option<Vec<usize>>,
}

impl Origins {
    fn at(&self, at: usize) -> usize {
        // Behind the quotation mark.
        self.each.as_ref().map_or(at + 1, |each| each.get(at).copied().unwrap_or(at + 1))
    }
}

/// The text of a literal, and where each byte of it, and its end, came from.
fn unescaped(raw: &str) -> Option<(Cow<'_, str>, Origins)> {
    let inside = raw.strip_prefix('"')?.strip_suffix('"')?;
    if !inside.contains('\\') {
        return Some((Cow::Borrowed(inside), Origins { each: None }));
    }
    let mut text = String::with_capacity(inside.len());
    let mut each = Vec::with_capacity(inside.len() + 1);
    let mut at = 0;
    while at < inside.len() {
        let rest = &inside[at..];
        let length = match rest.as_bytes() {
            [b'\\', b'u', ..] => {
                let first = u32::from_str_radix(rest.get(2..6)?, 16).ok()?;
                if (0xd800..0xdc00).contains(&first) { 12 } else { 6 }
            }
            [b'\\', ..] => 2,
            _ => rest.chars().next()?.len_utf8(),
        };
        let piece = rest.get(..length)?;
        let before = text.len();
        if piece.starts_with('\\') {
            text.push_str(&serde_json::from_str::<String>(&format!("\"{piece}\"")).ok()?);
        } else {
            text.push_str(piece);
        }
        each.extend(std::iter::repeat_n(at + 1, text.len() - before));
        at += length;
    }
    each.push(at + 1);
    Some((Cow::Owned(text), Origins { each: Some(each) }))
}

/// The members of an object in their order.
struct Members<'a>(Vec<(Cow<'a, str>, &'a RawValue)>);

/// The items of a list.
struct Items<'a>(Vec<&'a RawValue>);

struct MembersVisitor;
struct ItemsVisitor;

/// A name that is borrowed where nothing in it is escaped.
struct Name<'a>(Cow<'a, str>);

struct NameVisitor;

impl<'de> Visitor<'de> for NameVisitor {
    type Value = Name<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a name")
    }

    fn visit_borrowed_str<E>(self, text: &'de str) -> Result<Name<'de>, E> {
        Ok(Name(Cow::Borrowed(text)))
    }

    fn visit_str<E>(self, text: &str) -> Result<Name<'de>, E> {
        Ok(Name(Cow::Owned(text.to_owned())))
    }
}

impl<'de: 'a, 'a> Deserialize<'de> for Name<'a> {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        from.deserialize_str(NameVisitor)
    }
}

impl<'de> Visitor<'de> for MembersVisitor {
    type Value = Members<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Members<'de>, A::Error> {
        let mut all = Vec::new();
        while let Some((Name(name), value)) = map.next_entry::<Name<'de>, &'de RawValue>()? {
            all.push((name, value));
        }
        Ok(Members(all))
    }
}

impl<'de: 'a, 'a> Deserialize<'de> for Members<'a> {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        from.deserialize_map(MembersVisitor)
    }
}

impl<'de> Visitor<'de> for ItemsVisitor {
    type Value = Items<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a list")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Items<'de>, A::Error> {
        let mut all = Vec::new();
        while let Some(item) = list.next_element()? {
            all.push(item);
        }
        Ok(Items(all))
    }
}

impl<'de: 'a, 'a> Deserialize<'de> for Items<'a> {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        from.deserialize_seq(ItemsVisitor)
    }
}
