//! The walls of the house: who may import whom, and what may stand where. Each wall has its reason.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

/// A room, the rooms it may import, and why not the others.
const WALLS: &[(&str, &[&str], &str)] = &[
    ("model", &[], "shared nouns stand on the ground floor, or rooms import each other in circles"),
    ("decode", &["model"], "reading what came needs no network: files are read by it too"),
    ("token", &["decode", "model"], "a token says what it says without asking anybody"),
    (
        "net",
        &["decode", "model"],
        "the door to the network knows nothing of packs, checks or causes",
    ),
    ("intake", &["decode", "model"], "what people paste is read without packs, network or causes"),
    (
        "live",
        &["intake", "plan", "probe", "decode", "model"],
        "what was pasted becomes a plan; sending is for the runner",
    ),
    ("remedy", &["model"], "a remedy is words; it looks nothing up"),
    ("provider", &["model"], "what is known of a platform is data"),
    ("report", &["model"], "a format sees only the report"),
    ("progress", &["model"], "progress sees only events"),
    ("exit", &["model"], "the exit code follows from results alone"),
    ("compare", &["model"], "what is different between two reports stands in the reports"),
    ("waive", &["model"], "what is accepted follows from results, waivers and the day alone"),
    ("redact", &["decode", "model"], "the scan must not depend on what it scans"),
    ("sim", &["model"], "the simulator must not know how it is judged"),
    (
        "terraform",
        &["decode", "model"],
        "reading a file's text needs neither the file nor the network, and changing it is words from words",
    ),
    ("probe", &["net", "provider", "terraform", "model"], "a probe says what it saw, never why"),
    (
        "diagnose",
        &["remedy", "provider", "terraform", "model"],
        "diagnosis is pure: no network, no probe, no clock",
    ),
    ("plan", &["probe", "model"], "a plan knows nothing of YAML"),
    ("pack", &["plan", "probe", "model"], "reading a pack sends nothing"),
    ("runner", &["plan", "probe", "net", "model"], "the runner runs a plan, wherever it came from"),
    (
        "cli",
        &["exit", "net", "model"],
        "the command line is structs; it may parse the nouns it names",
    ),
];

/// Rooms that may import everything.
const TOP: &[&str] = &["command", "main", "lib"];

struct File {
    path: PathBuf,
    room: String,
    text: String,
}

fn sources() -> Vec<File> {
    fn walk(folder: &Path, found: &mut Vec<PathBuf>) {
        for entry in
            fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("an entry").path())
        {
            if entry.is_dir() {
                walk(&entry, found);
            } else if entry.extension().is_some_and(|extension| extension == "rs") {
                found.push(entry);
            }
        }
    }
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut paths = Vec::new();
    walk(&root, &mut paths);
    paths.sort();
    paths
        .into_iter()
        .map(|path| {
            let relative = path.strip_prefix(&root).expect("inside src").to_owned();
            let first = relative.components().next().expect("a room").as_os_str();
            let room = first.to_string_lossy().trim_end_matches(".rs").to_owned();
            let text = fs::read_to_string(&path).expect("a text");
            File { path: relative, room, text }
        })
        .collect()
}

/// The code of a file without comments, strings left alone.
fn code(text: &str) -> String {
    text.lines()
        .map(|line| line.split_once("//").map_or(line, |(code, _)| code))
        .collect::<Vec<_>>()
        .join("\n")
}

/// The rooms that a file imports: `crate::ROOM` anywhere, and the heads of `use crate::{ROOM…}`.
fn imports(text: &str) -> Vec<String> {
    let code = code(text);
    let mut found = Vec::new();
    for piece in code.split("crate::").skip(1) {
        let inside = piece.strip_prefix('{').map_or_else(
            || vec![piece],
            |list| list.split_once('}').map_or(list, |(inside, _)| inside).split(',').collect(),
        );
        for name in inside {
            let name: String = name
                .trim()
                .chars()
                .take_while(|c| c.is_ascii_alphanumeric() || *c == '_')
                .collect();
            if !name.is_empty() {
                found.push(name);
            }
        }
    }
    found
}

#[test]
fn rooms_import_only_what_their_walls_allow() {
    let mut wrong = Vec::new();
    for file in sources() {
        if TOP.contains(&file.room.as_str()) {
            continue;
        }
        let Some((_, allowed, why)) = WALLS.iter().find(|(room, _, _)| *room == file.room) else {
            wrong.push(format!("{}: the room {} has no wall", file.path.display(), file.room));
            continue;
        };
        for import in imports(&file.text) {
            if import != file.room && !allowed.contains(&import.as_str()) {
                wrong.push(format!("{} imports {import}: {why}", file.path.display()));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn the_wall_test_sees_a_breach() {
    assert_eq!(imports("use crate::{model::A, net::B};"), ["model", "net"]);
    assert_eq!(imports("let x = crate::sim::start(); // crate::net"), ["sim"]);
}

#[test]
fn only_the_door_names_the_http_client() {
    for file in sources() {
        if file.room != "net" {
            assert!(
                !code(&file.text).contains("reqwest"),
                "{} names the HTTP client",
                file.path.display()
            );
        }
    }
}

#[test]
fn only_main_ends_the_process_and_only_commands_print() {
    for file in sources() {
        let code = code(&file.text);
        assert!(!code.contains("process::exit"), "{} ends the process", file.path.display());
        for word in ["println!", "eprintln!", "print!(", "stdout()", "stderr()"] {
            let may = matches!(file.room.as_str(), "command" | "progress" | "main");
            assert!(may || !code.contains(word), "{} prints: {word}", file.path.display());
        }
    }
}

#[test]
fn secrets_are_exposed_only_where_requests_are_built_or_artefacts_searched() {
    let may = ["model", "net", "decode", "intake", "redact", "sim", "command", "pack"];
    for file in sources() {
        if code(&file.text).contains(".expose()") {
            assert!(may.contains(&file.room.as_str()), "{} exposes a secret", file.path.display());
        }
    }
    for file in sources().iter().filter(|file| file.room == "report" || file.room == "progress") {
        assert!(!code(&file.text).contains("Secret"), "{} knows secrets", file.path.display());
    }
}

#[test]
fn a_diagnosis_reads_no_clock_and_cannot_fail() {
    let tests = |file: &File| file.path.components().any(|part| part.as_os_str() == "tests");
    for file in sources().iter().filter(|file| file.room == "diagnose" && !tests(file)) {
        let code = code(&file.text);
        for word in ["::now()", "SystemTime", "Instant", "std::env", "std::fs", "async "] {
            assert!(!code.contains(word), "{} uses {word}", file.path.display());
        }
    }
}

#[test]
fn every_file_says_what_it_is_and_is_one_thing() {
    for file in sources() {
        let path = file.path.display();
        assert!(file.text.starts_with("//!"), "{path} does not begin by saying what it is");
        let lines = file.text.lines().count();
        assert!(lines <= 600, "{path} has {lines} lines: probably two rooms");
        let name = file.path.file_stem().expect("a name").to_string_lossy().into_owned();
        for vague in ["util", "helper", "common", "misc"] {
            assert!(!name.contains(vague), "{path} is a room without a subject");
        }
    }
}

#[test]
fn main_is_a_table_of_contents_and_commands_are_recipes() {
    let lines: BTreeMap<String, usize> = sources()
        .iter()
        .map(|file| (file.path.display().to_string(), file.text.lines().count()))
        .collect();
    assert!(lines["main.rs"] <= 40);
}

#[test]
fn nothing_unfinished_is_called_done() {
    for file in sources() {
        let path = file.path.display();
        for word in ["todo!", "unimplemented!", "TODO", "FIXME", "#[ignore"] {
            // `# TODO` is a directive of the Test Anything Protocol.
            let text = file.text.replace("# TODO", "");
            assert!(!text.contains(word), "{path} has {word}");
        }
        if file.room != "model" {
            assert!(!code(&file.text).contains("unsafe "), "{path} has unsafe code");
        }
    }
}
