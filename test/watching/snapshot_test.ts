/** What has changed while nobody was watching: `snapshot` and `changesSince`. */
import { assert, assertEquals, assertRejects, assertThrows } from "@std/assert";
import { configure } from "../../mod.ts";
import {
  changesSince,
  changesSinceSync,
  Snapshot,
  snapshot,
  type SnapshotOptions,
  snapshotSync,
  type WatchEvent,
} from "../../src/watching/watching.ts";
import { scaled } from "../call/scale.ts";
import { runScript } from "../call/subprocess.ts";
import { random, SEED } from "../random.ts";
import { mounted, MOUNTS } from "../handle/places.ts";
import { type TemporaryDirectory, temporaryDirectory } from "../temporary.ts";
import { mutate } from "./mutate.ts";
import { contradictions, stateOf } from "./replay.ts";

const MODULE = JSON.stringify(new URL("../../src/watching/watching.ts", import.meta.url).href);

/** The two functions, whatever is behind them. */
interface Forms {
  take(path: string | URL, options?: SnapshotOptions): Promise<Snapshot>;
  since(snapshot: Snapshot, options?: SnapshotOptions): Promise<WatchEvent[]>;
}

const SYNCHRONOUS: Forms = {
  take: (...args) => Promise.try(() => snapshotSync(...args)),
  since: (...args) => Promise.try(() => changesSinceSync(...args)),
};
const FORMS: readonly (readonly [string, Forms, Parameters<typeof configure>[0]])[] = [
  ["synchronous", SYNCHRONOUS, {}],
  ["asynchronous", { take: snapshot, since: changesSince }, {}],
  ["tryNow: false", { take: snapshot, since: changesSince }, { tryNow: false }],
  ["batch: false", { take: snapshot, since: changesSince }, { tryNow: false, batch: false }],
];

function everyForm(name: string, body: (forms: Forms, dir: TemporaryDirectory) => Promise<void>): void {
  Deno.test(name, async (t) => {
    for (const [way, forms, options] of FORMS) {
      await t.step(way, async () => {
        await using dir = await temporaryDirectory();
        configure(options);
        try {
          await body(forms, dir);
        } finally {
          configure({ tryNow: true, batch: true });
        }
      });
    }
  });
}

/** Events as lines: a directory ends in a slash, paths begin below the root. */
function lines(events: readonly WatchEvent[], root: string): string[] {
  const below = (path: string) => path.startsWith(`${root}/`) ? path.slice(root.length + 1) : path;
  return events.map(({ kind, path, from, isDirectory }) =>
    [kind, ...(from === undefined ? [] : [below(from)]), below(path) + (isDirectory ? "/" : "")].join(" ")
  );
}

/** What a change of a tree is told as, from the snapshot and from its bytes. */
function told(
  name: string,
  before: (at: string) => void,
  change: (at: string) => void,
  expected: string[],
  anyOrder = false,
): void {
  everyForm(name, async ({ take, since }, dir) => {
    const root = dir.join("tree");
    Deno.mkdirSync(root);
    before(root);
    const taken = await take(root);
    const kept = Snapshot.from(taken.toBytes());
    const state = stateOf(root);
    assertEquals(await since(taken), []);
    change(root);
    const events = await since(taken);
    assertEquals(anyOrder ? lines(events, root).sort() : lines(events, root), expected);
    assertEquals(contradictions(state, events, stateOf(root), root), []);
    assertEquals(await since(kept), events);
    assertEquals(kept.changesTo(await take(root)), events);
  });
}

const write = (path: string, text = "") => Deno.writeTextFileSync(path, text);
const mkdir = (path: string) => Deno.mkdirSync(path, { recursive: true });

told(
  "nothing has changed",
  (at) => {
    mkdir(`${at}/a/b`);
    write(`${at}/a/file`);
  },
  () => {},
  [],
);

told("what was created, modified and removed", (at) => {
  mkdir(`${at}/old/deep`);
  write(`${at}/old/deep/file`);
  write(`${at}/file`, "a");
}, (at) => {
  Deno.removeSync(`${at}/old`, { recursive: true });
  mkdir(`${at}/new/deep`);
  write(`${at}/file`, "ab");
}, ["remove old/deep/file", "remove old/deep/", "remove old/", "create new/", "create new/deep/", "modify file"]);

told(
  "a change of the same size, right after the snapshot",
  (at) => write(`${at}/file`, "a"),
  (at) => write(`${at}/file`, "b"),
  ["modify file"],
);

Deno.test({
  name: "a change of the same size within one step of the clock, where times go in steps in every kernel",
  ignore: !MOUNTS,
  fn: async () => {
    await using ramfs = await mounted("ramfs");
    for (let i = 0; i < 20; i++) {
      const path = ramfs.join(`${i}`);
      write(path, "a");
      const taken = i % 2 === 0 ? snapshotSync(path) : await snapshot(path);
      write(path, "b");
      assertEquals(changesSinceSync(taken).map(({ kind }) => kind), ["modify"]);
    }
  },
});

told(
  "modes of files and directories",
  (at) => {
    mkdir(`${at}/folder`);
    write(`${at}/file`);
    Deno.chmodSync(`${at}/file`, 0o644);
    Deno.chmodSync(`${at}/folder`, 0o755);
  },
  (at) => {
    Deno.chmodSync(`${at}/file`, 0o600);
    Deno.chmodSync(`${at}/folder`, 0o700);
  },
  ["attrib file", "attrib folder/"],
  true,
);

told("a rename is one event, and a directory takes along what it holds", (at) => {
  mkdir(`${at}/from/deep`);
  write(`${at}/from/deep/file`);
  write(`${at}/file`);
}, (at) => {
  Deno.renameSync(`${at}/from`, `${at}/to`);
  Deno.renameSync(`${at}/file`, `${at}/to/deep/other`);
}, ["rename from to/", "rename file to/deep/other"]);

told("what was renamed and written is both, at the new path", (at) => write(`${at}/file`, "a"), (at) => {
  Deno.renameSync(`${at}/file`, `${at}/other`);
  write(`${at}/other`, "more");
}, ["rename file other", "modify other"]);

told("what moved into a new directory", (at) => write(`${at}/file`), (at) => {
  mkdir(`${at}/new`);
  Deno.renameSync(`${at}/file`, `${at}/new/file`);
}, ["create new/", "rename file new/file"]);

told("what moved out of a directory that was removed", (at) => {
  mkdir(`${at}/old`);
  write(`${at}/old/file`);
}, (at) => {
  Deno.renameSync(`${at}/old/file`, `${at}/file`);
  Deno.removeSync(`${at}/old`);
}, ["rename old/file file", "remove old/"]);

told("an editor's save is a modification", (at) => write(`${at}/file`, "a"), (at) => {
  write(`${at}/file.new`, "b");
  Deno.renameSync(`${at}/file.new`, `${at}/file`);
}, ["modify file"]);

told(
  "a file that took another's place by a rename has moved",
  (at) => {
    write(`${at}/a`, "a");
    write(`${at}/b`, "b");
  },
  (at) => Deno.renameSync(`${at}/a`, `${at}/b`),
  ["remove b", "rename a b"],
);

told("a new file with an old one's inode is not that file", (at) => write(`${at}/a`, "same"), (at) => {
  Deno.removeSync(`${at}/a`);
  write(`${at}/b`, "same"); // ext4 gives it the inode that is free now
}, ["remove a", "create b"]);

told("a file that became a directory", (at) => write(`${at}/a`), (at) => {
  Deno.removeSync(`${at}/a`);
  mkdir(`${at}/a`);
}, ["remove a", "create a/"]);

told("a directory that was made again holds what is new", (at) => {
  mkdir(`${at}/a`);
  write(`${at}/a/same`, "1");
  write(`${at}/a/old`);
}, (at) => {
  mkdir(`${at}/b`);
  write(`${at}/b/same`, "2");
  write(`${at}/b/new`);
  Deno.removeSync(`${at}/a`, { recursive: true });
  Deno.renameSync(`${at}/b`, `${at}/a`);
}, ["remove a/old", "create a/new", "modify a/same"]);

told("a directory that moved into what it held", (at) => mkdir(`${at}/a/b`), (at) => {
  Deno.renameSync(`${at}/a/b`, `${at}/b`);
  Deno.renameSync(`${at}/a`, `${at}/b/a`);
}, ["rename a/b b/", "rename a b/a/"]);

everyForm("logs that are rotated, and names that are exchanged", async ({ take, since }, dir) => {
  const root = dir.path;
  for (let i = 0; i < 9; i++) write(dir.join(`log.${i}`), `${i}`);
  for (const name of ["x", "y", "p/q", "r/s"]) mkdir(dir.join(name));
  for (const name of ["x/1", "y/2", "p/q/3", "r/s/4"]) write(dir.join(name), name);
  const taken = await take(root);
  const before = stateOf(root);
  const swap = (a: string, b: string) => {
    Deno.renameSync(dir.join(a), dir.join("tmp"));
    Deno.renameSync(dir.join(b), dir.join(a));
    Deno.renameSync(dir.join("tmp"), dir.join(b));
  };
  for (let i = 8; i >= 0; i--) Deno.renameSync(dir.join(`log.${i}`), dir.join(`log.${i + 1}`));
  write(dir.join("log.0"), "new");
  swap("x", "y");
  swap("p/q/3", "r/s/4");
  swap("p/q", "r/s");
  swap("p", "r");
  const events = await since(taken);
  assertEquals(contradictions(before, events, stateOf(root), root), []);
  const logs = events.filter(({ path }) => path.includes("/log."));
  assertEquals(logs.map(({ kind }) => kind), [...Array(9).fill("rename"), "create"]);
});

everyForm("a hard link that moved, and one that was added", async ({ take, since }, dir) => {
  write(dir.join("a"), "a");
  Deno.linkSync(dir.join("a"), dir.join("b"));
  const taken = await take(dir.path);
  const before = stateOf(dir.path);
  Deno.renameSync(dir.join("b"), dir.join("c"));
  Deno.linkSync(dir.join("a"), dir.join("d"));
  const events = await since(taken);
  assertEquals(contradictions(before, events, stateOf(dir.path), dir.path), []);
  assertEquals(events.filter(({ kind }) => kind !== "attrib").length, 2);
});

everyForm("the path is a file, nothing, a directory", async ({ take, since }, dir) => {
  const path = dir.join("path");
  await assertRejects(() => take(path), Deno.errors.NotFound, "ENOENT");
  write(path);
  const file = await take(path);
  assertEquals([file.size, file.path], [1, path]);
  write(path, "a");
  assertEquals(lines(await since(file), dir.path), ["modify path"]);
  Deno.removeSync(path);
  assertEquals(lines(await since(file), dir.path), ["remove path"]);
  mkdir(`${path}/below`);
  assertEquals(lines(await since(file), dir.path), ["remove path", "create path/", "create path/below/"]);
  const folder = await take(new URL(`file://${path}`));
  Deno.removeSync(path, { recursive: true });
  assertEquals(lines(await since(folder), dir.path), ["remove path/below/", "remove path/"]);
});

everyForm("what is ignored is neither taken nor told", async ({ take, since }, dir) => {
  mkdir(dir.join("node_modules/a"));
  mkdir(dir.join("src"));
  const ignore = ["**/*.tmp", /node_modules$/, (path: string) => path.endsWith("/secret")];
  const some = await take(dir.path, { ignore });
  const all = await take(dir.path);
  assertEquals([some.size, all.size], [2, 4]);
  for (const name of ["src/a.tmp", "src/a.ts", "src/secret", "node_modules/b"]) write(dir.join(name));
  Deno.removeSync(dir.join("node_modules/a"));
  const expected = ["create src/a.ts"];
  assertEquals(lines(await since(some), dir.path), expected);
  assertEquals(lines(await since(all, { ignore }), dir.path), expected);
  assertEquals(lines(await since(Snapshot.from(some.toBytes()), { ignore }), dir.path), expected);
  assertEquals((await since(all)).length, 5);
});

everyForm("without recursive, what stands below is nobody's business", async ({ take, since }, dir) => {
  mkdir(dir.join("a/b"));
  const taken = await take(dir.path, { recursive: false });
  assertEquals(taken.size, 2);
  mkdir(dir.join("a/c"));
  mkdir(dir.join("d/e"));
  assertEquals(lines(await since(taken), dir.path).filter((line) => !line.startsWith("attrib")), ["create d/"]);
  assertThrows(() => taken.changesTo(snapshotSync(dir.path)), TypeError);
});

Deno.test("paths begin as they were given, wherever the process is by now", async () => {
  await using dir = await temporaryDirectory();
  mkdir(dir.join("tree"));
  const here = Deno.cwd();
  let taken: Snapshot;
  try {
    Deno.chdir(dir.path);
    taken = await snapshot("tree");
  } finally {
    Deno.chdir(here);
  }
  write(dir.join("tree/file"));
  assertEquals((await changesSince(taken)).map(({ path }) => path), ["tree/file"]);
});

Deno.test("names that are no text, and very long paths, are kept", async () => {
  await using dir = await temporaryDirectory();
  const names = ["é", "日本", "a\nb", "\u{1f600}", " ", "%2f"];
  for (const name of names) write(dir.join(name));
  if (Deno.build.os === "linux") {
    // Bytes that are not UTF-8, and what looks like our way to write them.
    await new Deno.Command("sh", { args: ["-c", "touch \"$(printf 'x\\377y')\" 'dc80'"], cwd: dir.path }).output();
  }
  let deep = dir.path;
  for (let i = 0; i < 15; i++) Deno.mkdirSync(deep += `/${"d".repeat(250)}`);
  const taken = await snapshot(dir.path);
  assertEquals(await changesSince(Snapshot.from(taken.toBytes())), []);
});

Deno.test("what must not be read is not known, and not told", async () => {
  await using dir = await temporaryDirectory();
  mkdir(dir.join("open/a"));
  mkdir(dir.join("shut/a"));
  const script = `
    const { changesSince, snapshot } = await import(${MODULE});
    const path = ${JSON.stringify(dir.path)};
    const taken = await snapshot(path);
    for (const name of ["open/b", "shut/b"]) Deno.mkdirSync(path + "/" + name);
    const events = (await changesSince(taken)).filter(({ kind }) => kind === "create");
    console.log(taken.size, events.map(({ path }) => path.slice(-6)).join());
  `;
  const denied = await runScript(script, [
    "--allow-ffi",
    "--allow-read",
    "--allow-write",
    `--deny-read=${dir.join("shut")}`,
  ]);
  assertEquals(denied.stdout, "3 open/b\n", denied.stderr);
  const nothing = await runScript(
    `const { snapshot } = await import(${MODULE});
    await snapshot(${JSON.stringify(dir.path)}).catch((error) => console.log(error.name));`,
    ["--allow-ffi", "--allow-read=/nowhere"],
  );
  assertEquals(nothing.stdout, "NotCapable\n", nothing.stderr);
});

Deno.test("misuse is refused, and a signal gives up", async () => {
  await assertRejects(() => snapshot("a\0b"), TypeError);
  await assertRejects(() => snapshot(".", { ignore: 1 as never }), TypeError);
  await assertRejects(() => snapshot(".", { recursive: "yes" as never }), TypeError, "recursive must be a boolean");
  await assertRejects(() => snapshot(".", { signal: AbortSignal.abort(new Error("enough")) }), Error, "enough");
  await using dir = await temporaryDirectory();
  await using other = await temporaryDirectory();
  const taken = snapshotSync(dir.path);
  await assertRejects(() => changesSince(taken, { signal: AbortSignal.abort(new Error("enough")) }), Error, "enough");
  assertThrows(() => taken.changesTo(snapshotSync(other.path)), TypeError);
  assertThrows(() => Snapshot.from("bytes" as never), TypeError);
});

Deno.test("damaged bytes are refused, whatever is damaged", async () => {
  await using dir = await temporaryDirectory();
  mkdir(dir.join("a/b"));
  write(dir.join("a/file"), "text");
  const bytes = snapshotSync(dir.path).toBytes();
  assertEquals(Snapshot.from(bytes).toBytes(), bytes);
  for (let length = 0; length < bytes.length; length++) {
    assertThrows(() => Snapshot.from(bytes.subarray(0, length)), Deno.errors.InvalidData);
  }
  for (let i = 0; i < bytes.length; i++) {
    const other = bytes.slice();
    other[i]! ^= 1 << (i % 8);
    assertThrows(() => Snapshot.from(other), Deno.errors.InvalidData);
  }
  const next = bytes.slice();
  next[6] = 2;
  assertThrows(() => Snapshot.from(next), Deno.errors.InvalidData, "version 2");
});

Deno.test("a change in the same step of the clock as the snapshot is not missed", async () => {
  await using dir = await temporaryDirectory();
  for (let i = 0; i < 20; i++) {
    write(dir.join("file"), `${i % 2}`);
    const taken = i % 2 === 0 ? snapshotSync(dir.path) : await snapshot(dir.path);
    write(dir.join("file"), "x");
    assertEquals(lines(await changesSince(taken), dir.path), ["modify file"]);
  }
});

Deno.test("a long row of renames is told from its end", async () => {
  await using dir = await temporaryDirectory();
  const count = scaled(500);
  const name = (i: number) => dir.join(`${i}`);
  for (let i = 0; i < count; i++) write(name(i));
  const taken = await snapshot(dir.path);
  for (let i = count - 1; i >= 0; i--) Deno.renameSync(name(i), name(i + 1));
  const events = await changesSince(taken);
  assertEquals(
    events.map(({ kind, from, path }) => [kind, Number(path.slice(dir.path.length + 1)), from!]),
    Array.from({ length: count }, (_, i) => ["rename", count - i, name(count - i - 1)]),
  );
});

Deno.test("what events tell of random changes is what is there", async () => {
  for (let run = 0; run < scaled(60); run++) {
    const seed = (SEED + run) >>> 0;
    await using dir = await temporaryDirectory(Deno.build.os === "linux" ? "/dev/shm" : undefined);
    const [tree, outside] = [dir.join("tree"), dir.join("outside")];
    for (const path of [tree, outside]) mkdir(path);
    const chance = random(seed);
    mutate({ tree, outside, seed, count: Math.floor(chance() * 100) });
    let taken = await snapshot(tree);
    for (let round = 0; round < 3; round++) {
      const before = stateOf(tree);
      mutate({ tree, outside, seed: seed + round + 1, count: Math.floor(chance() * 60) });
      const now = snapshotSync(tree);
      const events = Snapshot.from(taken.toBytes()).changesTo(now);
      const wrong = contradictions(before, events, stateOf(tree), tree);
      assert(
        wrong.length === 0,
        `RESEAU_SEED=${seed}, round ${round}: ${wrong.join("; ")}\n${lines(events, tree).join("\n")}`,
      );
      taken = now;
    }
  }
});
