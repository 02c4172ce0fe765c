import { assert, assertEquals } from "@std/assert";
import { configure, metrics, open, readFile, readFiles, stat, statAll } from "../../mod.ts";
import { POSIX } from "../../ffi/posix/calls.ts";
import { asynchronous } from "../../src/call/asynchronous.ts";
import { errorName } from "../../src/call/errno.ts";
import { bind } from "../../src/call/library.ts";
import type { Call, Program } from "../../src/call/program.ts";
import { openDescriptors, temporaryDirectory } from "../temporary.ts";
import { rejectionOf } from "./thrown.ts";

const { close, fsync, ftruncate, lseek, read } = bind({
  close: POSIX.close,
  fsync: POSIX.fsync,
  ftruncate: POSIX.ftruncate,
  lseek: POSIX.lseek,
  read: POSIX.read,
});

/** One test in which each call travels alone. */
function alone(name: string, body: () => Promise<void>): void {
  Deno.test(name, async () => {
    configure({ batch: false, tryNow: false });
    try {
      await body();
    } finally {
      configure({ batch: true, tryNow: true });
    }
  });
}

function* once(call: Call): Program<string> {
  const result = yield call;
  return result < 0 ? errorName(result) : `${result}`;
}

alone("a call that may be repeated says its own error number, one that may not says EIO", async () => {
  assertEquals(await asynchronous(once(ftruncate(-1, 0n))), "EBADF");
  assertEquals(await asynchronous(once(lseek(-1, 0n, 0))), "EBADF");
  assertEquals(await asynchronous(once(read(-1, new Uint8Array(1), 1n))), "EBADF");
  assertEquals(await asynchronous(once(close(-1))), "EIO");
  assertEquals(await asynchronous(once(fsync(-1))), "EIO");
  assertEquals(await asynchronous(once(read(-1, new Uint8Array(1), 1n).via("unbounded"))), "EIO");
  configure({ batch: true });
  assertEquals(await asynchronous(once(close(-1))), "EBADF");
  assertEquals(await asynchronous(once(fsync(-1))), "EBADF");
});

alone("a call counts once, also when it is made again to learn its error number", async () => {
  for (const [call, name, errors] of [[ftruncate(-1, 0n), "ftruncate", 1], [fsync(-1), "fsync", 1]] as const) {
    const before = metrics().byCall[name] ?? { calls: 0, errors: 0, bytes: 0 };
    await asynchronous(once(call));
    const after = metrics().byCall[name]!;
    assertEquals([after.calls - before.calls, after.errors - before.errors], [1, errors], name);
  }
  const before = metrics();
  await rejectionOf(stat("/no/such"));
  const after = metrics();
  assertEquals([after.calls - before.calls, after.errors - before.errors], [1, 1]);
});

alone("syncing that fails is not done again, where it would hide the failure", async () => {
  await using dir = await temporaryDirectory();
  await new Deno.Command("mkfifo", { args: [dir.join("fifo")] }).output();
  await using fifo = await open(dir.join("fifo"), "r+");
  const before = metrics().byCall.fsync?.calls ?? 0;
  assertEquals((await rejectionOf(fifo.sync())).code, "EIO");
  assertEquals(metrics().byCall.fsync!.calls - before, 1);
  configure({ batch: true });
  assertEquals((await rejectionOf(fifo.sync())).code, "EINVAL");
});

alone("chains stop where one of their calls fails, and leave nothing open", async () => {
  await using dir = await temporaryDirectory();
  await Deno.writeTextFile(dir.join("file"), "content");
  await Deno.writeFile(dir.join("large"), new Uint8Array(300_000).fill(7));
  await Deno.writeTextFile(dir.join("empty"), "");
  const before = openDescriptors();
  for (let i = 0; i < 50; i++) {
    assertEquals(new TextDecoder().decode(await readFile(dir.join("file"))), "content");
    assertEquals((await readFile(dir.join("large"))).length, 300_000);
    assertEquals((await readFile(dir.join("empty"))).length, 0);
    assertEquals((await rejectionOf(readFile(dir.path))).code, "EISDIR");
    assertEquals((await rejectionOf(readFile(dir.join("none")))).code, "ENOENT");
    await using file = await open(dir.join("file"), "r+");
    assertEquals(await file.size(), 7);
  }
  assertEquals(openDescriptors(), before);
});

alone("many at once have their own answers", async () => {
  await using dir = await temporaryDirectory();
  const paths = Array.from({ length: 200 }, (_, i) => dir.join(`${i}`));
  for (const [i, path] of paths.entries()) if (i % 5 !== 0) await Deno.writeFile(path, new Uint8Array(i).fill(i));
  const [infos, contents] = await Promise.all([statAll(paths), readFiles(paths)]);
  for (let i = 0; i < paths.length; i++) {
    const [info, content] = [infos[i]!, contents[i]!];
    if (info instanceof Error || content instanceof Error) assertEquals(i % 5, 0);
    else {
      assertEquals([info.size, content.length], [i, i]);
      assert(content.every((byte) => byte === i));
    }
  }
});
