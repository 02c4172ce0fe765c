/** Files of WebDAV appear whole or not at all, and nothing of what does not is left. */
import { assert, assertEquals } from "@std/assert";
import {
  type FileSystemProgram,
  FsClose,
  FsCopy,
  FsList,
  FsMkdir,
  FsOpen,
  type FsOpenMode,
  FsRead,
  FsReadAll,
  FsRemove,
  FsRename,
  FsSeek,
  FsStat,
  FsWrite,
} from "../../src/effect/effect.ts";
import { run } from "../../src/effect/run.ts";
import { WebDAVHandler, type WebDAVHandlerOptions } from "../../src/effect/webdav/webdav.ts";
import { assertBytes, sample, utf8 } from "../handle/bytes.ts";
import { type Fault, FaultServer, type Plan } from "./fault_server.ts";
import { failureOf } from "./remote_failure.ts";
import { eventually } from "./remote_wait.ts";
import { CREDENTIALS, type DavServer, HAS_RCLONE, putFile, startRclone, WITHOUT } from "./webdav_server.ts";

const MIB = 1 << 20;
const LARGE = sample(3 * MIB + 1);
const OLD = utf8("what was there before");

class Dav implements AsyncDisposable {
  readonly faults: FaultServer;

  constructor(readonly server: DavServer) {
    this.faults = new FaultServer(server.port);
  }

  handler(options: Partial<WebDAVHandlerOptions> = {}): WebDAVHandler {
    return new WebDAVHandler({ url: `${this.faults.url}/`, client: CREDENTIALS, attempts: 2, ...options });
  }

  /** Past the server that harms. */
  direct(): WebDAVHandler {
    return this.handler({ url: `http://127.0.0.1:${this.server.port}` });
  }

  harm(plan: Plan): void {
    this.faults.plan = plan;
  }

  heal(): void {
    this.faults.plan = () => undefined;
    this.faults.seen.length = 0;
  }

  /** What is on the server's disk. */
  names(): string[] {
    return [...Deno.readDirSync(this.server.directory)].map(({ name }) => name).sort();
  }

  read(name: string): Uint8Array {
    return Deno.readFileSync(`${this.server.directory}/${name}`);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.faults[Symbol.asyncDispose]();
    await this.server[Symbol.asyncDispose]();
  }
}

function test(name: string, body: (dav: Dav, t: Deno.TestContext) => Promise<void>): void {
  Deno.test({
    name: `WebDAV: ${name}${WITHOUT}`,
    ignore: !HAS_RCLONE && Deno.env.get("CI") === undefined,
    async fn(t) {
      await using dav = new Dav(await startRclone());
      await body(dav, t);
    },
  });
}

function* written(path: string, content: Uint8Array, mode: FsOpenMode = "w"): FileSystemProgram<void> {
  const handle = yield* FsOpen({ path, mode, binary: true });
  for (let at = 0; at < content.length; at += 300_000) {
    yield* FsWrite({ handle, data: content.subarray(at, at + 300_000) });
  }
  yield* FsClose({ handle });
}

function* made(path: string): FileSystemProgram<void> {
  yield* FsMkdir({ path });
}

function* all(path: string): FileSystemProgram<Uint8Array<ArrayBuffer>> {
  return yield* FsReadAll({ handle: yield* FsOpen({ path, binary: true }) });
}

test("a file is written whole, in one request or as it comes", async (dav) => {
  for (const content of [new Uint8Array(), sample(1), sample(MIB), sample(MIB + 1), LARGE]) {
    dav.heal();
    await run(written("file", content), dav.handler());
    assertBytes(dav.read("file"), content);
    const [put, ...more] = dav.faults.requests("PUT");
    assertEquals(more, []);
    assertEquals(put!.headers.get("content-length"), content.length > MIB ? null : `${content.length}`);
  }
  assertEquals(dav.names(), ["file"]);
});

const LOSING: Record<string, Plan> = {
  "refused": ({ method }) => method === "PUT" ? { answer: { status: 507 } } : undefined,
  "cut": ({ method }) => method === "PUT" ? { cutRequestAfter: 200_000 } : undefined,
  "taken for less than it is": ({ method, headers }) =>
    method === "PUT" ? { request: () => headers.set("content-length", "10") } : undefined,
  "not moved": ({ method }) => method === "MOVE" ? { answer: { status: 500 } } : undefined,
  "moved in part": ({ method }) => method === "MOVE" ? { answer: { status: 207 } } : undefined,
};

test("what fails while it is written is an error at the latest at close, and leaves nothing", async (dav, t) => {
  await run(written("file", OLD), dav.handler());
  for (const [what, plan] of Object.entries(LOSING)) {
    for (const content of [sample(300_000), LARGE]) {
      if (what === "taken for less than it is" && content === LARGE) continue; // it says no length
      await t.step(`${what}, ${content.length} bytes`, async () => {
        dav.harm(plan);
        const { name, code } = await failureOf(run(written("file", content), dav.handler()));
        assert(name === "FsCloseError" || (name === "FsWriteError" && content === LARGE), name);
        if (what === "refused") assertEquals(code, "ENOSPC");
        dav.heal();
        assertBytes(dav.read("file"), OLD);
        assertEquals(dav.names(), ["file"]);
      });
    }
  }
});

test("a program that fails, discards or is aborted leaves the old file and no other", async (dav) => {
  await run(written("file", OLD), dav.handler());
  for (const how of ["fail", "discard", "abort"]) {
    const controller = new AbortController();
    const answered = Promise.withResolvers<void>();
    if (how === "abort") dav.harm(({ method }) => method === "PUT" ? { before: () => answered.promise } : undefined);
    const running = run(
      function* () {
        const handle = yield* FsOpen({ path: "file", mode: "w", binary: true });
        yield* FsWrite({ handle, data: LARGE });
        if (how === "fail") throw new Error("fail");
        yield* FsClose({ handle, discard: how === "discard" });
      },
      dav.handler(),
      { signal: controller.signal },
    );
    if (how === "abort") {
      await eventually(() => dav.faults.requests("PUT").length > 0);
      controller.abort(new Error("abort"));
    }
    assertEquals(await running.then(() => "discard", ({ message }) => message), how);
    dav.heal();
    assertBytes(dav.read("file"), OLD);
    assertEquals(dav.names(), ["file"]);
    answered.resolve();
  }
});

test("an answer that is lost does not lose the file", async (dav) => {
  dav.harm(({ method }) => method === "MOVE" ? { cutAnswerAfter: -1 } : undefined);
  for (const mode of ["w", "x"] as const) {
    await run(written(mode, OLD, mode), dav.handler());
    assertBytes(dav.read(mode), OLD);
  }
  assertEquals(dav.names(), ["w", "x"]);
});

test("x is exclusive until the file is in its place; a directory is never replaced", async (dav) => {
  for (const [mode, code] of [["x", "EEXIST"], ["w", "EISDIR"]] as const) {
    dav.harm(async ({ method }) => {
      // Somebody is faster by a little: behind the last look.
      if (method === "MOVE" && mode === "x") await putFile(dav.server, "/new", OLD);
      if (method === "PUT" && mode === "w") await run(made("dir"), dav.direct());
      return undefined;
    });
    const path = mode === "x" ? "new" : "dir";
    const { name, code: found } = await failureOf(run(written(path, LARGE, mode), dav.handler()));
    assertEquals([name, found], ["FsCloseError", code]);
  }
  assertBytes(dav.read("new"), OLD);
  assertEquals(dav.names(), ["dir", "new"]);
});

const PASSING: Record<string, Fault> = {
  cut: { cutAnswerAfter: 100 },
  "cut before its head": { cutAnswerAfter: -1 },
  stalled: { stallAfter: 100 },
  "in small pieces": { pieces: 16_384 },
  "500": { answer: { status: 500 } },
};

test("an answer that is harmed is asked for again, and not for ever", async (dav, t) => {
  const content = sample(300_000);
  await run(written("file", content), dav.handler());
  for (const [what, fault] of Object.entries(PASSING)) {
    await t.step(what, async () => {
      const seen = new Set<string>();
      dav.harm(({ method, headers }) => {
        const key = `${method} ${headers.get("range")}`;
        if (seen.has(key)) return undefined;
        seen.add(key);
        return fault;
      });
      const stalled = what === "stalled";
      const patient = dav.handler(stalled ? { timeout: 300, attempts: 8 } : { attempts: 4 });
      assertBytes(await run(all("file"), patient), content);
      if (what === "in small pieces") return;
      dav.harm(({ method }) => method === "GET" ? fault : undefined);
      const { retryable } = await failureOf(
        run(all("file"), dav.handler({ attempts: 1, timeout: stalled ? 500 : 60_000 })),
      );
      assertEquals(retryable, true);
    });
  }
});

test("a file that is changed in between is ESTALE", async (dav) => {
  await run(written("file", LARGE), dav.handler());
  let harmed = false;
  dav.harm(async ({ method, headers }) => {
    if (method === "GET" && !headers.get("range")!.startsWith("bytes=0-") && !harmed) {
      harmed = true;
      await run(
        written("file", sample(LARGE.length, 2)),
        dav.direct(),
      );
    }
    return undefined;
  });
  const { name, code } = await failureOf(run(function* () {
    const handle = yield* FsOpen({ path: "file", binary: true });
    yield* FsSeek({ handle, offset: 2 * MIB });
    yield* FsRead({ handle, size: 10 });
  }, dav.handler()));
  assertEquals([name, code], ["FsReadError", "ESTALE"]);
});

test("names are not lost: a rename never replaces what it must not, a part is no success", async (dav) => {
  await run(function* () {
    for (const path of ["full", "full/sub", "empty", "dir"]) yield* FsMkdir({ path });
    for (const path of ["file", "other", "full/in"]) yield* FsClose({ handle: yield* FsOpen({ path, mode: "w" }) });
  }, dav.handler());
  const rename = (path: string, to: string) =>
    failureOf(run(function* () {
      yield* FsRename({ path, to });
    }, dav.handler())).then(({ code }) => code);
  assertEquals(await rename("file", "full"), "EISDIR");
  assertEquals(await rename("dir", "file"), "ENOTDIR");
  assertEquals(await rename("dir", "full"), "ENOTEMPTY");
  assertEquals(await rename("dir", "dir/in"), "EINVAL");
  assertEquals(await rename("none", "new"), "ENOENT");
  assertEquals(await rename("file", "none/new"), "ENOENT");
  await run(function* () {
    yield* FsRename({ path: "full", to: "empty" });
    yield* FsRename({ path: "file", to: "other" });
    assertEquals((yield* FsList({ path: "empty" })).map(({ name }) => name), ["in", "sub"]);
  }, dav.handler());
  dav.harm(({ method }) => method === "DELETE" || method === "MOVE" ? { answer: { status: 207 } } : undefined);
  assertEquals(await rename("empty", "new"), "EIO");
  const removal = await failureOf(run(function* () {
    yield* FsRemove({ path: "empty", recursive: true });
  }, dav.handler()));
  assertEquals(removal.code, "EIO");
  dav.harm(({ method }) => method === "COPY" ? { answer: { status: 507 } } : undefined);
  const copy = await failureOf(run(function* () {
    yield* FsCopy({ path: "other", to: "dir2" });
  }, dav.handler()));
  assertEquals([copy.name, copy.code], ["FsCopyError", "ENOSPC"]);
  assertEquals(dav.names(), ["dir", "empty", "other"]);
});

test("failures by code", async (dav) => {
  await run(written("file", OLD), dav.handler());
  const stat = (handler: WebDAVHandler) =>
    failureOf(run(function* () {
      yield* FsStat({ path: "file" });
    }, handler));
  const wrong = await stat(dav.handler({ client: { username: "user", password: "wrong" } }));
  assertEquals([wrong.name, wrong.code, wrong.retryable], ["FsStatError", "EACCES", false]);
  const codes = [[403, "EACCES"], [404, "ENOENT"], [423, "EBUSY"], [429, "EAGAIN"], [500, "EIO"], [507, "ENOSPC"]];
  for (const [status, code] of codes) {
    dav.harm(() => ({ answer: { status: status as number } }));
    assertEquals((await stat(dav.handler({ attempts: 1 }))).code, code);
  }
  dav.harm(() => ({ answer: { status: 200, body: "<html>not WebDAV</html>" } }));
  assertEquals((await stat(dav.handler())).code, "EIO");
  assertEquals((await stat(dav.handler({ url: "http://127.0.0.1:65534/" }))).code, "ECONNREFUSED");
});
