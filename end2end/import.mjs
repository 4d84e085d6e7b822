// Lists of people and agencies from files: chosen, reviewed row by row, confirmed, and there; a wrong file says what to do.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { open } from "./browser.mjs";

const file = (name, rows) => ({ name, mimeType: "text/csv", buffer: Buffer.from(`\uFEFF${rows.join("\r\n")}\r\n`) });

/** Good rows, a repeated one, one that changes nothing, one for an agency that is not there. */
const PEOPLE = file("danh-sach.csv", [
  "Họ và tên;Tên đăng nhập;Thư điện tử;Mã cơ quan;Chức danh/vai trò;Từ ngày;Đến hết ngày;Ghi chú",
  "Vi Thị Chi;vi.chi;vi.chi@example.vn;na.health;Cán bộ thực hiện;;;mới",
  "Vi Thị Chi;vi.chi;vi.chi@example.vn;na.health;Cán bộ thực hiện;;;mới",
  ";yte;;;;;;",
  "Lô Dần;lo.dan;;na.nowhere;Cán bộ thực hiện;;;",
]);

const AGENCIES = file("co-quan.csv", [
  "Mã cơ quan;Tên tiếng Việt;Tên tiếng Anh;Lĩnh vực;Cấp;Mã cơ quan cấp trên",
  "na.rehab;Cơ sở cai nghiện;Rehabilitation centre;Y tế;Tỉnh;na.health",
  "na.rehab.ward;Khoa điều trị;Treatment ward;Y tế;Tỉnh;na.rehab",
]);

/** Sends a file from the page on which it is chosen; gives the address that follows. */
export async function send(page, address, chosen) {
  await page.goto(address);
  await page.getByLabel("Tệp danh sách").setInputFiles(chosen);
  await page.getByRole("button", { name: "Kiểm tra tệp" }).click();
  await page.waitForURL((url) => url.pathname !== address || url.searchParams.has("kept"));
  return page.url().replace(new URL(page.url()).origin, "");
}

/** The address of a review of people that nobody confirms. */
export async function reviewOfPeople(page) {
  return send(page, "/admin/people/import", PEOPLE);
}

export async function importing(browser, checks) {
  const page = await browser.person("quantri");
  const row = (text) => page.locator("tbody tr").filter({ hasText: text });
  const people = checks.journey("people from a file");
  await people("the template brings headings and an example that makes nobody", async () => {
    await open(page, "/admin/people");
    await page.getByRole("link", { name: "Nhập từ tệp" }).click();
    await page.waitForURL(/\/admin\/people\/import$/);
    const [download] = await Promise.all([
      page.waitForEvent("download"),
      page.getByRole("link", { name: "Tải tệp mẫu" }).click(),
    ]);
    const buffer = readFileSync(await download.path());
    await send(page, "/admin/people/import", { name: "tai-khoan.xlsx", mimeType: "", buffer });
    await row("vi.du").getByText("Dòng ví dụ của tệp mẫu").waitFor();
    assert.equal(await page.getByRole("button", { name: /Xác nhận/ }).count(), 0);
  });
  await people("a file that is none says what to do", async () => {
    await send(page, "/admin/people/import", { name: "anh.png", mimeType: "", buffer: Buffer.from([0xff, 0xd8, 0]) });
    await page.getByText("Hãy lưu thành Excel (XLSX) hoặc CSV mã UTF-8").first().waitFor();
  });
  await people("every row says what it leads to", async () => {
    await reviewOfPeople(page);
    await row("vi.chi").first().getByText("Sẽ tạo").waitFor();
    await row("Giống hệt dòng 2").waitFor();
    await row("yte").getByText("Không thay đổi").waitFor();
    await row("lo.dan").getByText("Bị từ chối").waitFor();
    await page.getByRole("link", { name: "Bị từ chối: 1" }).click();
    await page.waitForURL(/show=refused/);
    await row("vi.chi").first().waitFor({ state: "detached" });
    assert.equal(await page.locator("tbody tr").count(), 1);
  });
  await people("the confirmation does it, and the person is in the list", async () => {
    await page.getByRole("button", { name: "Xác nhận nhập 1 dòng" }).click();
    await page.getByText("Đã nhập xong.").waitFor();
    await page.getByRole("link", { name: "Vi Thị Chi" }).click();
    await page.waitForURL(/\/admin\/people\?text=vi.chi/);
    await page.getByRole("link", { name: "Vi Thị Chi" }).click();
    await page.getByText("nhập từ tệp danh-sach.csv, dòng 2").waitFor();
  });

  const agencies = checks.journey("agencies from a file");
  await agencies("one below another of the same file, without a script", async () => {
    const plain = await browser.person("quantri", { script: false });
    await send(plain, "/admin/agencies/import", AGENCIES);
    await plain.getByRole("button", { name: "Xác nhận nhập 2 dòng" }).click();
    await plain.getByText("Đã nhập xong.").waitFor();
    await plain.getByRole("link", { name: "Khoa điều trị" }).click();
    await plain.getByRole("link", { name: "Khoa điều trị" }).click();
    await plain.getByText("nhập từ tệp co-quan.csv, dòng 3").waitFor();
  });
}
