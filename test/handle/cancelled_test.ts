/** Operations that are given up. */
import { assert, assertEquals, assertRejects, assertStrictEquals } from "@std/assert";
import { configure, open } from "../../mod.ts";
import { assertBytes, sample, utf8 } from "./bytes.ts";
import { EVERY_CALL } from "./every_call.ts";
import { openDescriptors, temporaryDirectory } from "../temporary.ts";

/** One test with a step for each asynchronous way. */
function eachWay(name: string, body: () => Promise<void>): void {
  Deno.test(name, async (t) => {
    for (const options of [{}, { tryNow: false }, { tryNow: false, batch: false }]) {
      await t.step(JSON.stringify(options), async () => {
        configure(options);
        try {
          await body();
        } finally {
          configure({ tryNow: true, batch: true });
        }
      });
    }
  });
}

eachWay("a signal that has aborted stops every operation before it begins", async () => {
  await using dir = await temporaryDirectory();
  await using file = await open(dir.join("f"), "w+");
  await file.writeAll("abc");
  await file.seek(2, Deno.SeekMode.Start);
  const reason = new RangeError("mine");
  const signal = AbortSignal.abort(reason);
  for (const [name, call] of Object.entries(EVERY_CALL)) {
    assertStrictEquals(await assertRejects(() => call(file, { signal })), reason, name);
  }
  assertEquals([await file.position(), await file.readText()], [2, "c"]);
  await assertRejects(() => open(dir.join("new"), { write: true, create: true, signal }), RangeError);
  assertEquals([...Deno.readDirSync(dir.path)].length, 1);
});

eachWay("so it does behind another operation", async () => {
  await using dir = await temporaryDirectory();
  await using file = await open(dir.join("f"), "w+");
  const reason = new RangeError("mine");
  const signal = AbortSignal.abort(reason);
  for (const [name, call] of Object.entries(EVERY_CALL)) {
    const write = file.writeAll(sample(100_000));
    const abandoned = call(file, { signal });
    assertStrictEquals(await assertRejects(() => abandoned), reason, name);
    await write;
    assertEquals(await file.truncate(0), undefined);
    await file.seekStart();
  }
});

eachWay("an operation given up in the queue is not made, and those behind it are", async () => {
  await using dir = await temporaryDirectory();
  await using file = await open(dir.join("f"), "w+");
  const controller = new AbortController();
  const writes = [
    file.writeAll(sample(1 << 20)),
    file.writeAll("never", { signal: controller.signal }),
    file.writeAll("after"),
    file.truncate(0, { signal: controller.signal }),
    file.readAll({ signal: controller.signal }),
    file.copyTo(file, { offset: 0, signal: controller.signal }),
    file.writeAll("wards"),
  ];
  controller.abort(new RangeError("mine"));
  const outcomes = await Promise.allSettled(writes);
  assertEquals(outcomes.map(({ status }) => status.slice(0, 1)).join(""), "frfrrrf");
  const expected = new Uint8Array([...sample(1 << 20), ...utf8("afterwards")]);
  assertBytes(Deno.readFileSync(dir.join("f")), expected);
});

eachWay("a copy that is given up stops, and both handles go on", async () => {
  await using dir = await temporaryDirectory();
  await using from = await open(dir.join("from"), "w+");
  await from.truncate(2 ** 40);
  await using to = await open(dir.join("to"), "w+");
  const controller = new AbortController();
  let told = 0;
  const onProgress = ({ bytes }: { bytes: number }) => {
    told = bytes;
    if (bytes >= 32 << 20) controller.abort();
  };
  const error = await assertRejects(() => from.copyTo(to, { signal: controller.signal, onProgress }));
  assertEquals((error as DOMException).name, "AbortError");
  await to.truncate(0);
  assert(told < 2 ** 30, `${told} bytes`);
  await to.seekStart();
  assertEquals(await from.copyTo(to, { offset: 0, length: 5 }), 5);
  assertEquals(Deno.readFileSync(dir.join("to")), new Uint8Array(5));
});

eachWay("an open that is given up leaves no descriptor", async () => {
  await using dir = await temporaryDirectory();
  await (await open(dir.join("f"), "w")).close();
  const before = openDescriptors();
  for (let i = 0; i < 50; i++) {
    const controller = new AbortController();
    const opened = open(dir.join("f"), { read: true, write: true, signal: controller.signal });
    if (i % 2 === 0) await Promise.resolve();
    controller.abort();
    await assertRejects(() => opened, DOMException);
  }
  // What was on its way is closed on a later trip.
  for (let i = 0; i < 1000 && openDescriptors() > before; i++) await (await open(dir.join("f"), "r+")).close();
  assertEquals(openDescriptors(), before);
});

eachWay("close waits for operations that were given up", async () => {
  await using dir = await temporaryDirectory();
  const file = await open(dir.join("f"), "w+");
  const controller = new AbortController();
  const data = sample(4 << 20);
  const write = file.writeAt(data, 0, { signal: controller.signal });
  await Promise.resolve();
  controller.abort();
  await assertRejects(() => write);
  await file.close();
  data.fill(0); // from here on the memory is the caller's again
  const written = Deno.readFileSync(dir.join("f"));
  assertBytes(written, sample(4 << 20).subarray(0, written.length));
});
