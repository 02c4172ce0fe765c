/** Objects are read by range, ahead of who reads on, and never of two versions. */
import { assert, assertEquals } from "@std/assert";
import { type FileSystemProgram, FsOpen, FsRead, FsReadAll, FsSeek } from "../../src/effect/effect.ts";
import { run } from "../../src/effect/run.ts";
import { assertBytes, sample } from "../handle/bytes.ts";
import type { Fault } from "./fault_server.ts";
import { failureOf } from "./remote_failure.ts";
import { eventually } from "./remote_wait.ts";
import { s3Storage } from "./s3_storage.ts";

const MIB = 1 << 20;

function* bytesAt(path: string, offset: number, size: number): FileSystemProgram<Uint8Array<ArrayBuffer>> {
  const handle = yield* FsOpen({ path, binary: true });
  yield* FsSeek({ handle, offset });
  return yield* FsRead({ handle, size });
}

function* inPieces(path: string, size: number): FileSystemProgram<Uint8Array<ArrayBuffer>> {
  const handle = yield* FsOpen({ path, binary: true });
  const pieces: Uint8Array<ArrayBuffer>[] = [];
  for (;;) {
    const piece = yield* FsRead({ handle, size });
    if (piece.length === 0) break;
    pieces.push(piece);
  }
  const all = new Uint8Array(pieces.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const piece of pieces) all.set(piece, (at += piece.length) - piece.length);
  return all;
}

/** The bytes that were asked for. */
function asked(requests: readonly { headers: Headers }[]): number {
  return requests.reduce((sum, { headers }) => {
    const [start, last] = headers.get("range")!.slice("bytes=".length).split("-").map(Number);
    return sum + last! - start! + 1;
  }, 0);
}

Deno.test("S3: ten bytes of 8 MiB take two requests of 256 KiB", async () => {
  await using storage = await s3Storage();
  const content = sample(8 * MIB);
  await storage.put("large", content);
  assertBytes(await run(bytesAt("large", 4_999_999, 10), storage.handler()), content.subarray(4_999_999, 5_000_009));
  assertEquals(storage.faults.seen.length, 2);
  assertEquals(asked(storage.faults.seen), MIB / 2);
});

Deno.test("S3: who reads little is read little ahead for", async () => {
  await using storage = await s3Storage();
  await storage.put("large", sample(8 * MIB));
  await run(function* () {
    const handle = yield* FsOpen({ path: "large", binary: true });
    for (let i = 0; i < 3; i++) yield* FsRead({ handle, size: 10 });
  }, storage.handler());
  assert(asked(storage.faults.seen) <= 2 * MIB, `${asked(storage.faults.seen)} bytes asked for`);
});

Deno.test("S3: who reads on is read ahead for, as far as allowed", async () => {
  await using storage = await s3Storage();
  const content = sample(8 * MIB);
  await storage.put("large", content);
  const { faults } = storage;
  function* program(): FileSystemProgram<void> {
    const handle = yield* FsOpen({ path: "large", binary: true });
    for (let at = 0; at < 2 * MIB; at += 65_536) {
      assertBytes(yield* FsRead({ handle, size: 65_536 }), content.subarray(at, at + 65_536));
    }
    throw new Error("enough");
  }
  await run(program(), storage.handler({ readAhead: 4 * MIB, chunkSize: MIB })).catch(() => {});
  const total = asked(faults.seen);
  assert(total > 4 * MIB && total <= 7 * MIB, `${total} bytes asked for`);
  storage.heal();
  await run(program(), storage.handler({ readAhead: 0 })).catch(() => {});
  assert(asked(faults.seen) < 3 * MIB, `${asked(faults.seen)} bytes asked for`);
  assertBytes(await run(inPieces("large", 100_003), storage.handler()), content);
});

Deno.test("S3: an object that is replaced while it is read is ESTALE, whatever the server makes of If-Match", async () => {
  await using storage = await s3Storage();
  for (const ignored of [false, true]) {
    await storage.put("changing", sample(2 * MIB, 1));
    if (ignored) storage.harm(() => ({ request: (headers) => headers.delete("if-match") }));
    const program = function* (): FileSystemProgram<void> {
      const handle = yield* FsOpen({ path: "changing", binary: true });
      yield* FsRead({ handle, size: 1000 });
      replaced.resolve(storage.put("changing", sample(2 * MIB, 2)));
      yield* FsSeek({ handle, offset: MIB });
      yield* FsRead({ handle, size: 1000 });
    };
    const replaced = Promise.withResolvers<void>();
    // The second range waits until the object is another one.
    const before = storage.faults.plan;
    storage.faults.plan = async (request) => {
      if (!request.headers.get("range")?.startsWith("bytes=0-")) await replaced.promise;
      return await before(request);
    };
    const { code, name, retryable } = await failureOf(run(program(), storage.handler({ readAhead: 0 })));
    assertEquals([name, code, retryable], ["FsReadError", "ESTALE", false]);
    storage.heal();
  }
});

/** What may happen to an answer once, and is made good. */
const PASSING: readonly (readonly [string, Fault])[] = [
  ["cut", { cutAnswerAfter: 50_000 }],
  ["cut before its head", { cutAnswerAfter: -1 }],
  ["stalled", { stallAfter: 50_000 }],
  ["in small pieces", { pieces: 16_384 }],
  ["says too little", { head: ({ headers }) => headers.set("content-length", "1000") }],
  ["says too much", { head: ({ headers }) => headers.set("content-length", "99999999") }],
  ["of another range", { head: ({ headers }) => headers.set("content-range", "bytes 5-9/1048576") }],
  ["500", { answer: { status: 500 } }],
];

Deno.test("S3: an answer that is harmed is asked for again, and not for ever", async (t) => {
  await using storage = await s3Storage();
  const content = sample(MIB);
  await storage.put("object", content);
  for (const [what, fault] of PASSING) {
    const requestHandler = what === "stalled" ? { socketTimeout: 300 } : {};
    // A busy machine is late by itself.
    const handler = storage.handler({
      client: storage.client({ requestHandler, maxAttempts: what === "stalled" ? 6 : 2 }),
    });
    const patient = what === "stalled" ? { socketTimeout: 700 } : {};
    const once = storage.handler({ client: storage.client({ requestHandler: patient, maxAttempts: 1 }) });
    await t.step(what, async () => {
      // Each range once. The first of all can be compared with nothing.
      const seen = new Set<string>();
      storage.harm(({ headers }) => {
        const range = headers.get("range")!;
        if (seen.has(range) || (what === "of another range" && range.startsWith("bytes=0-"))) return undefined;
        seen.add(range);
        return fault;
      });
      assertBytes(await run(inPieces("object", 300_000), handler), content);
      assert(seen.size > 1);
      if (what === "in small pieces") return;
      storage.harm(({ headers }) => headers.get("range")!.startsWith("bytes=0-") ? undefined : fault);
      const { name, retryable } = await failureOf(run(bytesAt("object", MIB / 2, 100), once));
      assertEquals([name, retryable], ["FsReadError", true]);
    });
  }
});

Deno.test("S3: an aborted read ends at once, and leaves no connection", async () => {
  await using storage = await s3Storage();
  await storage.put("object", sample(3 * MIB));
  const client = storage.client({ requestHandler: {} });
  storage.harm(({ headers }) => headers.get("range")!.startsWith("bytes=0-") ? undefined : { stallAfter: 1000 });
  const controller = new AbortController();
  const reading = run(bytesAt("object", 2 * MIB, 100), storage.handler({ client }), { signal: controller.signal });
  await eventually(() => storage.faults.seen.some(({ status }) => status === 206 && storage.faults.seen.length === 2));
  controller.abort(new Error("mine"));
  assertEquals(await reading.catch((error) => error.message), "mine");
});

Deno.test("S3: everything at once, and an empty object", async () => {
  await using storage = await s3Storage();
  const content = sample(9 * MIB);
  await storage.put("large", content);
  await storage.put("empty", "");
  function* all(path: string): FileSystemProgram<Uint8Array<ArrayBuffer>> {
    return yield* FsReadAll({ handle: yield* FsOpen({ path, binary: true }) });
  }
  assertBytes(await run(all("large"), storage.handler()), content);
  assertBytes(await run(all("empty"), storage.handler()), new Uint8Array());
});
