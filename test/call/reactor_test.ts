/** Waiting for descriptors: one thread for all waits, that starts and stops. */
import { assert, assertEquals, assertRejects } from "@std/assert";
import { configure, type FileHandle, metrics, open, openSync } from "../../mod.ts";
import { asynchronous } from "../../src/call/asynchronous.ts";
import { type Program, TIMED_OUT, Wait } from "../../src/call/program.ts";
import { ready } from "../../src/call/ready.ts";
import { perform, synchronous } from "../../src/call/synchronous.ts";
import { posix } from "../../src/os/posix/libc.ts";
import { failureOf } from "../../src/call/errno.ts";
import { POSIX_CONSTANTS as p } from "../../ffi/posix/constants.ts";
import { command } from "../handle/places.ts";
import { openDescriptors, type TemporaryDirectory, temporaryDirectory } from "../temporary.ts";
import { scaled, turn, until } from "./scale.ts";
import { runScript } from "./subprocess.ts";

function* waited(fd: number, events: number, milliseconds?: number): Program<number> {
  return yield new Wait(ready(fd, events), milliseconds);
}

const wait = (fd: number, events: number, milliseconds?: number, signal?: AbortSignal) =>
  asynchronous(waited(fd, events, milliseconds), signal);

/** FIFOs that this process holds both ends of: each is empty, and can be written. */
async function fifos(dir: TemporaryDirectory, count: number): Promise<FileHandle[]> {
  const paths = Array.from({ length: count }, (_, i) => dir.join(`fifo${i}`));
  await command("mkfifo", ...paths);
  return await Promise.all(paths.map((path) => open(path, "r+")));
}

/** A test with a FIFO, when calls share trips and when each travels alone. */
function everyTrip(name: string, body: (fifo: FileHandle, dir: TemporaryDirectory) => Promise<void>): void {
  for (const batch of [true, false]) {
    Deno.test(`${name}${batch ? "" : ", without executable memory"}`, async () => {
      await using dir = await temporaryDirectory();
      const [fifo] = await fifos(dir, 1);
      configure({ batch });
      try {
        await body(fifo!, dir);
      } finally {
        configure({ batch: true });
        fifo!.closeSync();
      }
    });
  }
}

everyTrip("a descriptor that becomes readable ends the wait, and timers go on meanwhile", async (fifo) => {
  let readable = false;
  const waiting = wait(fifo.fd, p.POLLIN).then((events) => {
    readable = true;
    return events;
  });
  for (let i = 0; i < 10; i++) await turn();
  assert(!readable);
  fifo.writeSync(Uint8Array.of(1));
  assertEquals(await waiting, p.POLLIN);
});

everyTrip("several waiters of one descriptor are each told of what they asked for", async (fifo) => {
  const forData = [wait(fifo.fd, p.POLLIN), wait(fifo.fd, p.POLLIN)];
  assertEquals(await wait(fifo.fd, p.POLLOUT), p.POLLOUT);
  assertEquals(await wait(fifo.fd, p.POLLOUT | p.POLLIN), p.POLLOUT);
  fifo.writeSync(Uint8Array.of(1));
  assertEquals(await Promise.all(forData), [p.POLLIN, p.POLLIN]);
  assertEquals(await wait(fifo.fd, p.POLLOUT | p.POLLIN), p.POLLOUT | p.POLLIN);
});

everyTrip("a wait ends when its time has passed, and no sooner", async (fifo) => {
  const start = performance.now();
  assertEquals(await wait(fifo.fd, p.POLLIN, 30), TIMED_OUT);
  assert(performance.now() - start >= 29);
  const startSync = performance.now();
  assertEquals(synchronous(waited(fifo.fd, p.POLLIN, 30)), TIMED_OUT);
  assert(performance.now() - startSync >= 29);
  assertEquals(await wait(fifo.fd, p.POLLOUT, 60_000), p.POLLOUT);
  assertEquals(synchronous(waited(fifo.fd, p.POLLOUT, 60_000)), p.POLLOUT);
});

everyTrip("a wait that is given up rejects at once, and others go on", async (fifo) => {
  const other = wait(fifo.fd, p.POLLIN);
  const controller = new AbortController();
  const waiting = wait(fifo.fd, p.POLLIN, 3_600_000, controller.signal);
  await turn();
  controller.abort(new Error("enough"));
  await assertRejects(() => waiting, Error, "enough");
  fifo.writeSync(Uint8Array.of(1));
  assertEquals(await other, p.POLLIN);
});

everyTrip("what epoll cannot watch is ready (a file), or its error (nothing open)", async (_fifo, dir) => {
  await using file = await open(dir.join("file"), "w+");
  assertEquals(await wait(file.fd, p.POLLIN | p.POLLOUT), p.POLLIN | p.POLLOUT);
  assertEquals(synchronous(waited(file.fd, p.POLLIN)), p.POLLIN);
  assertEquals(await wait(60_000, p.POLLIN), failureOf("EBADF"));
  assertEquals(synchronous(waited(60_000, p.POLLIN)), failureOf("EBADF"));
  const controller = new AbortController();
  const waiting = wait(file.fd, p.POLLIN, undefined, controller.signal);
  controller.abort(new Error("enough"));
  await assertRejects(() => waiting, Error, "enough");
});

everyTrip("a program's finally blocks run when its wait is given up", async (fifo) => {
  const ended: string[] = [];
  const program = function* (): Program<void> {
    try {
      yield new Wait(ready(fifo.fd, p.POLLIN));
    } finally {
      ended.push("finally");
    }
  };
  const controller = new AbortController();
  const running = asynchronous(program(), controller.signal, () => ended.push("ended"));
  controller.abort();
  await assertRejects(() => running);
  assertEquals(ended, ["finally", "ended"]);
});

Deno.test("a number that was closed and stands for another file by now is watched anew", async () => {
  await using dir = await temporaryDirectory();
  const [first, second] = await fifos(dir, 2) as [FileHandle, FileHandle];
  const { fd } = second;
  const keeper = wait(first.fd, p.POLLIN);
  const lost = new AbortController();
  const forgotten = wait(fd, p.POLLIN, undefined, lost.signal);
  second.closeSync();
  using again = openSync(dir.join("fifo1"), "r+");
  assertEquals(again.fd, fd, "the lowest number that is free is taken: open(2)");
  const waiting = wait(fd, p.POLLIN);
  again.writeSync(Uint8Array.of(1));
  assertEquals(await waiting, p.POLLIN);
  lost.abort();
  await forgotten.catch(() => {});
  first.writeSync(Uint8Array.of(1));
  assertEquals(await keeper, p.POLLIN);
  first.closeSync();
});

Deno.test("what a copy of a closed descriptor reports is not reported for ever", async () => {
  await using dir = await temporaryDirectory();
  const [fifo, other] = await fifos(dir, 2) as [FileHandle, FileHandle];
  // fcntl(F_DUPFD): epoll goes on reporting what is closed while a copy of it is open.
  const { symbols } = Deno.dlopen("libc.so.6", { dup: { parameters: ["i32"], result: "i32" } });
  const copy = symbols.dup(fifo.fd);
  const lost = new AbortController();
  const forgotten = wait(fifo.fd, p.POLLIN, undefined, lost.signal);
  const waiting = wait(other.fd, p.POLLIN);
  fifo.closeSync();
  lost.abort();
  await forgotten.catch(() => {});
  using ring = new FileHandleOf(copy);
  ring.write();
  const { epoll_wait } = metrics().byCall;
  for (let i = 0; i < 20; i++) await turn();
  const calls = (metrics().byCall.epoll_wait?.calls ?? 0) - (epoll_wait?.calls ?? 0);
  assert(calls < 10, `${calls} calls for one event`);
  other.writeSync(Uint8Array.of(1));
  assertEquals(await waiting, p.POLLIN);
  other.closeSync();
});

Deno.test("a thousand descriptors wait in one thread", async () => {
  await using dir = await temporaryDirectory();
  const all = await fifos(dir, scaled(1000));
  const threads = tasks();
  const waiting = all.map(({ fd }) => wait(fd, p.POLLIN));
  await turn();
  await turn();
  assert(tasks() <= threads + 16, `${tasks()} after ${threads} threads`);
  for (const fifo of all.toReversed()) fifo.writeSync(Uint8Array.of(1));
  assertEquals(new Set(await Promise.all(waiting)), new Set([p.POLLIN]));
  for (const fifo of all) fifo.closeSync();
});

Deno.test("the reactor leaves nothing behind when nobody waits", async () => {
  await using dir = await temporaryDirectory();
  const [fifo] = await fifos(dir, 1) as [FileHandle];
  await until(() => openDescriptors() >= 0, "descriptors can be counted");
  const before = openDescriptors();
  for (let i = 0; i < scaled(1000); i++) {
    const controller = new AbortController();
    const waiting = wait(fifo.fd, p.POLLIN, undefined, controller.signal);
    if (i % 2 === 0) await turn();
    controller.abort();
    await waiting.catch(() => {});
    assertEquals(await wait(fifo.fd, p.POLLOUT), p.POLLOUT);
  }
  await until(() => openDescriptors() === before, "the reactor has closed its descriptors");
  fifo.closeSync();
});

/** A pending call can be let go of, or, where it is none of Deno's own promises, somebody looks from time to time. */
for (const way of ["", "files.configure({ batch: false });"]) {
  Deno.test(`only what is referenced keeps the process alive ${way}`, async () => {
    await using dir = await temporaryDirectory();
    await command("mkfifo", dir.join("fifo"));
    const script = `${way}
    const { Hold, poller } = await import(${
      JSON.stringify(new URL("../../src/call/reactor.ts", import.meta.url).href)
    });
    const fifo = files.openSync(${JSON.stringify(dir.join("fifo"))}, "r+");
    const hold = new Hold();
    const interest = poller().ready(fifo.fd, 1, (events) => {
      console.log("ready", events);
      interest.end();
      hold.release();
    });
  `;
    const left = await runScript(`${script} hold.unref();`, ["-A"]);
    assertEquals([left.stdout, left.success], ["", true]);
    const glanced = await runScript(
      `${script} hold.unref(); fifo.writeSync(Uint8Array.of(1)); setTimeout(() => console.log("timer"), 2000);`,
      ["-A"],
    );
    assertEquals(glanced.stdout, "ready 1\ntimer\n");
    const stayed = await runScript(
      `${script} hold.unref(); hold.ref(); setTimeout(() => fifo.writeSync(Uint8Array.of(1)), 50);`,
      ["-A"],
    );
    assertEquals(stayed.stdout, "ready 1\n");
  });
}

/** A descriptor that is nobody's handle. */
class FileHandleOf {
  constructor(readonly fd: number) {}
  write(): void {
    perform(posix.write(this.fd, Uint8Array.of(1), 1), 0);
  }
  [Symbol.dispose](): void {
    perform(posix.close(this.fd), 0);
  }
}

function tasks(): number {
  return [...Deno.readDirSync("/proc/self/task")].length;
}
