//! The type that secrets live in. It cannot be printed.

use secrecy::{ExposeSecret, SecretString};

/// A value that must not leave the process: it has neither `Debug` nor `Display` nor `Serialize`,
/// and its memory is overwritten when it is dropped.
///
/// ```compile_fail
/// let secret = why401::model::Secret::new("s3cret-value");
/// println!("{secret:?}");
/// ```
///
/// ```compile_fail
/// let secret = why401::model::Secret::new("s3cret-value");
/// println!("{secret}");
/// ```
#[derive(Clone)]
pub struct Secret(SecretString);

impl Secret {
    /// Takes a value into custody.
    #[must_use]
    pub fn new(value: impl Into<String>) -> Self {
        Self(SecretString::from(value.into()))
    }

    /// Whether there is nothing in it.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.expose_secret().is_empty()
    }

    /// The value itself: for building a request, comparing, or searching a finished artefact.
    #[must_use]
    pub fn expose(&self) -> &str {
        self.0.expose_secret()
    }
}

impl PartialEq for Secret {
    fn eq(&self, other: &Self) -> bool {
        self.expose() == other.expose()
    }
}

impl Eq for Secret {}
