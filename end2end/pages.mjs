// Every page there is, with a person who may see it. A new page gets a line here: then it is checked for
// accessibility in both languages and pictured.

import { reviewOfPeople } from "./import.mjs";

/** The address of the first link on a page that leads to such an address. */
async function found(page, from, selector) {
  await page.goto(from);
  return page.locator(selector).first().getAttribute("href");
}

/**
 * Name, person (none: not signed in) and address of every page. Runs after the story and the conflict, which
 * leave tasks in every state; leaves a directive that is not issued.
 */
export async function pages(browser) {
  const coordinator = await browser.person("dieuphoi");
  await coordinator.goto("/directives/new");
  await coordinator.getByLabel("Dán toàn văn").fill(PLAN);
  await coordinator.getByLabel("Tôi xác nhận văn bản này không mang độ mật.").first().check();
  await coordinator.getByRole("button", { name: "Đọc văn bản" }).click();
  await coordinator.waitForURL(/\/draft|kept=/);
  const draft = coordinator.url().replace(browser.origin, "").replace("?done=register", "");
  const done = await found(coordinator, "/tasks?state=completed", "td.title-col a");
  const underWay = await found(await browser.person("bienphong"), "/tasks?state=in_progress", "td.title-col a");
  const toConfirm = await found(coordinator, "/tasks?state=awaiting_confirmation", "td.title-col a");
  const directive = await found(coordinator, "/tasks", "td a.doc-no");
  const commune = await found(coordinator, "/communes", ".tile[data-status=not_yet] a");
  const administrator = await browser.person("quantri");
  const person = await found(administrator, "/admin/people?text=bienphong", "td.title-col a");
  const handOver = await found(administrator, person, 'a[href*="/hand-over?"]');
  await administrator.goto(handOver);
  const successor = await administrator.locator("select[name=to] option").nth(1).getAttribute("value");
  const agency = await found(administrator, "/admin/agencies", "td.title-col a");
  const review = `${handOver}&to=${successor}`;
  const table = await reviewOfPeople(administrator);
  return [
    ["sign-in", null, "/sign-in"],
    ["my-work", "yte", "/"],
    ["my-work-coordinator", "dieuphoi", "/"],
    ["my-work-empty", "lanhdao", "/"],
    ["tasks", "dieuphoi", "/tasks"],
    ["tasks-filtered", "dieuphoi", "/tasks?state=in_progress&text=drug"],
    ["tasks-no-match", "dieuphoi", "/tasks?text=zzzz"],
    ["tasks-bulk", "dieuphoi", "/tasks/bulk?all=on&act=extend"],
    ["tasks-bulk-remind", "dieuphoi", "/tasks/bulk?all=on&act=remind"],
    ["tasks-grouped", "dieuphoi", "/tasks?group=lead&sort=title&column=due&column=state&filters=all"],
    ["tasks-board", "dieuphoi", "/tasks?view=board"],
    ["tasks-board-step", "dieuphoi", `/tasks?view=board&move=${toConfirm.split("/").pop()}`],
    ["tasks-cell", "dieuphoi", `/tasks?state=awaiting_confirmation&move=${toConfirm.split("/").pop()}&cell=state`],
    ["tasks-calendar", "dieuphoi", "/tasks?view=calendar&month=2022-09"],
    ["tasks-timeline", "dieuphoi", "/tasks?view=timeline"],
    ["task-done", "dieuphoi", done],
    ["task-under-way", "bienphong", underWay],
    ["task-to-confirm", "dieuphoi", toConfirm],
    ["directives", "dieuphoi", "/directives"],
    ["directive", "dieuphoi", directive],
    ["directive-new", "dieuphoi", "/directives/new"],
    ["directive-draft", "dieuphoi", draft],
    ["directive-draft-open", "dieuphoi", `${draft}?open=1`],
    ["leadership", "lanhdao", "/leadership"],
    ["obstacles", "dieuphoi", "/obstacles"],
    ["obstacles-no-match", "dieuphoi", "/obstacles?status=overdue&agency=00000000-0000-0000-0000-000000000000"],
    ["duties", "dieuphoi", "/duties"],
    ["duty-new", "dieuphoi", "/duties/new"],
    ["groups", "congan.lanhdao", "/groups"],
    ["delegate", "bienphong.lanhdao", `${underWay}/delegate`],
    ["search", "dieuphoi", "/search?q=ma+tuy"],
    ["search-communes", "dieuphoi", "/search?q=nam+can"],
    ["search-nothing", "dieuphoi", "/search?q=khongcogi"],
    ["audit", "kiemtra", "/audit"],
    ["communes", "lanhdao", "/communes"],
    ["commune", "lanhdao", commune],
    ["account", "yte", "/account"],
    ["notifications", "yte", "/notifications"],
    ["mail-not-sent", "quantri", "/admin/mail"],
    ["people", "quantri", "/admin/people"],
    ["person", "quantri", person],
    ["person-new", "quantri", "/admin/people/new"],
    ["people-import", "quantri", "/admin/people/import"],
    ["people-import-review", "quantri", table],
    ["agencies", "quantri", "/admin/agencies"],
    ["agency", "quantri", agency],
    ["agency-new", "quantri", "/admin/agencies/new"],
    ["agencies-import", "quantri", "/admin/agencies/import"],
    ["hand-over", "quantri", handOver],
    ["hand-over-review", "quantri", review],
    ["not-found", "yte", "/no-such-page"],
    ["forbidden", "yte", "/leadership"],
  ];
}

/** A short document of our own, so that there is a draft to look at. */
const PLAN = `ỦY BAN NHÂN DÂN TỈNH NGHỆ AN
Số: 2042/UBND-NC
Nghệ An, ngày 12 tháng 9 năm 2022
V/v rà soát địa bàn

Ủy ban nhân dân tỉnh yêu cầu:
1. Công an tỉnh chủ trì, phối hợp với Sở Y tế rà soát người nghiện, báo cáo trước ngày 30/9/2022.
2. Bộ Chỉ huy Bộ đội Biên phòng tỉnh tăng cường tuần tra tại 27 xã biên giới.
`;
