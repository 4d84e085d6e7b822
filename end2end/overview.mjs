// Board, calendar and timeline: a card is moved by keyboard and by dragging, and the keyboard stays with it.

import assert from "node:assert/strict";
import { hydrated, open } from "./browser.mjs";
import { fill, step } from "./task.mjs";

/** Waits until the keyboard is on the element with that id. */
function onto(page, id) {
  return page.waitForFunction((id) => document.activeElement?.id === id, id);
}

export async function overview(browser, checks) {
  const check = checks.journey("the list as a board, a calendar and a timeline");
  let page;
  let card;
  await check("a card is moved by keyboard, and stays under it", async () => {
    page = await browser.person("dieuphoi");
    await open(page, "/tasks?view=board");
    await hydrated(page);
    const link = page.locator("[data-column=in_progress] [data-moves*=suspended] .board-title").first();
    card = await link.getAttribute("id");
    await link.focus();
    await page.keyboard.press("Tab");
    await page.keyboard.press("Enter");
    await onto(page, "board-step-h");
    const form = await step(page, "Tạm dừng");
    await fill(form, { "Lý do": "Chờ kết quả rà soát (mẫu)" });
    await page.keyboard.press("Tab");
    await page.keyboard.press("Enter");
    await page.getByRole("status").getByText("Đã ghi nhận: Tạm dừng.").waitFor();
    await page.locator(`[data-column=suspended] #${card}`).waitFor();
    await onto(page, card);
    assert.equal(new URL(page.url()).search, "?view=board");
  });
  await check("a card that is dropped asks for what its step needs", async () => {
    await page.locator(`#${card}`).dragTo(page.locator("[data-column=in_progress] h2"));
    await onto(page, "board-step-h");
    await page.locator(`[data-column=suspended] #${card}`).waitFor();
    const form = await step(page, "Tiếp tục");
    await fill(form, { "Lý do": "Đã có kết quả rà soát (mẫu)" });
    await form.getByRole("button", { name: "Tiếp tục", exact: true }).click();
    await page.locator(`[data-column=in_progress] #${card}`).waitFor();
    await onto(page, card);
  });
  await check("arrow keys lead from card to card", async () => {
    const at = page.locator(`#${card}`);
    await at.focus();
    await page.keyboard.press("ArrowLeft");
    const next = await page.evaluate(() => document.activeElement.className);
    assert.equal(next, "board-title");
    assert.notEqual(await page.evaluate(() => document.activeElement.id), card);
  });
  await check("the views keep the filter, and each is a link", async () => {
    await open(page, "/tasks?state=in_progress");
    const views = page.getByRole("navigation", { name: "Cách hiển thị" });
    for (const [name, part] of [
      ["Lịch", ".month"],
      ["Tiến độ", ".gantt"],
      ["Theo trạng thái", ".board"],
    ]) {
      await views.getByRole("link", { name, exact: true }).click();
      await page.locator(part).waitFor();
      await page.getByText("Trạng thái: Đang thực hiện").waitFor();
      assert.match(page.url(), /state=in_progress&view=/);
    }
  });
}
