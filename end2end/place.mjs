// Editing in place: a row of the table is changed by keyboard alone, with and without a script, and the keyboard stays.

import assert from "node:assert/strict";
import { violations } from "./axe.mjs";
import { hydrated, open } from "./browser.mjs";

/** Waits until the keyboard is on the element with that id. */
function onto(page, id) {
  return page.waitForFunction((id) => document.activeElement?.id === id, id);
}

/** Types into the field that has the keyboard and goes on. */
async function type(page, text) {
  await page.keyboard.press("Control+a");
  await page.keyboard.type(text);
  await page.keyboard.press("Tab");
}

export async function place(browser, checks) {
  const check = checks.journey("a row of the list is edited in its place");
  const list = "/tasks?state=in_progress";
  let page;
  let control;
  await check("progress is reported by keyboard, and the keyboard stays on the cell", async () => {
    page = await browser.person("bienphong");
    await open(page, list);
    const first = page.locator(".cell-edit[id^=edit-progress-]").first();
    control = await first.getAttribute("id");
    const task = control.replace("edit-progress-", "");
    await page.locator(`#row-${task}`).focus();
    await page.keyboard.press("F2");
    // The panel takes the keyboard; only then does the person go elsewhere.
    await page.waitForFunction(() => document.activeElement?.closest(".beside"));
    await page.locator(`#${control}`).focus();
    await page.keyboard.press("Enter");
    await onto(page, "report-percent");
    assert.deepEqual(await violations(page), []);
    await page.locator("#report-percent").focus();
    await type(page, "77");
    await type(page, "Đã tuần tra hai đợt (mẫu)");
    await page.keyboard.press("Enter");
    await page.getByRole("status").getByText("Đã ghi nhận").waitFor();
    await page.locator("tr").filter({ has: page.locator(`#${control}`) }).getByText("77 %").waitFor();
    await onto(page, control);
    assert.equal(new URL(page.url()).search, "?state=in_progress");
    assert.equal(await page.locator(".beside").count(), 0);
  });
  await check("Escape closes the form and gives the keyboard back", async () => {
    await page.locator(`#${control}`).focus();
    await page.keyboard.press("Enter");
    await onto(page, "report-percent");
    // Of a cell that is open already, the control leads into its form again.
    await page.locator(`#${control}`).focus();
    await page.keyboard.press("Enter");
    await onto(page, "report-percent");
    await page.keyboard.press("Escape");
    await page.locator(".beside").waitFor({ state: "detached" });
    await onto(page, control);
  });
  await check("what is typed before the counts around the page are there stays", async () => {
    // As on a slow line: an act reads them anew, and the person goes on meanwhile.
    let arrive;
    const late = new Promise((resolve) => {
      arrive = resolve;
    });
    await page.route("**/api/shell*", async (route) => {
      await late;
      await route.continue();
    });
    await page.locator(`#${control}`).focus();
    await page.keyboard.press("Enter");
    await onto(page, "report-percent");
    await type(page, "78");
    await type(page, "Đợt ba (mẫu)");
    await page.keyboard.press("Enter");
    await page.locator("tr").filter({ has: page.locator(`#${control}`) }).getByText("78 %").waitFor();
    await onto(page, control);
    await page.keyboard.press("Enter");
    await onto(page, "report-percent");
    await page.locator("#report-note").fill("Đợt bốn (mẫu)");
    const counts = page.waitForResponse(/\/api\/shell/);
    arrive();
    await (await counts).finished();
    // What it draws is drawn by then.
    await page.evaluate(() => new Promise((drawn) => setTimeout(() => requestAnimationFrame(drawn), 200)));
    assert.equal(await page.evaluate(() => document.activeElement.id), "report-note");
    assert.equal(await page.locator("#report-note").inputValue(), "Đợt bốn (mẫu)");
    await page.unroute("**/api/shell*");
    await page.keyboard.press("Escape");
    await onto(page, control);
  });
  await check("what others did meanwhile is shown beside what was typed", async () => {
    await page.locator(`#${control}`).focus();
    await page.keyboard.press("Enter");
    await onto(page, "report-percent");
    const task = control.replace("edit-progress-", "");
    const other = await browser.person("bienphong", { script: false });
    await other.goto(`${list}&move=${task}&cell=progress`);
    await other.locator("#report-percent").fill("80");
    await other.locator("#report-note").fill("Báo cáo từ máy khác (mẫu)");
    await other.locator(".beside button.btn-primary").click();
    await other.waitForURL(/done=report/);
    assert.equal(await other.evaluate(() => document.activeElement.id), control);
    await onto(page, "report-percent");
    await type(page, "81");
    await type(page, "Số liệu mới nhất (mẫu)");
    await browser.expecting(/status of 409/, async () => {
      await page.keyboard.press("Enter");
      const conflict = page.locator(".beside .conflict");
      await conflict.getByText("80 %").waitFor();
      await conflict.getByText("81 %").waitFor();
    });
    assert.equal(await page.locator("#report-note").inputValue(), "Số liệu mới nhất (mẫu)");
    await page.keyboard.press("Escape");
    await onto(page, control);
  });
  await check("in a narrow window the control is as large as a finger needs", async () => {
    const narrow = await browser.person("dieuphoi");
    await narrow.setViewportSize({ width: 390, height: 800 });
    await open(narrow, "/tasks");
    const box = await narrow.locator(".cell-edit").first().boundingBox();
    assert.ok(box.width >= 44 && box.height >= 44, JSON.stringify(box));
    await narrow.locator(".cell-edit").first().click();
    await narrow.locator(".beside").waitFor();
    assert.deepEqual(await violations(narrow), []);
    await narrow.locator(".beside").getByRole("link", { name: "Đóng" }).click();
    await narrow.locator(".beside").waitFor({ state: "detached" });
    await narrow.setViewportSize({ width: 1440, height: 900 });
  });
  await check("the timeline keeps its rows when the page is taken over and drawn again", async () => {
    await open(page, "/tasks?view=timeline");
    const rows = await page.locator(".gantt tbody tr").count();
    assert.ok(rows > 0);
    await hydrated(page);
    // Draws the page again without reading the timeline again, which then has no rows of its own.
    await page.locator("a[href$='filters=all']").evaluate((link) => link.click());
    await page.locator("select[name=agency]").waitFor({ state: "attached" });
    assert.equal(await page.locator(".gantt tbody tr").count(), rows);
    assert.ok((await page.locator(".gantt tbody svg path").count()) >= rows);
  });
}
