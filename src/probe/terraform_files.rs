//! Opens what a path to Terraform names: a folder of `.tf` files, one of them, or the JSON of a plan or a
//! state. Bounded, and never anything but plain files.

use std::fs;
use std::path::Path;
use std::sync::Arc;

use crate::terraform::{Found, TextFile, read_code, read_output};

/// A file of code is not longer than this, in bytes.
const CODE_AT_MOST: u64 = 4 * 1024 * 1024;

/// The JSON of a plan or of a state is not longer than this, in bytes.
const OUTPUT_AT_MOST: u64 = 64 * 1024 * 1024;

/// A folder has no more files of code than this.
const FILES_AT_MOST: usize = 2000;

/// Reads what a path names. What is wrong with some of its files stays in [`Found::problems`] where others
/// hold an OAuth client.
///
/// # Errors
/// With every reason why nothing can be read, each with its place where there is one.
pub fn open(path: &str) -> Result<Found, Vec<String>> {
    let about =
        fs::metadata(path).map_err(|error| vec![format!("{path} cannot be read: {error}")])?;
    let found = if about.is_dir() {
        folder(path).map_err(|why| vec![why])?
    } else if !about.is_file() {
        return Err(vec![format!("{path} is neither a file nor a folder")]);
    } else if is_code(path) {
        read_code(&[text_file(path).map_err(|why| vec![why])?])
    } else {
        output(path).map_err(|why| vec![why])?
    };
    // A file that cannot be read does not hide what the others say.
    if found.problems.is_empty() || !found.clients.is_empty() {
        Ok(found)
    } else {
        Err(found.problems.iter().map(ToString::to_string).collect())
    }
}

fn is_code(path: &str) -> bool {
    path.ends_with(".tf") || path.ends_with(".tf.json")
}

/// Values that Terraform reads by itself.
fn is_values(name: &str) -> bool {
    let name = name.trim_end_matches(".json");
    name == "terraform.tfvars" || name.ends_with(".auto.tfvars")
}

fn folder(path: &str) -> Result<Found, String> {
    let error = |error| format!("{path} cannot be read: {error}");
    let mut names: Vec<String> = Vec::new();
    for entry in fs::read_dir(path).map_err(error)? {
        let entry = entry.map_err(error)?;
        let Ok(name) = entry.file_name().into_string() else { continue };
        // Links are followed, as Terraform does; what hides is an editor's.
        let plain = fs::metadata(entry.path()).is_ok_and(|about| about.is_file());
        if plain && !name.starts_with('.') && (is_code(&name) || is_values(&name)) {
            names.push(name);
        }
    }
    names.sort();
    if !names.iter().any(|name| is_code(name)) {
        return Err(format!("{path} holds no .tf file"));
    }
    if names.len() > FILES_AT_MOST {
        return Err(format!("{path} holds {} files, which is too many to read", names.len()));
    }
    let inside = |name: &str| Path::new(path).join(name).display().to_string();
    let files: Result<Vec<TextFile>, String> =
        names.iter().map(|name| text_file(&inside(name))).collect();
    let mut found = read_code(&files?);
    let state = inside("terraform.tfstate");
    if fs::metadata(&state).is_ok_and(|about| about.is_file()) {
        found.with_state(output(&state)?);
    }
    Ok(found)
}

fn bytes(path: &str, most: u64) -> Result<String, String> {
    let error = |error| format!("{path} cannot be read: {error}");
    let length = fs::metadata(path).map_err(error)?.len();
    if length > most {
        return Err(format!("{path} is {} MB long, which is too long", length / 1_000_000));
    }
    let bytes = fs::read(path).map_err(error)?;
    if bytes.starts_with(b"PK\x03\x04") {
        return Err(format!(
            "{path} is a saved plan; give a file with what `terraform show -json {path}` prints"
        ));
    }
    // PowerShell writes what a command prints as UTF-16.
    if bytes.starts_with(&[0xff, 0xfe]) {
        let units: Vec<u16> =
            bytes[2..].chunks_exact(2).map(|pair| u16::from_le_bytes([pair[0], pair[1]])).collect();
        return String::from_utf16(&units).map_err(|_| format!("{path} is not a text"));
    }
    String::from_utf8(bytes).map_err(|_| format!("{path} is not a text (UTF-8)"))
}

fn text_file(path: &str) -> Result<TextFile, String> {
    Ok(TextFile { name: Arc::from(path), text: bytes(path, CODE_AT_MOST)? })
}

fn output(path: &str) -> Result<Found, String> {
    let text = bytes(path, OUTPUT_AT_MOST)?;
    let document: serde_json::Value = serde_json::from_str(text.trim_start_matches('\u{feff}'))
        .map_err(|error| {
            format!(
                "{path} is neither a .tf file nor JSON (line {}, column {})",
                error.line(),
                error.column()
            )
        })?;
    read_output(path, &document).ok_or_else(|| {
        format!("{path} is JSON, and not what `terraform show -json` prints of a plan or a state")
    })
}
