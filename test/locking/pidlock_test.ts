/** Pidfiles: who holds them, how they end, and when they were left behind. */
import { assert, assertEquals, assertMatch, assertRejects } from "@std/assert";
import { mkpidlock, mkpidlockSync, type PidLock, readPidfile, trymkpidlock, trymkpidlockSync } from "../../mod.ts";
import { turn, until } from "../call/scale.ts";
import { runScript } from "../call/subprocess.ts";
import { everyPlace } from "../handle/places.ts";
import { asNobody, ROOT } from "../handle/nobody.ts";
import { soon } from "../handle/processes.ts";
import { openDescriptors, type TemporaryDirectory, temporaryDirectory } from "../temporary.ts";
import { everyWay } from "../ways.ts";

const HOUR = 3_600_000;
/** No process has it: the kernel's are below 4,194,304 (proc(5), pid_max). */
const NOBODY = 0x7fff_fff0;
const here = () => Deno.hostname();

/** A pidfile as another tool would have left it so long ago. */
async function leftBehind(dir: TemporaryDirectory, text: string, age = 0): Promise<string> {
  const path = dir.join("pid");
  await Deno.writeTextFile(path, text);
  const then = new Date(Date.now() - age);
  await Deno.utime(path, then, then);
  return path;
}

function won(lock: PidLock | false): PidLock {
  if (lock === false) throw new Error("somebody else holds it");
  return lock;
}

function namesIn(dir: TemporaryDirectory): string[] {
  return [...Deno.readDirSync(dir.path)].map(({ name }) => name);
}

everyPlace("a pidfile is held by one, says who, and is gone with its release", async ({ fs }, dir) => {
  const path = dir.join("pid");
  const lock = await fs.mkpidlock(path);
  assertEquals([lock.path, lock.pid, lock.held], [path, Deno.pid, true]);
  const text = await Deno.readTextFile(path);
  assertEquals(text.split("\n")[0], `${Deno.pid} ${here()}`);
  assertMatch(text, /^\d+ \S+\nstart=\S* boot=\S* pidns=\S* flock=1\n$/);
  assertEquals((await Deno.stat(path)).mode! & 0o777, 0o444 & ~Deno.umask());
  assertEquals(await fs.trymkpidlock(path), false);
  await assertRejects(() => fs.mkpidlock(path, { wait: false }), Deno.errors.AlreadyExists, "EEXIST");
  const error = await assertRejects(() => fs.mkpidlock(path, { timeout: 5 }), DOMException);
  assertEquals(error.name, "TimeoutError");
  assertEquals([lock.releaseSync(), lock.releaseSync(), lock.held], [true, false, false]);
  assertEquals(namesIn(dir), []);
  const again = won(await fs.trymkpidlock(path, { mode: 0o600 }));
  assertEquals((await Deno.stat(path)).mode! & 0o777, 0o600);
  assertEquals([await again.release(), await again.release()], [true, false]);
});

everyPlace("readPidfile says who, how old, and whether that is known to be gone", async ({ fs }, dir) => {
  assertEquals(await fs.readPidfile(dir.join("none")), null);
  const own = await mkpidlock(dir.join("own"));
  const knowsBoots = /boot=\S/.test(await Deno.readTextFile(own.path));
  await own.release();
  for (
    const [text, pid, hostname, stale] of [
      [`${Deno.pid} ${here()}`, Deno.pid, here(), false],
      [`${Deno.pid}`, Deno.pid, "", false],
      [`${Deno.pid}\n`, Deno.pid, "", false],
      [`${NOBODY} ${here()}`, NOBODY, here(), true],
      [`${NOBODY} elsewhere.example`, NOBODY, "elsewhere.example", false],
      ["", 0, "", true],
      ["garbage", 0, "", true],
      ["-1 host", 0, "", true],
      [`4294967295 ${here()}`, 0, here(), true],
      [
        `${Deno.pid} ${here()}\nboot=00000000-0000-0000-0000-000000000000\n`,
        Deno.pid,
        here(),
        knowsBoots,
      ],
    ] as const
  ) {
    const path = await leftBehind(dir, text, HOUR);
    const found = (await fs.readPidfile(path))!;
    assertEquals({ ...found, age: 0 }, { pid, hostname, age: 0, stale }, JSON.stringify(text));
    assert(found.age >= HOUR && found.age < 2 * HOUR, `${found.age}`);
  }
  assert((await fs.readPidfile(await leftBehind(dir, "1", -HOUR)))!.age < 0, "clocks differ");
  await assertRejects(() => fs.readPidfile(dir.path), Deno.errors.IsADirectory);
});

everyWay("what another tool left behind is known by its age", async ({ fs }) => {
  const gone = `${NOBODY} ${here()}`, alive = `${Deno.pid} ${here()}`, elsewhere = `${NOBODY} elsewhere.example`;
  const cases: [string, number, object, boolean][] = [
    [gone, 24 * HOUR, {}, false], // staleAge 0: never
    [gone, 1000, { staleAge: HOUR }, false],
    [gone, HOUR + 1000, { staleAge: HOUR }, true],
    [gone, -HOUR, { staleAge: 1 }, false], // from the future: clocks differ
    ["", 1000, { staleAge: HOUR }, false],
    ["", HOUR + 1000, { staleAge: HOUR }, true],
    [alive, 4 * HOUR, { staleAge: HOUR }, false],
    [alive, 5 * HOUR + 1000, { staleAge: HOUR }, true],
    [alive, 24 * HOUR, { staleAge: HOUR, refresh: 0 }, false],
    [alive, 25 * HOUR + 1000, { staleAge: HOUR, refresh: 0 }, true],
    [elsewhere, 4 * HOUR, { staleAge: HOUR }, false],
    [elsewhere, 5 * HOUR + 1000, { staleAge: HOUR }, true],
  ];
  for (const [text, age, options, taken] of cases) {
    await using dir = await temporaryDirectory();
    const lock = await fs.trymkpidlock(await leftBehind(dir, text, age), options);
    assertEquals(lock !== false, taken, `${text}, ${age}, ${JSON.stringify(options)}`);
    if (lock !== false) assertEquals(lock.releaseSync(), true);
    assertEquals(namesIn(dir), taken ? [] : ["pid"]);
  }
});

everyWay("what is no longer ours is not removed", async ({ fs }) => {
  await using dir = await temporaryDirectory();
  const path = dir.join("pid");
  const lock = await fs.mkpidlock(path);
  await Deno.remove(path);
  const next = won(await fs.trymkpidlock(path));
  assertEquals(lock.releaseSync(), false);
  assertEquals((await readPidfile(path))!.pid, Deno.pid);
  assertEquals(next.releaseSync(), true);
});

everyWay("what cannot be asked for is refused, and nothing is left behind", async ({ fs }) => {
  await using dir = await temporaryDirectory();
  await assertRejects(() => fs.mkpidlock(dir.join("no/pid")), Deno.errors.NotFound, "ENOENT");
  await assertRejects(() => fs.mkpidlock(""), Deno.errors.NotFound);
  await assertRejects(() => fs.mkpidlock("a\0b"), TypeError);
  for (const options of [{ pid: 0 }, { pid: 1.5 }, { staleAge: -1 }, { refresh: NaN }, { timeout: -1 }, { mode: -1 }]) {
    await assertRejects(() => fs.mkpidlock(dir.join("pid"), options), RangeError);
  }
  assertEquals(namesIn(dir), []);
});

Deno.test({
  name: "one that was left behind and may not be removed is an error, not a wait",
  ignore: !ROOT,
  fn: async () => {
    await using dir = await temporaryDirectory();
    const path = await leftBehind(dir, "", HOUR);
    await Deno.chmod(dir.path, 0o755);
    await asNobody(async () => {
      for (const make of [mkpidlock, trymkpidlock]) {
        await assertRejects(() => make(path, { staleAge: 1 }), Deno.errors.PermissionDenied, "EACCES");
      }
    });
    assertEquals(namesIn(dir), ["pid"]);
  },
});

Deno.test("a directory that somebody keeps locked delays no more than it must", async () => {
  await using dir = await temporaryDirectory();
  const path = await leftBehind(dir, "", 24 * HOUR);
  using keeper = Deno.openSync(dir.path);
  keeper.lockSync(true);
  const error = await assertRejects(() => mkpidlock(path, { staleAge: 1, timeout: 1 }), DOMException);
  assertEquals(error.name, "TimeoutError");
  keeper.unlockSync();
  assertEquals(await (await mkpidlock(path, { staleAge: 1 })).release(), true);
});

Deno.test("a pidfile stays where it was made when the working directory changes", async () => {
  await using dir = await temporaryDirectory();
  const before = Deno.cwd();
  try {
    Deno.chdir(dir.path);
    const lock = mkpidlockSync("pid");
    Deno.chdir("/");
    assertEquals(lock.releaseSync(), true);
  } finally {
    Deno.chdir(before);
  }
  assertEquals(namesIn(dir), []);
});

Deno.test("those who wait take it in the order of their calls, also behind another tool", async () => {
  await using dir = await temporaryDirectory();
  const path = await leftBehind(dir, `${Deno.pid} ${here()}`);
  const order: number[] = [];
  const waits = Array.from({ length: 10 }, async (_, i) => {
    const lock = await mkpidlock(path, { pollInterval: 3_600_000 });
    order.push(i);
    assertEquals(await lock.release(), true);
  });
  await turn();
  assertEquals(order, []);
  await Deno.remove(path);
  await soon(Promise.all(waits), "the pidfiles");
  assertEquals(order, Array.from({ length: 10 }, (_, i) => i));
});

Deno.test("a wait that is given up holds nothing and leaves nothing", async () => {
  await using dir = await temporaryDirectory();
  const path = dir.join("pid");
  const held = await mkpidlock(path);
  const before = openDescriptors();
  const controller = new AbortController();
  const waiting = mkpidlock(path, { signal: controller.signal });
  await turn();
  controller.abort(new RangeError("mine"));
  await assertRejects(() => waiting, RangeError, "mine");
  assertEquals(await held.release(), true);
  await until(() => namesIn(dir).length === 0 && openDescriptors() < before, "nothing is left");
});

Deno.test("refresh touches the file, and tells when it is somebody else's, once", async () => {
  await using dir = await temporaryDirectory();
  const path = dir.join("pid");
  const told: Error[] = [];
  const lock = await mkpidlock(path, { refresh: 1, onCompromised: (error) => told.push(error) });
  await Deno.utime(path, 0, 0);
  await until(() => Deno.statSync(path).mtime!.getTime() > 0, "the file was touched");
  await Deno.remove(path);
  await until(() => told.length > 0, "the loss was told");
  await Deno.writeTextFile(path, "1");
  assertEquals([told.length, told[0]!.name, lock.held], [1, "NotFound", false]);
  await assertRejects(() => lock.touch(), Deno.errors.BadResource);
  assertEquals(await lock.release(), false);
  assertEquals(namesIn(dir), ["pid"]);
});

Deno.test("touch() sets the times by hand", async () => {
  await using dir = await temporaryDirectory();
  const path = dir.join("pid");
  const lock = await mkpidlock(path);
  for (const touch of [() => lock.touch(), () => lock.touchSync()]) {
    await Deno.utime(path, 0, 0);
    await touch();
    assert((await Deno.stat(path)).mtime!.getTime() > 0);
  }
  assertEquals(lock.releaseSync(), true);
});

const ENDS: Readonly<Record<string, string>> = {
  "at its end": "",
  "by Deno.exit": "Deno.exit(0);",
  "by an error that nobody catches": "setTimeout(() => { throw new Error('mine'); }, 0); setInterval(() => {}, 1000);",
  "by a rejection that nobody handles": "Promise.reject(new Error('mine')); setInterval(() => {}, 1000);",
};

for (const [how, script] of Object.entries(ENDS)) {
  Deno.test(`a process that ends ${how} releases its pidfiles`, async () => {
    await using dir = await temporaryDirectory();
    const path = JSON.stringify(dir.join("pid"));
    const held = `globalThis.lock = files.mkpidlockSync(${path}); console.log(files.readPidfileSync(${path}).stale);`;
    assertEquals((await runScript(`${held}\n${script}`, ["-A"])).stdout, "false\n");
    assertEquals(namesIn(dir), []);
  });
}

Deno.test("an error that somebody catches releases nothing", async () => {
  await using dir = await temporaryDirectory();
  const path = JSON.stringify(dir.join("pid"));
  const { stdout } = await runScript(
    `globalThis.addEventListener("error", (event) => event.preventDefault());
     globalThis.lock = files.mkpidlockSync(${path});
     setTimeout(() => { throw new Error("mine"); }, 0);
     await new Promise((resolve) => setTimeout(resolve, 20));
     console.log(lock.held, files.readPidfileSync(${path}).pid === Deno.pid);`,
    ["-A"],
  );
  assertEquals(stdout, "true true\n");
});

Deno.test("a pidfile that is collected is released", async () => {
  await using dir = await temporaryDirectory();
  const path = JSON.stringify(dir.join("pid"));
  const { stdout, stderr } = await runScript(
    `(() => void files.mkpidlockSync(${path}, { refresh: 1 }))();
     let lock = false;
     for (let i = 0; i < 1000 && lock === false; i++) {
       await new Promise((resolve) => setTimeout(resolve, 1));
       gc();
       lock = files.trymkpidlockSync(${path});
     }
     console.log(lock !== false);`,
    ["-A", "--v8-flags=--expose-gc"],
  );
  assertEquals(stdout, "true\n", stderr);
});

Deno.test("what a killed process left behind is taken at once, by one, also by who waits for it", async () => {
  await using dir = await temporaryDirectory();
  const path = dir.join("pid");
  const script = `globalThis.lock = files.mkpidlockSync(${JSON.stringify(path)}); Deno.kill(Deno.pid, "SIGKILL");`;
  const waiting = mkpidlockSync(path);
  const run = runScript(script, ["-A"]);
  waiting.releaseSync();
  assertEquals((await run).success, false);
  assertEquals(namesIn(dir), ["pid"]);
  assertEquals((await readPidfile(path))!.stale, true);
  const takers = await Promise.all(Array.from({ length: 20 }, () => trymkpidlock(path)));
  const winners = takers.filter((lock) => lock !== false);
  assertEquals(winners.length, 1);
  assertEquals(trymkpidlockSync(path), false);
  assertEquals([await winners[0]!.release(), namesIn(dir)], [true, []]);
});

Deno.test("the pid of another process is its own affair", async () => {
  await using dir = await temporaryDirectory();
  const path = dir.join("pid");
  const child = new Deno.Command("sleep", { args: ["3600"] }).spawn();
  const lock = await mkpidlock(path, { pid: child.pid });
  assertEquals([lock.pid, (await readPidfile(path))!.pid], [child.pid, child.pid]);
  assertMatch(await Deno.readTextFile(path), /flock=0/);
  const copy = await Deno.readTextFile(path);
  await lock.release();
  await Deno.writeTextFile(path, copy);
  assertEquals(await trymkpidlock(path), false, "it is alive");
  child.kill("SIGKILL");
  await child.status;
  await won(await trymkpidlock(path)).release();
});

Deno.test("a pid that is another process' by now does not keep the file", async () => {
  await using dir = await temporaryDirectory();
  const path = dir.join("pid");
  const lock = await mkpidlock(path, { pid: 1 });
  const text = await Deno.readTextFile(path);
  await lock.release();
  if (!/start=\d/.test(text)) return; // nothing tells when a process started
  await Deno.writeTextFile(path, text);
  assertEquals([(await readPidfile(path))!.stale, await trymkpidlock(path)], [false, false]);
  await Deno.writeTextFile(path, text.replace(/start=/, "start=1"));
  assertEquals((await readPidfile(path))!.stale, true);
  await won(await trymkpidlock(path)).release();
});
