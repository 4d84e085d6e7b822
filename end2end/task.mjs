// Steps that people take on the page of a task, by the words on the screen.

import { hydrated } from "./browser.mjs";

/** The whole text of an element, spaces around it aside. */
const exactly = (text) => new RegExp(`^\\s*${text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")}\\s*$`);

/** The fold with the form of a step, opened. */
export async function step(page, name) {
  const summary = page.locator("summary").filter({ hasText: exactly(name) });
  const fold = page.locator("details.action").filter({ has: summary }).first();
  await fold.waitFor();
  if ((await fold.getAttribute("open")) === null) await fold.locator("summary").first().click();
  return fold;
}

/** Fills the fields of a form by their labels; a field with choices takes the one with that name. */
export async function fill(form, fields) {
  for (const [label, value] of Object.entries(fields)) {
    const field = form.getByLabel(label, { exact: false }).first();
    if ((await field.evaluate((element) => element.tagName)) === "SELECT") {
      await field.selectOption({ label: value });
    } else if ((await field.getAttribute("type")) === "radio") {
      await form.getByLabel(value, { exact: true }).check();
    } else {
      await field.fill(value);
    }
  }
}

/** What happened to the task, newest first. */
export function history(page) {
  return page.getByRole("region", { name: "Nhật ký" }).getByRole("listitem");
}

/** Takes a step and waits until the page says so and shows it in the history. */
export async function take(page, name, fields = {}, notice = name) {
  const form = await step(page, name);
  await fill(form, fields);
  const before = await history(page).count();
  await form.getByRole("button", { name, exact: true }).click();
  await page.getByRole("status").filter({ hasText: `Đã ghi nhận: ${notice}.` }).waitFor();
  await page.waitForFunction(
    (before) => document.querySelectorAll("#timeline li").length > before,
    before,
  );
}

/** Opens a task from the person's work list by its title. */
export async function openFromWork(page, title) {
  await page.goto("/");
  await hydrated(page);
  await page.getByRole("main").getByRole("link", { name: title, exact: true }).first().click();
  await page.getByRole("heading", { level: 1, name: title }).waitFor();
}

/** Waits until the task is said to be in that state. */
export async function isIn(page, state) {
  await page.locator(".task-status").getByText(state, { exact: true }).waitFor();
}
