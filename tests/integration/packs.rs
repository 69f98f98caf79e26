//! Packs written by tests: a file in a folder of its own that goes when the test ends.

use std::path::PathBuf;

use serde_json::Value;
use tempfile::TempDir;

use crate::server::Server;
use crate::world::{Ended, end, why401};

/// A pack in a folder of its own.
pub(crate) struct Pack {
    _folder: TempDir,
    pub(crate) path: PathBuf,
}

impl Pack {
    /// A pack with this text, which must name everything but `version`, `name` and `title`.
    pub(crate) fn new(text: &str) -> Self {
        Self::whole(&format!("version: 1\nname: test\ntitle: a test\n{text}"))
    }

    /// A pack with exactly this text.
    pub(crate) fn whole(text: &str) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("pack.yaml");
        std::fs::write(&path, text).expect("a file");
        Self { _folder: folder, path }
    }

    /// Checks the pack against a server, as JSON.
    pub(crate) fn check(&self, server: &Server, args: &[&str]) -> Ended {
        let mut command = why401();
        command.arg("check").arg(&self.path).args(["--format", "json"]).args(args);
        command.env("API", server.url()).env("SECRET", "correct horse battery");
        end(&mut command)
    }
}

/// Inputs and an identity that most tests need: a client of the server at `API`.
pub(crate) const CLIENT: &str = r#"
inputs:
  api: { type: url, env: API, required: true }
  secret: { env: SECRET, required: true, secret: true }
identities:
  service:
    oauth2:
      grant: client_credentials
      token_url: ${api}/token
      client_id: client-1
      client_secret: ${secret}
"#;

/// The check of that id in a JSON report.
pub(crate) fn check_named<'a>(report: &'a serde_json::Value, id: &str) -> &'a serde_json::Value {
    report["checks"]
        .as_array()
        .expect("checks")
        .iter()
        .find(|check| check["id"] == id)
        .unwrap_or_else(|| panic!("no check {id} in {report:#}"))
}

/// Whoever stands in front of an API and wants a login answers 200, with a page.
#[test]
fn a_page_in_the_place_of_the_api_passes_no_check_of_any_pack() {
    for pack in why401::pack::BUILTIN.iter().filter(|pack| pack.name.starts_with("genesys-cloud/"))
    {
        let mut command = why401();
        command.args(["check", pack.name, "--format", "json", "--sim=html-instead-of-json"]);
        let ended = end(&mut command);
        let report: Value =
            serde_json::from_str(&ended.stdout).unwrap_or_else(|_| panic!("{}", ended.all()));
        let mut pages = 0;
        for check in report["checks"].as_array().expect("checks") {
            let facts = check["facts"].as_array().into_iter().flatten();
            let page = facts.filter(|fact| fact["body"] == "html").count();
            pages += page;
            assert!(
                page == 0 || check["status"] != "pass",
                "{}: {} passed",
                pack.name,
                check["id"]
            );
        }
        assert!(pages > 0, "{}: nothing was answered by a page", pack.name);
        assert_eq!(
            report["diagnosis"]["root"]["cause"], "login-page-instead-of-api",
            "{}",
            pack.name
        );
    }
}
