// Two people on one task: what one does, the other sees without a reload, and typing is never disturbed.

import assert from "node:assert/strict";
import { open } from "./browser.mjs";
import { fill, history, openFromWork, step, take } from "./task.mjs";
import { TITLES } from "./story.mjs";

const REASON = "Chờ hướng dẫn của Bộ";

/** What has the focus: its name as forms send it. */
const focusedField = (page) => page.evaluate(() => document.activeElement?.getAttribute("name"));

export async function live(browser, checks) {
  const lead = await browser.person("bienphong");
  const coordinator = await browser.person("dieuphoi");
  const report = (percent, note) =>
    take(lead, "Báo cáo tiến độ", { "Tiến độ": String(percent), "Ghi chú": note });
  const bar = (percent) =>
    coordinator
      .getByRole("progressbar", { name: "Tiến độ" })
      .getByText(`${percent} %`)
      .waitFor({ state: "attached" });
  const sees = checks.journey("what others do appears by itself");
  let form;
  await sees("a report shows on the other's page while a form is typed into", async () => {
    await openFromWork(lead, TITLES.border);
    await open(coordinator, lead.url());
    form = await step(coordinator, "Tạm dừng");
    await fill(form, { "Lý do": REASON });
    await coordinator.evaluate(() => {
      window.isSamePage = true;
    });
    await report(85, "Đã ký biên bản");
    await bar(85);
    await history(coordinator).getByText("báo cáo tiến độ 85 %").waitFor();
    assert.equal(await coordinator.evaluate(() => window.isSamePage), true, "the page was loaded anew");
  });
  await sees("what was typed, the focus and the open form stay", async () => {
    assert.equal(await form.getByLabel("Lý do").inputValue(), REASON);
    assert.equal(await focusedField(coordinator), "reason");
    assert.notEqual(await form.getAttribute("open"), null);
  });
  await sees("the section says who changed it, and it is said politely", async () => {
    const mark = coordinator.locator("#work .live-mark");
    assert.match(await mark.textContent(), /Vừa cập nhật bởi .*Biên phòng.*lúc \d\d:\d\d/);
    assert.equal(await coordinator.locator(".live-mark").count(), 1, "nothing else is marked");
    const said = coordinator.locator('[aria-live="polite"]');
    assert.match(await said.textContent(), /vừa cập nhật nhiệm vụ này: Tiến độ/);
  });
  await sees("the page says before sending that the form is behind, and offers a new one", async () => {
    await coordinator.getByText("Nhiệm vụ vừa có thay đổi khi anh/chị đang nhập").waitFor();
    await coordinator.getByRole("link", { name: "Xem thay đổi" }).click();
    assert.equal(await form.getByLabel("Lý do").inputValue(), REASON);
    await coordinator.getByRole("button", { name: "dùng biểu mẫu mới" }).click();
    await coordinator
      .getByText("Nhiệm vụ vừa có thay đổi khi anh/chị đang nhập")
      .waitFor({ state: "detached" });
    form = await step(coordinator, "Tạm dừng");
    assert.equal(await form.getByLabel("Lý do").inputValue(), "");
  });
  await sees("one's own act is not marked", async () => {
    assert.equal(await lead.locator(".live-mark").count(), 0);
  });

  const around = checks.journey("lists and counts");
  await around("a list shows what changed", async () => {
    await open(coordinator, "/tasks");
    const row = coordinator.getByRole("row").filter({ hasText: TITLES.border });
    await row.getByText("85 %").waitFor();
    await report(90, "Đã tuần tra chung");
    await row.getByText("90 %").waitFor();
  });
  await around("what waits for the office is counted at once", async () => {
    const count = () =>
      coordinator.evaluate(() =>
        Number.parseInt(document.querySelector(".sidenav .nav-count")?.textContent ?? "0", 10),
      );
    const before = await count();
    const work = await browser.visitor();
    await browser.signIn(work, "dieuphoi");
    await open(work, "/");
    const decisions = await work.locator("#still a.btn-small").count();
    // Whoever types there is not disturbed.
    const typing = await browser.visitor();
    await browser.signIn(typing, "dieuphoi");
    await open(typing, "/");
    await typing.evaluate(() => {
      const field = document.createElement("textarea");
      document.querySelector("#still").prepend(field);
    });
    await typing.locator("#still textarea").fill("đang gõ");
    await typing.locator("#still h1").click();
    await take(lead, "Xin gia hạn", {
      "Hạn mới": "2022-12-31",
      "Lý do": "Chờ phía bạn trả lời",
    });
    await coordinator.waitForFunction(
      (before) =>
        Number.parseInt(document.querySelector(".sidenav .nav-count")?.textContent ?? "0", 10) === before + 1,
      before,
    );
    await work.waitForFunction(
      (before) => document.querySelectorAll("#still a.btn-small").length === before + 1,
      decisions,
    );
    await typing.waitForFunction(
      (now) => Number.parseInt(document.querySelector(".sidenav .nav-count")?.textContent ?? "0", 10) === now,
      before + 1,
    );
    assert.equal(await typing.locator("#still textarea").inputValue(), "đang gõ");
    await work.context().close();
    await typing.context().close();
  });
  await around("a page that was out of sight catches up", async () => {
    await open(coordinator, lead.url());
    const other = await coordinator.context().newPage();
    await other.bringToFront();
    await take(lead, "Báo cáo tiến độ", { "Tiến độ": "95", "Ghi chú": "Gần xong" });
    await other.close();
    await coordinator.bringToFront();
    await bar(95);
  });
}
