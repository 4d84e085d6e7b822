// Accessibility: axe finds nothing on any page, in both languages, light and wide, dark and narrow, with the
// page taken over by wasm; and at 320 px nothing has to be scrolled sideways (WCAG 2.2, 1.4.10).

import { AxeBuilder } from "@axe-core/playwright";
import { hydrated, open } from "./browser.mjs";
import { pages } from "./pages.mjs";

const TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];

/** Language, colours and size; every value of each is looked at once. */
const LOOKS = [
  ["en", "light", { width: 1440, height: 900 }],
  ["vi", "dark", { width: 320, height: 700 }],
];

/** Pages that answer with a status the browser reports on its console. */
const REFUSED = { "not-found": /status of 404/, forbidden: /status of 403/ };

export async function violations(page) {
  const axe = new AxeBuilder({ page }).withTags(TAGS).setLegacyMode(true);
  const { passes, violations } = await axe.analyze();
  if (passes.length < 10) throw new Error(`axe had almost nothing to look at: ${passes.length} rules`);
  return violations.flatMap(({ id, help, nodes }) =>
    nodes.map((node) => `${id}: ${help}\n  ${node.target.join(" ")}\n  ${node.html.slice(0, 200)}`),
  );
}

/** Switches the language of the page where it is not that one yet. */
export async function speak(page, language) {
  if ((await page.locator("html").getAttribute("lang")) === language) return;
  await page.locator(`button[name=language][value=${language}]`).click();
  await page.locator(`html[lang=${language}]`).waitFor();
}

export async function accessibility(browser, checks) {
  const visitor = await browser.visitor();
  const all = await pages(browser);
  for (const [language, colorScheme, size] of LOOKS) {
    const check = checks.checks(`axe: ${language}, ${colorScheme}, ${size.width} px`);
    for (const [name, login, address] of all) {
      await check(name, async () => {
        const page = login ? await browser.person(login) : visitor;
        await page.setViewportSize(size);
        await page.emulateMedia({ colorScheme });
        const look = async () => {
          await open(page, address);
          await speak(page, language);
          await hydrated(page);
        };
        if (REFUSED[name]) await browser.expecting(REFUSED[name], look);
        else await look();
        const beyond = await page.evaluate(
          () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
        );
        if (beyond > 0) throw new Error(`${address} is ${beyond} px wider than the window`);
        const found = await violations(page);
        if (found.length > 0) throw new Error(`${address}\n${found.join("\n")}`);
      });
    }
  }
}
