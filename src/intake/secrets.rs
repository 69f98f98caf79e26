//! Every secret of the input, taken into custody before anything of it is read into facts.

use serde_json::Value as Json;

use super::item::{Item, Reply, What};
use super::request::{Payload, Request, decoded};
use super::value::Value;
use crate::decode::{
    UNSTRUCTURED, bare_credential, cookie_is_secret, cookie_pair_is_secret, find,
    is_credential_header, is_secret_member, looks_like_a_token, names_a_secret, stand_in,
    token_response_member_may_leave,
};
use crate::model::{Custody, Secret};

/// Takes every secret of the items into custody.
pub(super) fn keep(items: &[Item], custody: &Custody) {
    let keeper = Keeper { custody };
    for item in items {
        match &item.what {
            What::Request(request) => keeper.request(request),
            What::Answer(reply) => keeper.reply(reply),
            What::Token(token) => keeper.add("token", token.text()),
            What::Words { text, .. } => keeper.words(text),
            What::Recorded(recorded) => {
                keeper.request(&recorded.request);
                recorded.last.iter().for_each(|request| keeper.request(request));
                recorded.hops.iter().for_each(|hop| keeper.reply(hop));
                keeper.reply(&recorded.reply);
            }
            What::Unread(text) => keeper.words(text),
            What::Heeded(secrets) => {
                secrets.iter().for_each(|(name, secret)| custody.add(name, secret));
            }
            What::Results { .. } => {}
        }
    }
}

/// Takes every secret of a request into custody.
pub(super) fn keep_request(request: &Request, custody: &Custody) {
    Keeper { custody }.request(request);
}

/// Takes what a text gives away by itself into custody, however it is read: a command may be broken off, and
/// an option unknown.
pub(super) fn keep_words(text: &str, custody: &Custody) {
    Keeper { custody }.words(text);
}

struct Keeper<'a> {
    custody: &'a Custody,
}

impl Keeper<'_> {
    fn add(&self, name: &str, text: &str) {
        let text = text.trim();
        // The caret of `^&` is cmd's, unless the secret ends so.
        for text in [Some(text), text.strip_suffix('^')].into_iter().flatten() {
            if text.len() > 1 && stand_in(text).is_none() {
                self.custody.add(name, &Secret::new(text));
            }
        }
    }

    fn value(&self, name: &str, value: &Value) {
        if value.is_filled() {
            self.add(name, value.text());
        }
    }

    /// What stands in free text is kept where it cannot be mistaken for a word.
    fn words(&self, text: &str) {
        for found in find(text) {
            let secret = &text[found.range];
            if found.name != UNSTRUCTURED && cookie_is_secret(secret) {
                self.add(&found.name, secret);
            }
        }
    }

    fn request(&self, request: &Request) {
        for (name, value) in &request.headers {
            self.header(&name.to_ascii_lowercase(), value);
        }
        if let Some((user, password)) = &request.basic {
            self.value("password", password);
            if user.is_filled() && password.is_filled() && !password.is_empty() {
                use base64::Engine;
                let pair = format!("{}:{}", user.text(), password.text());
                self.add("basic", &base64::engine::general_purpose::STANDARD.encode(pair));
            }
        }
        if let Some(proxy) = &request.proxy {
            self.url(proxy.text());
        }
        self.url(request.url.text());
        for (name, value) in request.form() {
            if is_secret_member(&name) {
                self.value(&name.to_ascii_lowercase(), &value);
            }
        }
        match &request.body {
            Payload::Text(text) => {
                if let Ok(json) = serde_json::from_str(text.text()) {
                    self.json(None, &json);
                } else {
                    self.words(text.text());
                }
            }
            Payload::None | Payload::Multipart(_) | Payload::File => {}
        }
    }

    fn header(&self, name: &str, value: &Value) {
        if !value.is_filled() {
            return;
        }
        match name {
            "authorization" | "proxy-authorization" => {
                let bare = bare_credential(value.text());
                self.add(name, bare);
                use base64::Engine;
                let pair = base64::engine::general_purpose::STANDARD.decode(bare).ok();
                let pair = pair.and_then(|pair| String::from_utf8(pair).ok());
                if let Some((_, password)) = pair.as_deref().and_then(|pair| pair.split_once(':')) {
                    self.add("password", password);
                }
            }
            "cookie" | "set-cookie" => self.cookies(value.text()),
            _ if is_credential_header(name) => self.add(name, bare_credential(value.text())),
            "referer" | "location" | "origin" => self.url(value.text()),
            // A key by its name alone, where it looks like one: `DD-APPLICATION-KEY`.
            _ if name.ends_with("-key") && cookie_is_secret(value.text()) => {
                self.add(name, value.text());
            }
            _ if looks_like_a_token(value.text().trim()) => self.add(name, value.text()),
            _ => {}
        }
    }

    fn cookies(&self, text: &str) {
        for pair in text.split(';') {
            if let Some((name, value)) = pair.split_once('=')
                && cookie_pair_is_secret(name.trim(), value.trim())
            {
                self.add("cookie", value);
            }
        }
    }

    /// Passwords and parameters; a URL that cannot be read is looked through as text.
    fn url(&self, text: &str) {
        self.words(text);
        let user_info = text.split_once("://").and_then(|(_, rest)| {
            let authority = rest.split(['/', '?', '#']).next()?;
            authority.rsplit_once('@')?.0.split_once(':')
        });
        if let Some((_, password)) = user_info {
            self.add("password", &decoded(&password.replace('+', "%2B")));
        }
        let query = text.split_once(['?', '#']).map_or("", |(_, query)| query);
        for pair in query.split(['&', '?', '#']) {
            if let Some((name, value)) = pair.split_once('=') {
                let value = decoded(value);
                if is_secret_member(name) || looks_like_a_token(&value) {
                    self.add(&name.to_ascii_lowercase(), &value);
                }
            }
        }
    }

    fn reply(&self, reply: &Reply) {
        for (name, value) in &reply.headers {
            let value = String::from_utf8_lossy(value.as_bytes());
            if name == "set-cookie" {
                let first = value.split(';').next().unwrap_or_default();
                self.cookies(first);
            } else {
                self.header(name.as_str(), &Value::new(value.into_owned()));
            }
        }
        match serde_json::from_slice::<Json>(&reply.body) {
            Ok(json) => {
                let issued = ["access_token", "refresh_token", "id_token"];
                if issued.iter().any(|name| json.get(name).is_some()) {
                    // A token response: what is not known to be public is secret.
                    for (name, value) in json.as_object().into_iter().flatten() {
                        if let Some(text) = value.as_str()
                            && !token_response_member_may_leave(name)
                            && (names_a_secret(name) || cookie_is_secret(text))
                        {
                            self.add(name, text);
                        }
                    }
                }
                self.json(None, &json);
            }
            Err(_) => self.words(&String::from_utf8_lossy(&reply.body)),
        }
    }

    fn json(&self, name: Option<&str>, value: &Json) {
        match value {
            Json::Object(members) => {
                for (name, value) in members {
                    self.json(Some(name), value);
                }
            }
            Json::Array(items) => {
                for item in items {
                    self.json(name, item);
                }
            }
            Json::String(text) => {
                let secret = name.is_some_and(names_a_secret) && text.len() >= 4;
                if secret && cookie_is_secret(text) || looks_like_a_token(text) {
                    self.add(&name.unwrap_or("token").to_ascii_lowercase(), text);
                } else {
                    self.words(text);
                }
            }
            Json::Null | Json::Bool(_) | Json::Number(_) => {}
        }
    }
}
