/** What kqueue tells in its own terms, in those of poll(2). */
import { assert, assertEquals } from "@std/assert";
import { DARWIN_CONSTANTS as c } from "../../ffi/darwin/constants.ts";
import { POSIX_CONSTANTS as p } from "../../ffi/posix/constants.ts";
import { metrics, openSync } from "../../mod.ts";
import { asynchronous } from "../../src/call/asynchronous.ts";
import { failureOf } from "../../src/call/errno.ts";
import { kqueue, vnode } from "../../src/call/kqueue.ts";
import type { Interest } from "../../src/call/poller.ts";
import { type Program, Wait } from "../../src/call/program.ts";
import { Hold } from "../../src/call/reactor.ts";
import { ready } from "../../src/call/ready.ts";
import { Ends } from "../darwin/ends.ts";
import { onDarwin, onShim } from "../darwin/here.ts";
import { command } from "../handle/places.ts";
import { temporaryDirectory } from "../temporary.ts";
import { turn, until } from "./scale.ts";

const wait = (fd: number, events: number) =>
  asynchronous(function* (): Program<number> {
    return yield new Wait(ready(fd, events));
  }());

onDarwin("the end of a FIFO is POLLHUP for its reader, behind what is left, and POLLERR for its writer", async () => {
  await using dir = await temporaryDirectory();
  await command("mkfifo", dir.join("fifo"));
  using reader = openSync(dir.join("fifo"), { read: true, flags: c.O_NONBLOCK });
  const writer = openSync(dir.join("fifo"), "r+");
  writer.writeSync(Uint8Array.of(1));
  assertEquals(await wait(reader.fd, p.POLLIN), p.POLLIN);
  const last = openSync(dir.join("fifo"), { write: true });
  writer.closeSync();
  last.closeSync();
  assertEquals(await wait(reader.fd, p.POLLIN), p.POLLIN | p.POLLHUP);
  reader.readSync(new Uint8Array(1));
  assertEquals(await wait(reader.fd, p.POLLIN), p.POLLHUP);
  await command("mkfifo", dir.join("other"));
  const both = openSync(dir.join("other"), "r+");
  using alone = openSync(dir.join("other"), { write: true });
  both.closeSync();
  assertEquals(await wait(alone.fd, p.POLLOUT), p.POLLOUT | p.POLLERR);
});

onShim("a pipe without a reader has ended; a socket whose peer has is read to the end, and still written", async () => {
  using pipe = Ends.pipe();
  pipe.close(pipe.first);
  assertEquals(await wait(pipe.second, p.POLLOUT), p.POLLOUT | p.POLLERR);
  using sockets = Ends.sockets();
  sockets.shutdown(sockets.second);
  assertEquals(await wait(sockets.first, p.POLLIN), p.POLLIN);
  assertEquals(await wait(sockets.first, p.POLLIN | p.POLLOUT), p.POLLIN | p.POLLOUT);
  sockets.close(sockets.second);
  assertEquals(await wait(sockets.first, p.POLLOUT), p.POLLOUT | p.POLLHUP);
});

onDarwin("a device without a queue is always ready; waiting for nothing is refused", async () => {
  using nothing = openSync("/dev/null", "r+");
  assertEquals(await wait(nothing.fd, p.POLLIN | p.POLLOUT), p.POLLIN | p.POLLOUT);
  const hold = new Hold();
  assertEquals(kqueue.ready(nothing.fd, 0, () => {}), failureOf("EINVAL"));
  hold.release();
});

onDarwin("each listener of a file is told of the notes that it asked for, and of no others", async () => {
  await using dir = await temporaryDirectory();
  Deno.writeTextFileSync(dir.join("a"), "hello");
  using file = openSync(dir.join("a"), { read: true, flags: c.O_EVTONLY });
  const hold = new Hold();
  const told: [string, number][] = [];
  const listen = (name: string, notes: number) => {
    const interest = vnode(file.fd, notes, (happened) => told.push([name, happened]));
    assert(typeof interest !== "number");
    return interest as Interest;
  };
  const writes = listen("writes", c.NOTE_WRITE);
  const attributes = listen("attributes", c.NOTE_ATTRIB | c.NOTE_RENAME);
  Deno.writeTextFileSync(dir.join("a"), "HELLO", { append: true }); // NOTE_WRITE and NOTE_EXTEND
  await until(() => told.length === 1, "the write is told");
  Deno.chmodSync(dir.join("a"), 0o600);
  await until(() => told.length === 2, "the mode is told");
  attributes.end();
  attributes.end();
  Deno.chmodSync(dir.join("a"), 0o640);
  Deno.writeTextFileSync(dir.join("a"), "again", { append: true });
  await until(() => told.length === 3, "the second write is told");
  assertEquals(told, [["writes", c.NOTE_WRITE], ["attributes", c.NOTE_ATTRIB], ["writes", c.NOTE_WRITE]]);
  writes.end();
  hold.release();
});

onDarwin("what is ready but of no interest any more wakes nobody", async () => {
  await using dir = await temporaryDirectory();
  await command("mkfifo", dir.join("silent"), dir.join("full"));
  using silent = openSync(dir.join("silent"), "r+");
  using full = openSync(dir.join("full"), "r+");
  full.writeSync(Uint8Array.of(1));
  const keeper = wait(silent.fd, p.POLLIN);
  assertEquals(await wait(full.fd, p.POLLIN | p.POLLOUT), p.POLLIN | p.POLLOUT);
  for (let i = 0; i < 5; i++) await turn(); // the call that was on its way
  const before = metrics().byCall.kevent!.calls;
  for (let i = 0; i < 50; i++) await turn();
  assert(metrics().byCall.kevent!.calls - before <= 1);
  silent.writeSync(Uint8Array.of(1));
  assertEquals(await keeper, p.POLLIN);
});

onDarwin("a file that cannot be watched is an error, and leaves nothing behind", () => {
  const hold = new Hold();
  const nobody = () => {};
  assertEquals(vnode(60_000, c.NOTE_WRITE, nobody), failureOf("EBADF"));
  assertEquals(kqueue.ready(60_000, p.POLLIN, nobody), failureOf("EBADF"));
  hold.release();
});
