/** Readiness of descriptors: `pollFd` and `FDWatcher`. */
import { assert, assertEquals, assertRejects, assertThrows } from "@std/assert";
import { type FileHandle, open, openSync } from "../../mod.ts";
import { FDWatcher, pollFd, pollFdSync } from "../../src/watching/watching.ts";
import { runScript } from "../call/subprocess.ts";
import { scaled, turn } from "../call/scale.ts";
import { command } from "../handle/places.ts";
import { type TemporaryDirectory, temporaryDirectory } from "../temporary.ts";

const NOTHING = { readable: false, writable: false, disconnect: false, timedout: true };
const READABLE = { ...NOTHING, readable: true, timedout: false };
const WRITABLE = { ...NOTHING, writable: true, timedout: false };
const MODULE = JSON.stringify(new URL("../../src/watching/watching.ts", import.meta.url).href);

/** A FIFO that this process holds both ends of: empty, and writable. */
async function fifoIn(dir: TemporaryDirectory, name = "fifo"): Promise<FileHandle> {
  await command("mkfifo", dir.join(name));
  return await open(dir.join(name), "r+");
}

/** Both forms, where the answer is there already. */
async function both(file: FileHandle, options: { readable?: boolean; writable?: boolean; timeout?: number }) {
  const event = await pollFd(file.fd, options);
  assertEquals(pollFdSync(file, options), event);
  return event;
}

Deno.test("pollFd tells of what was asked for, and of the time that has passed", async () => {
  await using dir = await temporaryDirectory();
  await using fifo = await fifoIn(dir);
  assertEquals(await both(fifo, { writable: true }), WRITABLE);
  assertEquals(await both(fifo, { readable: true, writable: true, timeout: 60_000 }), WRITABLE);
  assertEquals(await both(fifo, { readable: true, timeout: 0 }), NOTHING);
  assertEquals(await both(fifo, { readable: true, timeout: 10 }), NOTHING);
  fifo.writeSync(Uint8Array.of(1));
  assertEquals(await both(fifo, { readable: true }), READABLE);
  assertEquals(await both(fifo, { readable: true, writable: true }), { ...READABLE, writable: true });
});

Deno.test("pollFd of nothing has timed out at once", async () => {
  await using dir = await temporaryDirectory();
  await using fifo = await fifoIn(dir);
  assertEquals(await both(fifo, {}), NOTHING);
  assertEquals(await both(fifo, { readable: false, writable: false, timeout: 60_000 }), NOTHING);
});

Deno.test("a regular file and a directory are always ready", async () => {
  await using dir = await temporaryDirectory();
  await using file = await open(dir.join("file"), "w+");
  assertEquals(await both(file, { readable: true, writable: true }), { ...READABLE, writable: true });
  await using folder = await open(dir.path);
  assertEquals(await both(folder, { readable: true }), READABLE);
});

Deno.test("the other end's going is a disconnect, of a reader and of a writer", async () => {
  await using dir = await temporaryDirectory();
  await command("mkfifo", dir.join("fifo"));
  const pair = async () => [...await Promise.all([open(dir.join("fifo"), "r"), open(dir.join("fifo"), "w")])] as const;
  {
    const [reader, writer] = await pair();
    await using _reader = reader;
    const waiting = pollFd(reader, { readable: true });
    await writer.close();
    assertEquals(await waiting, { ...READABLE, disconnect: true });
  }
  const [reader, writer] = await pair();
  await using _writer = writer;
  await reader.close();
  assertEquals(await both(writer, { writable: true }), { ...WRITABLE, disconnect: true });
});

Deno.test("two who poll one descriptor are both told, whatever others wait for", async () => {
  await using dir = await temporaryDirectory();
  const fifos = await Promise.all(Array.from({ length: 20 }, (_, i) => fifoIn(dir, `fifo${i}`)));
  const pairs = fifos.map((fifo) => [pollFd(fifo, { readable: true }), pollFd(fifo, { readable: true })] as const);
  const others = fifos.map((fifo) => pollFd(fifo, { readable: true, timeout: 1 }));
  assertEquals(new Set((await Promise.all(others)).map(({ timedout }) => timedout)), new Set([true]));
  for (const fifo of fifos.toReversed()) fifo.writeSync(Uint8Array.of(1));
  for (const pair of pairs) assertEquals(await Promise.all(pair), [READABLE, READABLE]);
  for (const fifo of fifos) fifo.closeSync();
});

Deno.test("pollFd is given up by its signal, before and while it waits", async () => {
  await using dir = await temporaryDirectory();
  await using fifo = await fifoIn(dir);
  const gone = new Error("enough");
  await assertRejects(() => pollFd(fifo, { writable: true, signal: AbortSignal.abort(gone) }), Error, "enough");
  const controller = new AbortController();
  const waiting = pollFd(fifo, { readable: true, signal: controller.signal });
  await turn();
  controller.abort(gone);
  await assertRejects(() => waiting, Error, "enough");
  assertEquals(await pollFd(fifo, { writable: true }), WRITABLE);
});

Deno.test("what is no descriptor is refused", async () => {
  const sync: typeof pollFd = (...args) => Promise.try(() => pollFdSync(...args));
  for (const call of [pollFd, sync]) {
    await assertRejects(() => call(-1, { readable: true }), RangeError, "-1");
    await assertRejects(() => call(2 ** 31, { readable: true }), RangeError);
    await assertRejects(() => call(1.5, { readable: true }), TypeError, "1.5");
    await assertRejects(() => call("1" as never, { readable: true }), TypeError);
    await assertRejects(() => call(60_000, { readable: true }), Error, "EBADF");
  }
  await assertRejects(() => pollFd(0, { readable: true, timeout: -1 }), RangeError, "timeout");
  assertThrows(() => new FDWatcher(-1, { readable: true }), RangeError);
  assertThrows(() => new FDWatcher(NaN, { readable: true }), TypeError);
  assertThrows(() => new FDWatcher(0, {}), TypeError, "readable or writable");
  assertThrows(() => new FDWatcher(60_000, { readable: true }), Error, "EBADF");
  await using dir = await temporaryDirectory();
  const fifo = await fifoIn(dir);
  await fifo.close();
  await assertRejects(() => pollFd(fifo, { readable: true }), Deno.errors.BadResource);
  assertThrows(() => new FDWatcher(fifo, { readable: true }), Deno.errors.BadResource);
});

Deno.test("FDWatcher tells again as long as it is so", async () => {
  await using dir = await temporaryDirectory();
  await using fifo = await fifoIn(dir);
  using readable = new FDWatcher(fifo, { readable: true });
  using either = new FDWatcher(fifo.fd, { readable: true, writable: true });
  assertEquals(await either.wait(), WRITABLE);
  assertEquals(await readable.wait({ timeout: 1 }), NOTHING);
  const waits = [readable.wait(), readable.wait()];
  fifo.writeSync(Uint8Array.of(1, 2));
  assertEquals(await Promise.all(waits), [READABLE, READABLE]);
  assertEquals(await readable.wait(), READABLE);
  assertEquals(await either.wait(), { ...READABLE, writable: true });
  fifo.readSync(new Uint8Array(2));
  assertEquals(await readable.wait({ timeout: 0 }), NOTHING);
});

Deno.test("FDWatcher that is closed throws UnexpectedEof, who waits and who comes", async () => {
  await using dir = await temporaryDirectory();
  await using fifo = await fifoIn(dir);
  const watcher = new FDWatcher(fifo, { readable: true });
  using other = new FDWatcher(fifo, { readable: true });
  const waits = [watcher.wait(), watcher.wait({ timeout: 60_000 })].map((wait) =>
    assertRejects(() => wait, Deno.errors.UnexpectedEof)
  );
  const going = other.wait();
  await turn();
  watcher.close();
  watcher.close();
  await Promise.all(waits);
  await assertRejects(() => watcher.wait(), Deno.errors.UnexpectedEof);
  fifo.writeSync(Uint8Array.of(1));
  assertEquals(await going, READABLE);
});

Deno.test("FDWatcher.wait is given up by its signal, and refuses what is no time", async () => {
  await using dir = await temporaryDirectory();
  await using fifo = await fifoIn(dir);
  using watcher = new FDWatcher(fifo, { readable: true });
  const controller = new AbortController();
  const waiting = watcher.wait({ signal: controller.signal });
  controller.abort(new Error("enough"));
  await assertRejects(() => waiting, Error, "enough");
  await assertRejects(() => watcher.wait({ timeout: NaN }), RangeError);
});

Deno.test("a number that was closed and stands for another file is not taken for it", async () => {
  await using dir = await temporaryDirectory();
  await using keeper = await fifoIn(dir, "keeper");
  const kept = pollFd(keeper, { readable: true });
  const fifo = await fifoIn(dir);
  const { fd } = fifo;
  await command("mkfifo", dir.join("other"));
  using watcher = new FDWatcher(fd, { readable: true });
  const deadline = { timeout: 60_000 };
  const waits = [pollFd(fd, { readable: true, ...deadline }), watcher.wait(deadline)].map((wait) =>
    assertRejects(() => wait, Error, "EBADF")
  );
  await turn();
  fifo.closeSync();
  using again = openSync(dir.join("other"), "r+");
  assertEquals(again.fd, fd, "the lowest number that is free is taken: open(2)");
  const waiting = pollFd(fd, { readable: true });
  await Promise.all(waits);
  await assertRejects(() => watcher.wait(), Error, "EBADF");
  again.writeSync(Uint8Array.of(1));
  assertEquals(await waiting, READABLE);
  keeper.writeSync(Uint8Array.of(1));
  assertEquals(await kept, READABLE);
});

Deno.test("a thousand watchers come and go, and leave nothing", async () => {
  await using dir = await temporaryDirectory();
  await using fifo = await fifoIn(dir);
  for (let i = 0; i < scaled(1000); i++) {
    using watcher = new FDWatcher(fifo, { readable: true, writable: true });
    const waiting = assertRejects(() => new FDWatcher(fifo, { readable: true }).wait({ signal: AbortSignal.abort() }));
    assert((await watcher.wait()).writable);
    await waiting;
  }
});

Deno.test("a process ends with idle watchers, and not while it waits", async () => {
  await using dir = await temporaryDirectory();
  await command("mkfifo", dir.join("fifo"));
  const script = `
    const { FDWatcher } = await import(${MODULE});
    const fifo = files.openSync(${JSON.stringify(dir.join("fifo"))}, "r+");
    const watcher = new FDWatcher(fifo, { readable: true });
    console.log((await watcher.wait({ timeout: 1 })).timedout);
  `;
  const idle = await runScript(script, ["-A"]);
  assertEquals([idle.stdout, idle.success], ["true\n", true]);
  const waiting = await runScript(
    `${script}
    watcher.wait().then((event) => console.log(event.readable));
    const timer = setTimeout(() => fifo.writeSync(Uint8Array.of(1)), 50);`,
    ["-A"],
  );
  assertEquals(waiting.stdout, "true\ntrue\n");
});
