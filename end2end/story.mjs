// The main journey: from the pasted dispatch to the leader's dashboard, with the people who do it.
//
// Input is the dispatch 1041/UBND-NC as a newspaper reported it; everything else is typed on the screens.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { hydrated, open } from "./browser.mjs";
import { fill, history, isIn, openFromWork, step, take } from "./task.mjs";

const DISPATCH = readFileSync(
  new URL("../data/demo-dispatch-1041.en.txt", import.meta.url),
  "utf8",
);

/** Titles that the reader takes from the dispatch. */
export const TITLES = {
  kits: "Increase support for medical forces working on drug addiction treatment in selected priority areas",
  treatment: "Focus on mobilizing forces and means to implement treatment for drug addicts",
  rehabilitation:
    "Continue improving the effectiveness of drug rehabilitation and post-rehabilitation management",
  police: 'Continue to effectively implement the project to build "drug-free border communes"',
  border: "Proactively strengthen the implementation of international cooperation activities",
  finance: "Mobilize legal resources to support drug prevention and control work in the province",
  districts: 'Lead and direct the work of "cleaning up" drugs at the commune level',
};

const EFFECT = "27 xã biên giới đủ sinh phẩm xét nghiệm";

/** The draft with that number on the draft screen. */
const draft = (page, number) => page.locator(`#d-${number}`);

export async function story(browser, checks) {
  const coordinator = await browser.person("dieuphoi");
  const dispatch = checks.journey("story: the dispatch becomes tasks");
  await readTheDispatch(coordinator, dispatch);
  await completeTheDrafts(coordinator, dispatch);
  await inboxes(browser, checks.checks("story: the tasks arrive"));
  await othersSeeNothing(browser, checks.checks("story: what others see"));
  await healthTask(browser, checks.journey("story: the task of the Health Service"));
  await dolisaTask(browser, checks.journey("story: the task that waits for contributions"));
  await leadership(browser, checks.checks("story: what the leader sees"));
}

async function readTheDispatch(page, check) {
  await check("a pasted dispatch becomes a draft", async () => {
    await open(page, "/directives/new");
    const form = page.getByRole("region", { name: "Dán văn bản hoặc tải tệp" });
    await form.getByLabel("Dán toàn văn").fill(DISPATCH);
    await form.getByLabel("Tôi xác nhận văn bản này không mang độ mật.").check();
    await form.getByRole("button", { name: "Đọc văn bản" }).click();
    await page.waitForURL(/\/directives\/[0-9a-f-]{36}\/draft/);
    await hydrated(page);
  });
  await check("its header is proposed", async () => {
    const head = page.locator(".doc-head");
    await head.getByText("1041/UBND-NC").waitFor();
    await head.getByText("14/09/2022").waitFor();
    await page.getByText("Sửa phần đầu văn bản").click();
    assert.equal(await page.getByLabel("Số", { exact: true }).inputValue(), "1041");
    assert.equal(await page.getByLabel("Ký hiệu").inputValue(), "UBND-NC");
    assert.equal(await page.getByLabel("Ngày ban hành", { exact: true }).inputValue(), "2022-09-14");
    await page.getByText("Sửa phần đầu văn bản").click();
  });
  await check("at least 15 drafts, each with its sentence", async () => {
    const drafts = page.getByRole("region", { name: "Nhiệm vụ dự thảo" }).locator("li.draft");
    const count = await drafts.count();
    assert.ok(count >= 15, `${count} drafts`);
    for (let number = 1; number <= count; number += 1) {
      const link = page.getByRole("link", {
        name: `Nguồn trong văn bản của dự thảo ${number}`,
        exact: true,
      });
      await link.click();
      const source = page.locator(`mark:has(#s-${number}), mark#s-${number}`);
      await source.waitFor();
      const [words, lit] = await source.evaluate((mark) => [
        mark.textContent,
        mark.classList.contains("lit") || mark.matches(":target"),
      ]);
      assert.ok(words.trim().length > 20, `the source of draft ${number} is “${words}”`);
      assert.ok(lit, `the source of draft ${number} is not highlighted`);
      const isSeen = await source.evaluate((mark) => {
        const text = mark.closest("#text").getBoundingClientRect();
        const top = mark.getClientRects()[0].top;
        return top >= text.top - 1 && top < text.bottom;
      });
      assert.ok(isSeen, `the source of draft ${number} is outside the text's window`);
    }
  });
  await check("a mark in the text leads to its draft", async () => {
    await page.getByRole("article", { name: "Toàn văn" }).getByRole("link", { name: "Dự thảo 13", exact: true }).click();
    await page.waitForURL(/#d-13$/);
    await draft(page, 13).getByRole("heading", { name: TITLES.kits }).waitFor();
  });
}

async function completeTheDrafts(page, check) {
  await check("issuing incomplete drafts is refused and names them", async () => {
    await page.getByRole("button", { name: "Ban hành", exact: true }).click();
    const why = page.getByRole("alert");
    await why.getByText("Dự thảo chưa đủ").waitFor();
    await why.getByRole("link", { name: "Dự thảo 1", exact: true }).waitFor();
    await draft(page, 1).getByText("Thiếu: rõ trách nhiệm").waitFor();
    await hydrated(page);
  });
  await check("what all drafts lack is filled at once", async () => {
    await page.getByText("Điền cho các nhiệm vụ còn thiếu").click();
    const panel = page.locator("details").filter({
      has: page.locator("summary", { hasText: "Điền cho các nhiệm vụ còn thiếu" }),
    });
    await fill(panel, {
      "Lãnh đạo chịu trách nhiệm": "Phó Chủ tịch UBND tỉnh (mẫu)",
      "Hạn": "2022-10-15",
      "Sản phẩm": "Báo cáo kết quả",
      "Hiệu quả dự kiến": EFFECT,
    });
    await panel.getByRole("button", { name: "Điền vào chỗ thiếu" }).click();
    await page.getByRole("status").getByText("đã lưu dự thảo").waitFor();
    await hydrated(page);
    const bar = page.getByRole("group", { name: "Ban hành" });
    await bar.getByText("Đủ các điều phải rõ").waitFor();
  });
  const count = () => page.locator("li.draft").count();
  const until = async (wanted) => {
    await page.waitForFunction((n) => document.querySelectorAll("li.draft").length === n, wanted);
    await hydrated(page);
  };
  await check("a blank draft can be added and dropped", async () => {
    const before = await count();
    await page.getByRole("button", { name: "Thêm dự thảo" }).click();
    await until(before + 1);
    await page.getByRole("button", { name: `Bỏ Dự thảo ${before + 1}`, exact: true }).click();
    await until(before);
  });
  await check("a draft of nobody is refused, then assigned", async () => {
    const number = (await count()) + 1;
    await page.getByRole("button", { name: "Thêm dự thảo" }).click();
    await until(number);
    const added = draft(page, number);
    await added.getByText("Chưa có cơ quan chủ trì, hãy chọn.").waitFor();
    await fill(added, {
      "Tên nhiệm vụ": "Bố trí kinh phí mua bộ kit xét nghiệm",
      "Sản phẩm": "Quyết định phân bổ",
      "Hiệu quả dự kiến": EFFECT,
      "Lãnh đạo chịu trách nhiệm": "Giám đốc Sở Tài chính (mẫu)",
      "Hạn": "2022-10-15",
    });
    await page.getByRole("button", { name: "Ban hành", exact: true }).click();
    const why = page.getByRole("alert");
    await why.getByText("Dự thảo chưa đủ").waitFor();
    await why.getByRole("link", { name: `Dự thảo ${number}`, exact: true }).waitFor();
    await hydrated(page);
    await added.getByText("Thiếu: rõ người").waitFor();
    await fill(added, { "Chủ trì": "Sở Tài chính" });
    await page.getByRole("button", { name: "Lưu", exact: true }).click();
    await page.getByRole("status").getByText("đã lưu dự thảo").waitFor();
    await hydrated(page);
    await page.getByRole("group", { name: "Ban hành" }).getByText("Đủ các điều phải rõ").waitFor();
  });
  await check("the agencies of a draft can be opened", async () => {
    await draft(page, 12).getByText("Sửa", { exact: false }).first().click();
    await draft(page, 12).getByRole("button", { name: "Đổi cơ quan, địa bàn Dự thảo 12" }).click();
    const lead = draft(page, 12).getByLabel("Chủ trì", { exact: true });
    await lead.waitFor();
    assert.equal(await lead.locator("option:checked").textContent(), "Sở Y tế");
  });
  await check("the directive is issued", async () => {
    await page.getByRole("button", { name: "Ban hành", exact: true }).click();
    await page.waitForURL(/\/directives\/[0-9a-f-]{36}\?done=issue/);
    await page.getByRole("status").getByText("đã ban hành nhiệm vụ").waitFor();
    await page.getByText("Đã ban hành", { exact: true }).waitFor();
    await page.getByRole("heading", { level: 3, name: TITLES.kits }).waitFor();
  });
}

async function inboxes(browser, check) {
  const expected = [
    ["yte", TITLES.kits],
    ["ldtbxh", TITLES.rehabilitation],
    ["congan", TITLES.police],
    ["ubnd.quephong", TITLES.districts],
  ];
  for (const [login, title] of expected) {
    await check(`the task is in the inbox of ${login}`, async () => {
      const page = await browser.person(login);
      await open(page, "/");
      const line = page.getByRole("main").getByRole("listitem").filter({ hasText: title }).first();
      await line.getByText("Đã giao", { exact: true }).waitFor();
      await line.getByText("15/10/2022").first().waitFor();
      await line.getByRole("link", { name: `Tiếp nhận – ${title}` }).waitFor();
    });
  }
}

/** Who may not see a page learns nothing of it, not even that it is there. */
async function othersSeeNothing(browser, check) {
  const health = await browser.person("yte");
  await check("another province finds neither the task nor the directive", async () => {
    await openFromWork(health, TITLES.kits);
    const task = new URL(health.url()).pathname;
    const directive = await health.getByRole("link", { name: "1041/UBND-NC" }).first().getAttribute("href");
    const other = await browser.person("congan.hatinh");
    await other.goto("/tasks");
    await other.getByText("Chưa có nhiệm vụ nào").waitFor();
    for (const address of [task, directive, `${directive}/draft`]) {
      await browser.expecting(/status of 404/, async () => {
        const response = await other.goto(address);
        assert.equal(response.status(), 404, address);
        await other.getByRole("heading", { level: 1, name: "Không tìm thấy trang này" }).waitFor();
      });
    }
  });
}

async function healthTask(browser, check) {
  const coordinator = await browser.person("dieuphoi");
  const health = await browser.person("yte");
  await check("Health acknowledges", async () => {
    await openFromWork(health, TITLES.kits);
    await take(health, "Tiếp nhận");
    await isIn(health, "Đã tiếp nhận");
  });
  await check("Health names the officer and starts", async () => {
    await take(health, "Phân công và bắt đầu", {
      "Họ và tên cán bộ phụ trách": "BS. Trần Thị Mai (mẫu)",
    });
    await isIn(health, "Đang thực hiện");
    await health.getByRole("list", { name: "Các điều phải rõ" }).getByText("Trần Thị Mai").waitFor();
  });
  await check("Health reports 40 %", async () => {
    await take(health, "Báo cáo tiến độ", {
      "Tiến độ": "40",
      "Ghi chú": "Đã tăng cường 14 y sĩ cho 6 huyện",
    });
    await history(health).getByText("báo cáo tiến độ 40 %").waitFor();
  });
  await check("Health raises an obstacle", async () => {
    await take(health, "Nêu khó khăn, vướng mắc", {
      "Khó khăn, vướng mắc": "Thiếu 4.000 bộ kit xét nghiệm",
      "Cơ quan có thể giải quyết": "Sở Tài chính tỉnh Nghệ An",
    });
    const obstacles = health.getByRole("region", { name: "Khó khăn, vướng mắc" });
    await obstacles.getByText("Thiếu 4.000 bộ kit xét nghiệm").waitFor();
    await obstacles.getByText("Chưa giải quyết").waitFor();
  });
  await check("Health takes the obstacle to the People's Committee, and who was asked finds both", async () => {
    const fields = {
      "Chuyển lên": "Ủy ban nhân dân tỉnh Nghệ An",
      "Lý do": "Sở Tài chính chưa bố trí được kinh phí",
    };
    await take(health, "Chuyển vướng mắc 1 lên cấp trên", fields, "Chuyển vướng mắc lên cấp trên");
    await history(health).getByText("chuyển vướng mắc 1 lên UBND tỉnh").waitFor();
    const finance = await browser.person("taichinh");
    await open(finance, "/obstacles");
    const line = finance.getByRole("row").filter({ hasText: "Thiếu 4.000 bộ kit xét nghiệm" });
    await line.getByText("Đã chuyển lên 1 lần").waitFor();
    await line.getByRole("link").click();
    const way = finance.getByRole("region", { name: "Khó khăn, vướng mắc" });
    await way.getByText("Sở Tài chính chưa bố trí được kinh phí").waitFor();
  });
  await check("Health asks for an extension", async () => {
    await take(health, "Xin gia hạn", { "Hạn mới": "2022-10-31", "Lý do": "Chờ mua sắm bộ kit" });
    await health.getByRole("region", { name: "Thời hạn và gia hạn" }).getByText("31/10/2022").first().waitFor();
  });
  await check("the coordinator finds it among the decisions and grants it", async () => {
    await open(coordinator, "/");
    const waiting = coordinator.getByRole("region", { name: /Chờ anh\/chị quyết định/ });
    await waiting.getByRole("link", { name: TITLES.kits, exact: true }).click();
    await take(coordinator, "Đồng ý gia hạn", { "Ý kiến": "Đồng ý đến hết tháng 10" });
    const deadline = coordinator.getByRole("region", { name: "Thời hạn và gia hạn" });
    await deadline.getByText("Được gia hạn").waitFor();
    // The original deadline stays beside the new one.
    const head = coordinator.locator(".task-status");
    await head.getByText("31/10/2022").first().waitFor();
    await head.getByText("15/10/2022").first().waitFor();
  });
  const result = {
    "Kết quả": "Đã cấp 4.000 bộ kit cho 27 xã",
    "Hiệu quả đạt được": EFFECT,
    "Minh chứng": "Báo cáo 312/BC-SYT ngày 20/10/2022",
  };
  await check("Health submits the result with evidence", async () => {
    await health.reload();
    await hydrated(health);
    await take(health, "Gửi kết quả", result);
    await isIn(health, "Chờ xác nhận");
    await health.getByRole("region", { name: "Minh chứng" }).getByText("312/BC-SYT").waitFor();
  });
  await check("the coordinator returns it once", async () => {
    await coordinator.reload();
    await hydrated(coordinator);
    await take(coordinator, "Yêu cầu thực hiện lại", { "Lý do": "Thiếu biên bản bàn giao" });
    await isIn(coordinator, "Đang thực hiện");
  });
  await check("Health submits again", async () => {
    await health.reload();
    await hydrated(health);
    await history(health).getByText("Thiếu biên bản bàn giao").waitFor();
    await take(health, "Gửi kết quả", {
      ...result,
      "Minh chứng": "Biên bản bàn giao số 12 ngày 25/10/2022",
    });
    await isIn(health, "Chờ xác nhận");
  });
  await check("the coordinator confirms with a rating", async () => {
    await coordinator.reload();
    await hydrated(coordinator);
    const form = await step(coordinator, "Xác nhận hoàn thành");
    await form.getByLabel("Hoàn thành tốt").check();
    await take(coordinator, "Xác nhận hoàn thành");
    await isIn(coordinator, "Hoàn thành");
    await history(coordinator).getByText("xác nhận kết quả: Hoàn thành tốt").waitFor();
    await coordinator.getByText("Đã yêu cầu thực hiện lại 1 lần").waitFor();
  });
}

async function dolisaTask(browser, check) {
  const dolisa = await browser.person("ldtbxh");
  const police = await browser.person("congan");
  const result = {
    "Kết quả": "Phương án cai nghiện tại cộng đồng đã trình",
    "Hiệu quả đạt được": "21/21 huyện có phương án",
    "Minh chứng": "Tờ trình 88/TTr-SLĐTBXH",
  };
  const contributions = (page) => page.getByRole("region", { name: "Phần phối hợp" });
  await check("DOLISA acknowledges and starts", async () => {
    await openFromWork(dolisa, TITLES.rehabilitation);
    await take(dolisa, "Tiếp nhận");
    await take(dolisa, "Phân công và bắt đầu", {
      "Họ và tên cán bộ phụ trách": "Nguyễn Thị Hòa (mẫu)",
    });
    const owed = contributions(dolisa);
    await owed.getByText("0/2 đã xong").waitFor();
    await owed.getByText("Công an tỉnh").first().waitFor();
    await owed.getByText("Sở Y tế").first().waitFor();
  });
  await check("while contributions are open, the lead is not offered to submit", async () => {
    const actions = dolisa.getByRole("complementary", { name: "Thao tác" });
    await actions.getByText("Không chờ phần của Công an tỉnh").first().waitFor();
    await actions.getByText("Không chờ phần của Sở Y tế").first().waitFor();
    assert.equal(await actions.getByRole("button", { name: "Gửi kết quả" }).count(), 0);
    assert.equal(await actions.getByText("Gửi kết quả", { exact: true }).count(), 0);
  });
  await check("the police deliver their part", async () => {
    await open(police, "/");
    const line = police.getByRole("main").getByRole("listitem").filter({ hasText: TITLES.rehabilitation });
    await line.getByRole("link", { name: `Phối hợp – ${TITLES.rehabilitation}` }).click();
    await police.getByRole("heading", { level: 1, name: TITLES.rehabilitation }).waitFor();
    await take(police, "Tiếp nhận phần phối hợp");
    await take(police, "Gửi phần phối hợp", {
      "Kết quả": "Danh sách địa bàn trọng điểm, không có tên người",
    });
    await contributions(police).getByText("1/2 đã xong").waitFor();
  });
  await check("DOLISA waives the part of Health with a reason", async () => {
    await dolisa.reload();
    await hydrated(dolisa);
    await take(
      dolisa,
      "Không chờ phần của Sở Y tế",
      { "Lý do": "Số liệu đã có ở báo cáo tháng 8" },
      "Không chờ phần phối hợp",
    );
    await contributions(dolisa).getByText("2/2 đã xong").waitFor();
    await contributions(dolisa).getByText("Số liệu đã có ở báo cáo tháng 8").waitFor();
  });
  await check("DOLISA submits once nothing is open", async () => {
    await take(dolisa, "Gửi kết quả", result);
    await isIn(dolisa, "Chờ xác nhận");
  });
}

async function leadership(browser, check) {
  const leader = await browser.person("lanhdao");
  await check("the leader sees what is done, in time and overdue", async () => {
    await open(leader, "/leadership");
    await leader.getByRole("heading", { level: 1, name: /Điều hành/ }).waitFor();
    await leader.getByRole("link", { name: /^Hoàn thành\s+1\s/ }).waitFor();
    await leader.getByRole("link", { name: /^Quá hạn\s+0\s/ }).waitFor();
  });
  await check("the leader sees 26 of 27 communes, which one does not and why", async () => {
    const communes = leader.getByRole("region", { name: "Xã biên giới" });
    await communes.getByText("26 trong 27 xã cơ bản đạt tiêu chí").waitFor();
    const missing = communes.getByText("Xã chưa đạt:").locator("xpath=following-sibling::ul").getByRole("listitem");
    assert.equal(await missing.count(), 1);
    assert.match(await missing.textContent(), /\(.{10,}\)/, "no reason is given");
    await communes.getByText("1041/UBND-NC").first().waitFor();
    await missing.getByRole("link").click();
    await leader.waitForURL(/\/communes\/\d+\//);
    await leader.getByRole("main").getByText("Chưa đạt").first().waitFor();
  });
  await check("a number leads to its task, the task to the clause that ordered it", async () => {
    await open(leader, "/leadership");
    await leader.getByRole("link", { name: /^Hoàn thành\s+1\s/ }).click();
    await leader.waitForURL(/\/tasks\?state=completed/);
    const rows = leader.getByRole("table", { name: "Danh sách nhiệm vụ" }).locator("tbody tr");
    await rows.first().waitFor();
    assert.equal(await rows.count(), 1);
    await rows.getByRole("link", { name: TITLES.kits }).click();
    const source = leader.getByRole("region", { name: "Câu giao nhiệm vụ trong văn bản" });
    await source.getByText("drug testing kits").waitFor();
    await leader.getByRole("main").getByRole("link", { name: "1041/UBND-NC" }).first().click();
    await leader.waitForURL(/\/directives\/[0-9a-f-]{36}/);
    const clause = leader.getByRole("listitem").filter({
      has: leader.getByRole("heading", { level: 3, name: TITLES.kits }),
    });
    await clause.getByText("drug testing kits").waitFor();
    await clause.getByText("Hoàn thành", { exact: true }).waitFor();
  });
  await check("by agency: the Health Service has one done", async () => {
    await open(leader, "/leadership");
    const row = leader
      .getByRole("region", { name: "Theo cơ quan chủ trì" })
      .getByRole("row")
      .filter({ has: leader.getByRole("rowheader", { name: "Sở Y tế", exact: true }) });
    await row.getByRole("link", { name: "1 Hoàn thành" }).click();
    await leader.waitForURL(/\/tasks\?state=completed&agency=/);
    await leader.getByRole("link", { name: TITLES.kits }).waitFor();
  });
}
