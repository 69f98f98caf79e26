//! TLS as it goes wrong: real handshakes with certificates made for the test.

use std::net::SocketAddr;
use std::sync::Arc;

use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, IsCa, KeyPair, date_time_ymd};
use rustls::ServerConfig;
use rustls::pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer};
use tempfile::TempDir;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::runtime::Runtime;

use crate::packs::check_named;
use crate::world::{Ended, end, why401};

/// A private certificate authority and a server with a certificate of it.
pub(crate) struct Tls {
    folder: TempDir,
    address: SocketAddr,
    _runtime: Runtime,
}

impl Tls {
    pub(crate) fn start(name: &str, change: impl FnOnce(&mut CertificateParams)) -> Self {
        let mut authority = CertificateParams::new(Vec::new()).expect("parameters");
        authority.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        authority.distinguished_name.push(rcgen::DnType::CommonName, "A private authority");
        let authority =
            CertifiedIssuer::self_signed(authority, KeyPair::generate().expect("a key"))
                .expect("an authority");
        let mut leaf = CertificateParams::new(vec![name.to_owned()]).expect("parameters");
        change(&mut leaf);
        let key = KeyPair::generate().expect("a key");
        let certificate = leaf.signed_by(&key, &authority).expect("a certificate");
        let folder = tempfile::tempdir().expect("a folder");
        std::fs::write(folder.path().join("ca.pem"), authority.pem()).expect("a file");
        let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
        let private = PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(key.serialize_der()));
        let config = ServerConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .expect("versions")
            .with_no_client_auth()
            .with_single_cert(vec![certificate.der().clone()], private)
            .expect("a configuration");
        let acceptor = tokio_rustls::TlsAcceptor::from(Arc::new(config));
        let runtime = Runtime::new().expect("a runtime");
        let listener =
            runtime.block_on(tokio::net::TcpListener::bind("127.0.0.1:0")).expect("a port");
        let address = listener.local_addr().expect("an address");
        runtime.spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let acceptor = acceptor.clone();
                tokio::spawn(async move {
                    let Ok(mut stream) = acceptor.accept(stream).await else { return };
                    let mut request = vec![0; 4096];
                    let _ = stream.read(&mut request).await;
                    let answer = "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 2\r\n\
                                  connection: close\r\n\r\n{}";
                    let _ = stream.write_all(answer.as_bytes()).await;
                    let _ = stream.shutdown().await;
                });
            }
        });
        Self { folder, address, _runtime: runtime }
    }

    pub(crate) fn url(&self) -> String {
        format!("https://{}", self.address)
    }

    fn check(&self, trust: bool) -> Ended {
        let port = self.address.port();
        let text = format!(
            "version: 1\nname: tls\ntitle: t\nchecks:\n  - id: get\n    title: g\n    \
             http: {{ url: \"https://api.test:{port}/\" }}\n    expect:\n      status: 200\n      \
             tls.issuer: {{ contains: A private authority }}\n      tls.version: {{ matches: 'TLS' }}\n      \
             tls.expires_in: {{ at_least: 1h }}\n      timing.tls: {{ exists: true }}\n      \
             timing.total: {{ at_most: 1m }}\n"
        );
        let pack = self.folder.path().join("tls.yaml");
        std::fs::write(&pack, text).expect("a file");
        let mut command = why401();
        command.arg("check").arg(&pack).args(["--format", "json", "--resolve"]);
        command.arg(format!("api.test:{port}:127.0.0.1"));
        if trust {
            command.arg("--cacert").arg(self.folder.path().join("ca.pem"));
        }
        end(&mut command)
    }
}

fn saw(ended: &Ended) -> String {
    check_named(&ended.json(), "get")["saw"].as_str().expect("saw").to_owned()
}

#[test]
fn a_private_authority_is_trusted_when_named_and_only_then() {
    let tls = Tls::start("api.test", |_| {});
    tls.check(true).expect_code(0);
    let ended = tls.check(false).expect_code(3);
    assert!(saw(&ended).contains("does not trust"), "{}", ended.all());
    assert!(saw(&ended).contains("--cacert"), "{}", ended.all());
}

#[test]
fn a_certificate_for_another_name_is_named() {
    let ended = Tls::start("other.test", |_| {}).check(true).expect_code(3);
    assert!(saw(&ended).contains("is not for api.test"), "{}", ended.all());
}

#[test]
fn an_expired_certificate_is_named() {
    let ended = Tls::start("api.test", |leaf| {
        leaf.not_before = date_time_ymd(2020, 1, 1);
        leaf.not_after = date_time_ymd(2021, 1, 1);
    })
    .check(true)
    .expect_code(3);
    assert!(saw(&ended).contains("has expired"), "{}", ended.all());
}

#[test]
fn an_authority_file_without_certificates_is_refused_before_anything_is_sent() {
    let tls = Tls::start("api.test", |_| {});
    std::fs::write(tls.folder.path().join("ca.pem"), "nothing").expect("a file");
    let ended = tls.check(true).expect_code(2);
    assert!(ended.stderr.contains("no certificate"), "{}", ended.all());
}
