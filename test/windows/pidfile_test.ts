/** Pidfiles as Windows keeps them: by a handle, with a process' start, removed by what is open. */
import { assertEquals, assertMatch, assertNotEquals } from "@std/assert";
import { mkpidlock, mkpidlockSync, readPidfile, rename, trymkpidlock } from "../../mod.ts";
import { errorName } from "../../src/call/errno.ts";
import { synchronous } from "../../src/call/synchronous.ts";
import { locking } from "../../src/os/locking.ts";
import { until } from "../call/scale.ts";
import { runScript } from "../call/subprocess.ts";
import { soon } from "../handle/processes.ts";
import { openDescriptors, type TemporaryDirectory, temporaryDirectory } from "../temporary.ts";
import { everyWayOnWindows, onWindows } from "./here.ts";

/** No process has it: Windows' are multiples of four. */
const NOBODY = 0x7fff_fff0;

function namesIn(dir: TemporaryDirectory): string[] {
  return [...Deno.readDirSync(dir.path)].map(({ name }) => name);
}

/** A process that does nothing, until it is disposed. */
function idle(): Deno.ChildProcess {
  const args = ["eval", "--no-lock", "setInterval(() => {}, 1000)"];
  return new Deno.Command(Deno.execPath(), { args, stdin: "null", stdout: "null", stderr: "null" }).spawn();
}

everyWayOnWindows("a pidfile says since when its process runs, and its release leaves nothing", async ({ fs }) => {
  await using dir = await temporaryDirectory();
  const path = dir.join("pid");
  const before = openDescriptors();
  const lock = await fs.mkpidlock(path);
  assertMatch(
    await Deno.readTextFile(path),
    new RegExp(`^${Deno.pid} ${Deno.hostname()}\\nstart=\\d+ boot= pidns= flock=1\\n$`),
  );
  assertEquals([await fs.trymkpidlock(path), (await fs.readPidfile(path))!.stale], [false, false]);
  await lock.touch();
  assertEquals([lock.releaseSync(), lock.releaseSync(), namesIn(dir)], [true, false, []]);
  assertEquals(openDescriptors(), before);
});

everyWayOnWindows("what has taken the name meanwhile is not removed", async ({ fs }) => {
  await using dir = await temporaryDirectory();
  const path = dir.join("pid");
  const lock = await fs.mkpidlock(path);
  await rename(path, dir.join("aside"));
  await Deno.writeTextFile(path, `${Deno.pid} ${Deno.hostname()}`);
  assertEquals([lock.releaseSync(), namesIn(dir).sort()], [false, ["aside", "pid"]]);
});

onWindows("processes are told by their number and their start", async () => {
  const child = idle();
  const starts = [Deno.pid, child.pid].map((pid) => synchronous(locking.startOf(pid)));
  for (const start of starts) assertMatch(start, /^[1-9]\d{16,}$/);
  assertNotEquals(starts[0], starts[1]);
  assertEquals(synchronous(locking.startOf(Deno.pid)), starts[0], "it stays what it is");
  const probed = (pid: number) => errorName(synchronous(locking.probe(pid)));
  const there = [Deno.pid, child.pid].map((pid) => synchronous(locking.probe(pid)));
  assertEquals(there, [0, 0]);
  // Windows rounds numbers down to what a process has.
  assertEquals([Deno.pid + 1, child.pid + 3, NOBODY].map(probed), ["ESRCH", "ESRCH", "ESRCH"]);
  child.kill("SIGKILL");
  await child.status;
  await until(() => probed(child.pid) === "ESRCH", "it is gone, though Deno has a handle to it");
});

onWindows("a reused pid is told by its start, and one that is alive is its own affair", async () => {
  await using dir = await temporaryDirectory();
  const path = dir.join("pid");
  const child = idle();
  const lock = await mkpidlock(path, { pid: child.pid });
  const text = await Deno.readTextFile(path);
  assertEquals([lock.pid, text.endsWith("flock=0\n"), await lock.release()], [child.pid, true, true]);
  await Deno.writeTextFile(path, text);
  assertEquals([(await readPidfile(path))!.stale, await trymkpidlock(path)], [false, false]);
  await Deno.writeTextFile(path, text.replace("start=1", "start=2"));
  assertEquals((await readPidfile(path))!.stale, true);
  const taken = await trymkpidlock(path);
  assertEquals([taken !== false && await taken.release(), namesIn(dir)], [true, []]);
  await Deno.writeTextFile(path, text);
  const waiting = mkpidlock(path, { staleAge: 1, pollInterval: 50 });
  child.kill("SIGKILL");
  await child.status;
  assertEquals(await (await soon(waiting, "the pidfile of the process that has ended")).release(), true);
});

onWindows("what a killed process left behind is taken by one of many, also by who waits for it", async () => {
  await using dir = await temporaryDirectory();
  const path = dir.join("pid");
  const script = `globalThis.lock = files.mkpidlockSync(${JSON.stringify(path)}); Deno.kill(Deno.pid, "SIGKILL");`;
  for (let i = 0; i < 3; i++) {
    assertEquals((await runScript(script, ["-A"])).success, false);
    assertEquals([namesIn(dir), (await readPidfile(path))!.stale], [["pid"], true]);
    const takers = await Promise.all(Array.from({ length: 10 }, () => trymkpidlock(path)));
    const winners = takers.filter((lock) => lock !== false);
    assertEquals([winners.length, await trymkpidlock(path)], [1, false]);
    const waiting = mkpidlock(path);
    assertEquals(await winners[0]!.release(), true);
    assertEquals([(await soon(waiting, "the pidfile")).releaseSync(), namesIn(dir)], [true, []]);
  }
  mkpidlockSync(path).releaseSync();
});
