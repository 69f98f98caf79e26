//! Reads a JSON report that was written earlier, as far as one may be long.

use std::fs::File;
use std::io::{self, Read};

use crate::intake::report::{self, Earlier};

/// The largest report that is read, in bytes: one of 10,000 checks with all their facts is a tenth of it.
const LARGEST: u64 = 256 << 20;

/// Reads a report from a file.
///
/// # Errors
/// When it cannot be read, is too large, no text or no report.
pub(super) fn file(file: File) -> io::Result<Earlier> {
    // The system's own words for a folder differ by platform and by call.
    if file.metadata().is_ok_and(|found| found.is_dir()) {
        return Err(io::Error::other("it is a folder"));
    }
    read(file, LARGEST)
}

/// Reads a report from standard input.
///
/// # Errors
/// As for a file.
pub(super) fn standard_input() -> io::Result<Earlier> {
    read(io::stdin().lock(), LARGEST)
}

fn read(from: impl Read, largest: u64) -> io::Result<Earlier> {
    let mut bytes = Vec::new();
    // One byte more tells what is too large from what is just as large.
    from.take(largest + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > largest {
        let megabytes = largest >> 20;
        return Err(io::Error::other(format!(
            "it is larger than {megabytes} MB, or has no end: no report is"
        )));
    }
    let text = String::from_utf8(bytes).map_err(|_| {
        io::Error::other("it is no text: a report is what `why401 check --format json` prints")
    })?;
    report::read(&text).map_err(io::Error::other)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(bytes: &[u8], largest: u64) -> String {
        read(bytes, largest).expect_err("no report").to_string()
    }

    #[test]
    fn what_is_no_report_is_refused_in_words_of_its_own() {
        assert!(said(b"", 9).contains("no whole JSON document"), "{}", said(b"", 9));
        assert!(said(b"\xff\xfe{\0}\0", 9).starts_with("it is no text"));
        assert!(said(b"{}", 2).contains("no report of why401"));
        assert!(said(b"{} ", 2).contains("larger than 0 MB, or has no end"));
        // What has no end is read no further.
        let endless = read(io::repeat(b' '), 1 << 20).expect_err("no report").to_string();
        assert!(endless.contains("larger than 1 MB"), "{endless}");
    }
}
