// Two tabs of one officer, and a line that drops: nothing that was typed is lost or counted twice.

import assert from "node:assert/strict";
import { open } from "./browser.mjs";
import { fill, history, isIn, openFromWork, step, take } from "./task.mjs";
import { TITLES } from "./story.mjs";

const NOTE = "Đã làm việc với công an tỉnh Bô-ly-khăm-xay";

export async function conflict(browser, checks) {
  const first = await browser.person("bienphong");
  let second;
  const tabs = checks.journey("two tabs of one officer");
  await tabs("a task is under way in two tabs", async () => {
    await openFromWork(first, TITLES.border);
    await take(first, "Tiếp nhận");
    await take(first, "Phân công và bắt đầu", {
      "Họ và tên cán bộ phụ trách": "Thiếu tá Hồ Văn Lâm (mẫu)",
    });
    second = await first.context().newPage();
    await open(second, first.url());
    await isIn(second, "Đang thực hiện");
  });
  let form;
  await tabs("a stale report shows both values and keeps the text", async () => {
    form = await step(second, "Báo cáo tiến độ");
    await fill(form, { "Tiến độ": "50", "Ghi chú": NOTE });
    await take(first, "Báo cáo tiến độ", { "Tiến độ": "30", "Ghi chú": "Đã gửi thư trao đổi" });
    await second.getByText("Nhiệm vụ vừa có thay đổi khi anh/chị đang nhập").waitFor();
    await browser.expecting(/status of 409/, async () => {
      await form.getByRole("button", { name: "Báo cáo tiến độ", exact: true }).click();
      await form.getByRole("alert").getByText("Người khác vừa sửa nhiệm vụ này").waitFor();
    });
    const panel = form.getByRole("alert");
    assert.match(await panel.locator(".choice-card", { hasText: "Của họ" }).textContent(), /30/);
    assert.match(await panel.locator(".choice-card", { hasText: "Của anh/chị" }).textContent(), /50/);
    assert.equal(await form.getByLabel("Tiến độ").inputValue(), "50");
    assert.equal(await form.getByLabel("Ghi chú").inputValue(), NOTE);
    assert.equal(
      await second.evaluate(() => document.activeElement?.getAttribute("role")),
      "alert",
      "the keyboard is not on the panel",
    );
  });
  await tabs("sending again keeps the officer's own value", async () => {
    const before = await history(second).count();
    await form.getByRole("button", { name: "Gửi giá trị của tôi" }).click();
    await second.getByRole("status").getByText("Đã ghi nhận: Báo cáo tiến độ.").waitFor();
    await history(second).getByText("báo cáo tiến độ 50 %").waitFor();
    assert.ok((await history(second).count()) > before);
    await second.getByRole("progressbar", { name: "Tiến độ" }).getByText("50 %").waitFor({ state: "attached" });
    await second.close();
  });

  const line = checks.journey("a line that drops");
  await line("a report that cannot be sent says so and keeps the text", async () => {
    await open(first, first.url());
    form = await step(first, "Báo cáo tiến độ");
    await fill(form, { "Tiến độ": "70", "Ghi chú": NOTE });
    await first.context().setOffline(true);
    await browser.expecting(/ERR_INTERNET_DISCONNECTED/, async () => {
      await form.getByRole("button", { name: "Báo cáo tiến độ", exact: true }).click();
      await form.getByRole("alert").getByText("Không liên lạc được với máy chủ").waitFor();
    });
    assert.equal(await form.getByLabel("Tiến độ").inputValue(), "70");
    assert.equal(await form.getByLabel("Ghi chú").inputValue(), NOTE);
  });
  await line("once the line is back, sending again works, once", async () => {
    await first.context().setOffline(false);
    await form.getByRole("button", { name: "Báo cáo tiến độ", exact: true }).click();
    await first.getByRole("status").getByText("Đã ghi nhận: Báo cáo tiến độ.").waitFor();
    await history(first).getByText("báo cáo tiến độ 70 %").waitFor();
    assert.equal(await history(first).getByText("báo cáo tiến độ 70 %").count(), 1);
  });
  await line("an answer that is lost on the way is not counted twice", async () => {
    form = await step(first, "Báo cáo tiến độ");
    await fill(form, { "Tiến độ": "80", "Ghi chú": NOTE });
    // The server takes the command; its answer never arrives.
    await first.route("**/command", async (route) => {
      await route.fetch();
      await route.abort("connectionreset");
    });
    await browser.expecting(/ERR_CONNECTION_RESET/, async () => {
      await form.getByRole("button", { name: "Báo cáo tiến độ", exact: true }).click();
      await form.getByRole("alert").getByText("Không liên lạc được với máy chủ").waitFor();
    });
    await first.unroute("**/command");
    await form.getByRole("button", { name: "Báo cáo tiến độ", exact: true }).click();
    await first.getByRole("status").getByText("Đã ghi nhận: Báo cáo tiến độ.").waitFor();
    await history(first).getByText("báo cáo tiến độ 80 %").first().waitFor();
    assert.equal(await history(first).getByText("báo cáo tiến độ 80 %").count(), 1);
  });

  const meanwhile = checks.checks("what others did meanwhile");
  await meanwhile("a contribution asked for in another tab stops the submission and is named", async () => {
    const result = {
      "Kết quả": "Đã ký biên bản phối hợp",
      "Hiệu quả đạt được": "Tuần tra chung hằng tháng",
      "Minh chứng": "Biên bản số 5 ngày 20/09/2022",
    };
    await open(first, first.url());
    form = await step(first, "Gửi kết quả");
    await fill(form, result);
    second = await first.context().newPage();
    await open(second, first.url());
    await take(second, "Đề nghị phối hợp", {
      "Cơ quan phối hợp": "Sở Tài chính tỉnh Nghệ An",
      "Phần phải gửi": "Dự toán kinh phí",
    });
    await second.close();
    const panel = form.getByRole("alert");
    await browser.expecting(/status of 422/, async () => {
      await form.getByRole("button", { name: "Gửi kết quả", exact: true }).click();
      await panel.getByText("Còn chờ phần phối hợp của:").waitFor();
    });
    for (const [label, value] of Object.entries(result)) {
      assert.equal(await form.getByLabel(label, { exact: true }).inputValue(), value);
    }
    assert.match(await panel.textContent(), /phần phối hợp của: .*Sở Tài chính/);
  });
}
