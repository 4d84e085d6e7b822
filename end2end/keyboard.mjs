// The keyboard alone, and that pages are really taken over by wasm.

import assert from "node:assert/strict";
import { hydrated, open } from "./browser.mjs";
import { fill, openFromWork, step } from "./task.mjs";
import { TITLES } from "./story.mjs";

/** What has the focus: its words, and whether anything around it shows that. */
function focused(page) {
  return page.evaluate(() => {
    const element = document.activeElement;
    const style = getComputedStyle(element);
    const box = element.getBoundingClientRect();
    return {
      tag: element.tagName,
      id: element.id,
      words: (element.labels?.[0] ?? element).textContent.trim().replace(/\s+/g, " "),
      hasRing:
        (style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2) ||
        style.boxShadow !== "none",
      isInView: box.width > 0 && box.height > 0 && box.top >= -1 && box.top < innerHeight,
    };
  });
}

/** Tabs until something with these words has the focus; every stop on the way must be visible. */
async function tabTo(page, words, most = 60) {
  for (let stop = 0; stop < most; stop += 1) {
    await page.keyboard.press("Tab");
    const at = await focused(page);
    assert.notEqual(at.tag, "BODY", `the keyboard leaves the page before “${words}”`);
    assert.ok(at.isInView, `focus is out of view: ${at.tag} “${at.words.slice(0, 60)}”`);
    assert.ok(at.hasRing, `focus is not visible: ${at.tag} “${at.words.slice(0, 60)}”`);
    if (words.test(at.words)) return at;
  }
  throw new Error(`“${words}” is not within ${most} stops`);
}

export async function keyboard(browser, checks) {
  const keys = checks.journey("the keyboard alone");
  let page;
  await keys("sign-in: skip link, fields, button", async () => {
    page = await browser.visitor();
    await open(page, "/sign-in");
    const skip = await tabTo(page, /^Đến nội dung chính$/, 1);
    assert.equal(skip.tag, "A");
    await page.keyboard.press("Enter");
    assert.equal((await focused(page)).id, "main");
    await tabTo(page, /^Tên đăng nhập$/, 3);
    await page.keyboard.type("congan");
    await tabTo(page, /^Mật khẩu$/, 1);
    await page.keyboard.type(browser.password);
    await tabTo(page, /^Đăng nhập$/, 1);
    await page.keyboard.press("Enter");
    await page.getByRole("heading", { level: 1, name: "Việc của tôi" }).waitFor();
    await hydrated(page);
  });
  await keys("my work: skip link, a task, its form", async () => {
    await tabTo(page, /^Đến nội dung chính$/, 1);
    await page.keyboard.press("Enter");
    assert.equal((await focused(page)).id, "main");
    await tabTo(page, /^Continue to effectively implement/);
    await page.keyboard.press("Enter");
    await page.getByRole("heading", { level: 1, name: TITLES.police }).waitFor();
    assert.equal((await focused(page)).id, "main", "a new page is not announced");
    await tabTo(page, /^Tiếp nhận$/);
  });
  await keys("a command without a mouse ends on the notice", async () => {
    // The first stop is the fold, the second the button in it.
    const at = await focused(page);
    if (at.tag === "SUMMARY") await tabTo(page, /^Tiếp nhận$/, 1);
    await page.keyboard.press("Enter");
    await page.getByRole("status").getByText("Đã ghi nhận: Tiếp nhận.").waitFor();
    await page.waitForFunction(() => document.activeElement?.id === "notice");
  });
  await keys("a closed form is opened and filled by keys", async () => {
    const at = await tabTo(page, /^Trả lại nơi giao$|^Phân công và bắt đầu$/);
    assert.equal(at.tag, "SUMMARY");
    await tabTo(page, /^Họ và tên cán bộ phụ trách/, 3);
    await page.keyboard.type("Trung tá Lê Văn Bình (mẫu)");
    await page.keyboard.press("Enter");
    await page.getByRole("status").getByText("Đã ghi nhận: Phân công và bắt đầu.").waitFor();
  });
  await keys("a refused form puts the keyboard on what is wrong, and its link on the field", async () => {
    const form = await step(page, "Báo cáo tiến độ");
    await fill(form, { "Tiến độ": "140", "Ghi chú": "Rà soát 27 xã" });
    await form.getByLabel("Tiến độ").focus();
    await browser.expecting(/status of 4\d\d/, async () => {
      await page.keyboard.press("Enter");
      await form.getByRole("alert").waitFor();
    });
    await page.waitForFunction(() => document.activeElement?.getAttribute("role") === "alert");
    await tabTo(page, /^Tiến độ: /, 1);
    await page.keyboard.press("Enter");
    await page.waitForFunction(() => document.activeElement?.id === "report-percent");
    assert.equal(await form.getByLabel("Ghi chú").inputValue(), "Rà soát 27 xã");
  });

  const takeover = checks.journey("wasm takes the pages over");
  const loads = [];
  await takeover("links lead on without loading a document", async () => {
    page = await browser.person("yte");
    page.on("request", (request) => {
      if (request.isNavigationRequest()) loads.push(request.url());
    });
    await open(page, "/");
    loads.length = 0;
    await page.getByRole("navigation", { name: "Điều hướng chính" }).getByRole("link", { name: "Nhiệm vụ", exact: true }).click();
    await page.getByRole("heading", { level: 1, name: "Nhiệm vụ" }).waitFor();
    await page.getByRole("table", { name: "Danh sách nhiệm vụ" }).waitFor();
    await page.goBack();
    await page.getByRole("heading", { level: 1, name: "Việc của tôi" }).waitFor();
    assert.deepEqual(loads, []);
  });
  await takeover("a command is sent without loading a document", async () => {
    await openFromWork(page, TITLES.treatment);
    loads.length = 0;
    const form = await step(page, "Tiếp nhận");
    await form.getByRole("button", { name: "Tiếp nhận", exact: true }).click();
    await page.getByRole("status").getByText("Đã ghi nhận: Tiếp nhận.").waitFor();
    assert.deepEqual(loads, []);
    assert.match(page.url(), /\/tasks\/[0-9a-f-]{36}$/);
  });
  await takeover("the filter of the list stays in the address", async () => {
    await open(page, "/tasks");
    loads.length = 0;
    await page.locator("summary", { hasText: /^\s*Bộ lọc/ }).click();
    await page.getByRole("search", { name: "Lọc nhiệm vụ" }).getByLabel("Trạng thái").selectOption({ label: "Đã tiếp nhận" });
    await page.getByRole("button", { name: "Lọc", exact: true }).click();
    await page.waitForURL(/\/tasks\?state=acknowledged$/);
    await page.getByText("Trạng thái: Đã tiếp nhận").waitFor();
    assert.deepEqual(loads, []);
  });
}
