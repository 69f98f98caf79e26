//! A curl command, as manuals, people and browsers write it.

use super::item::{Item, What};
use super::request::{Payload, Request};
use super::shell;
use super::value::{Value, Writer};

/// What is said of a header that curl drops: nothing is hidden by it.
pub(super) const HEADER_NOT_SENT: &str = "a header without a colon is not sent";

/// Options that take a value. Every other option that is known stands alone.
const WITH_VALUE: &str = "abstract-unix-socket alt-svc aws-sigv4 cacert capath cert cert-type ciphers config \
connect-timeout connect-to continue-at cookie cookie-jar create-file-mode crlfile curves data data-ascii \
data-binary data-raw data-urlencode delegation dns-interface dns-ipv4-addr dns-ipv6-addr dns-servers doh-url \
dump-header ech egd-file engine etag-compare etag-save expect100-timeout form form-string ftp-account \
ftp-alternative-to-user ftp-method ftp-port ftp-ssl-ccc-mode happy-eyeballs-timeout-ms haproxy-clientip header \
help hostpubmd5 hostpubsha256 hsts interface ip-tos ipfs-gateway json keepalive-cnt keepalive-time key key-type \
krb libcurl limit-rate local-port login-options mail-auth mail-from mail-rcpt max-filesize max-redirs max-time \
netrc-file noproxy oauth2-bearer output output-dir parallel-max pass pinnedpubkey preproxy proto proto-default \
proto-redir proxy proxy-cacert proxy-capath proxy-cert proxy-cert-type proxy-ciphers proxy-crlfile proxy-header \
proxy-key proxy-key-type proxy-pass proxy-pinnedpubkey proxy-service-name proxy-tls13-ciphers proxy-tlsauthtype \
proxy-tlspassword proxy-tlsuser proxy-user proxy1.0 pubkey quote random-file range rate referer request \
request-target resolve retry retry-delay retry-max-time sasl-authzid service-name socks4 socks4a socks5 \
socks5-gssapi-service socks5-hostname speed-limit speed-time stderr telnet-option tftp-blksize time-cond \
tls-max tls13-ciphers tlsauthtype tlspassword tlsuser trace trace-ascii trace-config unix-socket upload-file \
url url-query user user-agent variable vlan-priority write-out";

/// Options that stand alone and are known.
const ALONE: &str = "anyauth append basic ca-native cert-status compressed compressed-ssh create-dirs crlf digest \
disable disable-eprt disable-epsv disallow-username-in-url doh-cert-status doh-insecure fail fail-early \
fail-with-body false-start form-escape ftp-create-dirs ftp-pasv ftp-pret ftp-skip-pasv-ip ftp-ssl-ccc \
ftp-ssl-control get globoff haproxy-protocol head http0.9 http1.0 http1.1 http2 http2-prior-knowledge http3 \
http3-only ignore-content-length include insecure ipv4 ipv6 junk-session-cookies list-only location \
location-trusted mail-rcpt-allowfails manual metalink mptcp negotiate netrc netrc-optional next no-alpn no-buffer \
no-clobber no-keepalive no-npn no-progress-meter no-sessionid ntlm ntlm-wb parallel parallel-immediate path-as-is \
post301 post302 post303 progress-bar proxy-anyauth proxy-basic proxy-ca-native proxy-digest proxy-http2 \
proxy-insecure proxy-negotiate proxy-ntlm proxy-ssl-allow-beast proxy-ssl-auto-client-cert proxytunnel raw \
remote-header-name remote-name remote-name-all remote-time remove-on-error retry-all-errors retry-connrefused \
sasl-ir show-error show-headers silent skip-existing socks5-basic socks5-gssapi socks5-gssapi-nec ssl \
ssl-allow-beast ssl-auto-client-cert ssl-no-revoke ssl-reqd ssl-revoke-best-effort sslv2 sslv3 styled-output \
suppress-connect-headers tcp-fastopen tcp-nodelay tftp-no-options tlsv1 tlsv1.0 tlsv1.1 tlsv1.2 tlsv1.3 \
tr-encoding trace-ids trace-time use-ascii verbose version xattr";

/// The short options and their long names.
const SHORT: &[(char, &str)] = &[
    ('0', "http1.0"),
    ('1', "tlsv1"),
    ('2', "sslv2"),
    ('3', "sslv3"),
    ('4', "ipv4"),
    ('6', "ipv6"),
    (':', "next"),
    ('a', "append"),
    ('A', "user-agent"),
    ('b', "cookie"),
    ('B', "use-ascii"),
    ('c', "cookie-jar"),
    ('C', "continue-at"),
    ('d', "data"),
    ('D', "dump-header"),
    ('e', "referer"),
    ('E', "cert"),
    ('f', "fail"),
    ('F', "form"),
    ('g', "globoff"),
    ('G', "get"),
    ('h', "help"),
    ('H', "header"),
    ('i', "include"),
    ('I', "head"),
    ('j', "junk-session-cookies"),
    ('J', "remote-header-name"),
    ('k', "insecure"),
    ('K', "config"),
    ('l', "list-only"),
    ('L', "location"),
    ('m', "max-time"),
    ('M', "manual"),
    ('n', "netrc"),
    ('N', "no-buffer"),
    ('o', "output"),
    ('O', "remote-name"),
    ('p', "proxytunnel"),
    ('P', "ftp-port"),
    ('q', "disable"),
    ('Q', "quote"),
    ('r', "range"),
    ('R', "remote-time"),
    ('s', "silent"),
    ('S', "show-error"),
    ('t', "telnet-option"),
    ('T', "upload-file"),
    ('u', "user"),
    ('U', "proxy-user"),
    ('v', "verbose"),
    ('V', "version"),
    ('w', "write-out"),
    ('x', "proxy"),
    ('X', "request"),
    ('y', "speed-time"),
    ('Y', "speed-limit"),
    ('z', "time-cond"),
    ('Z', "parallel"),
    ('#', "progress-bar"),
];

/// The length of the command that a text begins with, prompt and assignments before it included.
pub(super) fn recognise(text: &str) -> Option<usize> {
    let start = program(text)?;
    Some(start + shell::line(&text[start..]).end)
}

/// In how many bytes an address or an option of a command must turn up.
const NEAR: usize = 16 * 1024;

/// Where the program's name stands, behind a prompt and what may stand before a command.
fn program(text: &str) -> Option<usize> {
    let start = after_prompt(text);
    let rest = &text[start..];
    let name = rest.split([' ', '\t', '\n', '\\']).next().unwrap_or_default();
    let name = name.rsplit('/').next().unwrap_or_default();
    let followed = rest.len() > name.len() && !rest.trim_end().eq_ignore_ascii_case(name);
    if !(name.eq_ignore_ascii_case("curl") || name.eq_ignore_ascii_case("curl.exe")) || !followed {
        return None;
    }
    // "curl shows 401" is a sentence. What a command is shows at its beginning: the rest is read once, when it is one.
    let near = (0..=rest.len().min(NEAR)).rev().find(|end| rest.is_char_boundary(*end));
    let line = shell::line(&rest[..near.unwrap_or_default()]);
    let command = line.words.iter().skip(1).any(|word| {
        let text = word.text();
        text.len() > 1 && text.starts_with('-') || text.contains("://") || is_address(text)
    });
    command.then_some(start)
}

/// An address without a scheme: `api.example.com/v1`, `localhost:8080`.
pub(super) fn is_address(word: &str) -> bool {
    let host = word.split(['/', '?']).next().unwrap_or_default();
    let name = host.split(':').next().unwrap_or_default();
    let labels: Vec<&str> = name.split('.').collect();
    let plain = |label: &&str| {
        !label.is_empty() && label.chars().all(|c| c.is_ascii_alphanumeric() || c == '-')
    };
    name == "localhost"
        || labels.len() > 1
            && labels.iter().all(plain)
            && (word.contains('/') || host.contains(':') || labels.len() > 2)
}

/// Behind `$ `, `# `, `% `, `> `, `PS C:\> `, `user@host:~$ ` and assignments.
pub(super) fn after_prompt(text: &str) -> usize {
    let mut at = text.len() - text.trim_start_matches([' ', '\t']).len();
    let line = text[at..].lines().next().unwrap_or_default();
    let prompts = ["$ ", "# ", "% ", "> ", "❯ ", "➜ "];
    let prompt = prompts.iter().filter_map(|mark| Some((line.find(mark)?, mark.len()))).min();
    if let Some((before, length)) = prompt {
        let head = &line[..before];
        let is_prompt = head.is_empty()
            || head.starts_with("PS ")
            || head.ends_with('~')
            || head.len() < 60 && head.contains('@') && !head.contains(['"', '\'']);
        if is_prompt {
            at += before + length;
        }
    } else if line.len() > 3
        && line.as_bytes()[1] == b':'
        && let Some(end) = line.find('>')
    {
        at += end + 1;
    }
    let mut rest = &text[at..];
    for word in ["sudo ", "time ", "!"] {
        rest = rest.strip_prefix(word).unwrap_or(rest);
    }
    text.len() - rest.len()
}

/// Reads a command; one with several URLs, or `--next`, is several requests.
pub(super) fn read(text: &str, line: usize) -> Vec<Item> {
    let start = program(text).unwrap_or(0);
    let words = shell::line(&text[start..]).words;
    let mut items = Vec::new();
    let mut draft = Draft::default();
    let mut words = words.into_iter().skip(1);
    let mut options = true;
    while let Some(word) = words.next() {
        let written = word.text().to_owned();
        if options && written == "--" {
            options = false;
        } else if let Some(long) = written.strip_prefix("--").filter(|_| options) {
            let (name, value) = match word.slice(2..written.len()).split_once('=') {
                Some((name, value)) if takes_value(name.text()) => {
                    (name.text().to_owned(), Some(value))
                }
                _ => (long.to_owned(), None),
            };
            if name == "next" {
                items.extend(std::mem::take(&mut draft).requests());
                continue;
            }
            let value = value.or_else(|| if takes_value(&name) { words.next() } else { None });
            draft.option(&name, value);
        } else if written.len() > 1 && written.starts_with('-') && options {
            // One after the other, until one takes the rest or the next word.
            let mut rest = word.slice(1..written.len());
            while let Some(letter) = rest.text().chars().next() {
                rest = rest.slice(letter.len_utf8()..rest.text().len());
                let Some((_, name)) = SHORT.iter().find(|(short, _)| *short == letter) else {
                    draft.unread.push(format!("the option -{letter} is not known"));
                    continue;
                };
                if *name == "next" {
                    items.extend(std::mem::take(&mut draft).requests());
                } else if takes_value(name) {
                    let value = if rest.is_empty() { words.next() } else { Some(rest) };
                    draft.option(name, value);
                    break;
                } else {
                    draft.option(name, None);
                }
            }
        } else if !written.is_empty() {
            draft.urls.push(word);
        }
    }
    items.extend(draft.requests());
    items.into_iter().map(|request| Item { line, what: What::Request(Box::new(request)) }).collect()
}

fn takes_value(name: &str) -> bool {
    WITH_VALUE.split(' ').any(|known| known == name)
}

#[derive(Default)]
struct Draft {
    urls: Vec<Value>,
    method: Option<String>,
    headers: Vec<(String, Value)>,
    removed: Vec<String>,
    data: Vec<Value>,
    parts: Vec<(String, Value)>,
    query: Vec<Value>,
    user: Option<Value>,
    proxy: Option<Value>,
    get: bool,
    head: bool,
    json: bool,
    upload: bool,
    file: bool,
    follow: bool,
    insecure: bool,
    elsewhere: bool,
    unread: Vec<String>,
}

impl Draft {
    fn option(&mut self, name: &str, value: Option<Value>) {
        let Some(value) = value else {
            match name {
                "get" => self.get = true,
                "head" => self.head = true,
                "location" | "location-trusted" => self.follow = true,
                "insecure" => self.insecure = true,
                "netrc" | "netrc-optional" => self.elsewhere = true,
                "negotiate" | "ntlm" | "ntlm-wb" => {
                    self.unread.push(format!("the credential of --{name} is not here"));
                }
                "compressed" => self.set("Accept-Encoding", Value::new("deflate, gzip, br, zstd")),
                _ if takes_value(name) => {
                    self.unread.push(format!("the option --{name} has no value"));
                }
                _ if ALONE.split(' ').any(|known| known == name) => {}
                _ if name.strip_prefix("no-").is_some_and(known) => {}
                _ => self.unread.push(format!("the option --{name} is not known")),
            }
            return;
        };
        match name {
            "url" => self.urls.push(value),
            "request" => self.method = Some(value.trim().text().to_ascii_uppercase()),
            "header" => self.header(&value),
            "user" => self.user = Some(value),
            "oauth2-bearer" => {
                let mut writer = Writer::default();
                writer.push_str("Bearer ");
                writer.append(&value);
                self.set("Authorization", writer.take());
            }
            "user-agent" => self.set("User-Agent", value),
            "referer" => self.set("Referer", value),
            "cookie" if value.text().contains('=') => self.set("Cookie", value),
            "cookie" => self.unread.push("cookies that stand in a file are not here".to_owned()),
            "cert" => self.unread.push("the client certificate of --cert is not here".to_owned()),
            "range" => self.set("Range", value),
            "proxy" | "socks5" | "socks5-hostname" | "socks4" | "socks4a" => {
                self.proxy = Some(value);
            }
            "proxy-user" => self.set("Proxy-Authorization", basic(&value)),
            "data" | "data-ascii" | "data-binary" if value.text().starts_with('@') => {
                self.file = true;
            }
            "data" | "data-ascii" => {
                let filled = value.is_filled();
                let joined = value.text().replace(['\r', '\n'], "");
                self.data.push(if filled { Value::new(joined) } else { value });
            }
            "data-raw" | "data-binary" => self.data.push(value),
            "data-urlencode" => self.urlencode(&value),
            "json" => {
                self.json = true;
                match value.text().starts_with('@') {
                    true => self.file = true,
                    false => self.data.push(value),
                }
            }
            "form" | "form-string" => {
                if let Some((name, value)) = value.split_once('=') {
                    self.parts.push((name.text().to_owned(), value));
                }
            }
            "url-query" => self.query.push(value),
            "upload-file" => self.upload = true,
            "config" => self
                .unread
                .push("options that stand in the file of --config are not here".to_owned()),
            _ => {}
        }
    }

    fn header(&mut self, value: &Value) {
        if value.text().starts_with('@') {
            self.unread.push("headers that stand in a file are not here".to_owned());
        } else if let Some((name, value)) = value.split_once(':') {
            let name = name.trim();
            let rest = value.trim_start();
            if rest.is_empty() {
                // `Name:` takes a header away.
                self.removed.push(name.text().to_ascii_lowercase());
            } else {
                self.headers.push((name.text().to_owned(), rest));
            }
        } else if let Some((name, _)) = value.split_once(';') {
            self.headers.push((name.text().to_owned(), Value::new("")));
        } else if !value.is_empty() {
            self.unread.push(HEADER_NOT_SENT.to_owned());
        }
    }

    fn set(&mut self, name: &str, value: Value) {
        if !self.has(name) {
            self.headers.push((name.to_owned(), value));
        }
    }

    fn has(&self, name: &str) -> bool {
        self.headers.iter().any(|(known, _)| known.eq_ignore_ascii_case(name))
    }

    /// `content`, `=content`, `name=content`, `name@file`.
    fn urlencode(&mut self, value: &Value) {
        let encode = |value: &Value| {
            if value.is_filled() {
                Value::new(
                    url::form_urlencoded::byte_serialize(value.text().as_bytes())
                        .collect::<String>(),
                )
            } else {
                value.clone()
            }
        };
        match value.split_once('=') {
            Some((name, content)) => {
                let mut writer = Writer::default();
                if !name.is_empty() {
                    writer.append(&name);
                    writer.push('=');
                }
                writer.append(&encode(&content));
                self.data.push(writer.take());
            }
            None => match value.split_once('@') {
                Some((name, _)) => {
                    let mut writer = Writer::default();
                    writer.append(&name);
                    writer.push('=');
                    writer.push_hole("@file");
                    self.data.push(writer.take());
                }
                None => self.data.push(encode(value)),
            },
        }
    }

    fn requests(mut self) -> Vec<Request> {
        let mut body = Writer::default();
        for (index, data) in self.data.iter().enumerate() {
            if index > 0 && !self.json {
                body.push('&');
            }
            body.append(data);
        }
        let body = body.take();
        let has_data = !self.data.is_empty() || self.file;
        let method = self.method.take().unwrap_or_else(|| {
            let method = match () {
                () if self.head => "HEAD",
                () if self.get => "GET",
                () if has_data || !self.parts.is_empty() => "POST",
                () if self.upload => "PUT",
                () => "GET",
            };
            method.to_owned()
        });
        let payload = match () {
            () if !self.parts.is_empty() => Payload::Multipart(std::mem::take(&mut self.parts)),
            () if self.file || self.upload => Payload::File,
            () if has_data && !self.get => Payload::Text(body.clone()),
            () => Payload::None,
        };
        if self.json {
            self.set("Content-Type", Value::new("application/json"));
            self.set("Accept", Value::new("application/json"));
        }
        match &payload {
            Payload::Text(_) | Payload::File if !self.upload => {
                self.set("Content-Type", Value::new("application/x-www-form-urlencoded"));
            }
            Payload::Multipart(_) => self.set("Content-Type", Value::new("multipart/form-data")),
            Payload::None | Payload::Text(_) | Payload::File => {}
        }
        self.set("User-Agent", Value::new("curl"));
        self.set("Accept", Value::new("*/*"));
        let removed = std::mem::take(&mut self.removed);
        self.headers.retain(|(name, _)| !removed.contains(&name.to_ascii_lowercase()));
        if self.elsewhere {
            self.unread.push("a credential may stand in the file .netrc".to_owned());
        }
        let basic = self.user.take().map(|user| match user.split_once(':') {
            Some(both) => both,
            None => (user, Value::new("")),
        });
        let mut added = std::mem::take(&mut self.query);
        added.extend((self.get && has_data).then_some(body));
        let requests = self.urls.iter().map(|url| Request {
            program: Some("curl"),
            method: method.clone(),
            url: with_query(url, &added),
            headers: self.headers.clone(),
            basic: basic.clone(),
            body: payload.clone(),
            follow: self.follow,
            insecure: self.insecure,
            proxy: self.proxy.clone(),
            literal: true,
            abridged: false,
            unread: self.unread.clone(),
        });
        requests.collect()
    }
}

/// The value of a Basic header (RFC 7617).
fn basic(pair: &Value) -> Value {
    use base64::Engine;
    let mut writer = Writer::default();
    writer.push_str("Basic ");
    if pair.is_filled() {
        writer.push_str(&base64::engine::general_purpose::STANDARD.encode(pair.text()));
    } else {
        writer.append(pair);
    }
    writer.take()
}

fn known(name: &str) -> bool {
    ALONE.split(' ').chain(WITH_VALUE.split(' ')).any(|known| known == name)
}

fn with_query(url: &Value, added: &[Value]) -> Value {
    let mut whole = Writer::default();
    whole.append(url);
    let mut separator = if url.text().contains('?') { '&' } else { '?' };
    for one in added {
        whole.push(separator);
        whole.append(one);
        separator = '&';
    }
    whole.take()
}
