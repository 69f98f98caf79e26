//! Files that are written all together or not at all, and over nothing that is there.

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use crate::pack::{Problem, Problems};

/// A file to be written.
pub(super) struct NewFile {
    /// Where, from the folder that everything is written into.
    pub(super) path: &'static str,
    pub(super) text: String,
}

/// Whether something of that name is there, be it a link that leads nowhere.
pub(super) fn is_there(folder: &Path, path: &str) -> bool {
    folder.join(path).symlink_metadata().is_ok()
}

/// Whether the files may be written.
///
/// # Errors
/// With all that are there already, unless overwriting is wanted, and with all that cannot be overwritten.
pub(super) fn may_be_written(
    folder: &Path,
    files: &[NewFile],
    overwrite: bool,
) -> Result<(), Problems> {
    let mut there = files.iter().map(|file| file.path).filter(|path| is_there(folder, path));
    let problem = if overwrite {
        let folder = there.find(|path| folder.join(path).is_dir());
        folder.map(|path| Problem::new(format!("{path} is a directory; nothing was written")))
    } else {
        let there: Vec<&str> = there.collect();
        (!there.is_empty()).then(|| {
            let be = if there.len() == 1 { "is" } else { "are" };
            Problem::new(format!("{} {be} there already; nothing was written", there.join(", ")))
                .help("`--force` overwrites what is there")
        })
    };
    problem.map_or(Ok(()), |problem| Err(problem.into()))
}

/// Writes them, all under temporary names first, so that one that cannot be written keeps the others away.
///
/// # Errors
/// With the first that cannot be written.
pub(super) fn write(folder: &Path, files: &[NewFile]) -> Result<(), String> {
    let mut staged = Vec::new();
    for file in files {
        match stage(&folder.join(file.path), &file.text) {
            Ok(pair) => staged.push(pair),
            Err(error) => {
                discard(&staged);
                return Err(format!(
                    "{} cannot be written: {error}; nothing was written",
                    file.path
                ));
            }
        }
    }
    while let Some((temporary, path)) = staged.first() {
        if let Err(error) = fs::rename(temporary, path) {
            let message = format!("{} cannot be written: {error}", path.display());
            discard(&staged);
            return Err(message);
        }
        staged.remove(0);
    }
    Ok(())
}

/// Writes a file under a temporary name beside the place where it belongs; both are given back.
fn stage(path: &Path, text: &str) -> io::Result<(PathBuf, PathBuf)> {
    // Where a link leads, so that the link stays one.
    let path = fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
    if let Some(parent) = path.parent() {
        fs::create_dir_all(parent)?;
    }
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(format!(".{}.tmp", std::process::id()));
    let pair = (path.with_file_name(name), path);
    let written = fs::File::create(&pair.0)
        .and_then(|mut file| file.write_all(text.as_bytes()).and_then(|()| file.sync_all()));
    written.map(|()| pair.clone()).inspect_err(|_| discard(std::slice::from_ref(&pair)))
}

/// What was begun is of no use to anybody.
fn discard(staged: &[(PathBuf, PathBuf)]) {
    for (temporary, _) in staged {
        let _ = fs::remove_file(temporary);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_that_cannot_be_written_keeps_the_others_away() {
        let folder = tempfile::tempdir().expect("a folder");
        fs::write(folder.path().join("file"), "a file").expect("a file");
        let new = |path, text: &str| NewFile { path, text: text.to_owned() };
        let files = [new("a", "1"), new("b/c", "2"), new("file/d", "3")];
        let message = write(folder.path(), &files).expect_err("a file is no folder");
        assert!(message.starts_with("file/d cannot be written: "), "{message}");
        let left = |at: &str| fs::read_dir(folder.path().join(at)).expect("a folder").count();
        assert_eq!((left(""), left("b")), (2, 0), "only the file and the new folder");
        write(folder.path(), &files[..2]).expect("room");
        assert_eq!(fs::read_to_string(folder.path().join("b/c")).expect("it is there"), "2");
        assert_eq!((left(""), left("b")), (3, 1), "no temporary file stays");
    }
}
