// The browser: people in contexts of their own, and everything that went wrong on their pages.
//
// What counts as wrong without a word in a test: a message of level error or warning on the console, an
// exception of a page, a response of status 500 and above. A test that provokes one says so with `expecting`.

import { chromium } from "playwright-core";

const FLAGS = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

/** How long a page may take to show what is waited for, in milliseconds; a debug build on a busy machine. */
const PATIENCE_MS = 10_000;

export class Browser {
  #chromium;
  #server;
  #people = new Map();
  /** What went wrong and was not expected. */
  problems = [];

  static async launch(server) {
    const browser = new Browser();
    browser.#server = server;
    browser.#chromium = await chromium.launch({
      executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
      args: FLAGS,
    });
    return browser;
  }

  get password() {
    return this.#server.password;
  }

  get origin() {
    return this.#server.origin;
  }

  /** A visitor who is not signed in. */
  async visitor(options = {}) {
    const context = await this.#chromium.newContext({
      baseURL: this.origin,
      locale: "vi-VN",
      timezoneId: "Asia/Ho_Chi_Minh",
      viewport: { width: 1440, height: 900 },
      ...options,
    });
    context.setDefaultTimeout(PATIENCE_MS);
    await context.addInitScript(noteHydration);
    this.#watch(context, options.javaScriptEnabled ?? true);
    return context.newPage();
  }

  /** The page of a person who is signed in; the same one each time, with and without a script apart. */
  async person(login, { script = true } = {}) {
    const key = `${login} ${script}`;
    if (!this.#people.has(key)) {
      const page = await this.visitor({ javaScriptEnabled: script });
      await this.signIn(page, login);
      this.#people.set(key, page);
    }
    return this.#people.get(key);
  }

  /** Closes every window: whoever comes next signs in anew. */
  async signOutAll() {
    this.#people.clear();
    for (const context of this.#chromium.contexts()) await context.close();
  }

  async signIn(page, login) {
    await page.goto("/sign-in");
    await page.getByLabel("Tên đăng nhập").fill(login);
    await page.getByLabel("Mật khẩu", { exact: true }).fill(this.password);
    await page.getByRole("button", { name: "Đăng nhập", exact: true }).click();
    await page.waitForURL((url) => url.pathname !== "/sign-in");
  }

  #watch(context, hasScript) {
    context.on("console", (message) => {
      if (!["error", "warning"].includes(message.type())) return;
      const at = message.location().url;
      if (at && !at.startsWith(this.origin)) return;
      // Preloading what scripts will need is right, and without scripts the browser finds it unused.
      if (!hasScript && /wasm was preloaded .* but not used/.test(message.text())) return;
      this.problems.push(`console ${message.type()}: ${message.text()} (${at})`);
    });
    context.on("weberror", (error) => {
      this.problems.push(`exception: ${error.error().stack ?? error.error()}`);
    });
    context.on("response", (response) => {
      if (response.status() >= 500) {
        this.problems.push(`status ${response.status()}: ${response.url()}`);
      }
    });
  }

  /** Does something that makes the browser complain once in these words, and nothing else. */
  async expecting(words, action) {
    const before = this.problems.length;
    await action();
    const said = this.problems.splice(before);
    const others = said.filter((problem) => !words.test(problem));
    this.problems.push(...others);
    if (said.length === others.length) throw new Error(`the browser did not say ${words}`);
  }

  /** Every page that is open, for the files of a failure. */
  pages() {
    return this.#chromium.contexts().flatMap((context) => context.pages());
  }

  close() {
    return this.#chromium.close();
  }
}

/** Runs in the page before its own scripts: the router listens for `popstate` once the page is taken over. */
function noteHydration() {
  const listen = window.addEventListener;
  window.addEventListener = function (kind, ...rest) {
    if (kind === "popstate") window.isHydrated = true;
    return listen.call(this, kind, ...rest);
  };
}

/** Waits until wasm has taken the page over. */
export async function hydrated(page) {
  await page.waitForFunction(() => window.isHydrated === true);
  // Parts that wait for their data follow in the tasks after it.
  await page.evaluate(() => new Promise((done) => requestIdleCallback(done, { timeout: 2000 })));
}

/** Opens an address and waits until wasm has taken it over. */
export async function open(page, address) {
  await page.goto(address);
  await hydrated(page);
}
