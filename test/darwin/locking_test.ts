/** Locks where a system or filesystem does not know those of open files, and what `sysctl` tells of processes. */
import { assertEquals, assertMatch, assertNotEquals } from "@std/assert";
import { mkpidlock, readPidfile, trymkpidlock } from "../../mod.ts";
import { locking } from "../../src/os/locking.ts";
import { synchronous } from "../../src/call/synchronous.ts";
import { valueOfScript } from "../call/subprocess.ts";
import { mounted } from "../handle/places.ts";
import { temporaryDirectory } from "../temporary.ts";
import { everyWayOnShim, onDarwin } from "./here.ts";

everyWayOnShim("without locks of open files, ranges are the process'", async ({ fs }) => {
  await using dir = await mounted("ramfs");
  const path = JSON.stringify(dir.join("f"));
  await using file = await fs.open(dir.join("f"), "w+");
  const others = () =>
    valueOfScript<boolean[]>(
      `using file = files.openSync(${path}, "r+");
       console.log(JSON.stringify([file.tryLockRangeSync(0, 10, true), file.tryLockRangeSync(10, 10, true)]));`,
      ["-A"],
    );
  await file.lockRange(0, 5, true);
  assertEquals(await others(), [false, true]);
  {
    await using second = await fs.open(dir.join("f"), "r+");
    assertEquals(await second.tryLockRange(0, 5, true), true, "the process has it");
  }
  assertEquals(await others(), [true, true], "closing any handle of the file lets go of it");
  await file.lockRange(0, 5, true);
  await file.unlockRange(0, 5);
  assertEquals(await others(), [true, true]);
});

onDarwin("this boot and the start of a process are told, and stay what they are", () => {
  const boot = synchronous(locking.bootId());
  assertMatch(boot, /^[0-9A-Fa-f-]{36}$/);
  const starts = [Deno.pid, Deno.ppid, Deno.pid].map((pid) => synchronous(locking.startOf(pid)));
  for (const start of starts) assertMatch(start, /^[1-9]\d*$/);
  assertEquals([starts[0], synchronous(locking.bootId())], [starts[2], boot]);
  assertNotEquals(starts[0], starts[1]);
  assertEquals([0x7fff_fff0, 0x7fff_ffff].map((pid) => synchronous(locking.startOf(pid))), ["", ""]);
});

onDarwin("a reused pid is told by its start, another boot by its name", async () => {
  await using dir = await temporaryDirectory();
  const path = dir.join("pid");
  const lock = await mkpidlock(path, { pid: Deno.ppid });
  const text = await Deno.readTextFile(path);
  await lock.release();
  for (
    const [left, stale] of [
      [text, false],
      [text.replace(/start=\d/, "start=9"), true],
      [text.replace(/boot=\S+/, "boot=00000000-0000-0000-0000-000000000000"), true],
    ] as const
  ) {
    await Deno.writeTextFile(path, left);
    assertEquals((await readPidfile(path))!.stale, stale, left);
    const taken = await trymkpidlock(path);
    assertEquals(taken !== false, stale);
    if (taken !== false) await taken.release();
  }
});
