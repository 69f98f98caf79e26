//! The two signing keys: the one before the rotation and the one after it.
//!
//! They are committed, belong to the simulator alone and protect nothing. Reading them costs more than
//! starting a server, so that is put off until the first request that needs one.

use std::sync::OnceLock;

use jsonwebtoken::jwk::{AlgorithmParameters, Jwk};
use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey};
use serde_json::{Value, json};

/// The key id before the rotation.
pub(super) const BEFORE: &str = "2026-05";
/// The key id after the rotation: the one that signs.
pub(super) const AFTER: &str = "2026-11";

/// Both keys, each read when it is first needed. They are the same in every simulator, so that one
/// reading serves all of a process.
pub(super) struct Keys;

/// One RSA key of 2048 bits.
pub(super) struct Key {
    /// Its id.
    pub(super) id: &'static str,
    /// The half that signs.
    pub(super) private: EncodingKey,
    /// The half that verifies.
    pub(super) public: DecodingKey,
    modulus: String,
    exponent: String,
}

impl Keys {
    /// The key before the rotation.
    pub(super) fn before(&self) -> &'static Key {
        static BEFORE_ROTATION: OnceLock<Key> = OnceLock::new();
        BEFORE_ROTATION
            .get_or_init(|| Key::read(BEFORE, include_bytes!("keys/before-rotation.pem")))
    }

    /// The key after the rotation.
    pub(super) fn after(&self) -> &'static Key {
        static AFTER_ROTATION: OnceLock<Key> = OnceLock::new();
        AFTER_ROTATION.get_or_init(|| Key::read(AFTER, include_bytes!("keys/after-rotation.pem")))
    }
}

impl Key {
    fn read(id: &'static str, pem: &[u8]) -> Self {
        let private =
            EncodingKey::from_rsa_pem(pem).expect("the committed key is an RSA key in PKCS#8");
        let jwk = Jwk::from_encoding_key(&private, Algorithm::RS256)
            .expect("an RSA private key has a public half");
        let AlgorithmParameters::RSA(parameters) = jwk.algorithm else {
            unreachable!("the public half of an RSA key is an RSA key");
        };
        let public = DecodingKey::from_rsa_components(&parameters.n, &parameters.e)
            .expect("modulus and exponent were encoded a line above");
        Self { id, private, public, modulus: parameters.n, exponent: parameters.e }
    }

    /// The public half as a JSON Web Key (RFC 7517).
    pub(super) fn jwk(&self) -> Value {
        json!({
            "kty": "RSA",
            "use": "sig",
            "alg": "RS256",
            "kid": self.id,
            "n": self.modulus,
            "e": self.exponent,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_two_keys_differ_and_show_no_private_half() {
        let keys = Keys;
        let (before, after) = (keys.before().jwk(), keys.after().jwk());
        assert_ne!(before["n"], after["n"]);
        assert_ne!(before["kid"], after["kid"]);
        for key in [before, after] {
            let members: Vec<_> = key.as_object().expect("an object").keys().cloned().collect();
            assert_eq!(members, ["kty", "use", "alg", "kid", "n", "e"]);
        }
    }
}
