// The work without a script: every step is a plain form, and a refused one keeps what was typed.

import assert from "node:assert/strict";
import { TITLES } from "./story.mjs";
import { fill, history, isIn, step } from "./task.mjs";

const RESULT = {
  "Kết quả": "Đã huy động 2,1 tỷ đồng",
  "Minh chứng": "Báo cáo 77/BC-STC ngày 30/09/2022",
};
const EFFECT = { "Hiệu quả đạt được": "Đủ kinh phí cho 27 xã" };

/** Sends the form of a step and waits for the page that says it was done. */
async function send(page, name, fields = {}) {
  const form = await step(page, name);
  await fill(form, fields);
  await form.getByRole("button", { name, exact: true }).click();
  await page.getByRole("status").getByText(`Đã ghi nhận: ${name}.`).waitFor();
}

export async function withoutScript(browser, checks) {
  const check = checks.journey("without a script");
  let officer;
  let coordinator;
  await check("sign-in", async () => {
    officer = await browser.person("taichinh", { script: false });
    await officer.getByRole("heading", { level: 1, name: "Việc của tôi" }).waitFor();
    coordinator = await browser.person("dieuphoi", { script: false });
  });
  await check("acknowledge, start and report", async () => {
    await officer.getByRole("main").getByRole("link", { name: TITLES.finance, exact: true }).click();
    await send(officer, "Tiếp nhận");
    await send(officer, "Phân công và bắt đầu", {
      "Họ và tên cán bộ phụ trách": "Trần Văn Phúc (mẫu)",
    });
    await send(officer, "Báo cáo tiến độ", { "Tiến độ": "60", "Ghi chú": "Đã làm việc với 3 quỹ" });
    await history(officer).getByText("báo cáo tiến độ 60 %").waitFor();
  });
  await check("a refused result comes back with what was typed and what is wrong", async () => {
    const form = await step(officer, "Gửi kết quả");
    await fill(form, RESULT);
    await form.getByRole("button", { name: "Gửi kết quả", exact: true }).click();
    const why = officer.getByRole("alert");
    await why.getByText("Chưa gửi được").waitFor();
    assert.match(await officer.title(), /^Lỗi: /);
    const again = await step(officer, "Gửi kết quả");
    for (const [label, value] of Object.entries(RESULT)) {
      assert.equal(await again.getByLabel(label).inputValue(), value);
    }
    const link = why.getByRole("link", { name: /Hiệu quả đạt được/ });
    await link.click();
    assert.match(officer.url(), /#submit-effect$/);
    assert.equal(await again.getByLabel("Hiệu quả đạt được").getAttribute("aria-invalid"), "true");
  });
  await check("completed, it is accepted", async () => {
    await send(officer, "Gửi kết quả", EFFECT);
    await isIn(officer, "Chờ xác nhận");
  });
  await check("the coordinator confirms", async () => {
    await coordinator.goto("/");
    const waiting = coordinator.getByRole("region", { name: /Chờ anh\/chị quyết định/ });
    await waiting.getByRole("link", { name: TITLES.finance, exact: true }).click();
    const form = await step(coordinator, "Xác nhận hoàn thành");
    await form.getByLabel("Hoàn thành xuất sắc").check();
    await send(coordinator, "Xác nhận hoàn thành");
    await isIn(coordinator, "Hoàn thành");
  });
  await check("the list is filtered", async () => {
    await coordinator.goto("/tasks");
    await coordinator.locator("summary", { hasText: /^\s*Bộ lọc/ }).click();
    const bar = coordinator.getByRole("search", { name: "Lọc nhiệm vụ" });
    await bar.getByLabel("Trạng thái").selectOption({ label: "Hoàn thành" });
    await bar.getByRole("button", { name: "Lọc", exact: true }).click();
    await coordinator.waitForURL(/state=completed/);
    const rows = coordinator.getByRole("table").locator("tbody tr");
    assert.equal(await rows.count(), 2);
    await coordinator.getByRole("link", { name: /Trạng thái: Hoàn thành\s+bỏ lọc/ }).click();
    await coordinator.waitForURL(/\/tasks$/);
  });
  await check("the list has a next page, with other rows", async () => {
    const rows = coordinator.getByRole("table").locator("tbody tr");
    const addresses = () => rows.locator("td.title-col a").evaluateAll((links) => links.map((link) => link.href));
    const first = await addresses();
    assert.equal(first.length, 50);
    await coordinator.getByRole("navigation", { name: "Phân trang" }).getByRole("link", { name: "Trang sau" }).click();
    await coordinator.waitForURL(/after=/);
    const second = await addresses();
    assert.ok(second.length > 0);
    assert.ok(second.every((address) => !first.includes(address)), "a row is on both pages");
  });
  await check("the language is switched and the page stays", async () => {
    await coordinator.goto("/tasks?state=completed");
    await coordinator.getByRole("button", { name: "EN – switch to English" }).click();
    await coordinator.getByRole("heading", { level: 1, name: "Tasks" }).waitFor();
    assert.match(coordinator.url(), /\/tasks\?state=completed$/);
    assert.equal(await coordinator.locator("html").getAttribute("lang"), "en");
    await coordinator.getByRole("button", { name: /^VI/ }).click();
    await coordinator.getByRole("heading", { level: 1, name: "Nhiệm vụ" }).waitFor();
  });
  await check("a wrong password is refused in words", async () => {
    const visitor = await browser.visitor({ javaScriptEnabled: false });
    await visitor.goto("/sign-in");
    await visitor.getByLabel("Tên đăng nhập").fill("taichinh");
    await visitor.getByLabel("Mật khẩu", { exact: true }).fill("không phải mật khẩu");
    await visitor.getByRole("button", { name: "Đăng nhập", exact: true }).click();
    await visitor.getByRole("alert").getByText("Tên đăng nhập hoặc mật khẩu không đúng").waitFor();
    assert.ok(!visitor.url().includes("password"));
    await visitor.context().close();
  });
}
