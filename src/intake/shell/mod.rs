//! Command lines as shells read them: words with their quotes taken off.

mod cmd;
mod posix;
mod powershell;

pub(super) use powershell::{Argument, statement};

use super::value::Value;

/// A command: its words, and how many bytes of the text it takes up.
pub(super) struct Line {
    /// The words, the program's name first.
    pub(super) words: Vec<Value>,
    /// Where it ends.
    pub(super) end: usize,
}

/// Reads the command that a text begins with, by the rules of the shell that it was written for.
pub(super) fn line(text: &str) -> Line {
    match shell(text) {
        Shell::Posix => posix::line(text),
        Shell::Cmd => cmd::line(text),
        Shell::Power => powershell::line(text),
    }
}

enum Shell {
    Posix,
    Cmd,
    Power,
}

/// Which shell it is: what continues a line tells, and `^"`, which is how browsers quote for Windows.
fn shell(text: &str) -> Shell {
    let mut lines = text.lines();
    let first = lines.next().unwrap_or_default().trim_end();
    if first.ends_with(" ^") || text.contains("^\"") && !first.contains('\'') {
        return Shell::Cmd;
    }
    if first.ends_with(" `") || first.contains("$env:") {
        return Shell::Power;
    }
    Shell::Posix
}

/// Where the next line begins, if the text goes on with nothing but a line end (white space before it is
/// borne: it gets there by copying).
fn line_end(text: &str) -> Option<usize> {
    let blanks = text.len() - text.trim_start_matches([' ', '\t']).len();
    let rest = &text[blanks..];
    if rest.starts_with("\r\n") {
        return Some(blanks + 2);
    }
    rest.starts_with('\n').then_some(blanks + 1)
}

/// Whether the next line goes on with options: somebody lost the marks that continue lines.
fn goes_on(next_line: &str) -> bool {
    let mut characters = next_line.trim_start_matches([' ', '\t']).chars();
    let option = characters.next() == Some('-');
    option
        && characters.next().is_some_and(|next| next.is_ascii_alphabetic() || next == '-')
        && characters.next().is_some_and(|next| next != '-')
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The words, variables in ‹›, and what is left behind the command.
    pub(super) fn read(text: &str) -> (Vec<String>, &str) {
        let line = line(text);
        let words = line.words.iter().map(|word| {
            if word.is_filled() { word.text().to_owned() } else { format!("‹{}›", word.text()) }
        });
        (words.collect(), &text[line.end..])
    }

    #[test]
    fn words_are_those_that_a_posix_shell_passes() {
        let words = |text: &str| read(text).0;
        for (text, expected) in [
            ("curl -X POST https://a", vec!["curl", "-X", "POST", "https://a"]),
            ("curl 'a b' \"c d\" e\\ f", vec!["curl", "a b", "c d", "e f"]),
            ("curl 'it'\\''s'", vec!["curl", "it's"]),
            (r#"curl "a\"b\\c\d""#, vec!["curl", r#"a"b\c\d"#]),
            (r"curl $'a\'b\tc\x41\u00e9\n\101'", vec!["curl", "a'b\tcAé\nA"]),
            (
                "curl '$TOKEN' \"$TOKEN\" ${A} x$(cat f)y `id`",
                vec!["curl", "$TOKEN", "‹$TOKEN›", "‹${A}›", "‹x$(cat f)y›", "‹`id`›"],
            ),
            ("curl \"a\\$B\" $ $1", vec!["curl", "a$B", "$", "‹$1›"]),
            ("curl a \\\n  -b c \\\r\n  d", vec!["curl", "a", "-b", "c", "d"]),
            ("curl a \\  \n  -b", vec!["curl", "a", "-b"]),
            ("curl a\n  -H b\n  --data c\nnext", vec!["curl", "a", "-H", "b", "--data", "c"]),
            ("curl '' \"\" a''b", vec!["curl", "", "", "ab"]),
            ("curl a # a remark\n", vec!["curl", "a"]),
            ("curl a#b?c=1&d=2", vec!["curl", "a#b?c=1&d=2"]),
            ("curl -s a 2>&1 > out.txt -i", vec!["curl", "-s", "a", "-i"]),
            ("curl https://a/<id>/b", vec!["curl", "https://a/<id>/b"]),
            ("curl a/{id}/b", vec!["curl", "a/{id}/b"]),
            ("curl 'a\nb'", vec!["curl", "a\nb"]),
            ("curl $\"a\"", vec!["curl", "a"]),
        ] {
            assert_eq!(words(text), expected, "{text}");
        }
    }

    #[test]
    fn a_command_ends_where_the_shell_ends_it() {
        for (text, rest) in [
            ("curl a\nHTTP/1.1 401", "HTTP/1.1 401"),
            ("curl a | jq .", "| jq ."),
            ("curl a && echo b", "&& echo b"),
            ("curl a; echo", "; echo"),
            ("curl a &", "&"),
            ("curl a\n\n- no option\n", "\n- no option\n"),
            ("curl a\n--- a line\n", "--- a line\n"),
            ("curl 'open\nquote\n\nwords", "\nwords"),
        ] {
            assert_eq!(read(text).1, rest, "{text}");
        }
    }

    #[test]
    fn words_are_those_that_cmd_passes() {
        let words = |text: &str| read(text).0;
        for (text, expected) in [
            (
                "curl ^\"https://a/?b=1^&c=2^\" ^\r\n  -H ^\"accept: */*^\" ^\r\n  --data-raw ^\"^{^\\^\"a^\\^\":1^}^\"",
                vec!["curl", "https://a/?b=1&c=2", "-H", "accept: */*", "--data-raw", "{\"a\":1}"],
            ),
            (
                "curl a ^\n -H \"b: c\" ^\n -d \"{\\\"a\\\":1}\"",
                vec!["curl", "a", "-H", "b: c", "-d", "{\"a\":1}"],
            ),
            ("curl -H \"x: %TOKEN%\" ^\n a", vec!["curl", "-H", "‹x: %TOKEN%›", "a"]),
            ("curl ^\"100^%^\" ^\n b", vec!["curl", "100%", "b"]),
            ("curl ^\"C:\\dir\\\\^\" a", vec!["curl", "C:\\dir\\", "a"]),
        ] {
            assert_eq!(words(text), expected, "{text}");
        }
    }

    #[test]
    fn words_are_those_that_powershell_passes() {
        let words = |text: &str| read(text).0;
        for (text, expected) in [
            (
                "curl.exe -X POST `\r\n  -H \"Authorization: Bearer $token\" `\r\n  -d 'a''b' https://a",
                vec![
                    "curl.exe",
                    "-X",
                    "POST",
                    "-H",
                    "‹Authorization: Bearer $token›",
                    "-d",
                    "a'b",
                    "https://a",
                ],
            ),
            ("curl.exe -H \"a: $env:TOKEN\" b", vec!["curl.exe", "-H", "‹a: $env:TOKEN›", "b"]),
            ("curl.exe `\n \"a`\"b\"\"c`n\"", vec!["curl.exe", "a\"b\"c\n"]),
            ("curl.exe `\n '$x' \"`$x\" $x", vec!["curl.exe", "$x", "$x", "‹$x›"]),
        ] {
            assert_eq!(words(text), expected, "{text}");
        }
    }

    proptest::proptest! {
        #[test]
        fn any_text_is_read_to_an_end_within_it(text in "(curl )?[\\PC\\n'\"$\\\\^`@{}()<>&|; ]{0,60}") {
            for shell in [posix::line, cmd::line, powershell::line] {
                let line = shell(&text);
                assert!(text.is_char_boundary(line.end));
            }
            let _ = statement(&text);
        }
    }
}
