/** Trees that are watched from now on: whatever is in them, nothing of what happens is missed. */
import { assertEquals, assertRejects } from "@std/assert";
import { target } from "../../ffi/target.ts";
import { rm } from "../../mod.ts";
import { watch, type Watcher, type WatchEvent } from "../../src/watching/watching.ts";
import { scaled, until } from "../call/scale.ts";
import { openDescriptors, temporaryDirectory } from "../temporary.ts";

const LINUX = target.os === "linux";

/** All that a watcher has told by now, as kinds and paths below `root`. */
async function told(watcher: Watcher, root: string): Promise<string[]> {
  const events: WatchEvent[] = [];
  const reading = (async () => {
    for await (const event of watcher) events.push(event);
  })();
  await watcher.flush();
  watcher.close();
  await reading;
  return events.filter(({ kind }) => kind !== "modify").map(({ kind, path }) => `${kind} ${path.slice(root.length)}`);
}

function makeTree(root: string, width: number, depth: number): string[] {
  const made: string[] = [];
  for (let i = 0; i < width; i++) {
    const path = `${root}/${"n".repeat(1 + i * 7)}${i}`;
    Deno.mkdirSync(path);
    Deno.writeTextFileSync(`${path}/file`, "");
    made.push(path, ...(depth > 1 ? makeTree(path, width, depth - 1) : []));
  }
  return made;
}

Deno.test("every directory of a tree is watched: also after those above have been renamed, and gone", async () => {
  await using dir = await temporaryDirectory();
  const made = makeTree(dir.path, 6, 3);
  const watcher = watch(dir.path);
  await watcher.ready;
  for (const path of made) Deno.writeTextFileSync(`${path}/new`, "");
  const [first, second] = made.filter((path) => path.slice(dir.path.length + 1).indexOf("/") < 0) as [string, string];
  Deno.renameSync(first, `${second}/moved`);
  Deno.writeTextFileSync(`${second}/moved/n0/new2`, "");
  Deno.removeSync(second, { recursive: true });
  const events = await told(watcher, dir.path);
  const created = events.filter((event) => event.startsWith("create"));
  const below = second.slice(dir.path.length);
  assertEquals(created, [
    ...made.map((path) => `create ${path.slice(dir.path.length)}/new`),
    `create ${below}/moved/n0/new2`,
  ]);
  const removed = events.filter((event) => event.startsWith("remove"));
  // Each directory with its two files, in the first and the second of six, and one file more.
  assertEquals(removed.length, 3 * 2 * (made.length / 6) + 1);
  assertEquals(removed.at(-1), `remove ${below}`);
});

Deno.test("what is ignored is not looked into, by its path below the watched one, however deep", async () => {
  await using dir = await temporaryDirectory();
  for (const path of ["a/b/node_modules/x/y", "a/keep/z", "node_modules/x"]) {
    Deno.mkdirSync(dir.join(path), { recursive: true });
  }
  const asked: string[] = [];
  const ignore = [
    "**/node_modules",
    (path: string) => {
      asked.push(path.slice(dir.path.length));
      return false;
    },
  ];
  const watcher = watch(dir.path, { ignore });
  await watcher.ready;
  assertEquals(asked.toSorted(), ["/a", "/a/b", "/a/keep", "/a/keep/z"]);
  for (const path of ["a/b/node_modules/x/y/1", "a/keep/z/2", "node_modules/x/3", "a/b/4"]) {
    Deno.writeTextFileSync(dir.join(path), "");
  }
  assertEquals(await told(watcher, dir.path), ["create /a/keep/z/2", "create /a/b/4"]);
});

Deno.test("what ignore throws is an error of ready, and leaves nothing watched", async () => {
  await using dir = await temporaryDirectory();
  for (let i = 0; i < 9; i++) Deno.mkdirSync(dir.join(`a${i}/b`), { recursive: true });
  const before = openDescriptors();
  using watcher = watch(dir.path, {
    ignore: (path) => {
      if (path.endsWith("b")) throw new Error("no opinion");
      return false;
    },
  });
  await assertRejects(() => watcher.ready, Error, "no opinion");
  await until(() => openDescriptors() <= before, "nothing is watched any more");
});

Deno.test({
  name: "names that are no text, and paths longer than the system's longest, are watched as others",
  ignore: !LINUX,
  fn: async () => {
    await using dir = await temporaryDirectory();
    Deno.mkdirSync(dir.join("s"));
    Deno.mkdirSync(dir.join("s/\udcff\udc80"), { recursive: true });
    const name = "d".repeat(200);
    const from = Deno.cwd();
    Deno.chdir(dir.join("s"));
    try {
      for (let i = 0; i < 25; i++) {
        Deno.mkdirSync(name);
        Deno.chdir(name);
      }
      const watcher = watch(dir.path);
      await watcher.ready;
      Deno.writeTextFileSync("deep", "");
      assertEquals(watcher.degraded, undefined);
      assertEquals(await told(watcher, dir.path), [`create /s${`/${name}`.repeat(25)}/deep`]);
    } finally {
      Deno.chdir(from);
      await rm(dir.join("s"), { recursive: true });
    }
  },
});

Deno.test("a path that is given up while its tree is looked at leaves nothing watched, and others go on", async () => {
  await using dir = await temporaryDirectory();
  for (const name of ["one", "two"]) {
    for (let i = 0; i < scaled(300); i++) Deno.mkdirSync(dir.join(`${name}/${i}/a`), { recursive: true });
  }
  const before = openDescriptors();
  const watcher = watch([dir.join("one"), dir.join("two")]);
  watcher.remove(dir.join("one"));
  await watcher.ready;
  Deno.writeTextFileSync(dir.join("one/0/a/file"), "");
  Deno.writeTextFileSync(dir.join("two/0/a/file"), "");
  assertEquals(await told(watcher, dir.path), ["create /two/0/a/file"]);
  for (let i = 0; i < 20; i++) {
    const closed = watch(dir.path);
    closed.ready.catch(() => {});
    if (i % 2 === 0) await Promise.resolve();
    closed.close();
  }
  const last = watch(dir.path);
  await last.ready;
  Deno.writeTextFileSync(dir.join("one/1/a/file"), "");
  assertEquals(await told(last, dir.path), ["create /one/1/a/file"]);
  await until(() => openDescriptors() <= before, "all descriptors are closed");
});
