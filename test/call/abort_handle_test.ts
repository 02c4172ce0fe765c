import { fromFileUrl } from "@std/path/from-file-url";
import { assert, assertEquals } from "@std/assert";
import { configure, open, type Options, readFile } from "../../mod.ts";
import { openDescriptors, temporaryDirectory } from "../temporary.ts";
import { scaled, turn, until } from "./scale.ts";
import { rejectionOf } from "./thrown.ts";

/** A file that is there, on every system. */
const FILE = fromFileUrl(import.meta.url);

const reason = { why: "enough" };
const WAYS: readonly Partial<Options>[] = [{}, { tryNow: false }, { tryNow: false, batch: false }];

/** One test with a step for each asynchronous way. */
function everyAsynchronousWay(name: string, body: () => Promise<void>): void {
  Deno.test(name, (t) => inEveryWay(t, body));
}

async function inEveryWay(t: Deno.TestContext, body: () => Promise<void>): Promise<void> {
  for (const options of WAYS) {
    await t.step(JSON.stringify(options), async () => {
      configure({ tryNow: true, batch: true, ...options });
      try {
        await body();
      } finally {
        configure({ tryNow: true, batch: true });
      }
    });
  }
}

everyAsynchronousWay(
  "a read given up while it waits its turn takes nothing, and those behind it stay in order",
  async () => {
    await using dir = await temporaryDirectory();
    await Deno.writeFile(dir.join("file"), Uint8Array.from({ length: 200 }, (_, i) => i));
    await using file = await open(dir.join("file"));
    const controllers = Array.from({ length: 200 }, () => new AbortController());
    const buffers = controllers.map(() => new Uint8Array(1));
    const first = file.read(buffers[0]!);
    const reading = controllers.slice(1).map(({ signal }, i) => file.read(buffers[i + 1]!, { signal }));
    const outcomes = Promise.allSettled([first, ...reading]);
    for (let i = 1; i < 200; i += 3) controllers[i]!.abort(reason);
    const arrived: number[] = [];
    for (const [i, outcome] of (await outcomes).entries()) {
      if (outcome.status === "fulfilled") arrived.push(buffers[i]![0]!);
      else assert(i % 3 === 1 && outcome.reason === reason);
    }
    assertEquals(arrived, Array.from(arrived, (_, i) => i));
    assert(arrived.length < 150, "most of the 67 were given up");
    assertEquals(await file.position(), arrived.length);
  },
);

everyAsynchronousWay("a read that is given an aborted signal rejects, even behind others", async () => {
  await using file = await open(FILE);
  const reading = file.read(new Uint8Array(1));
  const refused = rejectionOf(file.read(new Uint8Array(1), { signal: AbortSignal.abort(reason) }));
  const last = file.read(new Uint8Array(1));
  assertEquals([await reading, await last], [1, 1]);
  let error: unknown;
  refused.then((value) => error = value);
  await until(() => error !== undefined, "it rejected");
  assert(error === reason);
  assertEquals(await file.position(), 2);
});

everyAsynchronousWay("any number of operations can wait for their turn, and be given up", async () => {
  const count = scaled(20_000);
  await using file = await open(FILE);
  const controller = new AbortController();
  const first = file.read(new Uint8Array(1));
  const buffer = new Uint8Array(1);
  const waiting = Promise.allSettled(
    Array.from({ length: count }, (_, i) => i % 2 === 0 ? file.flush() : file.read(buffer, controller)),
  );
  controller.abort(reason);
  assertEquals(await first, 1);
  const rejected = (await waiting).filter(({ status }) => status === "rejected").length;
  assert(rejected > count / 4 && rejected <= count / 2, `${rejected} of the reads were given up`);
  assertEquals(await file.read(buffer), 1);
});

everyAsynchronousWay("close() waits for what was given up, and the descriptor is gone then", async () => {
  await using dir = await temporaryDirectory();
  await Deno.writeFile(dir.join("file"), new Uint8Array(1 << 20));
  for (let i = 0; i < 100; i++) {
    const before = openDescriptors();
    const file = await open(dir.join("file"), "r+");
    const controller = new AbortController();
    const operations = Promise.allSettled([
      file.readAll(controller),
      file.readAt(new Uint8Array(1 << 16), 0, controller),
      file.writeAt(new Uint8Array(1 << 16), 0, controller),
      file.stat(controller),
      file.sync(controller),
    ]);
    for (let turns = i % 3; turns > 0; turns--) await turn();
    controller.abort(reason);
    await file.close();
    assertEquals(openDescriptors(), before);
    await operations;
  }
});

everyAsynchronousWay("a lock given up while it waits is not held afterwards", async () => {
  await using dir = await temporaryDirectory();
  await Deno.writeTextFile(dir.join("file"), "");
  await using holder = await open(dir.join("file"));
  await using waiter = await open(dir.join("file"));
  await using third = await open(dir.join("file"));
  for (const turns of [0, 1, 3]) {
    await holder.lock(true);
    const controller = new AbortController();
    const locking = rejectionOf(waiter.lock(true, controller));
    for (let i = 0; i < turns; i++) await turn();
    controller.abort(reason);
    assertEquals(await locking as unknown, reason);
    assertEquals(await third.tryLock(true), false);
    await holder.unlock();
    await until(() => third.tryLockSync(true), "nobody holds the lock");
    await third.unlock();
    await until(() => third.tryLockSync(true), "nobody holds the lock");
    await third.unlock();
    await waiter.lock(true);
    assertEquals(await third.tryLock(false), false);
    await waiter.unlock();
  }
});

everyAsynchronousWay("a large file whose reading is given up is closed", async () => {
  await using dir = await temporaryDirectory();
  const path = dir.join("file");
  await using large = await open(path, "w");
  await large.truncate(64 << 20);
  await large.close();
  const before = openDescriptors();
  for (let turns = 0; turns < 8; turns++) {
    const controller = new AbortController();
    const reading = readFile(path, controller).then(({ length }) => length, (error) => error);
    for (let i = 0; i < turns; i++) await turn();
    controller.abort(reason);
    const outcome = await reading;
    // After some turns it may have come to its end: that is no failure, but at once it cannot have.
    if (turns === 0 || outcome !== 64 << 20) assertEquals(outcome, reason);
  }
  await until(() => openDescriptors() === before, "it is closed");
});
