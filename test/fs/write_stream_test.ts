/** Streams written to files. */
import { assertEquals, assertRejects } from "@std/assert";
import { configure, writeFile, writeTextFile } from "../../mod.ts";
import { assertBytes, sample } from "../handle/bytes.ts";
import { soon } from "../handle/processes.ts";
import { openDescriptors, type TemporaryDirectory, temporaryDirectory } from "../temporary.ts";

/** One test with a step for each asynchronous way. */
function eachWay(name: string, body: (dir: TemporaryDirectory) => Promise<void>): void {
  Deno.test(name, async (t) => {
    for (const options of [{}, { tryNow: false }, { tryNow: false, batch: false }]) {
      await t.step(JSON.stringify(options), async () => {
        await using dir = await temporaryDirectory();
        configure(options);
        try {
          await body(dir);
        } finally {
          configure({ tryNow: true, batch: true });
        }
      });
    }
  });
}

eachWay("a stream of bytes, of text or of both is written whole", async (dir) => {
  const path = dir.join("f");
  const data = sample(300_000);
  const chunks = Array.from({ length: 30 }, (_, i) => data.subarray(i * 10_000, (i + 1) * 10_000));
  await writeFile(path, ReadableStream.from(chunks));
  assertBytes(Deno.readFileSync(path), data);
  await writeFile(path, new Blob([data]).stream(), { append: true });
  assertBytes(Deno.readFileSync(path), new Uint8Array([...data, ...data]));
  await writeTextFile(path, ReadableStream.from(["ä", "", "€\n"]));
  assertEquals(Deno.readTextFileSync(path), "ä€\n");
  await writeFile(path, ReadableStream.from([Uint8Array.of(0x61), "b"]));
  assertEquals(Deno.readTextFileSync(path), "ab");
  await writeFile(path, ReadableStream.from([]));
  assertEquals(Deno.readTextFileSync(path), "");
});

eachWay("options hold for streams, too", async (dir) => {
  const path = dir.join("f");
  const stream = () => ReadableStream.from(["x"]);
  await assertRejects(() => writeFile(path, stream(), { create: false }), Deno.errors.NotFound);
  await writeFile(path, stream(), { createNew: true, mode: 0o600 });
  assertEquals(Deno.statSync(path).mode! & 0o777, 0o600);
  await writeFile(path, stream(), { append: true, mode: 0o640 });
  assertEquals([Deno.statSync(path).mode! & 0o777, Deno.readTextFileSync(path)], [0o640, "xx"]);
  await assertRejects(() => writeFile(path, stream(), { createNew: true }), Deno.errors.AlreadyExists);
  assertEquals(Deno.readTextFileSync(path), "xx");
});

eachWay("a stream that fails, or carries what is no data, is an error, and what came before stays", async (dir) => {
  const path = dir.join("f");
  const before = openDescriptors();
  const failing = new ReadableStream<string>({
    pull(controller) {
      controller.enqueue("abc");
      controller.error(new RangeError("mine"));
    },
  }, { highWaterMark: 0 });
  await assertRejects(() => writeFile(path, failing), RangeError);
  const wrong = ReadableStream.from(["abc", 5, "def"]) as ReadableStream<string>;
  await assertRejects(() => writeFile(path, wrong), TypeError);
  assertEquals([Deno.readTextFileSync(path), openDescriptors()], ["abc", before]);
});

eachWay("a signal ends the wait for a chunk that never comes", async (dir) => {
  const path = dir.join("f");
  const before = openDescriptors();
  const controller = new AbortController();
  let cancelled: unknown;
  let asked: () => void;
  const waiting = new Promise<void>((resolve) => asked = resolve);
  let sent = false;
  const stream = new ReadableStream<string>({
    async pull(stream) {
      if (!sent) return (sent = true, stream.enqueue("abc"));
      asked();
      await new Promise(() => {});
    },
    cancel: (reason) => void (cancelled = reason),
  }, { highWaterMark: 0 });
  const write = writeFile(path, stream, { signal: controller.signal });
  await waiting;
  controller.abort(new RangeError("mine"));
  await soon(assertRejects(() => write, RangeError), "the end of a write that was given up");
  assertEquals([cancelled instanceof RangeError, Deno.readTextFileSync(path)], [true, "abc"]);
  assertEquals(openDescriptors(), before);
  const aborted = AbortSignal.abort(new RangeError("mine"));
  await assertRejects(() => writeFile(dir.join("g"), ReadableStream.from(["x"]), { signal: aborted }), RangeError);
  assertEquals([...Deno.readDirSync(dir.path)].length, 1);
});
