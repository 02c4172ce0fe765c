/** kqueue(2): what xnu's does, and so what the shim's must. */
import { assertEquals } from "@std/assert";
import { DARWIN_CONSTANTS as c } from "../../ffi/darwin/constants.ts";
import { KEVENT } from "../../ffi/darwin/structs.ts";
import { FileHandle, open, openSync } from "../../mod.ts";
import { asynchronous } from "../../src/call/asynchronous.ts";
import type { Program } from "../../src/call/program.ts";
import { libsystem } from "../../src/os/darwin/libsystem.ts";
import { command } from "../handle/places.ts";
import { temporaryDirectory } from "../temporary.ts";
import { onDarwin, onShim } from "./here.ts";
import { Ends } from "./ends.ts";
import { kevents, Queue } from "./kqueue.ts";

const EBADF = 9;
const ENOENT = 2;
const EINVAL = 22;
/** Long enough for a thing that happens. Milliseconds. */
const SOON = 30_000;

/** A FIFO that this process holds both ends of. */
async function fifoIn(dir: { join(name: string): string }): Promise<FileHandle> {
  await command("mkfifo", dir.join("fifo"));
  return openSync(dir.join("fifo"), "r+");
}

/** Waits in another thread: how many events. */
function waitFor(queue: Queue): Promise<number> {
  const memory = new Uint8Array(4 * KEVENT.size);
  return asynchronous(function* (): Program<number> {
    return yield libsystem.kevent(queue.fd, null, 0, memory, 4, null);
  }());
}

onDarwin("each registration's error comes back as data, and nothing else is told meanwhile", async () => {
  await using dir = await temporaryDirectory();
  using queue = new Queue();
  const user = { ident: 7, filter: c.EVFILT_USER };
  assertEquals(queue.change({ ...user, flags: c.EV_ADD }, { ...user, flags: 0, fflags: c.NOTE_TRIGGER }), 0);
  using file = openSync(dir.join("a"), "w");
  const receipts = queue.events(0, 8, [
    { ident: 60_000, filter: c.EVFILT_READ, flags: c.EV_ADD | c.EV_RECEIPT },
    { ident: file.fd, filter: c.EVFILT_VNODE, flags: c.EV_DELETE | c.EV_RECEIPT },
    { ident: file.fd, filter: c.EVFILT_VNODE, flags: c.EV_ADD | c.EV_RECEIPT, fflags: c.NOTE_WRITE },
    { ident: 60_000, filter: c.EVFILT_VNODE, flags: c.EV_ADD, fflags: c.NOTE_WRITE },
  ]);
  assertEquals(receipts.map(({ data }) => data), [EBADF, ENOENT, 0, EBADF]);
  for (const { flags } of receipts) assertEquals(flags & c.EV_ERROR, c.EV_ERROR);
  assertEquals(queue.events().map(({ ident }) => ident), [7]);
  // Where there is no room for it, the call fails.
  assertEquals(queue.change({ ident: 60_000, filter: c.EVFILT_READ, flags: c.EV_ADD }), -EBADF);
});

onDarwin("EVFILT_USER is triggered, and reset by EV_CLEAR", () => {
  using queue = new Queue();
  const user = { ident: 1, filter: c.EVFILT_USER };
  queue.change({ ...user, flags: c.EV_ADD | c.EV_CLEAR });
  assertEquals(queue.events(), []);
  for (let i = 0; i < 2; i++) {
    queue.change({ ...user, flags: 0, fflags: c.NOTE_TRIGGER });
    queue.change({ ...user, flags: 0, fflags: c.NOTE_TRIGGER });
    assertEquals(queue.events(SOON).map(({ ident, filter }) => [ident, filter]), [[1, c.EVFILT_USER]]);
    assertEquals(queue.events(), []);
  }
  queue.change({ ...user, flags: c.EV_DELETE });
  assertEquals(queue.change({ ...user, flags: 0, fflags: c.NOTE_TRIGGER }), -ENOENT);
});

onDarwin("a call that waits in another thread is woken by EVFILT_USER, and by what is registered then", async () => {
  await using dir = await temporaryDirectory();
  using fifo = await fifoIn(dir);
  using queue = new Queue();
  const user = { ident: 0, filter: c.EVFILT_USER };
  queue.change({ ...user, flags: c.EV_ADD | c.EV_CLEAR });
  const woken = waitFor(queue);
  queue.change({ ...user, flags: 0, fflags: c.NOTE_TRIGGER });
  assertEquals(await woken, 1);
  const written = waitFor(queue);
  queue.change({ ident: fifo.fd, filter: c.EVFILT_READ, flags: c.EV_ADD | c.EV_ONESHOT });
  fifo.writeSync(Uint8Array.of(1, 2, 3));
  assertEquals(await written, 1);
});

onDarwin("EVFILT_READ is told while there is something, with its bytes, and at the end", async () => {
  await using dir = await temporaryDirectory();
  using both = await fifoIn(dir);
  using reader = openSync(dir.join("fifo"), { read: true, flags: c.O_NONBLOCK });
  using queue = new Queue();
  queue.change({ ident: reader.fd, filter: c.EVFILT_READ, flags: c.EV_ADD });
  assertEquals(queue.events(), []);
  both.writeSync(Uint8Array.of(1, 2, 3));
  for (let i = 0; i < 2; i++) {
    assertEquals(queue.events(SOON).map(({ ident, data, flags }) => [ident, data, flags & c.EV_EOF]), [
      [reader.fd, 3, 0],
    ]);
  }
  reader.readSync(new Uint8Array(3));
  assertEquals(queue.events(), []);
  both.closeSync();
  assertEquals(queue.events(SOON).map(({ data, flags }) => [data, flags & c.EV_EOF]), [[0, c.EV_EOF]]);
});

onDarwin(
  "EVFILT_WRITE is told while there is room, EV_ONESHOT once, and two filters stand alone",
  async () => {
    await using dir = await temporaryDirectory();
    using fifo = await fifoIn(dir);
    using queue = new Queue();
    const filters = () => queue.events().map(({ filter }) => filter).sort();
    queue.change({ ident: fifo.fd, filter: c.EVFILT_WRITE, flags: c.EV_ADD });
    queue.change({ ident: fifo.fd, filter: c.EVFILT_READ, flags: c.EV_ADD | c.EV_ONESHOT });
    assertEquals([filters(), filters()], [[c.EVFILT_WRITE], [c.EVFILT_WRITE]]);
    fifo.writeSync(Uint8Array.of(1));
    assertEquals([filters(), filters()], [[c.EVFILT_READ, c.EVFILT_WRITE], [c.EVFILT_WRITE]]);
    queue.change({ ident: fifo.fd, filter: c.EVFILT_WRITE, flags: c.EV_DELETE });
    assertEquals(filters(), []);
  },
);

onDarwin("with EV_CLEAR, a descriptor is told of once for what comes, to whoever waits", async () => {
  await using dir = await temporaryDirectory();
  using fifo = await fifoIn(dir);
  using queue = new Queue();
  queue.change({ ident: fifo.fd, filter: c.EVFILT_READ, flags: c.EV_ADD | c.EV_CLEAR });
  for (let i = 0; i < 2; i++) {
    const waiting = waitFor(queue);
    fifo.writeSync(new Uint8Array(1));
    assertEquals(await waiting, 1);
    assertEquals(queue.events(), []);
  }
});

onDarwin("closing a descriptor drops its knotes", async () => {
  await using dir = await temporaryDirectory();
  const fifo = await fifoIn(dir);
  const file = openSync(dir.join("a"), "w");
  using queue = new Queue();
  const changes = [
    { ident: fifo.fd, filter: c.EVFILT_WRITE, flags: c.EV_ADD },
    { ident: file.fd, filter: c.EVFILT_VNODE, flags: c.EV_ADD | c.EV_CLEAR, fflags: c.NOTE_WRITE },
  ];
  queue.change(...changes);
  fifo.closeSync();
  file.closeSync();
  Deno.writeTextFileSync(dir.join("a"), "later");
  assertEquals(queue.events(), []);
  using again = openSync(dir.join("a"), "r+");
  assertEquals(again.fd, Math.min(fifo.fd, file.fd));
  assertEquals(queue.change({ ident: again.fd, filter: c.EVFILT_VNODE, flags: c.EV_DELETE }), -ENOENT);
});

onDarwin("a file is readable before its end, and always writable", async () => {
  await using dir = await temporaryDirectory();
  Deno.writeTextFileSync(dir.join("a"), "hello");
  await using file = await open(dir.join("a"), "r+");
  using queue = new Queue();
  queue.change({ ident: file.fd, filter: c.EVFILT_READ, flags: c.EV_ADD });
  assertEquals(queue.events(SOON).map(({ data }) => data), [5]);
  await file.seekEnd();
  assertEquals(queue.events(), []);
  Deno.writeTextFileSync(dir.join("a"), "!", { append: true });
  assertEquals(queue.events(SOON).map(({ data }) => data), [1]);
});

onDarwin("NOTE_FUNLOCK tells of a lock released, by whomever", async () => {
  await using dir = await temporaryDirectory();
  using watched = openSync(dir.join("a"), "w+");
  using holder = openSync(dir.join("a"), "r+");
  using queue = new Queue();
  holder.tryLockSync(true);
  queue.change({ ident: watched.fd, filter: c.EVFILT_VNODE, flags: c.EV_ADD | c.EV_CLEAR, fflags: c.NOTE_FUNLOCK });
  assertEquals(queue.events(), []);
  holder.unlockSync();
  assertEquals(queue.events(SOON).map(({ fflags }) => fflags & c.NOTE_FUNLOCK), [c.NOTE_FUNLOCK]);
  assertEquals(queue.events(), []);
  holder.tryLockSync(true);
  holder.closeSync();
  assertEquals(queue.events(SOON).map(({ fflags }) => fflags & c.NOTE_FUNLOCK), [c.NOTE_FUNLOCK]);
  {
    using other = Deno.openSync(dir.join("a"), { write: true });
    other.lockSync(true);
    // Only what is looked at while the lock is held can be seen to drop, on the shim.
    queue.change({ ident: watched.fd, filter: c.EVFILT_VNODE, flags: c.EV_DELETE });
    queue.change({ ident: watched.fd, filter: c.EVFILT_VNODE, flags: c.EV_ADD | c.EV_CLEAR, fflags: c.NOTE_FUNLOCK });
  }
  assertEquals(queue.events(SOON).map(({ fflags }) => fflags & c.NOTE_FUNLOCK), [c.NOTE_FUNLOCK]);
});

onShim("pipes and sockets have no vnode, and a pipe without a reader takes no EVFILT_WRITE", () => {
  using queue = new Queue();
  using pipe = Ends.pipe();
  using sockets = Ends.sockets();
  const EPIPE = 32;
  for (const ident of [pipe.first, sockets.first]) {
    const watch = { ident, filter: c.EVFILT_VNODE, flags: c.EV_ADD, fflags: c.NOTE_WRITE };
    assertEquals(queue.change(watch), -EINVAL);
  }
  pipe.close(pipe.first);
  assertEquals(queue.change({ ident: pipe.second, filter: c.EVFILT_WRITE, flags: c.EV_ADD }), -EPIPE);
});

onShim("filters, flags and notes that the shim has not got are refused", async () => {
  await using dir = await temporaryDirectory();
  using file = openSync(dir.join("a"), "w");
  using queue = new Queue();
  const [EVFILT_TIMER, EV_DISPATCH2, EPOLLET] = [-7, 0x180, 0x8000_0000];
  assertEquals(queue.change({ ident: 1, filter: EVFILT_TIMER, flags: c.EV_ADD }), -EINVAL);
  assertEquals(queue.change({ ident: 1, filter: 3, flags: c.EV_ADD }), -EINVAL);
  assertEquals(queue.change({ ident: file.fd, filter: c.EVFILT_VNODE, flags: c.EV_ADD | EV_DISPATCH2 }), -EINVAL);
  assertEquals(queue.change({ ident: file.fd, filter: c.EVFILT_VNODE, flags: c.EV_ADD, fflags: EPOLLET }), -EINVAL);
  assertEquals(kevents({ ident: 1, filter: -1, flags: 0 }).length, 32);
  const wait = libsystem.kevent(file.fd, null, 0, null, 0, null);
  assertEquals(wait.binding.invoke(wait.args, 0), -EBADF); // no kqueue
});
