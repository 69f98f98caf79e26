// Reads TAP on standard input with the parser of node-tap and prints what it saw, as JSON.
// The first argument is the folder in which the parser is installed.

import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";
import { readFileSync } from "node:fs";

const require = createRequire(pathToFileURL(`${process.argv[2]}/package.json`));
const { Parser } = require("tap-parser");

const extra = [];
const parser = new Parser({ strict: true });
parser.on("extra", (line) => extra.push(line));
const done = new Promise((resolve) => parser.on("complete", resolve));
parser.end(readFileSync(0, "utf8"));
const results = await done;
const failed_without_point = results.failures.filter((one) => one.tapError).map((one) => one.tapError);
process.stdout.write(JSON.stringify({ ok: results.ok, extra, failed_without_point }));
