// A real mail server for the tests: `node xtask/node/smtp.mjs`. It listens on a free port of this machine, and
// ends with its standard input. Each line on standard output is JSON: first {"port"}, then one per try.
//
// Commands on standard input, one a line, each answered by {"ok": <command>}:
//   refuse N   the next N e-mails are put off with 451
//   reject N   the next N e-mails are refused for good with 550
//   auth       from now on a name and password are asked for: `lachan` and `mật-khẩu`

import { createInterface } from "node:readline";
import { SMTPServer } from "smtp-server";

let refuse = 0;
let reject = 0;
let auth = false;

const say = (value) => process.stdout.write(JSON.stringify(value) + "\n");

const failure = (code, text) => Object.assign(new Error(text), { responseCode: code });

function decodeWords(text) {
  // White space between two encoded words is none (RFC 2047, 6.2).
  return text
    .replace(/(\?=)\s+(=\?)/g, "$1$2")
    .replace(/=\?([^?]+)\?([bq])\?([^?]*)\?=/gi, (_, _charset, kind, data) => {
      if (kind.toLowerCase() === "b") return Buffer.from(data, "base64").toString("utf8");
      return decodeQuoted(data.replaceAll("_", " "));
    });
}

function decodeQuoted(text) {
  const bytes = [];
  const joined = text.replace(/=\r?\n/g, "");
  for (let at = 0; at < joined.length; at += 1) {
    if (joined[at] === "=") {
      bytes.push(Number.parseInt(joined.slice(at + 1, at + 3), 16));
      at += 2;
    } else {
      bytes.push(...Buffer.from(joined[at], "utf8"));
    }
  }
  return Buffer.from(bytes).toString("utf8");
}

function part(raw) {
  const end = raw.indexOf("\r\n\r\n");
  const headers = {};
  for (const line of raw.slice(0, end).replace(/\r\n[ \t]+/g, " ").split("\r\n")) {
    const colon = line.indexOf(":");
    if (colon > 0) headers[line.slice(0, colon).toLowerCase()] = decodeWords(line.slice(colon + 1).trim());
  }
  return { headers, body: raw.slice(end + 4) };
}

function content({ headers, body }) {
  const encoding = (headers["content-transfer-encoding"] ?? "7bit").toLowerCase();
  if (encoding === "base64") return Buffer.from(body, "base64").toString("utf8");
  if (encoding === "quoted-printable") return decodeQuoted(body);
  return body;
}

function read(raw) {
  const whole = part(raw);
  const boundary = /boundary="?([^";]+)"?/.exec(whole.headers["content-type"] ?? "")?.[1];
  const mail = { headers: whole.headers };
  for (const piece of whole.body.split(`--${boundary}`).slice(1, -1)) {
    const one = part(piece.replace(/^\r\n/, ""));
    const kind = one.headers["content-type"].startsWith("text/html") ? "html" : "text";
    mail[kind] = content(one).replaceAll("\r\n", "\n");
  }
  return mail;
}

const server = new SMTPServer({
  authOptional: true,
  allowInsecureAuth: true,
  disableReverseLookup: true,
  logger: false,
  onAuth(given, _session, done) {
    const isRight = given.username === "lachan" && given.password === "mật-khẩu";
    done(isRight ? null : failure(535, "no such account"), isRight ? { user: "lachan" } : undefined);
  },
  onMailFrom(_address, session, done) {
    if (auth && !session.user) {
      say({ tried: 530 });
      return done(failure(530, "authentication required"));
    }
    done();
  },
  onRcptTo(_address, _session, done) {
    if (reject > 0) {
      reject -= 1;
      say({ tried: 550 });
      return done(failure(550, "no such user"));
    }
    done();
  },
  onData(stream, session, done) {
    const chunks = [];
    stream.on("data", (chunk) => chunks.push(chunk));
    stream.on("end", () => {
      if (refuse > 0) {
        refuse -= 1;
        say({ tried: 451 });
        return done(failure(451, "try again later"));
      }
      const to = session.envelope.rcptTo.map((rcpt) => rcpt.address);
      say({ tried: 250, to, mail: read(Buffer.concat(chunks).toString("latin1")) });
      done();
    });
  },
});

server.on("error", (error) => say({ error: error.message }));
server.listen(0, "127.0.0.1", () => say({ port: server.server.address().port }));

const commands = createInterface({ input: process.stdin });
commands.on("line", (line) => {
  const [word, number] = line.split(" ");
  if (word === "refuse") refuse = Number(number);
  if (word === "reject") reject = Number(number);
  if (word === "auth") auth = true;
  say({ ok: word });
});
commands.on("close", () => process.exit(0));
