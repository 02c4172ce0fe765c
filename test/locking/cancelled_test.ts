/** Locks that are given up, at any moment, and filesystems without locks. */
import { assertEquals, assertRejects } from "@std/assert";
import { lockFile, mkpidlock, open, tryLockFile, tryLockFileSync } from "../../mod.ts";
import { failureOf } from "../../src/call/errno.ts";
import type { Program } from "../../src/call/program.ts";
import { os } from "../../src/os/os.ts";
import { scaled, until } from "../call/scale.ts";
import { openDescriptors, temporaryDirectory } from "../temporary.ts";
import { everyWay } from "../ways.ts";

/** Lets a random number of turns pass, none among them. */
async function moments(): Promise<void> {
  for (let left = Math.floor(Math.random() * 4); left > 0; left--) await new Promise((go) => setImmediate(go));
}

Deno.test("given up at any moment of the wait, a lock is never held, and no descriptor left", async () => {
  await using dir = await temporaryDirectory();
  const path = dir.join("lock");
  (await lockFile(path)).releaseSync();
  const before = openDescriptors();
  const rounds = scaled(2500);
  for (let i = 0; i < rounds; i++) {
    let holder = i % 2 === 0 ? await lockFile(path) : null;
    const controllers = Array.from({ length: 4 }, () => new AbortController());
    const waits = controllers.map(({ signal }, k) => lockFile(path, { signal, shared: k === 1 }));
    const results = Promise.allSettled(waits);
    await moments();
    if (i % 4 === 0) holder = holder?.releaseSync() ?? null;
    for (const controller of controllers) {
      controller.abort();
      if (Math.random() < 0.5) await moments();
    }
    holder?.releaseSync();
    for (const result of await results) if (result.status === "fulfilled") result.value.releaseSync();
    const next = await lockFile(path, { timeout: 20_000 });
    assertEquals(tryLockFileSync(path), null);
    next.releaseSync();
  }
  await until(() => openDescriptors() <= before, "nothing is left open");
});

Deno.test("so is a handle's", async () => {
  await using dir = await temporaryDirectory();
  await using a = await open(dir.join("f"), "w+");
  await using b = await open(dir.join("f"), "r+");
  for (let i = 0; i < scaled(1000); i++) {
    if (i % 2 === 0) await a.lock(true);
    const controller = new AbortController();
    const waiting = b.lock(true, { signal: controller.signal }).then(() => true, () => false);
    await moments();
    controller.abort();
    if (await waiting) await b.unlock();
    await a.unlock();
    await a.lock(true, { timeout: 20_000 });
    await a.unlock();
  }
});

Deno.test("so is a pidfile, and no file is left", async () => {
  await using dir = await temporaryDirectory();
  const path = dir.join("pid");
  (await mkpidlock(path)).releaseSync();
  const before = openDescriptors();
  for (let i = 0; i < scaled(500); i++) {
    const controller = new AbortController();
    const waiting = mkpidlock(path, { signal: controller.signal }).catch(() => null);
    await moments();
    await moments();
    controller.abort();
    (await waiting)?.releaseSync();
    const next = await mkpidlock(path, { timeout: 20_000 });
    assertEquals([next.releaseSync(), [...Deno.readDirSync(dir.path)]], [true, []]);
  }
  await until(() => openDescriptors() <= before, "nothing is left open");
});

everyWay("a filesystem without locks is named", async ({ fs }) => {
  await using dir = await temporaryDirectory();
  const { flock } = os;
  for (const [code, kind] of [["EOPNOTSUPP", Deno.errors.NotSupported], ["ENOLCK", Error]] as const) {
    const filesystem = Deno.build.os === "linux" ? /filesystem is [a-z0-9]/ : /filesystem is/;
    try {
      // deno-lint-ignore require-yield -- it answers at once
      os.flock = function* (): Program<number> {
        return failureOf(code);
      };
      for (const lock of [() => fs.lockFile(dir.join("lock")), () => fs.tryLockFile(dir.join("lock"))]) {
        const error = await assertRejects(lock as () => Promise<unknown>, kind, code);
        assertEquals(filesystem.test((error as Error).message), true, (error as Error).message);
      }
      // A pidfile needs none: its text tells who holds it.
      const pidfile = await fs.mkpidlock(dir.join("pid"));
      assertEquals(/flock=0/.test(await Deno.readTextFile(dir.join("pid"))), true);
      assertEquals(await fs.trymkpidlock(dir.join("pid")), false);
      assertEquals(pidfile.releaseSync(), true);
    } finally {
      os.flock = flock;
    }
    (await tryLockFile(dir.join("lock")))!.releaseSync();
  }
});
