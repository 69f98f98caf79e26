//! stub
use crate::model::*;
pub struct Scanner;
pub struct Hit {
    pub secret: String,
    pub form: &'static str,
    pub place: String,
}
impl Scanner {
    pub fn new(_: &Custody) -> Self {
        Self
    }
    pub fn receipt(&self) -> RedactionReceipt {
        RedactionReceipt::default()
    }
    pub fn scan(&self, _: &str) -> Vec<Hit> {
        vec![]
    }
}
pub struct Scrubber;
impl Scrubber {
    pub fn new(_: Custody) -> Self {
        Self
    }
    pub fn scrub(&self, t: &str) -> String {
        t.to_owned()
    }
}
