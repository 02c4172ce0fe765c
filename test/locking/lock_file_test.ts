/** Locks on files by their paths. */
import { assert, assertEquals, assertRejects, assertThrows } from "@std/assert";
import { lockFile, lockFileSync, metrics, open, tryLockFile, tryLockFileSync } from "../../mod.ts";
import { scaled, turn, until } from "../call/scale.ts";
import { runScript } from "../call/subprocess.ts";
import { everyPlace } from "../handle/places.ts";
import { Shell, soon } from "../handle/processes.ts";
import { openDescriptors, temporaryDirectory } from "../temporary.ts";
import { everyWay } from "../ways.ts";

everyPlace("two locks of one file in one process exclude each other, shared ones do not", async ({ fs }, dir) => {
  const path = dir.join("lock");
  const first = await fs.lockFile(path);
  assertEquals([first.path, first.held, first.shared], [path, true, false]);
  assertEquals([await fs.tryLockFile(path), await fs.tryLockFile(path, { shared: true })], [null, null]);
  await assertRejects(() => fs.lockFile(path, { blocking: false }), Deno.errors.WouldBlock, "EAGAIN");
  await fs.unlockFile(first);
  await fs.unlockFile(first);
  assertEquals([first.held, first.shared], [false, false]);
  const a = await fs.lockFile(path, { shared: true });
  const b = (await fs.tryLockFile(path, { shared: true }))!;
  assertEquals([a.shared, b.shared, await fs.tryLockFile(path)], [true, true, null]);
  a[Symbol.dispose]();
  assertEquals(await fs.tryLockFile(path), null);
  await b[Symbol.asyncDispose]();
  (await fs.lockFile(path)).releaseSync();
  assertEquals(await Deno.readTextFile(path), "");
});

everyPlace("the file is created, or must be there; it may be a directory, or a link to a file", async ({ fs }, dir) => {
  await assertRejects(() => fs.lockFile(dir.join("lock"), { create: false }), Deno.errors.NotFound, "ENOENT");
  await assertRejects(() => fs.lockFile(dir.join("no/lock")), Deno.errors.NotFound);
  await assertRejects(() => fs.lockFile("a\0b"), TypeError);
  await assertRejects(() => fs.lockFile(dir.join("lock"), { timeout: -1 }), RangeError);
  await assertRejects(() => fs.lockFile(dir.join("lock"), { timeout: NaN }), RangeError);
  await assertRejects(() => Deno.stat(dir.join("lock")), Deno.errors.NotFound);
  await Deno.symlink("target", dir.join("link"));
  const lock = await fs.lockFile(dir.join("link"));
  assertEquals(await fs.tryLockFile(dir.join("target")), null);
  lock.releaseSync();
  const directory = await fs.lockFile(dir.path, { create: false });
  assertEquals(await fs.tryLockFile(dir.path), null);
  directory.releaseSync();
  await Deno.writeTextFile(dir.join("file"), "kept", { mode: 0o444 });
  (await fs.lockFile(dir.join("file"))).releaseSync();
  assertEquals(await Deno.readTextFile(dir.join("file")), "kept");
});

everyPlace("a wait ends with its time", async ({ fs }, dir) => {
  using _held = lockFileSync(dir.join("lock"), { shared: true });
  using handle = Deno.openSync(dir.join("other"), { write: true, create: true });
  handle.lockSync(true);
  for (const timeout of [0, 3]) {
    const error = await assertRejects(() => fs.lockFile(dir.join("other"), { timeout }), DOMException);
    assertEquals(error.name, "TimeoutError");
  }
  handle.unlockSync();
  (await fs.lockFile(dir.join("other"), { timeout: 0 })).releaseSync();
});

everyWay("a lock keeps other processes out, and they keep us", async ({ fs }) => {
  await using dir = await temporaryDirectory();
  const path = dir.join("lock");
  await using holder = new Shell(`exec 9> "$1"; flock 9; echo held; read line; exec 9>&-; echo released`, path);
  assertEquals(await holder.line(), "held");
  assertEquals(await fs.tryLockFile(path), null);
  await holder.send("release it");
  const lock = await soon(fs.lockFile(path), "the lock");
  assertEquals(await holder.line(), "released");
  await using other = new Shell(`flock -n "$1" true; echo $?`, path);
  assertEquals(await other.line(), "1");
  lock.releaseSync();
});

everyWay("fn runs under the lock, which is released whatever becomes of it", async ({ fs }) => {
  await using dir = await temporaryDirectory();
  const path = dir.join("lock");
  const result = await fs.withFileLock(path, (lock) => {
    assertEquals([lock.held, tryLockFileSync(path)], [true, null]);
    return 42;
  });
  assertEquals(result, 42);
  const thrown = () => {
    throw new RangeError("mine");
  };
  await assertRejects(() => fs.withFileLock(path, thrown), RangeError, "mine");
  tryLockFileSync(path)!.releaseSync();
});

Deno.test("fn may be asynchronous", async () => {
  await using dir = await temporaryDirectory();
  const { withFileLock } = await import("../../mod.ts");
  let running = 0;
  await Promise.all(Array.from({ length: 10 }, () =>
    withFileLock(dir.join("lock"), async () => {
      assertEquals(++running, 1);
      await turn();
      running--;
    })));
});

Deno.test("those who wait take their turn in the order of their calls, shared ones together", async () => {
  await using dir = await temporaryDirectory();
  const path = dir.join("lock");
  const first = await lockFile(path);
  const order: string[] = [];
  const waits = ["x0", "s1", "s2", "x3", "s4", "x5", "x6"].map(async (name) => {
    const lock = await lockFile(path, { shared: name[0] === "s" });
    order.push(`+${name}`);
    if (name[0] === "s") { for (let i = 0; i < 3; i++) await turn(); }
    order.push(`-${name}`);
    lock.releaseSync();
  });
  await turn();
  assertEquals(order, []);
  await first.release();
  await soon(Promise.all(waits), "the locks");
  assertEquals(order.filter((step) => step[0] === "+"), ["+x0", "+s1", "+s2", "+x3", "+s4", "+x5", "+x6"]);
  assert(order.indexOf("+s2") < order.indexOf("-s1"), "shared ones at the same time");
  assert(order.indexOf("+x3") > order.indexOf("-s2"));
});

Deno.test("a thousand wait in one thread, with one descriptor, and woken one at a time", async () => {
  await using dir = await temporaryDirectory();
  const path = dir.join("lock");
  const held = await lockFile(path);
  const [threads, descriptors] = [tasks(), openDescriptors()];
  const order: number[] = [];
  const count = scaled(1000);
  const waits = Array.from({ length: count }, async (_, i) => {
    const lock = await lockFile(path);
    order.push(i);
    lock.releaseSync();
  });
  for (let i = 0; i < 5; i++) await turn();
  assert(tasks() <= threads + 16, `${tasks()} after ${threads} threads`);
  assert(openDescriptors() <= descriptors + 10, `${openDescriptors()} after ${descriptors} descriptors`);
  const before = metrics().byCall.flock!.calls;
  await held.release();
  await soon(Promise.all(waits), "the locks");
  assertEquals(order, Array.from({ length: count }, (_, i) => i));
  const tries = metrics().byCall.flock!.calls - before;
  assert(tries <= 3 * count, `${tries} tries for ${count} locks`);
  await until(() => openDescriptors() === descriptors - 1, "nothing is left open");
});

Deno.test("a lock that only this thread could release is not waited for", async () => {
  await using dir = await temporaryDirectory();
  const path = dir.join("lock");
  {
    await using _shared = await lockFile(path, { shared: true });
    assertThrows(() => lockFileSync(path), Error, "EDEADLK");
    lockFileSync(path, { shared: true }).releaseSync();
  }
  lockFileSync(path).releaseSync();
});

Deno.test("a file that is removed or replaced while somebody waits for it is given up for its successor", async () => {
  await using dir = await temporaryDirectory();
  for (const replace of [true, false]) {
    const path = dir.join(`lock${replace}`);
    const old = await lockFile(path);
    const waiting = lockFile(path);
    const second = lockFile(path);
    await turn();
    if (replace) {
      await Deno.writeTextFile(dir.join("new"), "");
      await Deno.rename(dir.join("new"), path);
    } else await Deno.remove(path);
    const lock = await soon(waiting, "the lock on the new file");
    assertEquals([old.held, await tryLockFile(path)], [true, null]);
    await old.release();
    assertEquals(await tryLockFile(path), null, "the old file's lock says nothing of the new one's");
    lock.releaseSync();
    (await second).releaseSync();
  }
});

Deno.test("Deno.FsFile.lock and FileHandle.lock are the same locks", async () => {
  await using dir = await temporaryDirectory();
  const path = dir.join("lock");
  using file = Deno.openSync(path, { read: true, write: true, create: true });
  await using handle = await open(path, "r+");
  const lock = await lockFile(path);
  assertEquals([file.tryLockSync(true), await handle.tryLock()], [false, false]);
  const waiting = handle.lock(true);
  await turn();
  await lock.release();
  await soon(waiting, "the handle's lock");
  const next = lockFile(path);
  await turn();
  await handle.unlock();
  (await soon(next, "the lock")).releaseSync();
  file.lockSync(true);
  const behind = lockFile(path);
  await turn();
  file.unlockSync(); // without a close: the slow timer notices
  (await soon(behind, "the lock behind Deno's")).releaseSync();
});

Deno.test("a lock that is collected is released", async () => {
  await using dir = await temporaryDirectory();
  const { success, stdout, stderr } = await runScript(
    `
    const path = ${JSON.stringify(dir.join("lock"))};
    (() => void files.lockFileSync(path))();
    await new Promise((resolve) => setTimeout(resolve, 0));
    let lock = null;
    for (let i = 0; i < 1000 && lock === null; i++) {
      gc();
      await new Promise((resolve) => setTimeout(resolve, 1));
      lock = files.tryLockFileSync(path);
    }
    console.log(lock !== null);
    `,
    ["-A", "--v8-flags=--expose-gc"],
  );
  assert(success, stderr);
  assertEquals(stdout, "true\n");
});

Deno.test("a held lock does not keep the process alive, a wait for one does", async () => {
  await using dir = await temporaryDirectory();
  const path = JSON.stringify(dir.join("lock"));
  const held = await runScript(`const lock = await files.lockFile(${path}); console.log(lock.held);`, ["-A"]);
  assertEquals([held.stdout, held.success], ["true\n", true]);
  await using _lock = await lockFile(dir.join("lock"));
  const script = `files.lockFile(${path}, { timeout: 100 }).catch((error) => console.log(error.name));`;
  assertEquals((await runScript(script, ["-A"])).stdout, "TimeoutError\n");
});

Deno.test("locking asks for permission to read, and to write where it would create", async () => {
  await using dir = await temporaryDirectory();
  await Deno.writeTextFile(dir.join("lock"), "");
  const script = (options: string) =>
    `try { files.lockFileSync(${JSON.stringify(dir.join("lock"))}, ${options}); console.log("locked"); }
     catch (error) { console.log(error.name); }`;
  const run = async (options: string, ...flags: string[]) =>
    (await runScript(script(options), ["--allow-ffi", ...flags])).stdout.trim();
  assertEquals(await run("{}"), "NotCapable");
  assertEquals(await run("{}", `--allow-read=${dir.path}`), "NotCapable");
  assertEquals(await run("{ create: false }", `--allow-read=${dir.path}`), "locked");
  assertEquals(await run("{}", `--allow-read=${dir.path}`, `--allow-write=${dir.path}`), "locked");
});

function tasks(): number {
  return [...Deno.readDirSync("/proc/self/task")].length;
}
