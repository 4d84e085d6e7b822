// A server of its own: a temporary SQLite database with the bare demonstration in it, on a free port.
//
// LACHAN_BIN and LACHAN_SITE say what is tested; without them, what `cargo xtask site` and `cargo build`
// left in `target`.

import { execFileSync, spawn } from "node:child_process";
import { mkdtempSync, openSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const ROOT = join(dirname(fileURLToPath(import.meta.url)), "..");

/** How long the server may take to answer for the first time, in milliseconds. */
const START_MS = 20_000;

function freePort() {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once("error", reject);
    probe.listen(0, "127.0.0.1", () => {
      const { port } = probe.address();
      probe.close(() => resolve(port));
    });
  });
}

async function answers(origin, child) {
  const until = Date.now() + START_MS;
  while (Date.now() < until) {
    if (child.exitCode !== null) break;
    try {
      const response = await fetch(`${origin}/healthz`);
      if (response.ok) return;
    } catch {
      // Not listening yet.
    }
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error(`the server did not answer at ${origin}/healthz within ${START_MS} ms`);
}

/**
 * Starts the server. `origin` is where it listens, `password` the one of every demo account, `log` the file
 * it writes to, `stop` ends it and removes its database. `forward` stops it, lets days pass and starts it again;
 * `run` gives what another command of the program prints.
 */
export async function startServer() {
  const binary = process.env.LACHAN_BIN ?? join(ROOT, "target/debug/lachan");
  const folder = mkdtempSync(join(tmpdir(), "lachan-e2e-"));
  const port = await freePort();
  const origin = `http://127.0.0.1:${port}`;
  // Variables that begin with LACHAN_ are settings: those of the developer's own server are none of ours.
  const inherited = Object.entries(process.env).filter(([name]) => !name.startsWith("LACHAN_"));
  const env = {
    ...Object.fromEntries(inherited),
    LACHAN_DATABASE_URL: `sqlite:${join(folder, "e2e.db")}`,
    LACHAN_LISTEN: `127.0.0.1:${port}`,
    LACHAN_SITE: process.env.LACHAN_SITE ?? join(ROOT, "target/site"),
  };
  const said = execFileSync(binary, ["demo", "--bare"], { env, encoding: "utf8" });
  const password = /password of all of them: (\S+)/.exec(said)?.[1];
  if (!password) throw new Error(`no password in what \`lachan demo\` printed:\n${said}`);

  const log = join(folder, "server.log");
  const out = openSync(log, "w");
  let child;
  const start = async () => {
    child = spawn(binary, ["serve"], { env, stdio: ["ignore", out, out] });
    await answers(origin, child);
  };
  const halt = async () => {
    if (child.exitCode !== null) return;
    const ended = new Promise((resolve) => child.once("exit", resolve));
    child.kill("SIGTERM");
    await ended;
  };
  const stop = async () => {
    await halt();
    rmSync(folder, { recursive: true, force: true });
  };
  const run = (...words) => execFileSync(binary, words, { env, encoding: "utf8" });
  const forward = async (days) => {
    await halt();
    run("demo", "--forward", String(days));
    await start();
  };
  try {
    await start();
  } catch (error) {
    await stop();
    throw error;
  }
  return { origin, password, log, stop, run, forward };
}
