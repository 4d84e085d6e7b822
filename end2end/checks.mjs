// What was checked and how it went. A failed check leaves pictures and HTML of the open pages in `shots`.

import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

/** Where pictures go. */
export const SHOTS = join(dirname(fileURLToPath(import.meta.url)), "shots");

export class Checks {
  #counts = { passed: 0, failed: 0 };
  #browser;

  constructor(browser) {
    this.#browser = browser;
  }

  get passed() {
    return this.#counts.passed;
  }

  get failed() {
    return this.#counts.failed;
  }

  /** The same count for the pages of another browser. */
  of(browser) {
    const checks = new Checks(browser);
    checks.#counts = this.#counts;
    return checks;
  }

  /** Checks that build on each other: after one that failed, the rest of them cannot be reached. */
  journey(title) {
    console.log(`\n${title}`);
    let isBroken = false;
    return async (name, body) => {
      if (isBroken) {
        this.#counts.failed += 1;
        console.log(`  FAIL  ${name}: not reached`);
      } else {
        isBroken = !(await this.#check(name, body));
      }
    };
  }

  /** Checks that have nothing to do with each other. */
  checks(title) {
    console.log(`\n${title}`);
    return async (name, body) => {
      await this.#check(name, body);
    };
  }

  /** One check: holds when `body` ends, and no page had a problem meanwhile. */
  async #check(name, body) {
    const start = Date.now();
    let failure = null;
    try {
      await body();
    } catch (error) {
      failure = error.message ?? String(error);
    }
    const problems = this.#browser.problems.splice(0);
    if (problems.length > 0) failure = [failure, ...problems].filter(Boolean).join("\n");
    const seconds = ((Date.now() - start) / 1000).toFixed(1);
    if (failure === null) {
      this.#counts.passed += 1;
      console.log(`  ok    ${name} (${seconds} s)`);
      return true;
    }
    this.#counts.failed += 1;
    console.log(`  FAIL  ${name} (${seconds} s)`);
    console.log(failure.trimEnd().replace(/^/gm, "        "));
    await this.#keep(this.passed + this.failed);
    return false;
  }

  async #keep(name) {
    mkdirSync(SHOTS, { recursive: true });
    for (const [at, page] of this.#browser.pages().entries()) {
      const file = join(SHOTS, `failed-${name}-${at}`);
      try {
        await page.screenshot({ path: `${file}.png`, fullPage: true, timeout: 5000 });
        writeFileSync(`${file}.html`, `<!-- ${page.url()} -->\n${await page.content()}`);
      } catch (error) {
        console.log(`        no picture of ${page.url()}: ${error.message.split("\n")[0]}`);
      }
    }
  }
}
