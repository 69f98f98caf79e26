// Opens every page in headless Chromium, in light, dark and on a phone: it renders, folds and copies, asks for
// nothing, says nothing on the console, never scrolls sideways, and axe-core finds nothing.
//
//     node check.mjs PAGE.html…     pages whose names begin with `hostile` must also have run nothing

import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { basename, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import puppeteer from "puppeteer-core";

const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const LOOKS = [
  { name: "light", width: 1100, height: 800, scheme: "light" },
  { name: "dark", width: 1100, height: 800, scheme: "dark" },
  { name: "phone", width: 360, height: 740, scheme: "light" },
  { name: "phone, dark", width: 360, height: 740, scheme: "dark" },
];

const wrong = [];
const browser = await puppeteer.launch({
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  args: ["--no-sandbox", "--disable-gpu"],
});
try {
  for (const file of process.argv.slice(2)) {
    for (const look of LOOKS) {
      await check(resolve(file), look);
    }
  }
} finally {
  await browser.close();
}
for (const line of wrong) {
  console.log(`WRONG  ${line}`);
}
console.log(`${process.argv.length - 2} pages, ${LOOKS.length} looks, ${wrong.length} wrong`);
process.exitCode = wrong.length > 0 ? 1 : 0;

async function check(file, look) {
  const say = (text) => wrong.push(`${basename(file)}, ${look.name}: ${text}`);
  const expect = (holds, text) => holds || say(text);
  const own = pathToFileURL(file).href;
  const context = await browser.createBrowserContext();
  const page = await context.newPage();
  page.on("console", (message) => say(`console: ${message.text()}`));
  page.on("pageerror", (error) => say(`error: ${error.message}`));
  page.on("dialog", async (dialog) => {
    say(`dialog: ${dialog.message()}`);
    await dialog.dismiss();
  });
  await page.setRequestInterception(true);
  page.on("request", (request) => {
    const url = request.url();
    if (url === own || url.startsWith("data:")) {
      request.continue();
    } else {
      say(`asked for ${url}`);
      request.abort();
    }
  });
  await page.setViewport({ width: look.width, height: look.height });
  await page.emulateMediaFeatures([{ name: "prefers-color-scheme", value: look.scheme }]);
  await page.goto(own, { waitUntil: "load" });

  const heading = await page.$eval("h1", (one) => one.textContent);
  expect(heading.length > 0, "no verdict");
  await folds(page, expect);
  // From here on all folds are open: what they hide is checked too.
  await page.evaluate(() => {
    for (const one of document.querySelectorAll("details")) one.open = true;
  });
  const [shown, whole] = await page.evaluate(() => {
    const root = document.documentElement;
    return [root.clientWidth, Math.max(root.scrollWidth, document.body.scrollWidth)];
  });
  expect(whole <= shown, `scrolls sideways: ${whole} > ${shown}`);
  await copies(page, expect);

  // axe-core is brought in past the page's policy, in a world of its own page.
  const found = await page.evaluate(`${AXE}; axe.run(document, { resultTypes: ["violations"] })`);
  for (const violation of found.violations) {
    const nodes = violation.nodes.slice(0, 3).map((node) => node.html.slice(0, 160)).join("\n    ");
    say(`axe: ${violation.id}: ${violation.help}\n    ${nodes}`);
  }
  expect(found.passes.length > 10, "axe looked at nothing");
  expect(await page.evaluate(() => globalThis.owned === undefined), "something from elsewhere ran");
  const elements = await page.evaluate(() => [
    document.querySelectorAll("script").length,
    document.querySelectorAll("img, iframe, object, embed, form, base, [onclick], [onerror], [style]").length,
    document.querySelectorAll('a:not([href^="https://"], [href^="http://"])').length,
  ]);
  expect(String(elements) === "1,0,0", `elements from elsewhere: ${elements}`);
  await context.close();
}

// Each fold opens and closes by the keyboard.
async function folds(page, expect) {
  for (const summary of (await page.$$("summary")).slice(0, 4)) {
    const open = () => summary.evaluate((one) => one.parentElement.open);
    const before = await open();
    await summary.focus();
    await page.keyboard.press("Enter");
    expect((await open()) !== before, "a fold does not move");
    await page.keyboard.press("Enter");
    expect((await open()) === before, "a fold does not move back");
  }
}

// The button copies what stands beside it and says so.
async function copies(page, expect) {
  const button = await page.$("button[data-copy]");
  if (!button) return;
  await page.evaluate(() => {
    navigator.clipboard.writeText = async (text) => void (globalThis.copied = text);
  });
  expect(await button.isVisible(), "no copy button to be seen");
  await button.evaluate((one) => one.scrollIntoView({ block: "center" }));
  await button.click();
  await page.waitForFunction(() => document.getElementById("said").textContent === "Copied", { timeout: 3000 })
    .catch(() => expect(false, "it does not say that it copied"));
  const same = await page.evaluate(() => {
    const code = document.getElementById(document.querySelector("button[data-copy]").dataset.copy);
    return globalThis.copied === code.textContent && code.textContent.startsWith("curl ");
  });
  expect(same, "it copied something else");
}
