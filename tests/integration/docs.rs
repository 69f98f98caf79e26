//! The documents: every command of the README runs, its tables equal the code, and help says what it must.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use clap::CommandFactory;
use why401::cli::Cli;
use why401::exit::ExitCode;

use crate::foreground::Foreground;
use crate::packs::Pack;
use crate::world::{end, root, run, why401};

/// Commands of the README that a test cannot run inside itself, or that need more than Rust.
const NOT_RUN: &[&str] = &[
    "cargo test",
    "cargo build --release",
    "cargo install --path .",
    "tests/interop/run",
    "tests/interop/knowledge/run",
    "tests/bench/run",
    "tests/bench/accuracy DIR",
    "tests/bench/faults",
    // Files that the reader has.
    "why401 diagnose trace.har --note slow",
    "why401 diagnose why401-report.json",
    "why401 token file:token.txt",
];

/// Variables of the README that a simulator in the foreground stands in for, and the input that it tells.
const STAND_IN: &[(&str, &str)] = &[
    ("WHY401_API_URL", "api_url"),
    ("CLIENT_ID", "client_id"),
    ("CLIENT_SECRET", "client_secret"),
    ("GENESYS_QUEUE_ID", "queue_id"),
    ("WHY401_JWKS_URL", "jwks_url"),
];

/// Commands that write where they stand: each stands in a new folder.
const WRITE_WHERE_THEY_STAND: &[&str] = &["init"];

fn readme() -> String {
    fs::read_to_string(root().join("README.md")).expect("the README")
}

/// The fenced blocks of these languages.
fn blocks(text: &str, languages: &[&str]) -> Vec<String> {
    let mut found = Vec::new();
    let mut lines = text.lines();
    while let Some(line) = lines.next() {
        let Some(language) = line.strip_prefix("```") else { continue };
        let block: Vec<&str> = lines.by_ref().take_while(|line| *line != "```").collect();
        if languages.contains(&language) {
            found.push(block.join("\n"));
        }
    }
    found
}

/// Blocks that are files, by the name behind their language: ```` ```text NAME ````.
fn files(text: &str) -> Vec<(String, String)> {
    let names = text.lines().filter_map(|line| line.strip_prefix("```text "));
    let files =
        names.map(|name| (name.to_owned(), blocks(text, &[&format!("text {name}")]).join("")));
    files.collect()
}

/// A line of a shell, as the README uses one: words, a comment that may say the exit code, a redirection.
#[derive(Debug, PartialEq)]
struct Line {
    command: String,
    words: Vec<String>,
    exit: i32,
    redirected: Option<String>,
}

fn line(text: &str) -> Option<Line> {
    let text = text.trim().trim_start_matches("$ ");
    let (command, comment) = match text.split_once(" #") {
        Some((command, comment)) => (command.trim(), comment.trim()),
        None => (text, ""),
    };
    if command.is_empty() || command.starts_with('#') {
        return None;
    }
    let exit = comment.split_once("exit ").map_or(0, |(_, code)| {
        code.trim().parse().unwrap_or_else(|_| panic!("no exit code: {text}"))
    });
    assert!(
        !command.contains(['|', '&', ';', '"', '\'', '`', '$', '\\']),
        "this test reads plain words only: {command}"
    );
    let mut words: Vec<String> = command.split_whitespace().map(str::to_owned).collect();
    let redirected = words.iter().position(|word| word == ">").map(|at| {
        let to = words.pop().expect("a file behind >");
        assert_eq!(words.len(), at + 1, "{command}");
        words.pop();
        to
    });
    let command = words.join(" ");
    Some(Line { command, words, exit, redirected })
}

#[test]
fn lines_of_a_shell_are_read_as_meant() {
    let read = line("why401 check x --sim    # exit 1").expect("a command");
    assert_eq!(
        (read.command.as_str(), read.exit, read.words.len()),
        ("why401 check x --sim", 1, 4)
    );
    let read = line("why401 generate schema > a.json").expect("a command");
    assert_eq!(
        (read.command.as_str(), read.redirected.as_deref()),
        ("why401 generate schema", Some("a.json"))
    );
    assert_eq!(line("# only a comment"), None);
    assert_eq!(line("why401 check   # also posts").expect("a command").exit, 0);
}

#[test]
fn every_command_of_the_readme_does_what_it_says() {
    let simulator = Foreground::start(why401());
    let folder = tempfile::tempdir().expect("a folder");
    for (name, text) in files(&readme()) {
        fs::write(folder.path().join(name), text).expect("a file");
    }
    // Commands name files of the repository; what they write goes elsewhere.
    let mut exported: BTreeMap<String, String> = BTreeMap::new();
    let mut ran = 0;
    for block in blocks(&readme(), &["sh", "console"]) {
        for text in block.lines() {
            let Some(line) = line(text) else { continue };
            if NOT_RUN.contains(&line.command.as_str()) {
                continue;
            }
            if let Some(variable) = line.command.strip_prefix("export ") {
                let (name, example) = variable.split_once('=').expect("export NAME=value");
                let told =
                    STAND_IN.iter().find(|(known, _)| *known == name).and_then(|(_, input)| {
                        simulator
                            .told
                            .iter()
                            .find(|(told, _)| told == input)
                            .map(|(_, value)| value.clone())
                    });
                let value = match name {
                    "WHY401_ISSUER" => format!("{}/oidc", simulator.url),
                    _ => told.unwrap_or_else(|| example.to_owned()),
                };
                exported.insert(name.to_owned(), value);
                continue;
            }
            let args = line.words.strip_prefix(&["why401".to_owned()][..]).or_else(|| {
                line.words.strip_prefix(&["cargo", "run", "--release", "--"].map(str::to_owned)[..])
            });
            let args =
                args.unwrap_or_else(|| panic!("neither run nor known as not to be run: {text}"));
            let args: Vec<String> =
                args.iter().map(|word| elsewhere(word, folder.path())).collect();
            let mut command = why401();
            let place = tempfile::tempdir().expect("a folder");
            let stays =
                args.first().is_some_and(|name| WRITE_WHERE_THEY_STAND.contains(&name.as_str()));
            if stays {
                command.current_dir(place.path());
            }
            let ended = end(command.args(&args).envs(&exported));
            if stays && ended.code == 0 {
                let written = fs::read_dir(place.path()).expect("a folder").count();
                assert!(written > 0, "{text} wrote nothing");
            }
            assert_eq!(ended.code, line.exit, "{text}\n{}", ended.all());
            assert!(!ended.stdout.is_empty(), "{text}\n{}", ended.all());
            for (word, arg) in line.words.iter().rev().zip(args.iter().rev()) {
                if word != arg {
                    let path = arg.split_once(':').map_or(arg.as_str(), |(_, path)| path);
                    assert!(Path::new(path).is_file(), "{text} wrote nothing");
                }
            }
            if let Some(to) = &line.redirected {
                let name = Path::new(to).file_name().expect("a name").to_str().expect("text");
                if let Ok(committed) = fs::read_to_string(root().join("checks").join(name)) {
                    assert!(ended.stdout == committed, "{text} does not give checks/{name}");
                }
            }
            ran += 1;
        }
    }
    assert!(ran >= 5, "only {ran} commands of the README were run");
}

/// A report's path as one inside a folder.
fn elsewhere(word: &str, folder: &Path) -> String {
    match word.split_once(':') {
        Some((name, path)) if why401::report::Format::find(name).is_some() => {
            format!("{name}:{}", folder.join(path).display())
        }
        // A file that the README shows.
        _ if folder.join(word).is_file() => folder.join(word).display().to_string(),
        _ => word.to_owned(),
    }
}

#[test]
fn every_pack_of_the_readme_is_in_order() {
    let packs = blocks(&readme(), &["yaml"]);
    assert!(!packs.is_empty());
    for text in packs {
        let pack = Pack::whole(&text);
        let ended = run(&["lint", pack.path.to_str().expect("a name")]);
        assert_eq!(ended.code, 0, "{}\n{text}", ended.all());
    }
}

#[test]
fn the_exit_codes_of_the_readme_and_the_help_are_those_of_the_code() {
    let readme = readme();
    let table: Vec<&str> = readme
        .lines()
        .skip_while(|line| *line != "| code | meaning |")
        .skip(2)
        .take_while(|line| line.starts_with('|'))
        .collect();
    let mut told: Vec<u8> = table
        .iter()
        .map(|row| row.split('|').nth(1).and_then(|code| code.trim().parse().ok()).expect("a code"))
        .collect();
    assert!(told.is_sorted(), "{told:?}");
    let mut known: Vec<u8> = ExitCode::BY_PRECEDENCE.iter().map(|code| code.number()).collect();
    let order = known.iter().map(u8::to_string).collect::<Vec<_>>().join(", ");
    assert!(readme.contains(&format!("When several apply: {order}.")), "the order is {order}");
    known.sort_unstable();
    told.sort_unstable();
    assert_eq!(told, known);
    let help = run(&["--help"]).stdout.split_whitespace().collect::<Vec<_>>().join(" ");
    let codes = help.split_once("Exit codes: ").expect("the exit codes").1;
    for code in known {
        assert!(codes.contains(&format!("{code} ")), "{code} is not in the help: {codes}");
    }
}

/// The words of every command, from the top.
fn commands() -> Vec<Vec<String>> {
    fn walk(command: &clap::Command, path: &[String], found: &mut Vec<Vec<String>>) {
        found.push(path.to_vec());
        for below in command.get_subcommands() {
            let path = [path, &[below.get_name().to_owned()]].concat();
            walk(below, &path, found);
        }
    }
    let mut found = Vec::new();
    walk(&Cli::command(), &[], &mut found);
    found
}

#[test]
fn help_fits_a_hundred_columns_and_says_what_every_flag_means() {
    for path in commands() {
        let mut command = Cli::command();
        command.build();
        let mut here = &command;
        for name in &path {
            here = here.find_subcommand(name).expect("the command");
        }
        let args: Vec<&str> = path.iter().map(String::as_str).chain(["--help"]).collect();
        let help = end(why401().args(&args).env_remove("COLUMNS")).expect_code(0).stdout;
        let flat = help.split_whitespace().collect::<Vec<_>>().join(" ");
        for line in help.lines() {
            assert!(line.chars().count() <= 100, "{path:?}: {line}");
        }
        assert!(here.get_about().is_some(), "{path:?} does not say what it is for");
        let own = |arg: &&clap::Arg| !["help", "version"].contains(&arg.get_id().as_str());
        for arg in here.get_arguments().filter(own) {
            let meaning = arg.get_help().map(ToString::to_string).unwrap_or_default();
            assert!(
                meaning.split_whitespace().count() >= 2,
                "{path:?}: {} says nothing",
                arg.get_id()
            );
            assert!(!meaning.ends_with('.'), "{path:?}: {} ends with a full stop", arg.get_id());
            let meaning = meaning.split_whitespace().collect::<Vec<_>>().join(" ");
            assert!(
                flat.contains(&meaning),
                "{path:?}: {} is not explained: {meaning}",
                arg.get_id()
            );
            if let Some(long) = arg.get_long() {
                assert!(help.contains(&format!("--{long}")), "{path:?}: --{long}");
            }
        }
    }
}

/// Every text of the repository that people wrote, by its path.
fn texts() -> Vec<(String, String)> {
    let mut open: Vec<PathBuf> =
        ["src", "checks", "tests", ".ci", "README.md", "Cargo.toml", "rustfmt.toml"]
            .iter()
            .map(|name| root().join(name))
            .collect();
    let mut found = Vec::new();
    while let Some(path) = open.pop() {
        let name = path.file_name().expect("a name").to_string_lossy().into_owned();
        if path.is_dir() {
            // `.work` is where servers and peers are installed: nothing of the project.
            if ![".work", "node_modules", "target", ".venv", "__pycache__"].contains(&name.as_str())
            {
                open.extend(
                    fs::read_dir(&path)
                        .expect("a folder")
                        .map(|entry| entry.expect("an entry").path()),
                );
            }
        } else if let Ok(text) = fs::read_to_string(&path) {
            let path = path.strip_prefix(root()).expect("inside").display().to_string();
            found.push((path, text));
        }
    }
    assert!(found.len() > 200, "only {} texts", found.len());
    found.sort();
    found
}

#[test]
fn commands_that_messages_and_documents_name_exist() {
    let names: Vec<String> = commands()
        .into_iter()
        .filter(|path| path.len() == 1)
        .map(|mut path| path.remove(0))
        .collect();
    for (path, text) in texts() {
        if path.starts_with("tests/") {
            continue;
        }
        for piece in text.split("`why401 ").skip(1) {
            let name: String =
                piece.chars().take_while(|c| c.is_ascii_alphanumeric() || *c == '-').collect();
            assert!(names.contains(&name), "{path} names the command why401 {name}");
        }
    }
}

#[test]
fn the_project_speaks_of_itself_alone() {
    // Put together here, so that this file does not have them.
    let home = |folder: &str| format!("/{folder}/");
    let words = [
        home("work"),
        home("root"),
        home("home"),
        home("Users"),
        format!("~/.{}", "cargo"),
        format!("{}.io", "crates"),
        format!("registry.{}.org", "npmjs"),
        format!("files.{}.org", "pythonhosted"),
        format!("Co-{}-By", "Authored"),
        format!("as an {}", "AI"),
        format!("language {}", "model"),
        format!("the {}", "prompt"),
        format!("this {}", "session"),
    ];
    for (path, text) in texts() {
        for word in &words {
            assert!(!text.contains(word.as_str()), "{path} has {word}");
        }
        let temporary = format!("/{}/", "tmp");
        assert!(!text.contains(&temporary), "{path} names a folder of one machine");
    }
}

#[test]
fn the_readme_is_packaged_and_its_paths_are_there() {
    let readme = readme();
    for word in readme.split('`').skip(1).step_by(2) {
        let is_path =
            ["src/", "tests/", "checks/", ".ci/"].iter().any(|start| word.starts_with(start));
        if is_path && !word.contains(['<', '*', ' ', '…']) {
            assert!(root().join(word).exists(), "the README names {word}");
        }
    }
    let manifest = fs::read_to_string(root().join("Cargo.toml")).expect("the manifest");
    assert!(manifest.contains("\nreadme = \"README.md\"\n"));
}
