/** How snapshots look at trees: every way finds the same, whatever happens meanwhile. */
import { assert, assertEquals } from "@std/assert";
import { channel } from "node:diagnostics_channel";
import { target } from "../../ffi/target.ts";
import { capabilities, configure, metrics } from "../../mod.ts";
import { changesSinceSync, Snapshot, snapshot, snapshotSync } from "../../src/watching/watching.ts";
import { runScript, valueOfScript } from "../call/subprocess.ts";
import { asNobody, ROOT } from "../handle/nobody.ts";
import { temporaryDirectory } from "../temporary.ts";

/** Where directories are taken many at once; the tests of macOS run on Linux, too. */
const LINUX = target.os === "linux";
const MODULE = JSON.stringify(new URL("../../src/watching/watching.ts", import.meta.url).href);

const write = (path: string, text = "") => Deno.writeTextFileSync(path, text);
const mkdir = (path: string) => Deno.mkdirSync(path, { recursive: true });

/** A tree with `directories` of `files` each. */
function plant(root: string, directories: number, files: number): void {
  for (let i = 0; i < directories; i++) {
    mkdir(`${root}/${i % 3}/${i}`);
    for (let j = 0; j < files; j++) write(`${root}/${i % 3}/${i}/file${j}`);
  }
}

/** The same tree, taken in every way: without trips for many calls, too. */
async function everyWay(path: string): Promise<Snapshot[]> {
  const taken = [snapshotSync(path), await snapshot(path)];
  for (const options of [{ batch: false }, { tryNow: false }]) {
    configure(options);
    try {
      taken.push(await snapshot(path), snapshotSync(path));
    } finally {
      configure({ batch: true, tryNow: true });
    }
  }
  return taken;
}

function assertAllSame(taken: readonly Snapshot[], size: number): void {
  for (const one of taken) {
    assertEquals(one.size, size);
    for (const other of taken) assertEquals(one.changesTo(other), []);
    assertEquals(Snapshot.from(one.toBytes()).toBytes(), one.toBytes());
  }
}

Deno.test("every way to look at a tree finds the same: large directories, many, deep ones, and all sorts of names", async () => {
  await using dir = await temporaryDirectory();
  const names = ["é", "日本", "\u{1f600}", "a b", ...Array.from({ length: 3000 }, (_, i) => `in a large one, ${i}`)];
  mkdir(dir.join("large"));
  for (const name of names) write(dir.join("large", name));
  plant(dir.join("many"), 70, 3);
  let deep = dir.path;
  for (let i = 0; i < 30; i++) mkdir(deep += "/deeper");
  if (Deno.build.os === "linux") {
    await new Deno.Command("sh", {
      args: ["-c", "ln -s x link; mkfifo fifo; touch \"$(printf 'x\\377y')\""],
      cwd: dir.path,
    })
      .output();
  }
  const size = 1 + 1 + names.length + 1 + 3 + 70 * 4 + 30 + (Deno.build.os === "linux" ? 3 : 0);
  assertAllSame(await everyWay(dir.path), size);
});

Deno.test("what vanishes between its name and a look at it is not there", async () => {
  for (const victims of [["2/5/file1"], ["0/0/file0", "0/0/file1", "1/1/file0"], ["1"], ["0", "1", "2"]]) {
    for (const take of [snapshot, (...args: Parameters<typeof snapshotSync>) => snapshotSync(...args)]) {
      await using dir = await temporaryDirectory();
      plant(dir.path, 6, 2);
      let looked = 0;
      // Whether to ignore a name is asked when it was read.
      const ignore = (path: string) => {
        if (victims.some((victim) => path === dir.join(victim))) Deno.removeSync(path, { recursive: true });
        looked++;
        return false;
      };
      const taken = await take(dir.path, { ignore });
      const now = snapshotSync(dir.path);
      assert(looked >= now.size - 1);
      const told = taken.changesTo(now).filter(({ kind }) => kind !== "attrib" && kind !== "remove");
      assertEquals(told, []);
      assertEquals(Snapshot.from(taken.toBytes()).changesTo(taken), []);
      assertEquals(changesSinceSync(taken, { ignore: [] }).filter(({ kind }) => kind === "create"), []);
    }
  }
});

Deno.test("a large directory that is removed while it is read is empty, or not there", async () => {
  for (const take of [snapshot, (...args: Parameters<typeof snapshotSync>) => snapshotSync(...args)]) {
    await using dir = await temporaryDirectory();
    mkdir(dir.join("large"));
    write(dir.join("other"));
    for (let i = 0; i < 3000; i++) write(dir.join(`large/in a large directory, ${i}`));
    let removed = false;
    const ignore = (path: string) => {
      if (!removed && path.includes("in a large directory")) {
        Deno.removeSync(dir.join("large"), { recursive: removed = true });
      }
      return false;
    };
    const taken = await take(dir.path, { ignore });
    assert(removed);
    if (LINUX) assertEquals(taken.size, 3);
    assertEquals(Snapshot.from(taken.toBytes()).size, taken.size);
    assertEquals(taken.changesTo(snapshotSync(dir.path)).filter(({ kind }) => kind === "create"), []);
  }
});

Deno.test({
  name: "what vanishes is left out with its row",
  ignore: !LINUX,
  fn: async () => {
    await using dir = await temporaryDirectory();
    plant(dir.path, 6, 2);
    const before = snapshotSync(dir.path).size;
    const taken = await snapshot(dir.path, {
      ignore(path) {
        if (path === dir.join("2/5/file1")) Deno.removeSync(path);
        return false;
      },
    });
    assertEquals(taken.size, before - 1);
    assertEquals(taken.changesTo(snapshotSync(dir.path)).map(({ kind }) => kind), []);
  },
});

Deno.test({
  name: "an entry that must not be looked at is known by its name and type",
  ignore: !ROOT,
  fn: async () => {
    await using dir = await temporaryDirectory();
    mkdir(dir.join("listed/folder"));
    write(dir.join("listed/file"));
    mkdir(dir.join("closed/folder"));
    await Deno.chmod(dir.path, 0o755);
    await Deno.chmod(dir.join("listed"), 0o744);
    await Deno.chmod(dir.join("closed"), 0o700);
    await asNobody(async () => {
      assertAllSame(await everyWay(dir.path), 5); // "closed" itself, but nothing in it
    });
  },
});

Deno.test({
  name: "a tree of thousands takes few trips, and every call is counted",
  ignore: !LINUX || capabilities().batch !== true,
  fn: async () => {
    await using dir = await temporaryDirectory();
    plant(dir.path, 50, 60);
    snapshotSync(dir.path); // it is old enough by then not to be looked at twice
    const before = metrics();
    const { size } = await snapshot(dir.path);
    const after = metrics();
    const since = (name: string) => (after.byCall[name]?.calls ?? 0) - (before.byCall[name]?.calls ?? 0);
    assertEquals(size, 1 + 3 + 50 * 61);
    assertEquals(after.errors, before.errors);
    assertEquals(since("statx") >= size - 1 && since("statx") <= size + 1, true, `${since("statx")} of ${size}`);
    assertEquals([since("close") >= 54, after.hops - before.hops < 50], [true, true], `${after.hops - before.hops}`);
  },
});

Deno.test("who listens to calls is told of each", async () => {
  await using dir = await temporaryDirectory();
  plant(dir.path, 3, 2);
  const told: string[] = [];
  const listener = (message: unknown) => void told.push((message as { name: string }).name);
  channel("reseau:files:call").subscribe(listener);
  try {
    await snapshot(dir.path);
  } finally {
    channel("reseau:files:call").unsubscribe(listener);
  }
  if (LINUX) assert(told.filter((name) => name === "statx").length >= 12, told.join());
  assert(told.length > 0);
});

Deno.test({
  name: "given up at any moment, or failing, it leaves nothing open",
  ignore: !LINUX,
  fn: async () => {
    await using dir = await temporaryDirectory();
    plant(dir.path, 60, 20);
    const script = `
      const { changesSince, snapshot } = await import(${MODULE});
      const path = ${JSON.stringify(dir.path)};
      const taken = await snapshot(path);
      // Deno opens sockets of its own now and then.
      const open = () => [...Deno.readDirSync("/proc/self/fd")].filter(({ name }) => {
        try {
          return Deno.readLinkSync("/proc/self/fd/" + name).startsWith(path);
        } catch {
          return false;
        }
      }).length;
      const outcomes = new Set();
      for (let i = 0; i < 30; i++) {
        const giving = new AbortController();
        let asked = 0;
        const end = i * 40; // entries
        const ignore = () => {
          if (asked++ === end && i % 3 === 0) giving.abort(new Error("enough"));
          if (asked === end && i % 3 === 1) throw new Error("thrown");
          return false;
        };
        if (i % 3 === 2) setTimeout(() => giving.abort(new Error("late")), i / 10);
        await changesSince(taken, { ignore, signal: giving.signal }).then(() => outcomes.add("done"), (error) => outcomes.add(error.message));
      }
      const deadline = Date.now() + 30_000;
      while (open() > 0 && Date.now() < deadline) await new Promise((resolve) => setTimeout(resolve, 1));
      console.log(JSON.stringify({ left: open(), outcomes: [...outcomes].sort() }));
    `;
    const { left, outcomes } = await valueOfScript<{ left: number; outcomes: string[] }>(script, ["-A"]);
    assertEquals(left, 0);
    assert(outcomes.includes("enough") && outcomes.includes("thrown"), outcomes.join());
  },
});

Deno.test("what must not be read is not looked at, entry by entry", async () => {
  await using dir = await temporaryDirectory();
  plant(dir.path, 3, 3);
  const script = `
    const { snapshot } = await import(${MODULE});
    console.log((await snapshot(${JSON.stringify(dir.path)})).size);
  `;
  const flags = ["--allow-ffi", `--allow-read=${dir.path}`, `--deny-read=${dir.join("1/1/file1")}`];
  const { stdout, stderr } = await runScript(script, flags);
  assertEquals(stdout, `${1 + 3 + 3 * 4 - 1}\n`, stderr);
});

/** Of "/nowhere/tree", by the first version of this library that took snapshots. */
const KEPT =
  "cmVzZWF1AQBsaUdbUAAAAHsicGF0aCI6Ii9ub3doZXJlL3RyZWUiLCJhYnNvbHV0ZSI6Ii9ub3doZXJlL3RyZWUiLCJyZWN1cnNpdmUi" +
  "OnRydWUsImVudHJpZXMiOjh9KwAAAC9kaXIvZGM4MC9lbXB0eS94AGRjZmZ5L2ZpbGUvZGVlcC/DqeaXpfCfmICsAAAA7YMBgfwDgoCvA4AghImF" +
  "sA2G94XPAgAAAPPM2gsFAO2DAQCDgK8DgCAAzNCYyQIAAAAAAwCkgwIAiICvAwAAzNCYyQIAAAAA7YMBAIWArwOAIADM0JjJAgAAAAABpIMCAImA" +
  "rwMAAIb3hc8CAAAAAKSDAgCGgK8DBADM0JjJAgAAAADtgwEAhICvA4AgAMzQmMkCAAAAAAIApIMCAIeArwMBAMzQmMkCAAAAAA==";

Deno.test("what an earlier version has kept is read", () => {
  const bytes = Uint8Array.fromBase64(KEPT);
  const kept = Snapshot.from(bytes);
  assertEquals([kept.path, kept.size], ["/nowhere/tree", 8]);
  assertEquals(kept.toBytes(), bytes);
  const gone = changesSinceSync(kept);
  assertEquals(new Set(gone.map(({ kind }) => kind)), new Set(["remove"]));
  assertEquals(
    gone.map(({ path, isDirectory }) => path.slice("/nowhere/".length) + (isDirectory ? "/" : "")),
    [
      ...["tree/dir/deep/é日\u{1f600}", "tree/dir/deep/", "tree/dir/file", "tree/dir/"],
      ...["tree/x\udcffy", "tree/empty/", "tree/dc80", "tree/"],
    ],
  );
});
