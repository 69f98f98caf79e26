//! Finding and reading a pack: built into the binary, or a file.

use std::fs::File;
use std::io::{ErrorKind, Read};
use std::path::Path;
use std::sync::Arc;

use super::document::{Document, Span};
use super::problem::{Problem, Problems};
use super::{BUILTIN, suggest};

/// How large a pack may be, in bytes.
const MAX_BYTES: u64 = 4 << 20;

/// A pack as it was read: text, and where it came from.
pub struct PackText {
    /// The file as the user named it, or `builtin:NAME`.
    pub file: Arc<str>,
    /// All of it, without a byte order mark.
    pub text: String,
}

/// Opens a pack by the name of a built-in one or by its path.
///
/// # Errors
/// When there is none of that name, or it cannot be read or is no text.
pub fn open(name_or_path: &str) -> Result<PackText, Problems> {
    if let Some(builtin) = BUILTIN.iter().find(|builtin| builtin.name == name_or_path) {
        let file = format!("builtin:{}", builtin.name).into();
        return Ok(PackText { file, text: builtin.text.to_owned() });
    }
    let text = read(name_or_path, &PACK).map_err(Problems::one)?;
    let file: Arc<str> = name_or_path.into();
    if text.trim().is_empty() {
        let document = Arc::new(Document::new(file, text));
        let problem = Problem::at(&document, Span::new(0, 0), format!("{name_or_path} is empty"));
        let help = "`why401 generate schema` prints what a pack may hold";
        return Err(problem.without_excerpt().help(help).into());
    }
    Ok(PackText { file, text })
}

/// Opens a file of waivers.
///
/// # Errors
/// When it cannot be read or is no text.
pub fn open_waivers(path: &str) -> Result<PackText, Problems> {
    let text = read(path, &WAIVERS).map_err(Problems::one)?;
    Ok(PackText { file: path.into(), text })
}

const WAIVERS: TextFile = TextFile {
    what: "file of waivers",
    missing: |path| {
        Problem::new(format!("there is no file of waivers `{path}`"))
            .help("`--waivers` takes the path of a YAML file")
    },
    directory: |_| None,
};

/// A kind of text file, as messages speak of it.
pub(super) struct TextFile {
    /// Its name, without an article.
    pub(super) what: &'static str,
    /// What to say when there is none of that name.
    pub(super) missing: fn(&str) -> Problem,
    /// What to say when it is a directory.
    pub(super) directory: fn(&str) -> Option<String>,
}

const PACK: TextFile = TextFile { what: "pack", missing, directory: other_packs };

/// Reads a text file that is not absurdly large, without its byte order mark.
pub(super) fn read(path: &str, kind: &TextFile) -> Result<String, Problem> {
    let what = kind.what;
    let as_path = Path::new(path);
    let file = match File::open(as_path) {
        Ok(file) => file,
        Err(error) if error.kind() == ErrorKind::NotFound => return Err((kind.missing)(path)),
        Err(error) => return Err(Problem::new(format!("cannot open {path}: {}", cause(&error)))),
    };
    let metadata = file
        .metadata()
        .map_err(|error| Problem::new(format!("cannot read {path}: {}", cause(&error))))?;
    if metadata.is_dir() {
        let problem = Problem::new(format!("{path} is a directory, not {} {what}", article(what)));
        return Err(problem.maybe_help((kind.directory)(path)));
    }
    let too_large = || {
        Problem::new(format!("{path} is larger than 4 MiB, which no {what} is"))
            .help("is it another kind of file?")
    };
    if metadata.len() > MAX_BYTES {
        return Err(too_large());
    }
    // A pipe or device has no length beforehand.
    let mut bytes = Vec::new();
    file.take(MAX_BYTES + 1)
        .read_to_end(&mut bytes)
        .map_err(|error| Problem::new(format!("cannot read {path}: {}", cause(&error))))?;
    if bytes.len() as u64 > MAX_BYTES {
        return Err(too_large());
    }
    text(path, bytes)
}

/// The text of a file, or where it stops being one.
fn text(path: &str, bytes: Vec<u8>) -> Result<String, Problem> {
    let text = String::from_utf8(bytes).map_err(|error| {
        let at = error.utf8_error().valid_up_to();
        let bytes = error.as_bytes();
        let line = bytes[..at].iter().filter(|byte| **byte == b'\n').count() + 1;
        let utf16 = bytes.starts_with(&[0xff, 0xfe]) || bytes.starts_with(&[0xfe, 0xff]);
        Problem::new(format!(
            "{path} is not UTF-8: byte {at}, on line {line}, belongs to no character"
        ))
        .help(if utf16 { "it is UTF-16: save it as UTF-8" } else { "save it as UTF-8" })
    })?;
    Ok(match text.strip_prefix('\u{feff}') {
        Some(text) => text.to_owned(),
        None => text,
    })
}

/// What else could have been meant by a directory.
fn other_packs(path: &str) -> Option<String> {
    let packs = packs_in(Path::new(path));
    Some(match packs.as_slice() {
        [] => "name a YAML file".to_owned(),
        packs => format!("name one of its files: {}", packs.join(", ")),
    })
}

fn missing(path: &str) -> Problem {
    let as_path = Path::new(path);
    let is_path = path.contains(['/', '\\'])
        && !BUILTIN.iter().any(|one| one.name.split('/').next() == path.split('/').next())
        || as_path.extension().is_some();
    let folder = as_path.parent().filter(|folder| !folder.as_os_str().is_empty());
    let beside = packs_in(folder.unwrap_or(Path::new(".")));
    let builtin: Vec<&str> =
        BUILTIN.iter().filter(|builtin| builtin.visible).map(|builtin| builtin.name).collect();
    let known = builtin.iter().copied().chain(beside.iter().map(String::as_str));
    let near = suggest::nearest(path, known);
    let problem = Problem::new(if is_path {
        format!("there is no file {path}")
    } else {
        format!("there is no built-in pack and no file called {path}")
    });
    problem.help(near.map_or_else(
        || format!("built in: {}; anything else is the path of a YAML file", builtin.join(", ")),
        |near| format!("did you mean {near}?"),
    ))
}

/// The YAML files of a folder, as they would be named on the command line.
fn packs_in(folder: &Path) -> Vec<String> {
    let Ok(entries) = std::fs::read_dir(folder) else { return Vec::new() };
    let mut packs: Vec<String> = entries
        .filter_map(Result::ok)
        .map(|entry| entry.path())
        .filter(|path| {
            path.extension().is_some_and(|extension| extension == "yaml" || extension == "yml")
        })
        .map(|path| path.strip_prefix("./").unwrap_or(&path).display().to_string())
        .collect();
    packs.sort();
    packs.truncate(200);
    packs
}

/// `a` or `an`.
fn article(what: &str) -> &'static str {
    if what.starts_with(['a', 'e', 'i', 'o', 'u']) { "an" } else { "a" }
}

fn cause(error: &std::io::Error) -> String {
    match error.kind() {
        ErrorKind::PermissionDenied => "permission denied".to_owned(),
        _ => error.to_string(),
    }
}
