// The command palette and the shortcuts, by keyboard alone, and that axe finds nothing in their dialogs.

import assert from "node:assert/strict";
import { violations } from "./axe.mjs";
import { open } from "./browser.mjs";
import { openFromWork } from "./task.mjs";
import { TITLES } from "./story.mjs";

const PALETTE = { name: "Đi tới hoặc thực hiện" };

const focusedName = (page) =>
  page.evaluate(() => document.activeElement?.getAttribute("name") ?? document.activeElement?.id ?? "");

async function isClean(page) {
  const found = await violations(page);
  assert.equal(found.length, 0, found.join("\n"));
}

export async function palette(browser, checks) {
  const page = await browser.person("bienphong");
  const keys = checks.journey("the command palette");
  const dialog = page.getByRole("dialog", PALETTE);
  const field = dialog.getByRole("combobox");
  const call = async (text) => {
    await page.keyboard.press("Control+k");
    await field.waitFor();
    await page.keyboard.type(text);
  };
  await keys("a page is found by words without tones, and opened", async () => {
    await open(page, "/");
    await call("chi dao van");
    await dialog.getByRole("option", { name: /Văn bản chỉ đạo/ }).waitFor();
    await isClean(page);
    await page.keyboard.press("Enter");
    await page.waitForURL(/\/directives$/);
    await dialog.waitFor({ state: "detached" });
  });
  await keys("a directive by its number, a task by its words", async () => {
    await call("1041");
    await dialog.getByRole("option", { name: /1041\/UBND-NC/ }).waitFor();
    await page.keyboard.press("Escape");
    await dialog.waitFor({ state: "detached" });
    await call("international cooperation");
    await dialog.getByRole("option", { name: new RegExp(TITLES.border.slice(0, 40)) }).waitFor();
    await page.keyboard.press("Enter");
    await page.getByRole("heading", { level: 1, name: TITLES.border }).waitFor();
  });
  await keys("a step of the open page opens with the keyboard in its first field", async () => {
    await openFromWork(page, TITLES.border);
    await call("bao cao tien do");
    await page.keyboard.press("Enter");
    await dialog.waitFor({ state: "detached" });
    await page.waitForFunction(() => document.activeElement?.closest("details.action[open]") !== null);
    assert.equal(await focusedName(page), "percent");
  });
  await keys("Escape gives the keyboard back to where it was", async () => {
    await page.locator("#report textarea").focus();
    await page.keyboard.press("Control+k");
    await field.waitFor();
    await page.keyboard.press("Escape");
    await dialog.waitFor({ state: "detached" });
    assert.equal(await focusedName(page), "note");
  });

  const single = checks.journey("shortcuts of a single character");
  const sheet = page.getByRole("dialog", { name: "Phím tắt" });
  await single("they do nothing in a field", async () => {
    await page.locator("#report textarea").focus();
    await page.keyboard.type("g?t");
    assert.equal(await sheet.count(), 0);
    assert.equal(await page.locator("#report textarea").inputValue(), "g?t");
  });
  await single("g t goes to the tasks, / to the search, ? shows them all", async () => {
    await open(page, "/");
    await page.keyboard.press("g");
    await page.keyboard.press("t");
    await page.waitForURL(/\/tasks$/);
    await page.keyboard.press("/");
    await page.waitForFunction(() => document.activeElement?.id === "top-q");
    await page.locator("#main").focus();
    await page.keyboard.press("?");
    await sheet.waitFor();
    await isClean(page);
  });
  await single("turned off they do nothing, and that is remembered", async () => {
    await sheet.getByRole("checkbox").uncheck();
    await page.keyboard.press("Escape");
    await sheet.waitFor({ state: "detached" });
    await open(page, "/directives");
    await page.keyboard.press("g");
    await page.keyboard.press("t");
    await page.keyboard.press("?");
    assert.equal(await sheet.count(), 0);
    assert.match(page.url(), /\/directives$/);
    await page.getByRole("button", { name: "Phím tắt" }).click();
    await sheet.getByRole("checkbox").check();
    await page.keyboard.press("Escape");
  });
}
