// All journeys, one after the other, against a server of their own. `cargo xtask test browser` runs this.
//
// By hand: `node end2end/run.mjs`, or with names to run those alone: `… keyboard axe`.
// To add a journey: a module with one function of the browser and the checks, a line in SPECS.

import { readFileSync } from "node:fs";
import { accessibility } from "./axe.mjs";
import { Browser } from "./browser.mjs";
import { Checks } from "./checks.mjs";
import { conflict } from "./conflict.mjs";
import { importing } from "./import.mjs";
import { keyboard } from "./keyboard.mjs";
import { live } from "./live.mjs";
import { overview } from "./overview.mjs";
import { palette } from "./palette.mjs";
import { place } from "./place.mjs";
import { startServer } from "./server.mjs";
import { still } from "./still.mjs";
import { story } from "./story.mjs";
import { week } from "./week.mjs";
import { withoutScript } from "./without_script.mjs";

/** The first two always run: the others work with what they leave; but for the last, which brings its own. */
const SPECS = [
  ["story", story],
  ["conflict", conflict],
  ["live", live],
  ["keyboard", keyboard],
  ["palette", palette],
  ["overview", overview],
  ["place", place],
  ["import", importing],
  ["still", still],
  ["without_script", withoutScript],
  ["axe", accessibility],
  ["week", week],
];

const chosen = process.argv.slice(2);
const unknown = chosen.find((name) => !SPECS.some(([spec]) => spec === name));
if (unknown) {
  console.error(`There is no journey “${unknown}”: ${SPECS.map(([name]) => name).join(", ")}.`);
  process.exit(2);
}

const start = Date.now();
const server = await startServer();
let failed = 1;
try {
  const browser = await Browser.launch(server);
  try {
    const checks = new Checks(browser);
    for (const [at, [name, spec]] of SPECS.entries()) {
      const isNeeded = at < 2 && chosen.join() !== "week";
      if (chosen.length > 0 && !isNeeded && !chosen.includes(name)) continue;
      try {
        await spec(browser, checks);
      } catch (error) {
        await checks.checks(name)("went to its end", () => Promise.reject(error));
      }
    }
    failed = checks.failed;
    if (failed > 0) {
      const log = readFileSync(server.log, "utf8").trimEnd().split("\n").slice(-40);
      console.log(`\nThe last lines of the server:\n${log.join("\n")}`);
    }
    console.log(`\n${((Date.now() - start) / 1000).toFixed(0)} s`);
    console.log(`${checks.passed} passed, ${checks.failed} failed`);
  } finally {
    await browser.close();
  }
} finally {
  await server.stop();
}
process.exitCode = failed > 0 ? 1 : 0;
