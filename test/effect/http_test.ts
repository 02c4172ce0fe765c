/** Files of web servers: what is read is whole and of one version, or an error says why not. */
import { assert, assertEquals } from "@std/assert";
import {
  type FileSystemProgram,
  FsExists,
  FsOpen,
  FsRead,
  FsReadAll,
  FsSeek,
  FsStat,
  SeekFrom,
} from "../../src/effect/effect.ts";
import { HTTPHandler, type HTTPHandlerOptions } from "../../src/effect/http/http.ts";
import { RouterHandler } from "../../src/effect/router_handler.ts";
import { run } from "../../src/effect/run.ts";
import { valueOfScript } from "../call/subprocess.ts";
import { assertBytes, sample, utf8 } from "../handle/bytes.ts";
import { type Fault, FaultServer, type Plan } from "./fault_server.ts";
import { type Serving, type WebServer, webServer } from "./http_server.ts";
import { failureOf } from "./remote_failure.ts";
import { eventually } from "./remote_wait.ts";

const MIB = 1 << 20;

class Web implements AsyncDisposable {
  readonly server: WebServer;
  readonly faults: FaultServer;

  constructor(serving: Partial<Serving> = {}) {
    this.server = webServer({ ranges: true, lengths: true, ...serving });
    this.faults = new FaultServer(this.server.port);
  }

  /** Behind the server that harms. */
  handler(options: HTTPHandlerOptions = {}): HTTPHandler {
    return new HTTPHandler({ base: this.faults.url, ...options });
  }

  put(path: string, content: Uint8Array<ArrayBuffer>): void {
    this.server.files.set(path, content);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.faults[Symbol.asyncDispose]();
    await this.server[Symbol.asyncDispose]();
  }
}

function* all(path: string): FileSystemProgram<Uint8Array<ArrayBuffer>> {
  return yield* FsReadAll({ handle: yield* FsOpen({ path, binary: true }) });
}

function* at(path: string, offset: number, size: number): FileSystemProgram<Uint8Array<ArrayBuffer>> {
  const handle = yield* FsOpen({ path, binary: true });
  yield* FsSeek({ handle, offset });
  return yield* FsRead({ handle, size });
}

/** The first request of each range is harmed, or of each kind where there are none. */
function once(fault: Fault): Plan {
  const seen = new Set<string>();
  return ({ headers }) => {
    const range = headers.get("range") ?? "";
    if (seen.has(range)) return undefined;
    seen.add(range);
    return fault;
  };
}

const PASSING: Record<string, Fault> = {
  cut: { cutAnswerAfter: 50_000 },
  "cut before its head": { cutAnswerAfter: -1 },
  stalled: { stallAfter: 50_000 },
  "in small pieces": { pieces: 16_384 },
  "says too much": { head: ({ headers }) => headers.set("content-length", "99999999") },
  "500": { answer: { status: 500 } },
  "429": { answer: { status: 429 } },
};

for (const ranges of [true, false]) {
  Deno.test(`HTTP, ${ranges ? "" : "no "}ranges: an answer that is harmed is asked for again, and not for ever`, async (t) => {
    await using web = new Web({ ranges });
    const content = sample(700_000);
    web.put("/file", content);
    for (const [what, fault] of Object.entries(PASSING)) {
      await t.step(what, async () => {
        const timeout = what === "stalled" ? 300 : undefined;
        web.faults.plan = once(fault);
        // A busy machine is late by itself.
        const patient = web.handler({ timeout, attempts: what === "stalled" ? 8 : 4 });
        // Of the same tag, but of another length: nothing tells which of both answers lies.
        if (!ranges && what === "says too much") {
          assertEquals((await failureOf(run(all("file"), patient))).code, "ESTALE");
        } else assertBytes(await run(all("file"), patient), content);
        if (what === "in small pieces") return;
        web.faults.plan = () => fault;
        const { code, retryable } = await failureOf(
          run(all("file"), web.handler({ timeout, attempts: 1 })),
        );
        const expected: Record<string, string> = {
          stalled: "ETIMEDOUT",
          "500": "EIO",

          "429": "EAGAIN",
        };
        assertEquals([code, retryable], [expected[what] ?? "ECONNRESET", true]);
      });
    }
  });

  Deno.test(`HTTP, ${ranges ? "" : "no "}ranges: a file that is changed in between is ESTALE`, async () => {
    for (const etags of [true, false]) {
      await using web = new Web({ ranges, etags });
      web.put("/file", sample(3 * MIB));
      const program = function* (): FileSystemProgram<void> {
        const handle = yield* FsOpen({ path: "file", binary: true });
        yield* FsSeek({ handle, offset: 2 * MIB });
        yield* FsRead({ handle, size: 10 });
        web.put("/file", sample(etags ? 3 * MIB : 3 * MIB - 1, 2));
        yield* FsSeek({ handle, offset: MIB });
        yield* FsRead({ handle, size: 10 });
      };
      const { name, code } = await failureOf(run(program, web.handler({ readAhead: 0 })));
      assertEquals([name, code], ["FsReadError", "ESTALE"]);
    }
  });
}

Deno.test("HTTP: an answer of another range is not taken", async () => {
  await using web = new Web();
  web.put("/file", sample(MIB));
  web.faults.plan = () => ({ head: ({ headers }) => headers.set("content-range", `bytes 5-9/${MIB}`) });
  assertEquals((await failureOf(run(all("file"), web.handler()))).code, "EIO");
  web.faults.plan = ({ headers }) =>
    headers.get("range")?.startsWith("bytes=0-")
      ? undefined
      : { head: ({ headers }) => headers.set("content-range", `bytes 5-9/${MIB}`) };
  const { code, retryable } = await failureOf(run(all("file"), web.handler({ attempts: 2 })));
  assertEquals([code, retryable], ["EIO", true]);
});

Deno.test("HTTP: an answer without a length is read to its end, and from there", async () => {
  await using web = new Web({ ranges: false, lengths: false });
  web.put("/file", sample(MIB));
  await run(function* () {
    assertEquals((yield* FsStat({ path: "file" })).size, NaN);
    const handle = yield* FsOpen({ path: "file", binary: true });
    assertEquals(yield* FsSeek({ handle, offset: -10, whence: SeekFrom.END }), MIB - 10);
    assertBytes(yield* FsReadAll({ handle }), sample(MIB).subarray(-10));
  }, web.handler());
  // Neither a length nor chunks: cut or whole, nobody knows.
  web.faults.plan = () => ({ head: ({ headers }) => headers.delete("transfer-encoding") });
  assertEquals((await failureOf(run(all("file"), web.handler()))).code, "EIO");
});

Deno.test("HTTP: ten bytes of 8 MiB take two requests, a small file one", async () => {
  await using web = new Web();
  const content = sample(8 * MIB);
  web.put("/large", content);
  web.put("/small", utf8("small"));
  assertBytes(await run(at("large", 5_000_000, 10), web.handler()), content.subarray(5_000_000, 5_000_010));
  assertEquals(web.faults.seen.map(({ headers }) => headers.get("range")), [
    "bytes=0-262143",
    "bytes=5000000-5262143",
  ]);
  web.faults.seen.length = 0;
  assertBytes(await run(all("small"), web.handler()), utf8("small"));
  assertEquals(web.faults.seen.length, 1);
});

Deno.test("HTTP: failures by code, and what a server cannot", async () => {
  await using web = new Web({ head: false });
  web.put("/file", utf8("content"));
  const codes = [[400, "EINVAL"], [401, "EACCES"], [403, "EACCES"], [404, "ENOENT"], [410, "ENOENT"], [418, "EIO"], [
    451,
    "EACCES",
  ]];
  for (const [status, code] of codes) {
    web.faults.plan = () => ({ answer: { status: status as number } });
    for (
      const program of [all("file"), function* () {
        yield* FsStat({ path: "file" });
      }]
    ) {
      const failure = await failureOf(run<unknown>(program, web.handler()));
      assertEquals([failure.code, failure.retryable], [code, false], `${status}`);
    }
  }
  web.faults.plan = () => undefined;
  const stat = await run(function* () {
    assertEquals(yield* FsExists({ path: "none" }), false);
    return yield* FsStat({ path: "file" });
  }, web.handler());
  assertEquals([stat.size, stat.mtime?.getUTCFullYear()], [7, 2015]);
  web.faults.plan = () => ({ head: ({ headers }) => headers.set("content-encoding", "br") });
  assertEquals((await failureOf(run(all("file"), web.handler()))).code, "EIO");
  const refused = await failureOf(run(all("file"), new HTTPHandler({ base: "http://127.0.0.1:65534/", attempts: 1 })));
  assertEquals([refused.code, refused.retryable], ["ECONNREFUSED", true]);
  assertEquals((await failureOf(run(all("file"), new HTTPHandler()))).code, "EINVAL");
  const elsewhere = await failureOf(run(all("http://127.0.0.1:1/x"), web.handler()));
  assertEquals(elsewhere.code, "EXDEV");
  assertEquals((await failureOf(run(all("../x"), web.handler()))).code, "EXDEV");
});

Deno.test("HTTP: headers go with every request; a router takes URLs", async () => {
  await using web = new Web();
  web.put("/ä b", utf8("content"));
  const router = new RouterHandler({ http: new HTTPHandler({ headers: { authorization: "Bearer token" } }) });
  assertEquals(await run(all(`${web.faults.url}/%C3%A4%20b`), router), utf8("content"));
  assert(web.faults.seen.every(({ headers }) => headers.get("authorization") === "Bearer token"));
});

Deno.test("HTTP: an aborted read ends at once", async () => {
  for (const ranges of [true, false]) {
    await using web = new Web({ ranges });
    web.put("/file", sample(3 * MIB));
    web.faults.plan = () => ({ stallAfter: 1000 });
    const controller = new AbortController();
    const reading = run(at("file", 2 * MIB, 10), web.handler(), { signal: controller.signal });
    await eventually(() => web.faults.seen.some(({ status }) => status > 0));
    controller.abort(new Error("mine"));
    assertEquals(await reading.catch(({ message }) => message), "mine");
  }
});

Deno.test("HTTP: a server that may not be asked is EACCES", async () => {
  const module = (path: string) => JSON.stringify(new URL(path, import.meta.url).href);
  const code = await valueOfScript<string>(
    `
    const { HTTPHandler } = await import(${module("../../src/effect/http/http.ts")});
    const { FsOpen } = await import(${module("../../src/effect/effect.ts")});
    const { run } = await import(${module("../../src/effect/run.ts")});
    const opening = run(function* () { yield* FsOpen({ path: "http://127.0.0.1:65534/" }); }, new HTTPHandler());
    console.log(JSON.stringify(await opening.catch(({ code }) => code)));`,
    ["--allow-read", "--allow-import"],
  );
  assertEquals(code, "EACCES");
});

Deno.test("HTTP: an answer that comes no further is given up, whatever has been collected by then", async () => {
  const module = (name: string) => JSON.stringify(new URL(`../../src/effect/${name}`, import.meta.url).href);
  const said = await valueOfScript<[string, string][]>(
    `
    const { FsOpen, FsReadAll, run } = await import(${module("effect.ts")});
    const { HTTPHandler } = await import(${module("http/http.ts")});
    const begins = new Uint8Array(1000);
    const answer = (headers, status) =>
      new Response(new ReadableStream({ start: (controller) => controller.enqueue(begins) }), { status, headers });
    const collecting = setInterval(gc, 5);
    const said = [];
    for (const ranges of [true, false]) {
      const server = Deno.serve({ port: 0, hostname: "127.0.0.1", onListen() {} }, () =>
        ranges
          ? answer({ "content-range": "bytes 0-4999/5000", "content-length": "5000", etag: '"1"' }, 206)
          : answer({ "content-length": "5000" }, 200));
      const base = "http://127.0.0.1:" + server.addr.port;
      for (const options of [{ attempts: 1, timeout: 300 }, { attempts: 2, timeout: 300 }]) {
        const handler = new HTTPHandler({ base, ...options });
        const program = function* () {
          return yield* FsReadAll({ handle: yield* FsOpen({ path: "f", binary: true }) });
        };
        said.push(await run(program, handler).then(() => ["read"], (error) => [error.name, error.code]));
      }
    }
    clearInterval(collecting);
    console.log(JSON.stringify(said));
    Deno.exit();`,
    ["-A", "--v8-flags=--expose-gc"],
  );
  assertEquals(said, Array.from({ length: 4 }, () => ["FsReadError", "ETIMEDOUT"]));
});
