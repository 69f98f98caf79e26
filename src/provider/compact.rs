//! The compact form of `checks/providers/*.yaml`, of the signs beside them, and of the platforms: reading YAML takes milliseconds, which no failing run
//! should wait for. After a change: `WHY401_COMPACT=write cargo test --lib compact`.

use std::fs;
use std::path::{Path, PathBuf};

use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

const FOLDER: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/checks/providers");

/// The files of signs, one a group of causes, in the order in which reports list what they say.
const SIGNS: [&str; 10] = [
    "request",
    "acquisition",
    "content",
    "time",
    "keys",
    "audience",
    "privileges",
    "configuration",
    "network",
    "platform",
];

/// The folders of platforms that are known by their hosts.
const PLATFORMS: [&str; 1] = ["genesys-cloud"];

/// One YAML file.
fn read<T: DeserializeOwned>(file: &Path) -> T {
    let text = fs::read_to_string(file).expect("a text");
    serde_yaml::from_str(&text).unwrap_or_else(|error| panic!("{}: {error}", file.display()))
}

/// Every vendor's file, in the order of the names.
fn vendors() -> Vec<(String, Map<String, Value>)> {
    let entries = fs::read_dir(FOLDER).expect("the folder is there");
    let mut files: Vec<PathBuf> = entries.flatten().map(|entry| entry.path()).collect();
    files.retain(|file| file.extension().is_some_and(|extension| extension == "yaml"));
    files.sort();
    let vendor = |file: &PathBuf| {
        let name = file.file_stem().expect("a name").to_string_lossy().into_owned();
        (name, read(file))
    };
    files.iter().map(vendor).collect()
}

/// One line for each: changes stay readable.
fn lines(open: char, lines: &[String], close: char) -> String {
    format!("{open}\n{}\n{close}\n", lines.join(",\n"))
}

fn keep(name: &str, text: &str) {
    let path = Path::new(FOLDER).join("compact").join(name);
    if std::env::var_os("WHY401_COMPACT").is_some_and(|value| value == "write") {
        fs::write(&path, text).expect("written");
    }
    let committed = fs::read_to_string(&path).unwrap_or_default();
    assert!(committed == text, "{name} differs: WHY401_COMPACT=write cargo test --lib compact");
}

#[test]
fn the_compact_form_is_in_step_with_the_files() {
    let (mut shapes, mut words, mut names) = (Vec::new(), Vec::new(), Vec::new());
    for (vendor, mut file) in vendors() {
        let sources = file.remove("source");
        assert!(
            sources
                .as_ref()
                .is_some_and(|one| !one.to_string().trim_matches(['"', '[', ']']).is_empty()),
            "{vendor}: says not where it is from"
        );
        let name = file.remove("name").filter(Value::is_string);
        let name = name.unwrap_or_else(|| panic!("{vendor}: has no name"));
        names.push(format!("[{}, {name}]", Value::from(vendor.as_str())));
        let mut part = |names: &[&str]| {
            let found =
                names.iter().filter_map(|name| Some(((*name).to_owned(), file.remove(*name)?)));
            found.collect::<Map<String, Value>>()
        };
        let shape = part(&["hosts", "marks", "read"]);
        let said = part(&["api", "token", "session"]);
        assert!(file.is_empty(), "{vendor}: {:?}", file.keys().collect::<Vec<_>>());
        if !shape.is_empty() {
            let mut line = Map::new();
            line.insert("vendor".to_owned(), vendor.clone().into());
            line.extend(shape);
            shapes.push(Value::Object(line).to_string());
        }
        words.push(format!("{}: {}", Value::from(vendor), Value::Object(said)));
    }
    keep("shapes.json", &lines('[', &shapes, ']'));
    keep("names.json", &lines('[', &names, ']'));
    keep("words.json", &lines('{', &words, '}'));
}

#[test]
fn the_compact_signs_are_in_step_with_the_files() {
    let folder = Path::new(FOLDER).join("signs");
    let yaml = fs::read_dir(&folder).expect("the folder is there").flatten();
    let yaml = yaml.filter(|file| file.path().extension().is_some_and(|ext| ext == "yaml"));
    assert_eq!(yaml.count(), SIGNS.len(), "a file of signs is not listed in SIGNS");
    let rules =
        SIGNS.iter().flat_map(|name| read::<Vec<Value>>(&folder.join(format!("{name}.yaml"))));
    let rules: Vec<String> = rules.map(|rule| rule.to_string()).collect();
    keep("signs.json", &lines('[', &rules, ']'));
}

#[test]
fn the_compact_knowledge_is_in_step_with_its_file() {
    let knowledge: Map<String, Value> =
        read(&Path::new(FOLDER).with_file_name("genesys-cloud").join("knowledge.yaml"));
    let parts = knowledge.iter().map(|(name, rows)| {
        let rows: Vec<String> =
            rows.as_array().expect("rows").iter().map(Value::to_string).collect();
        format!("{}: [\n{}\n]", Value::from(name.as_str()), rows.join(",\n"))
    });
    keep("knowledge.json", &lines('{', &parts.collect::<Vec<_>>(), '}'));
}

/// The rows of a table of operations, those with the same word in one piece of text, in pieces that are at
/// least this large, in bytes.
fn blocks(table: &str, size: usize) -> Vec<(String, String)> {
    let mut blocks: Vec<(String, String)> = Vec::new();
    let mut last = String::new();
    for row in table.lines().skip(1) {
        let word = super::operations::word(row.split('\t').next().unwrap_or_default());
        let full = blocks.last().is_none_or(|(_, rows)| rows.len() >= size);
        if full && word != last {
            blocks.push((word.to_owned(), String::new()));
        }
        last = word.to_owned();
        let (_, rows) = blocks.last_mut().expect("the first row begins a block");
        rows.push_str(row);
        rows.push('\n');
    }
    blocks
}

#[test]
fn the_compact_operations_are_in_step_with_the_table() {
    let file = Path::new(FOLDER).with_file_name("genesys-cloud").join("operations.tsv");
    let table = fs::read_to_string(file).expect("the table");
    if std::env::var_os("WHY401_COMPACT").is_some_and(|value| value == "write") {
        let blocks = blocks(&table, 12 * 1024);
        let mut index = u16::try_from(blocks.len()).expect("few blocks").to_le_bytes().to_vec();
        let mut deflated = Vec::new();
        for (word, rows) in &blocks {
            assert!(rows.len() <= super::operations::BLOCK_LIMIT, "{word}");
            let block = miniz_oxide::deflate::compress_to_vec(rows.as_bytes(), 10);
            index.push(u8::try_from(word.len()).expect("a short word"));
            index.extend(word.as_bytes());
            index.extend(u32::try_from(block.len()).expect("small").to_le_bytes());
            deflated.extend(block);
        }
        index.extend(deflated);
        fs::write(Path::new(FOLDER).join("compact/operations.bin"), index).expect("written");
        return;
    }
    // What it holds counts, not its bytes: another version of the compressor may write others.
    let rows = table.lines().skip(1).map(|row| {
        super::operations::Operation::read(row).unwrap_or_else(|| panic!("not an operation: {row}"))
    });
    let held = super::operations();
    assert!(rows.eq(held), "operations.bin differs: WHY401_COMPACT=write cargo test --lib compact");
}

#[test]
fn the_compact_platforms_are_in_step_with_the_files() {
    let file = |id| Path::new(FOLDER).with_file_name(id).join("provider.yaml");
    let platforms = PLATFORMS.iter().map(|id| read::<Value>(&file(id)).to_string());
    keep("platforms.json", &lines('[', &platforms.collect::<Vec<_>>(), ']'));
}
