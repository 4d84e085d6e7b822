// A week in the life of a task: seven days, the people who meet in it, and a clock that this journey moves.
//
// It has a server of its own, which is stopped each evening and started on the next day: what was planned for
// later must survive that. People sign in each morning. What is seen without a script elsewhere is not
// repeated here.

import assert from "node:assert/strict";
import { speak, violations } from "./axe.mjs";
import { Browser, hydrated, open } from "./browser.mjs";
import { startServer } from "./server.mjs";
import { fill, history, isIn, openFromWork, step, take } from "./task.mjs";

const SURVEY = "Rà soát người nghiện ma túy tại các xã biên giới";
const KITS = "Lập danh mục sinh phẩm xét nghiệm còn thiếu";

/** A short dispatch of our own. */
const DISPATCH = `ỦY BAN NHÂN DÂN TỈNH NGHỆ AN
Số: 2101/UBND-NC
Nghệ An, ngày 15 tháng 9 năm 2022
V/v rà soát địa bàn trọng điểm về ma túy

Ủy ban nhân dân tỉnh yêu cầu:
1. Công an tỉnh chủ trì, phối hợp với Sở Y tế rà soát người nghiện ma túy tại các xã biên giới, hoàn thành trước ngày 21/9/2022.
2. Sở Y tế chủ trì lập danh mục sinh phẩm xét nghiệm còn thiếu, báo cáo trước ngày 16/9/2022.
`;

/** The journey on a server of its own; what is wrong on its pages counts as in the others. */
export async function week(_, checks) {
  const server = await startServer();
  const browser = await Browser.launch(server);
  try {
    await days(server, browser, checks.of(browser).journey("a week in the life of a task"));
  } finally {
    await browser.close();
    await server.stop();
  }
}

async function days(server, browser, check) {
  /** Lets days pass, in the evening; next morning everybody signs in anew. */
  const sleep = async (days) => {
    await browser.signOutAll();
    await server.forward(days);
  };
  await thursday(browser, check);
  await sleep(1);
  await friday(browser, check);
  await sleep(3);
  await monday(browser, check);
  await sleep(1);
  await tuesday(browser, check);
  await sleep(1);
  await wednesday(browser, check);
  await sleep(1);
  await nextThursday(browser, check);
  await check("nothing in the log was altered, and every row is what it leads to", () => {
    assert.match(server.run("verify-log"), /nothing was altered/);
    assert.match(server.run("rebuild"), / 0 counters were wrong/);
  });
}

/** The 15th: the dispatch becomes two tasks; the police take theirs and pass it on to two districts. */
async function thursday(browser, check) {
  await check("Thursday: the coordinator issues the dispatch", async () => {
    const page = await browser.person("dieuphoi");
    await open(page, "/directives/new");
    const form = page.getByRole("region", { name: "Dán văn bản hoặc tải tệp" });
    await form.getByLabel("Dán toàn văn").fill(DISPATCH);
    await form.getByLabel("Tôi xác nhận văn bản này không mang độ mật.").check();
    await form.getByRole("button", { name: "Đọc văn bản" }).click();
    await page.waitForURL(/\/directives\/[0-9a-f-]{36}\/draft/);
    await hydrated(page);
    assert.equal(await page.locator("li.draft").count(), 2);
    await page.getByText("Điền cho các nhiệm vụ còn thiếu").click();
    const panel = page.locator("details").filter({
      has: page.locator("summary", { hasText: "Điền cho các nhiệm vụ còn thiếu" }),
    });
    await fill(panel, {
      "Lãnh đạo chịu trách nhiệm": "Phó Chủ tịch UBND tỉnh (mẫu)",
      "Sản phẩm": "Báo cáo kết quả",
      "Hiệu quả dự kiến": "27 xã biên giới được rà soát",
    });
    await panel.getByRole("button", { name: "Điền vào chỗ thiếu" }).click();
    await page.getByRole("status").getByText("đã lưu dự thảo").waitFor();
    await hydrated(page);
    await page.getByRole("button", { name: "Ban hành", exact: true }).click();
    await page.waitForURL(/\?done=issue/);
    await page.getByRole("heading", { level: 3, name: SURVEY }).waitFor();
    await page.getByRole("heading", { level: 3, name: KITS }).waitFor();
  });
  await check("the police take theirs and name the officer", async () => {
    const police = await browser.person("congan");
    await openFromWork(police, SURVEY);
    await take(police, "Tiếp nhận");
    await take(police, "Phân công và bắt đầu", { "Họ và tên cán bộ phụ trách": "Phan Thanh Châu (mẫu)" });
    await isIn(police, "Đang thực hiện");
  });
  await check("their head delegates it to two districts", async () => {
    const head = await browser.person("congan.lanhdao");
    await open(head, new URL((await browser.person("congan")).url()).pathname);
    await head.getByRole("link", { name: "Giao nhiệm vụ thành phần" }).first().click();
    await head.waitForURL(/\/delegate/);
    await hydrated(head);
    await fill(head.getByRole("main"), { "Người chịu trách nhiệm": "Trưởng Công an huyện", "Hạn chung": "2022-09-20" });
    for (const district of ["Công an huyện Kỳ Sơn", "Công an huyện Quế Phong"]) {
      await head.getByRole("checkbox", { name: district }).check();
    }
    await head.getByRole("button", { name: "Giao cho các cơ quan đã chọn" }).click();
    await head.waitForURL(/\/tasks\/[0-9a-f-]{36}(\?|$)/);
    await head.getByRole("region", { name: "Nhiệm vụ thành phần" }).getByText("0/2 hoàn thành").waitFor();
  });
  await subtasksAreAccessible(browser, check);
}

/** axe finds nothing on the list of the sub-tasks, in both languages. */
async function subtasksAreAccessible(browser, check) {
  await check("the list of the sub-tasks is there for everybody, in both languages", async () => {
    const head = await browser.person("congan.lanhdao");
    const address = `${new URL(head.url()).pathname}/subtasks`;
    for (const language of ["en", "vi"]) {
      await open(head, address);
      await speak(head, language);
      await hydrated(head);
      assert.equal(await head.locator("tbody tr").count(), 2, language);
      assert.deepEqual(await violations(head), [], language);
    }
  });
}

/** The 16th: work in the districts; what Health owes is due today, and it is told. */
async function friday(browser, check) {
  await check("Friday: a district reports, and what it says adds up above", async () => {
    const district = await browser.person("congan.kyson");
    await openFromWork(district, SURVEY);
    await take(district, "Tiếp nhận");
    await take(district, "Phân công và bắt đầu", { "Họ và tên cán bộ phụ trách": "Và Khánh Oanh (mẫu)" });
    await take(district, "Báo cáo tiến độ", { "Tiến độ": "60", "Ghi chú": "Đã rà soát 7 xã" });
  });
  await check("Health is reminded that its list is due today", async () => {
    const health = await browser.person("yte");
    await told(health, KITS, "Đến hạn hôm nay");
  });
  await check("Health asks the police officer in a comment, who is told", async () => {
    const health = await browser.person("yte");
    await openFromWork(health, SURVEY);
    const form = health.locator("#comment");
    await form.getByRole("textbox", { name: "Ý kiến" }).fill("Đề nghị gửi danh sách các xã đã rà soát.");
    await form.getByRole("checkbox", { name: /Cán bộ Phòng Cảnh sát điều tra/ }).check();
    await form.getByRole("button", { name: "Gửi ý kiến", exact: true }).click();
    await health.getByRole("region", { name: "Trao đổi" }).getByText("Đề nghị gửi danh sách").first().waitFor();
    const police = await browser.person("congan");
    await open(police, "/notifications");
    await police.getByRole("region", { name: "Nhắc đến anh/chị" }).getByRole("link", { name: SURVEY }).waitFor();
  });
}

/** The 19th, a Monday: one day late, Health is told; a district asks for more time. */
async function monday(browser, check) {
  await check("Monday: what Health did not do is overdue, and the leader sees it", async () => {
    await told(await browser.person("yte"), KITS, "Quá hạn");
    const leader = await browser.person("lanhdao");
    await open(leader, "/leadership");
    await leader.getByRole("link", { name: /^Quá hạn\s+1\s/ }).waitFor();
  });
  await check("a district asks its police department for more time, with a reason", async () => {
    const district = await browser.person("congan.quephong");
    await openFromWork(district, SURVEY);
    await take(district, "Tiếp nhận");
    await take(district, "Phân công và bắt đầu", { "Họ và tên cán bộ phụ trách": "Lầu Thanh Thủy (mẫu)" });
    await take(district, "Xin gia hạn", { "Hạn mới": "2022-09-21", "Lý do": "Mưa lũ chia cắt xã Tri Lễ" });
  });
  await check("the head grants it; the original deadline stays beside the new one", async () => {
    const head = await browser.person("congan.lanhdao");
    await open(head, new URL((await browser.person("congan.quephong")).url()).pathname);
    await take(head, "Đồng ý gia hạn");
    const deadline = head.getByRole("region", { name: "Thời hạn và gia hạn" });
    await deadline.getByText("20/09/2022").first().waitFor();
    await deadline.getByText("21/09/2022").first().waitFor();
  });
}

/** The 20th: the districts finish; the police cannot submit while Health owes its part. */
async function tuesday(browser, check) {
  const done = { "Kết quả": "Đã rà soát xong", "Hiệu quả đạt được": "Đủ các xã", "Minh chứng": "BC 12/BC-CAH" };
  for (const login of ["congan.kyson", "congan.quephong"]) {
    await check(`Tuesday: ${login} submits`, async () => {
      const district = await browser.person(login);
      await openFromWork(district, SURVEY);
      await take(district, "Gửi kết quả", done);
      await isIn(district, "Chờ xác nhận");
    });
  }
  await check("the head confirms both, and all adds up to 100 %", async () => {
    const head = await browser.person("congan.lanhdao");
    for (const left of [2, 1]) {
      await open(head, "/");
      const waiting = head.getByRole("main").getByRole("link", { name: `Xác nhận – ${SURVEY}` });
      await waiting.first().waitFor();
      assert.equal(await waiting.count(), left);
      await waiting.first().click();
      await head.waitForURL(/\/tasks\//);
      await hydrated(head);
      await confirm(head, "Hoàn thành tốt");
    }
    await head.getByRole("link", { name: SURVEY }).first().click();
    await head.getByRole("region", { name: "Nhiệm vụ thành phần" }).getByText("2/2 hoàn thành").waitFor();
  });
  await check("the police cannot submit while Health owes its part, and see why", async () => {
    const police = await browser.person("congan");
    await openFromWork(police, SURVEY);
    assert.equal(await police.getByText("Gửi kết quả", { exact: true }).count(), 0);
    await police.getByRole("region", { name: "Phần phối hợp" }).getByText("0/1 đã xong").waitFor();
  });
}

/** The 21st: two working days more, and the head of Health is told; Health delivers, the police submit in time. */
async function wednesday(browser, check) {
  await check("Wednesday: the ladder has reached the head of Health, and not the officers again", async () => {
    const head = await browser.person("yte.lanhdao");
    await open(head, "/notifications");
    await head.getByRole("row").filter({ hasText: KITS }).first().waitFor();
  });
  await check("Health delivers its part", async () => {
    const health = await browser.person("yte");
    await openFromWork(health, SURVEY);
    await take(health, "Tiếp nhận phần phối hợp");
    await take(health, "Gửi phần phối hợp", { "Kết quả": "Số liệu của 27 trạm y tế" });
  });
  await check("the police submit on the last day", async () => {
    const police = await browser.person("congan");
    await openFromWork(police, SURVEY);
    await take(police, "Gửi kết quả", {
      "Kết quả": "Đã rà soát 27/27 xã",
      "Hiệu quả đạt được": "27 xã biên giới được rà soát",
      "Minh chứng": "BC 88/BC-CAT",
    });
    await isIn(police, "Chờ xác nhận");
  });
}

/** The 22nd: what was submitted in time is confirmed a day late, and that day is nobody's but the issuer's. */
async function nextThursday(browser, check) {
  await check("Thursday: the coordinator confirms a day late, and the day is not the police's", async () => {
    const coordinator = await browser.person("dieuphoi");
    await openFromWork(coordinator, SURVEY);
    await confirm(coordinator, "Hoàn thành xuất sắc");
    await isIn(coordinator, "Hoàn thành");
    const days = lateDays(coordinator);
    await days("Chờ cơ quan giao quyết định", 1);
    await days("Trong đó của cơ quan chủ trì", 0);
    await history(coordinator).getByText("giao 2 nhiệm vụ thành phần").waitFor();
  });
  await check("the leader sees one overdue, all of whose days are its lead's", async () => {
    const leader = await browser.person("lanhdao");
    await open(leader, "/leadership");
    await leader.getByRole("link", { name: /^Quá hạn\s+1\s/ }).click();
    await leader.waitForURL(/\/tasks\?/);
    await leader.getByRole("link", { name: KITS }).click();
    await leader.getByRole("heading", { level: 1, name: KITS }).waitFor();
    const days = lateDays(leader);
    await days("Tổng số ngày chậm", 6);
    await days("Trong đó của cơ quan chủ trì", 6);
  });
}

/** Waits until the walk through the late days gives that many days after the original deadline to a cause. */
function lateDays(page) {
  return (cause, days) =>
    page
      .getByRole("region", { name: "Thời hạn và gia hạn" })
      .getByRole("row")
      .filter({ hasText: cause })
      .getByRole("cell", { name: String(days), exact: true })
      .first()
      .waitFor();
}

async function confirm(page, rating) {
  const form = await step(page, "Xác nhận hoàn thành");
  await form.getByLabel(rating).check();
  await take(page, "Xác nhận hoàn thành");
}

/** Waits until a person was told of a task in those words, once. */
async function told(page, title, words) {
  await open(page, "/notifications");
  const row = page.getByRole("row").filter({ hasText: title }).filter({ has: page.getByText(words, { exact: true }) });
  await row.first().waitFor();
  assert.equal(await row.count(), 1, "told once");
}
