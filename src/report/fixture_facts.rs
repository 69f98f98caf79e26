//! Facts of every kind, with everything that they can carry.

use std::time::Duration;

use serde_json::json;

use super::fixture::{source, texts, time};
use crate::model::*;

pub(super) fn socket() -> Socket {
    Socket {
        protocol: Some("v1.messaging".to_owned()),
        frames: vec![
            Frame {
                sent: true,
                text: true,
                bytes: 120,
                after: Duration::from_millis(1),
                members: vec![("action".to_owned(), "configureSession".to_owned())],
            },
            Frame {
                sent: false,
                text: false,
                bytes: 4,
                after: Duration::from_millis(2),
                members: Vec::new(),
            },
        ],
        received: 1,
        closed: Some(Close {
            by_us: false,
            code: Some(1008),
            reason: "policy violation".to_owned(),
        }),
        unanswered: Some(0),
    }
}

pub(super) fn permissions() -> PermissionsFact {
    PermissionsFact {
        identity: "service".to_owned(),
        from: GrantSource::Subject,
        application: Some(true),
        division: Some("d-1".to_owned()),
        catalogue_read: true,
        operations: vec![OperationNeeds {
            call: "GET /api/v2/routing/queues/{queueId}".to_owned(),
            standing: Standing::Current,
            any: false,
            permissions: vec![PermissionNeed {
                permission: "routing:queue:view".to_owned(),
                state: PermissionState::Elsewhere,
                divisions: vec!["Home".to_owned()],
                conditional: false,
            }],
            wants_actor: Some("user".to_owned()),
        }],
        others: vec![PermissionNeed {
            permission: "routing:queue:search".to_owned(),
            state: PermissionState::Held,
            divisions: vec!["*".to_owned()],
            conditional: true,
        }],
        unneeded: Some(vec!["routing:queue:delete".to_owned()]),
    }
}

pub(super) fn exchange() -> Exchange {
    Exchange {
        started: time("2026-11-22T15:00:00.5Z"),
        method: "POST".to_owned(),
        url: "https://api.example.com/api/v2/conversations/messages?key=(masked)".to_owned(),
        sent: Some(Box::new(Sent {
            headers: texts(&["authorization", "accept"]),
            credentials: vec![SentCredential {
                place: CredentialPlace::Authorization,
                scheme: Some("Bearer".to_owned()),
                kind: CredentialKind::Jwt,
                flaws: vec![CredentialFlaw::SchemeDoubled],
            }],
            ..Sent::default()
        })),
        identity: Some("service".to_owned()),
        status: Some(401),
        headers: vec![("content-type".to_owned(), "application/json".to_owned())],
        challenges: vec![Challenge {
            scheme: "Bearer".to_owned(),
            parameters: vec![("error".to_owned(), "invalid_token".to_owned())],
        }],
        body: BodyKind::Json,
        body_bytes: 120,
        error: Some(ApiError {
            code: Some("unauthorized".to_owned()),
            message: Some("User is not authorized".to_owned()),
            correlation: Some("c-1".to_owned()),
            wanted: texts(&["a:read"]),
            vendor: Some("okta".to_owned()),
        }),
        answered_by: AnsweredBy::Api,
        version: Some("HTTP/1.1".to_owned()),
        remote: Some("192.0.2.1:443".to_owned()),
        tls: Some(TlsFact {
            version: Some("TLSv1.3".to_owned()),
            subject: "CN=api.example.com".to_owned(),
            issuer: "CN=Example CA".to_owned(),
            not_after: time("2027-01-01T00:00:00Z"),
        }),
        redirects: vec![Hop {
            status: 302,
            location: "https://login.example.com/".to_owned(),
            elsewhere: true,
            followed: false,
        }],
        timing: Timing {
            dns: Some(Duration::from_micros(1250)),
            connect: Some(Duration::from_millis(2)),
            tls: Some(Duration::from_millis(3)),
            first_byte: Some(Duration::from_millis(4)),
            total: Duration::from_millis(11),
        },
        fault: None,
        socket: Some(Box::new(socket())),
    }
}

/// Every kind of fact, each with everything that it can carry.
pub(super) fn facts() -> Vec<Fact> {
    let now = time("2026-11-22T15:00:00Z");
    vec![
        Fact::Exchange(Box::new(exchange())),
        Fact::TokenRequest(Box::new(TokenRequestFact {
            identity: "service".to_owned(),
            grant: "client_credentials".to_owned(),
            client_auth: "basic".to_owned(),
            client_id: "client-1".to_owned(),
            scopes_requested: texts(&["a"]),
            scopes_granted: Some(texts(&["a", "b"])),
            token_type: Some("Bearer".to_owned()),
            expires_in: Some(86_400.0),
            issued: true,
            error: Some(ApiError { code: Some("invalid_scope".to_owned()), ..ApiError::default() }),
            exchange: exchange(),
        })),
        Fact::Token(Box::new(TokenFact {
            identity: "service".to_owned(),
            kind: TokenKind::Jwt,
            algorithm: Some("RS256".to_owned()),
            key_id: Some("2026-11".to_owned()),
            issuer: Some("https://login.example.com".to_owned()),
            audience: texts(&["api"]),
            scopes: Some(texts(&["a"])),
            scopes_from: Some("scope".to_owned()),
            issued_at: Some(now),
            not_before: Some(now),
            expires_at: Some(now),
            now,
            lifetime: Some(86_340.0),
            claims: vec![
                ("sub".to_owned(), json!("client-1")),
                ("exp".to_owned(), json!(1_800_000_000)),
            ],
            other_claims: texts(&["email"]),
            oddities: texts(&["exp is text"]),
        })),
        Fact::Signature(Box::new(SignatureFact {
            identity: "service".to_owned(),
            verdict: SignatureVerdict::UnknownKey,
            algorithm: Some("RS256".to_owned()),
            key_id: Some("2026-11".to_owned()),
            known_keys: texts(&["2026-08"]),
            keys_from: "https://login.example.com/jwks".to_owned(),
            detail: None,
        })),
        Fact::Clock(Box::new(ClockFact {
            host: "api.example.com".to_owned(),
            low: -41.5,
            high: -40.5,
            samples: 3,
            unusable: None,
            token: Some(TimeFact {
                identity: "service".to_owned(),
                server_now: now,
                since_issued: Some(60.0),
                since_not_before: Some(60.0),
                until_expired: Some(86_340.0),
            }),
        })),
        Fact::Configuration(Box::new(ClientConfiguration {
            address: Some("genesyscloud_oauth_client.chat".to_owned()),
            resource_type: Some("genesyscloud_oauth_client".to_owned()),
            resource_type_exists: Some(true),
            scopes: Some(texts(&["a"])),
            roles: Some(vec![("Agent".to_owned(), "*".to_owned())]),
            place: Some(source(3)),
            excerpts: vec![Excerpt {
                member: "scopes".to_owned(),
                place: source(4),
                text: "  scopes = [\"a\"]\n".to_owned(),
            }],
            differences: vec![Difference {
                member: "scopes".to_owned(),
                sure: true,
                text: "main.tf has a, the token has b".to_owned(),
                only_configured: texts(&["a"]),
                change: Some(Change {
                    place: source(4),
                    now: "  scopes = [\"a\"]\n".to_owned(),
                    then: "  scopes = [\"a\", \"b\"]\n".to_owned(),
                }),
            }],
            ..ClientConfiguration::default()
        })),
        Fact::Permissions(Box::new(permissions())),
        Fact::Remark(Box::new(Remark {
            source: RemarkSource::Log,
            text: "401 Unauthorized: the token is not accepted".to_owned(),
        })),
    ]
}
