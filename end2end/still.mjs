// Still pages: drawn by the server, kept up to date by the browser, and never at the cost of what was typed.

import assert from "node:assert/strict";
import { open } from "./browser.mjs";

export async function still(browser, checks) {
  const check = checks.journey("pages that the server draws");
  const loads = [];
  let page;
  await check("are gone to without loading a document, with their title and the keyboard at their beginning", async () => {
    page = await browser.person("quantri");
    page.on("request", (request) => {
      if (request.isNavigationRequest()) loads.push(request.url());
    });
    await open(page, "/tasks");
    loads.length = 0;
    const navigation = page.getByRole("navigation", { name: "Điều hướng chính" });
    await navigation.getByRole("link", { name: "Người dùng", exact: true }).click();
    await page.locator("#still h1").waitFor();
    assert.equal(await page.title(), `${await page.locator("#still h1").textContent()} – Lá Chắn`);
    assert.equal(await page.evaluate(() => document.activeElement.id), "main");
    await page.goBack();
    await page.getByRole("heading", { level: 1, name: "Nhiệm vụ" }).waitFor();
    await page.waitForFunction(() => document.title === "Nhiệm vụ – Lá Chắn");
    await page.goForward();
    await page.locator("#still h1").waitFor();
    assert.deepEqual(loads, []);
  });
  await check("a form that could not be sent keeps every word, and is sent when the line is back", async () => {
    await open(page, "/admin/people/new");
    loads.length = 0;
    const login = page.getByLabel("Tên đăng nhập");
    await login.fill("người mới");
    const full = page.locator("#still form[action='/command'] input[name=full_name]");
    await full.fill("Nguyễn Thị Mẫu");
    await page.route("**/command", (route) => route.abort());
    const send = page.locator("#still form[action='/command'] button").last();
    const label = await send.textContent();
    await browser.expecting(/ERR_FAILED|Failed to fetch|Failed to load/, async () => {
      await send.click();
      await page.getByRole("alert").getByText("Không liên lạc được với máy chủ").waitFor();
    });
    assert.equal(await full.inputValue(), "Nguyễn Thị Mẫu");
    assert.equal(await send.textContent(), label);
    assert.equal(await page.evaluate(() => document.activeElement.getAttribute("role")), "alert");
    await page.unroute("**/command");
    // The login has a space and a tone: refused by the server, beside the field, with the words.
    await send.click();
    await page.waitForFunction(() => document.activeElement?.classList.contains("error-summary"));
    assert.equal(await full.inputValue(), "Nguyễn Thị Mẫu");
    await page.waitForURL(/kept=/);
    await page.getByLabel("Tên đăng nhập").fill(`mau${Date.now() % 100000}`);
    await page.locator("#still form[action='/command'] button").last().click();
    await page.waitForFunction(() => document.activeElement?.id === "notice");
    await page.waitForURL(/\/admin\/people\/[0-9a-f-]{36}\?done=create/);
    assert.deepEqual(loads, []);
  });
  await check("a page that cannot be read says so, and can be tried again", async () => {
    await page.route("**/admin/agencies", (route) => route.abort());
    const navigation = page.getByRole("navigation", { name: "Điều hướng chính" });
    await browser.expecting(/ERR_FAILED|Failed to fetch|Failed to load/, async () => {
      await navigation.locator("a[href='/admin/agencies']").click();
      await page.getByRole("alert").getByText("Không liên lạc được với máy chủ").waitFor();
    });
    await page.unroute("**/admin/agencies");
    await page.getByRole("link", { name: "Thử lại" }).click();
    await page.locator("#still h1").waitFor();
  });
}
