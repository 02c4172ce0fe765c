/** Objects appear whole or not at all, and nothing of what does not is left. */
import { assert, assertEquals } from "@std/assert";
import {
  type FileSystemProgram,
  FsClose,
  FsFlush,
  FsOpen,
  type FsOpenMode,
  FsStat,
  FsWrite,
} from "../../src/effect/effect.ts";
import { run } from "../../src/effect/run.ts";
import { valueOfScript } from "../call/subprocess.ts";
import { assertBytes, sample, utf8 } from "../handle/bytes.ts";
import type { Plan } from "./fault_server.ts";
import { failureOf } from "./remote_failure.ts";
import { eventually } from "./remote_wait.ts";
import { error } from "./s3_gate.ts";
import { type S3Storage, s3Storage } from "./s3_storage.ts";

const MIB = 1 << 20;
/** Two parts and a bit. */
const LARGE = sample(11 * MIB);
const OLD = utf8("what was there before");

/** Writes in pieces; what is yielded behind them happens before the file is closed. */
function* written(
  path: string,
  content: Uint8Array,
  { mode = "w", ifMatch }: { mode?: FsOpenMode; ifMatch?: string } = {},
  before: () => void = () => {},
): FileSystemProgram<void> {
  const handle = yield* FsOpen({ path, mode, binary: true, ifMatch });
  for (let at = 0; at < content.length; at += 300_000) {
    yield* FsWrite({ handle, data: content.subarray(at, at + 300_000) });
  }
  before();
  yield* FsClose({ handle });
}

async function assertUntouched(storage: S3Storage, path: string): Promise<void> {
  storage.heal();
  assertBytes((await storage.get(path))!, OLD, path);
  assertEquals(await storage.unfinished(), []);
}

Deno.test("S3: an object is uploaded in parts, a small one in one request, an empty one too", async () => {
  await using storage = await s3Storage();
  for (const content of [new Uint8Array(), sample(1), sample(5 * MIB), sample(5 * MIB + 1), LARGE]) {
    storage.heal();
    await run(written("object", content), storage.handler());
    assertBytes((await storage.get("object"))!, content);
    const puts = storage.faults.requests("PUT").length;
    assertEquals(puts, Math.max(1, Math.ceil(content.length / (5 * MIB))), `${content.length} bytes`);
    assertEquals(storage.faults.requests("POST").length, puts > 1 ? 2 : 0);
  }
  assertEquals(await storage.unfinished(), []);
});

Deno.test("S3: nothing is to be seen before the file is closed, whatever is flushed", async () => {
  await using storage = await s3Storage();
  await storage.put("object", OLD);
  function* program(): FileSystemProgram<number> {
    const handle = yield* FsOpen({ path: "object", mode: "w", binary: true });
    yield* FsWrite({ handle, data: LARGE });
    yield* FsFlush({ handle });
    const { size } = yield* FsStat({ path: "object" });
    yield* FsClose({ handle });
    return size;
  }
  assertEquals(await run(program(), storage.handler()), OLD.length);
  assertBytes((await storage.get("object"))!, LARGE);
});

Deno.test("S3: a program that fails, discards or is aborted leaves the old object and no upload", async () => {
  await using storage = await s3Storage();
  await storage.put("object", OLD);
  const hasUpload = () => storage.unfinished().then(({ length }) => length === 1);
  const fail = written("object", LARGE, {}, () => {
    throw new Error("mine");
  });
  assertEquals(await run(fail, storage.handler()).catch(({ message }) => message), "mine");
  await assertUntouched(storage, "object");

  function* discarding(): FileSystemProgram<void> {
    const handle = yield* FsOpen({ path: "object", mode: "w", binary: true });
    yield* FsWrite({ handle, data: LARGE });
    yield* FsClose({ handle, discard: true });
  }
  await run(discarding(), storage.handler());
  await assertUntouched(storage, "object");

  // While a part is under way: the program writes, or closes.
  for (const part of ["partNumber=1", "partNumber=3"]) {
    const controller = new AbortController();
    const answered = Promise.withResolvers<void>();
    storage.harm(({ url }) => url.includes(part) ? { before: () => answered.promise } : undefined);
    const running = run(written("object", LARGE), storage.handler({ parallelParts: 1 }), { signal: controller.signal });
    await eventually(hasUpload);
    await eventually(() => storage.faults.seen.some(({ url }) => url.includes(part)));
    controller.abort(new Error("abort"));
    assertEquals(await running.catch(({ message }) => message), "abort");
    answered.resolve();
    await assertUntouched(storage, "object");
  }
});

Deno.test("S3: what fails for good while it is uploaded is an error at the latest at close, and leaves nothing", async (t) => {
  await using storage = await s3Storage();
  await storage.put("object", OLD);
  const isPart = (url: string) => url.includes("partNumber=2");
  const plans: Record<string, Plan> = {
    "a part is refused": ({ url }) => isPart(url) ? { answer: error(403, "AccessDenied") } : undefined,
    "a part fails": ({ url }) => isPart(url) ? { answer: error(500, "InternalError") } : undefined,
    "a part is cut": ({ url }) => isPart(url) ? { cutRequestAfter: MIB } : undefined,
    "nothing may begin": ({ url }) => url.endsWith("?uploads=") ? { answer: error(403, "AccessDenied") } : undefined,
    "nothing may end": ({ url, method }) =>
      method === "POST" && url.includes("uploadId") ? { answer: error(500, "InternalError") } : undefined,
    "an error behind status 200": ({ url, method }) =>
      method === "POST" && url.includes("uploadId")
        ? { answer: { ...error(500, "InternalError"), status: 200 } }
        : undefined,
  };
  for (const [what, plan] of Object.entries(plans)) {
    await t.step(what, async () => {
      storage.harm(plan);
      const { name, code } = await failureOf(run(written("object", LARGE), storage.handler()));
      assert(name === "FsCloseError" || name === "FsWriteError", name);
      const refused = what === "a part is refused" || what === "nothing may begin";
      assertEquals(code, refused ? "EACCES" : what === "a part is cut" ? "ECONNRESET" : "EIO");
      await assertUntouched(storage, "object");
    });
  }
  await t.step("a small object", async () => {
    storage.harm(({ method }) => method === "PUT" ? { cutRequestAfter: 3 } : undefined);
    const { name, retryable } = await failureOf(run(written("object", sample(10)), storage.handler()));
    assertEquals([name, retryable], ["FsCloseError", true]);
    await assertUntouched(storage, "object");
  });
});

Deno.test("S3: parts that cannot be removed are named in the error", async () => {
  await using storage = await s3Storage();
  storage.harm(({ url, method }) =>
    url.includes("partNumber") || method === "DELETE" ? { answer: error(403, "AccessDenied") } : undefined
  );
  const { message } = await failureOf(run(written("object", LARGE), storage.handler()));
  assert(message.includes("its parts remain, as upload "), message);
});

Deno.test("S3: what passes is made good", async () => {
  await using storage = await s3Storage();
  const seen = new Set<string>();
  storage.harm(({ url, method }) => {
    const once = `${method} ${url.replace(/\?.*(partNumber=\d+).*/, "$1")}`;
    if (method === "GET" || method === "HEAD" || seen.has(once)) return undefined;
    seen.add(once);
    if (url.includes("partNumber=1")) return { answer: error(500, "InternalError") };
    if (url.includes("partNumber=2")) return { cutRequestAfter: MIB };
    if (url.includes("partNumber=3")) return { cutAnswerAfter: -1 };
    return undefined;
  });
  await run(written("object", LARGE), storage.handler());
  assertBytes((await storage.get("object"))!, LARGE);
  assertEquals(seen.size, 5);
  assertEquals(await storage.unfinished(), []);
});

Deno.test("S3: x and ifMatch hold until the object is stored", async (t) => {
  await using storage = await s3Storage();
  const theirs = utf8("somebody else's");
  const etagOf = (path: string) =>
    run(function* () {
      return (yield* FsStat({ path })).backendExtra.etag as string;
    }, storage.handler());
  for (const [path, content] of [["small", sample(100)], ["large", LARGE]] as const) {
    await t.step(path, async () => {
      const write = (how: { mode?: FsOpenMode; ifMatch?: string }) =>
        run(written(path, content, how), storage.handler());
      await write({ mode: "x" });
      assertBytes((await storage.get(path))!, content);
      await write({ ifMatch: await etagOf(path) });

      for (const [how, code] of [[{ mode: "x" }, "EEXIST"], [{ ifMatch: '"another"' }, "ESTALE"]] as const) {
        storage.heal();
        const failure = await failureOf(write(how));
        assertEquals([failure.name, failure.code], ["FsOpenError", code]);
        assertEquals([...storage.faults.requests("PUT"), ...storage.faults.requests("POST")], []);
      }

      // Somebody else is faster by a little: the condition holds until the request that carries it.
      for (const how of ["x", "ifMatch"]) {
        await fetch(storage.url(path), { method: "DELETE" });
        if (how === "ifMatch") await storage.put(path, OLD);
        const etag = how === "ifMatch" ? await etagOf(path) : undefined;
        storage.harm(async ({ headers }) => {
          if (headers.has("if-match") || headers.has("if-none-match")) await storage.put(path, theirs);
          return undefined;
        });
        const failure = await failureOf(write(etag === undefined ? { mode: "x" } : { ifMatch: etag }));
        storage.heal();
        assertEquals([failure.name, failure.code], ["FsCloseError", etag === undefined ? "EEXIST" : "ESTALE"]);
        assertBytes((await storage.get(path))!, theirs);
        assertEquals(await storage.unfinished(), []);
      }
    });
  }
});

Deno.test("S3: an answer that is lost is not taken for somebody else's object", async () => {
  await using storage = await s3Storage();
  let lost = 0;
  storage.harm(({ method }) => method === "PUT" && lost++ === 0 ? { cutAnswerAfter: -1 } : undefined);
  const { code, message } = await failureOf(run(written("object", OLD, { mode: "x" }), storage.handler()));
  assertEquals(code, "EIO");
  assert(message.includes("may have stored it"), message);
});

Deno.test("S3: conditions that the server does not keep are refused before any request", async () => {
  await using storage = await s3Storage();
  const handler = storage.handler({ conditions: false });
  for (const how of [{ mode: "x" }, { ifMatch: '"tag"' }, { mode: "a" }, { mode: "r+" }] as const) {
    const { name, code } = await failureOf(run(written("object", OLD, how), handler));
    assertEquals([name, code], ["FsOpenError", "ENOTSUP"]);
  }
  assertEquals(storage.faults.seen, []);
});

Deno.test("S3: an upload of any length needs no more memory than its parts under way", async () => {
  await using storage = await s3Storage();
  // In parts that the server forgets, or it would need all of the memory.
  storage.harm(({ url }) =>
    url.includes("partNumber") ? { answer: { status: 200, headers: { etag: '"part"' } } } : undefined
  );
  const module = (path: string) => JSON.stringify(new URL(path, import.meta.url).href);
  const peak = await valueOfScript<number>(
    `
    const { S3Handler } = await import(${module("../../src/effect/s3/s3.ts")});
    const { FsOpen, FsWrite, FsClose } = await import(${module("../../src/effect/effect.ts")});
    const { run } = await import(${module("../../src/effect/run.ts")});
    const client = {
      endpoint: "${storage.faults.url}", region: "us-east-1", forcePathStyle: true,
      credentials: { accessKeyId: "test", secretAccessKey: "test" },
    };
    const storage = new S3Handler({ bucket: "bucket", client, partSize: 5 << 20, parallelParts: 2 });
    let peak = 0;
    await run(function* () {
      const handle = yield* FsOpen({ path: "object", mode: "w", binary: true });
      for (let i = 0; i < 200; i++) {
        yield* FsWrite({ handle, data: new Uint8Array(1 << 20).fill(i) });
        if (i % 10 === 0) gc();
        const { heapUsed, external } = Deno.memoryUsage();
        if (i % 10 === 0) peak = Math.max(peak, heapUsed + external);
      }
      yield* FsClose({ handle, discard: true });
    }, storage);
    storage[Symbol.dispose]();
    console.log(peak);`,
    ["-A", "--v8-flags=--expose-gc"],
  );
  assert(peak < 110 * MIB, `${peak} bytes`);
});
