//! Paths: the names under which a check reads what was seen.

use std::fmt;

use serde_json_path::JsonPath;
use thiserror::Error;

/// A place in what was seen: `status`, `headers.date`, `body.items[0].id`, `token.scopes` and so on.
#[derive(Clone, Debug)]
pub enum Path {
    /// `status`: the HTTP status code.
    Status,
    /// `headers.NAME`: a header of the answer, the name in lower case.
    Header(String),
    /// `body`, `body.a.b[0]`: a member of a JSON body.
    Body(Vec<Segment>),
    /// `body.$…`: an RFC 9535 query over a JSON body.
    Query(Box<JsonPath>),
    /// `token.…`: what is known of the access token.
    Token(TokenPath),
    /// `claims.…`: a member of a JWT's payload.
    Claims(Vec<Segment>),
    /// `jose.…`: a member of a JWT's header.
    Jose(Vec<Segment>),
    /// `clock.…`: the measured clock.
    Clock(ClockPath),
    /// `tls.…`: the TLS session of the answer.
    Tls(TlsPath),
    /// `timing.…`: how long each phase took.
    Timing(TimingPath),
    /// `answered_by`: who answered: the API, a gateway, an edge, a proxy, a login page.
    AnsweredBy,
    /// `host`: the host that the request went to, without its port.
    Host,
    /// `configuration.…`: how a file configures the OAuth client.
    Configuration(ConfigurationPath),
    /// `permissions.…`: what operations need, held against what an identity may do.
    Permissions(PermissionsPath),
    /// `frames[0].a.b`: a member of the JSON message that answered a step of a WebSocket check, the steps
    /// counted from 0.
    Frames(Vec<Segment>),
    /// `socket.…`: what is known of a WebSocket.
    Socket(SocketPath),
}

/// One step of a dotted path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Segment {
    /// A member of an object.
    Member(String),
    /// An element of an array, counted from 0.
    Index(usize),
}

macro_rules! names {
    ($(#[$doc:meta])* $type:ident { $($(#[$item:meta])* $variant:ident = $name:literal),+ $(,)? }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum $type { $($(#[$item])* $variant),+ }

        impl $type {
            /// Every one, in the order in which documentation lists them.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// The name after the dot.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $name),+ }
            }
        }
    };
}

names! {
    /// What can be asked of an access token.
    TokenPath {
        /// `jwt`, `jwe` or `opaque`.
        Kind = "kind",
        /// Seconds from now until the token ends, by `exp` or else by `expires_in`.
        Lifetime = "lifetime",
        /// The scopes, from `scope`, `scp`, `permissions` or `roles`, or else from the token response.
        Scopes = "scopes",
        /// `expires_in` of the token response, in seconds.
        ExpiresIn = "expires_in",
        /// `token_type` of the token response.
        Type = "type",
        /// `valid`, `invalid`, `unknown-key`, `unsupported` or `unchecked`.
        Signature = "signature",
    }
}

names! {
    /// What can be asked of the measured clock.
    ClockPath {
        /// Seconds that this machine's clock is ahead of the server's.
        Offset = "offset",
        /// Half of the width of the interval that is sure to hold the offset, in seconds.
        Error = "error",
    }
}

names! {
    /// What can be asked of a TLS session.
    TlsPath {
        /// The protocol version.
        Version = "version",
        /// The subject of the server's certificate.
        Subject = "subject",
        /// The issuer of the server's certificate.
        Issuer = "issuer",
        /// The end of the certificate's validity, as RFC 3339.
        NotAfter = "not_after",
        /// Seconds until the certificate ends.
        ExpiresIn = "expires_in",
    }
}

names! {
    /// What can be asked of a WebSocket.
    SocketPath {
        /// The subprotocol that the server chose.
        Protocol = "protocol",
        /// Whether every step that waits for a message got it.
        Answered = "answered",
        /// How many messages came.
        Received = "received",
        /// The code with which the server closed; absent where it did not close.
        CloseCode = "close_code",
        /// What the server gave as its reason to close.
        CloseReason = "close_reason",
    }
}

names! {
    /// The phases of a request, each in seconds.
    TimingPath {
        /// Name resolution.
        Dns = "dns",
        /// The TCP connection.
        Connect = "connect",
        /// The TLS handshake.
        Tls = "tls",
        /// From the request being sent to the first byte of the answer.
        FirstByte = "first_byte",
        /// All of it.
        Total = "total",
    }
}

names! {
    /// What can be asked of an OAuth client's configuration.
    ConfigurationPath {
        /// In what it is not what is in use, each in words; empty when both agree.
        Differences = "differences",
        /// The resource's address.
        Address = "address",
        /// The client's name.
        Name = "name",
        /// The grant as the file writes it.
        Grant = "grant",
        /// `active` or `inactive`.
        State = "state",
        /// The scopes.
        Scopes = "scopes",
        /// Seconds for which tokens are issued.
        TokenLifetime = "token_lifetime",
        /// The redirect URIs.
        RedirectUris = "redirect_uris",
        /// The ids of the roles.
        Roles = "roles",
    }
}

names! {
    /// What can be asked of permissions. Each is a list, empty where there is nothing to say.
    PermissionsPath {
        /// Permissions that are needed, held in no division, and can be granted for all that is known.
        Missing = "missing",
        /// Permissions that are needed and held in other divisions only.
        Elsewhere = "elsewhere",
        /// Permissions that are needed and that the organization cannot grant.
        Unavailable = "unavailable",
        /// Permissions that are needed and held under conditions alone.
        Conditional = "conditional",
        /// Permissions that are held and that no operation of the list needs.
        Unneeded = "unneeded",
        /// Operations that want the other kind of token: of a user, or of an application.
        WrongKind = "wrong_kind",
        /// Operations that the API no longer has, or never had.
        Unknown = "unknown",
        /// Operations that the API advises against.
        Deprecated = "deprecated",
    }
}

/// Why a text is not a path.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum PathError {
    /// The first word is no root.
    #[error("`{found}` is not something that can be read")]
    Root {
        /// The word.
        found: String,
    },
    /// The word after the dot is not a member of its root.
    #[error("`{root}` has no `{found}`")]
    Member {
        /// The root.
        root: &'static str,
        /// The word.
        found: String,
        /// What it has.
        known: Vec<&'static str>,
    },
    /// The root needs a word behind it, or takes none.
    #[error("{0}")]
    Shape(String),
}

impl Path {
    /// The first words of all paths.
    pub const ROOTS: [&'static str; 15] = [
        "status",
        "headers",
        "body",
        "token",
        "claims",
        "jose",
        "clock",
        "tls",
        "timing",
        "answered_by",
        "host",
        "configuration",
        "permissions",
        "frames",
        "socket",
    ];

    /// Reads a path as packs write it.
    ///
    /// # Errors
    /// When it names nothing that can be read.
    pub fn parse(text: &str) -> Result<Self, PathError> {
        let end = text.find(['.', '[']).unwrap_or(text.len());
        let (root, rest) = (&text[..end], &text[end..]);
        let Some(root) = Self::ROOTS.into_iter().find(|known| *known == root) else {
            return Err(PathError::Root { found: root.to_owned() });
        };
        let member = rest.strip_prefix('.').unwrap_or(rest);
        match root {
            "status" | "answered_by" | "host" if !rest.is_empty() => {
                Err(PathError::Shape(format!("`{root}` has nothing behind it")))
            }
            "status" => Ok(Self::Status),
            "answered_by" => Ok(Self::AnsweredBy),
            "host" => Ok(Self::Host),
            "headers" if member.is_empty() => {
                Err(PathError::Shape("name the header: `headers.content-type`".to_owned()))
            }
            "headers" => Ok(Self::Header(member.to_ascii_lowercase())),
            "body" if member.starts_with('$') => JsonPath::parse(member)
                .map(|query| Self::Query(Box::new(query)))
                .map_err(|error| PathError::Shape(format!("not an RFC 9535 query: {error}"))),
            "body" => segments(rest).map(Self::Body),
            "claims" => segments(rest).map(Self::Claims),
            "jose" => segments(rest).map(Self::Jose),
            "token" => closed("token", member, TokenPath::ALL, TokenPath::as_str).map(Self::Token),
            "clock" => closed("clock", member, ClockPath::ALL, ClockPath::as_str).map(Self::Clock),
            "configuration" => {
                closed("configuration", member, ConfigurationPath::ALL, ConfigurationPath::as_str)
                    .map(Self::Configuration)
            }
            "permissions" => {
                closed("permissions", member, PermissionsPath::ALL, PermissionsPath::as_str)
                    .map(Self::Permissions)
            }
            "frames" if !rest.starts_with('[') => Err(PathError::Shape(
                "say which step's message: `frames[0].class`, the steps counted from 0".to_owned(),
            )),
            "frames" => segments(rest).map(Self::Frames),
            "socket" => {
                closed("socket", member, SocketPath::ALL, SocketPath::as_str).map(Self::Socket)
            }
            "tls" => closed("tls", member, TlsPath::ALL, TlsPath::as_str).map(Self::Tls),
            _ => closed("timing", member, TimingPath::ALL, TimingPath::as_str).map(Self::Timing),
        }
    }

    /// Whether what is read there is a duration in seconds, which packs write with a unit.
    #[must_use]
    pub const fn is_duration(&self) -> bool {
        match self {
            Self::Token(path) => matches!(path, TokenPath::Lifetime | TokenPath::ExpiresIn),
            Self::Clock(_) | Self::Timing(_) => true,
            Self::Tls(path) => matches!(path, TlsPath::ExpiresIn),
            Self::Configuration(path) => matches!(path, ConfigurationPath::TokenLifetime),
            Self::Status
            | Self::Header(_)
            | Self::Body(_)
            | Self::Query(_)
            | Self::Claims(_)
            | Self::Jose(_)
            | Self::Permissions(_)
            | Self::Frames(_)
            | Self::Socket(_)
            | Self::AnsweredBy
            | Self::Host => false,
        }
    }

    /// The first word of the path.
    #[must_use]
    pub const fn root(&self) -> &'static str {
        match self {
            Self::Status => "status",
            Self::Header(_) => "headers",
            Self::Body(_) | Self::Query(_) => "body",
            Self::Token(_) => "token",
            Self::Claims(_) => "claims",
            Self::Jose(_) => "jose",
            Self::Clock(_) => "clock",
            Self::Tls(_) => "tls",
            Self::Timing(_) => "timing",
            Self::AnsweredBy => "answered_by",
            Self::Host => "host",
            Self::Configuration(_) => "configuration",
            Self::Permissions(_) => "permissions",
            Self::Frames(_) => "frames",
            Self::Socket(_) => "socket",
        }
    }
}

/// Follows dotted segments into a JSON value.
#[must_use]
pub fn follow<'a>(
    value: &'a serde_json::Value,
    segments: &[Segment],
) -> Option<&'a serde_json::Value> {
    segments.iter().try_fold(value, |value, segment| match segment {
        Segment::Member(name) => value.get(name),
        Segment::Index(index) => value.get(index),
    })
}

fn closed<T: Copy>(
    root: &'static str,
    found: &str,
    all: &'static [T],
    name: impl Fn(T) -> &'static str,
) -> Result<T, PathError> {
    let known = || all.iter().map(|one| name(*one)).collect::<Vec<_>>();
    if found.is_empty() {
        return Err(PathError::Shape(format!(
            "say which part of `{root}`: {}",
            known().join(", ")
        )));
    }
    all.iter().copied().find(|one| name(*one) == found).ok_or_else(|| PathError::Member {
        root,
        found: found.to_owned(),
        known: known(),
    })
}

fn segments(text: &str) -> Result<Vec<Segment>, PathError> {
    let wrong = |what: &str| PathError::Shape(format!("{what} in `{text}`"));
    let mut segments = Vec::new();
    let mut rest = text;
    while !rest.is_empty() {
        if let Some(after) = rest.strip_prefix('[') {
            let end = after.find(']').ok_or_else(|| wrong("a `[` without its `]`"))?;
            let inside = &after[..end];
            let quoted = ['"', '\''].into_iter().find_map(|quote| {
                inside.strip_prefix(quote).and_then(|text| text.strip_suffix(quote))
            });
            segments.push(match quoted {
                Some(name) => Segment::Member(name.to_owned()),
                None => Segment::Index(
                    inside.parse().map_err(|_| wrong("an index that is not a number"))?,
                ),
            });
            rest = &after[end + 1..];
        } else {
            let after = rest.strip_prefix('.').ok_or_else(|| wrong("a missing dot"))?;
            let end = after.find(['.', '[']).unwrap_or(after.len());
            if end == 0 {
                return Err(wrong("an empty name"));
            }
            segments.push(Segment::Member(after[..end].to_owned()));
            rest = &after[end..];
        }
    }
    Ok(segments)
}

impl fmt::Display for Path {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.root())?;
        match self {
            Self::Status | Self::AnsweredBy | Self::Host => Ok(()),
            Self::Header(name) => write!(f, ".{name}"),
            Self::Body(segments)
            | Self::Claims(segments)
            | Self::Jose(segments)
            | Self::Frames(segments) => segments.iter().try_for_each(|segment| match segment {
                Segment::Member(name) if name.contains(['.', '[', ']']) => {
                    write!(f, "[\"{name}\"]")
                }
                Segment::Member(name) => write!(f, ".{name}"),
                Segment::Index(index) => write!(f, "[{index}]"),
            }),
            Self::Query(query) => write!(f, ".{query}"),
            Self::Token(path) => write!(f, ".{}", path.as_str()),
            Self::Clock(path) => write!(f, ".{}", path.as_str()),
            Self::Tls(path) => write!(f, ".{}", path.as_str()),
            Self::Timing(path) => write!(f, ".{}", path.as_str()),
            Self::Configuration(path) => write!(f, ".{}", path.as_str()),
            Self::Permissions(path) => write!(f, ".{}", path.as_str()),
            Self::Socket(path) => write!(f, ".{}", path.as_str()),
        }
    }
}

impl PartialEq for Path {
    fn eq(&self, other: &Self) -> bool {
        self.to_string() == other.to_string()
    }
}

impl Eq for Path {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_read_back_as_they_were_written() {
        for text in [
            "status",
            "headers.content-type",
            "body",
            "body.name",
            "body.items[0].id",
            "body[0]",
            "body[\"a.b\"].c",
            "body.$.items[0].id",
            "token.scopes",
            "claims.iss",
            "claims[\"https://example.org/roles\"][0]",
            "jose.kid",
            "clock.offset",
            "tls.expires_in",
            "timing.first_byte",
            "answered_by",
            "host",
            "configuration.token_lifetime",
            "frames[0].body.connected",
            "frames[2]",
            "socket.close_code",
            "permissions.wrong_kind",
        ] {
            match Path::parse(text) {
                Ok(Path::Query(_)) => {}
                Ok(path) => assert_eq!(path.to_string(), text),
                Err(error) => panic!("{text}: {error}"),
            }
        }
    }

    #[test]
    fn what_is_no_path_is_refused() {
        for text in [
            "",
            "stat",
            "status.x",
            "headers",
            "token",
            "token.scope",
            "body.",
            "body.a..b",
            "body[x]",
            "body[0",
            "body.$.items[?",
            "clock.skew",
            "bodyx",
            "frames",
            "frames.class",
            "socket",
            "socket.code",
            "permissions",
            "permissions.held",
        ] {
            assert!(Path::parse(text).is_err(), "{text:?} was read as a path");
        }
    }
}
