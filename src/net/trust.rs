//! Whom TLS trusts: the operating system's roots, or instead of them those of the user's `--cacert`, as curl
//! means it. Loaded at the first handshake and never by a run without TLS.

use std::sync::{Arc, OnceLock};

use rustls::client::WebPkiServerVerifier;
use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::crypto::CryptoProvider;
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::{DigitallySignedStruct, Error, RootCertStore, SignatureScheme};

use super::trace::note;

/// Asks the verifier and notes its verdict.
#[derive(Debug)]
pub(super) struct Trust {
    provider: Arc<CryptoProvider>,
    roots: Vec<CertificateDer<'static>>,
    verifier: OnceLock<Result<Arc<dyn ServerCertVerifier>, Error>>,
}

impl Trust {
    pub(super) fn new(provider: Arc<CryptoProvider>, roots: Vec<CertificateDer<'static>>) -> Self {
        Self { provider, roots, verifier: OnceLock::new() }
    }

    fn verifier(&self) -> Result<&Arc<dyn ServerCertVerifier>, Error> {
        let loaded = self.verifier.get_or_init(|| {
            let provider = Arc::clone(&self.provider);
            if self.roots.is_empty() {
                return rustls_platform_verifier::Verifier::new(provider)
                    .map(|verifier| Arc::new(verifier) as Arc<dyn ServerCertVerifier>);
            }
            let mut store = RootCertStore::empty();
            store.add_parsable_certificates(self.roots.iter().cloned());
            WebPkiServerVerifier::builder_with_provider(Arc::new(store), provider)
                .build()
                .map(|verifier| verifier as Arc<dyn ServerCertVerifier>)
                .map_err(|error| Error::General(error.to_string()))
        });
        loaded.as_ref().map_err(Clone::clone)
    }
}

impl ServerCertVerifier for Trust {
    fn verify_server_cert(
        &self,
        certificate: &CertificateDer<'_>,
        intermediates: &[CertificateDer<'_>],
        server: &ServerName<'_>,
        ocsp: &[u8],
        now: UnixTime,
    ) -> Result<ServerCertVerified, Error> {
        let verdict = self.verifier().and_then(|verifier| {
            verifier.verify_server_cert(certificate, intermediates, server, ocsp, now)
        });
        if let Err(error) = &verdict {
            note(|trace| trace.certificate_error = Some(error.clone()));
        }
        verdict
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        self.verifier()?.verify_tls12_signature(message, certificate, signed)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        self.verifier()?.verify_tls13_signature(message, certificate, signed)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.provider.signature_verification_algorithms.supported_schemes()
    }
}
