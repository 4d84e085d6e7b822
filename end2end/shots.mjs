// Pictures of every page, in Vietnamese, after the journeys: wide and narrow, light and dark.
//
// By hand: `node end2end/shots.mjs`, or with the names of pages: `… leadership tasks`. Not part of the tests.

import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { Browser, hydrated } from "./browser.mjs";
import { Checks, SHOTS } from "./checks.mjs";
import { conflict } from "./conflict.mjs";
import { pages } from "./pages.mjs";
import { startServer } from "./server.mjs";
import { story } from "./story.mjs";

const SIZES = [
  { width: 1440, height: 900 },
  { width: 390, height: 844 },
];
const chosen = process.argv.slice(2);

const server = await startServer();
const browser = await Browser.launch(server);
try {
  const checks = new Checks(browser);
  await story(browser, checks);
  await conflict(browser, checks);
  mkdirSync(SHOTS, { recursive: true });
  const visitor = await browser.visitor();
  for (const [name, login, address] of await pages(browser)) {
    if (chosen.length > 0 && !chosen.includes(name)) continue;
    const page = login ? await browser.person(login) : visitor;
    for (const size of SIZES) {
      await page.setViewportSize(size);
      for (const colorScheme of ["light", "dark"]) {
        await page.emulateMedia({ colorScheme });
        await page.goto(address);
        await hydrated(page);
        const file = join(SHOTS, `${name}-${size.width}-${colorScheme}.png`);
        await page.screenshot({ path: file, fullPage: true });
        console.log(file);
      }
    }
  }
} finally {
  await browser.close();
  await server.stop();
}
