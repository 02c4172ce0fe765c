/** What cp and mv refuse before they begin, and what force does. */
import { assert, assertEquals, assertRejects } from "@std/assert";
import { sample } from "../handle/bytes.ts";
import { assertFails } from "../handle/failing.ts";
import { everyPlace } from "../handle/places.ts";
import { everyWay } from "../ways.ts";
import { type TemporaryDirectory, temporaryDirectory } from "../temporary.ts";
import { contents } from "./trees.ts";

/** A directory, and links to it. */
function kinds(dir: TemporaryDirectory): string[] {
  Deno.mkdirSync(dir.join("dir"));
  Deno.writeTextFileSync(dir.join("dir", "f"), "content");
  Deno.symlinkSync(dir.join("dir"), dir.join("absolute"));
  Deno.symlinkSync("dir", dir.join("relative"));
  return ["dir", "absolute", "relative"].map((name) => dir.join(name));
}

everyPlace("the same directory by any two of its names is refused, with force and without", async (way, dir) => {
  const paths = kinds(dir);
  for (const operation of ["cp", "cptree", "mv"] as const) {
    for (const from of paths) {
      for (const to of paths) {
        const act = (force: boolean) => way.fs[operation](from, to, { force });
        await assertFails(way, () => act(false), "EEXIST", Deno.errors.AlreadyExists);
        await assertFails(way, () => act(true), "EINVAL", TypeError);
      }
    }
  }
  assertEquals(Deno.readTextFileSync(dir.join("relative", "f")), "content");
  assertEquals([...Deno.readDirSync(dir.path)].length, 3);
});

everyPlace("the same file by two names is refused", async (way, dir) => {
  Deno.writeTextFileSync(dir.join("f"), "content");
  Deno.linkSync(dir.join("f"), dir.join("hard"));
  Deno.symlinkSync("f", dir.join("soft"));
  for (const operation of ["cp", "mv"] as const) {
    for (const to of ["f", "hard", "soft"]) {
      await assertFails(
        way,
        () => way.fs[operation](dir.join("f"), dir.join(to), { force: true }),
        "EINVAL",
        TypeError,
      );
      await assertRejects(() => way.fs[operation](dir.join("f"), dir.join(to)), Deno.errors.AlreadyExists);
    }
  }
  assertEquals(["f", "hard", "soft"].map((name) => Deno.readTextFileSync(dir.join(name))), Array(3).fill("content"));
});

everyPlace("a directory does not go into itself, by whatever name", async (way, dir) => {
  Deno.mkdirSync(dir.join("a", "b"), { recursive: true });
  Deno.symlinkSync(dir.join("a", "b"), dir.join("into"));
  for (const operation of ["cp", "cptree", "mv"] as const) {
    for (const to of [["a", "c"], ["a", "b", "c"], ["into", "c"], ["a", "..", "a", "c"]]) {
      await assertFails(way, () => way.fs[operation](dir.join("a"), dir.join(...to)), "EINVAL", TypeError);
    }
  }
  assertEquals([...Deno.readDirSync(dir.join("a"))].map(({ name }) => name), ["b"]);
  assertEquals([...Deno.readDirSync(dir.join("a", "b"))], []);
  await way.fs.cp(dir.join("a"), dir.join("ab"));
  assert(Deno.statSync(dir.join("ab", "b")).isDirectory, "a name that begins alike is another one");
});

everyPlace("what holds the source is not replaced by it", async (way, dir) => {
  Deno.mkdirSync(dir.join("a", "b"), { recursive: true });
  Deno.writeTextFileSync(dir.join("a", "b", "f"), "content");
  for (const operation of ["cp", "mv"] as const) {
    await assertFails(
      way,
      () => way.fs[operation](dir.join("a", "b"), dir.join("a"), { force: true }),
      "EINVAL",
      TypeError,
    );
    await assertFails(
      way,
      () => way.fs[operation](dir.join("a", "b", "f"), dir.join("a"), { force: true }),
      "EINVAL",
      TypeError,
    );
  }
  assertEquals(Deno.readTextFileSync(dir.join("a", "b", "f")), "content");
});

everyPlace("nothing at the source is ENOENT, and the destination stays", async (way, dir) => {
  Deno.writeTextFileSync(dir.join("there"), "content");
  for (const operation of ["cp", "cptree", "mv"] as const) {
    for (const force of [false, true]) {
      for (const from of ["missing", "there/x"].slice(0, 1)) {
        await assertFails(
          way,
          () => way.fs[operation](dir.join(from), dir.join("there"), { force }),
          "ENOENT",
          Deno.errors.NotFound,
        );
      }
    }
    await assertFails(way, () => way.fs[operation]("", dir.join("new")), "ENOENT", Deno.errors.NotFound);
  }
  for (const operation of ["cp", "mv"] as const) {
    for (const to of ["no/such", ""]) {
      const path = to === "" ? "" : dir.join(to);
      await assertFails(way, () => way.fs[operation](dir.join("there"), path), "ENOENT", Deno.errors.NotFound);
    }
    await assertFails(
      way,
      () => way.fs[operation](dir.join("there"), dir.join("there", "below")),
      "ENOTDIR",
      Deno.errors.NotADirectory,
    );
  }
  assertEquals(Deno.readTextFileSync(dir.join("there")), "content");
  assertEquals([...Deno.readDirSync(dir.path)].length, 1, "nothing is left beside");
});

everyPlace("force replaces a thing of any kind by one of any other", async ({ fs }, dir) => {
  const make: Record<string, (path: string) => void> = {
    file: (path) => Deno.writeFileSync(path, sample(50_000)),
    empty: (path) => Deno.mkdirSync(path),
    full: (path) => {
      Deno.mkdirSync(`${path}/sub`, { recursive: true });
      Deno.writeTextFileSync(`${path}/sub/f`, path.endsWith("from") ? "new" : "old");
    },
    link: (path) => Deno.symlinkSync(path.endsWith("from") ? "new" : "old", path),
  };
  for (const operation of ["cp", "mv"] as const) {
    for (const source of Object.keys(make)) {
      for (const target of Object.keys(make)) {
        Deno.mkdirSync(dir.join("work"));
        const [from, to] = [dir.join("work", "from"), dir.join("work", "to")];
        make[source]!(from);
        make[target]!(to);
        const expected = await kindAndContent(from);
        await fs[operation](from, to, { force: true });
        assertEquals(await kindAndContent(to), expected, `${operation} ${source} over ${target}`);
        const left = [...Deno.readDirSync(dir.join("work"))].map(({ name }) => name).toSorted();
        assertEquals(left, operation === "cp" ? ["from", "to"] : ["to"], `${operation} ${source} over ${target}`);
        Deno.removeSync(dir.join("work"), { recursive: true });
      }
    }
  }
});

async function kindAndContent(path: string): Promise<unknown> {
  const info = Deno.lstatSync(path);
  if (info.isSymlink) return Deno.readLinkSync(path);
  return info.isFile ? Deno.readFileSync(path).join() : await contents(path);
}

everyPlace("a link that leads nowhere is nothing to the guard, and is not written through", async ({ fs }, dir) => {
  Deno.writeTextFileSync(dir.join("f"), "content");
  for (const operation of ["cp", "mv"] as const) {
    Deno.symlinkSync("nowhere", dir.join("link"));
    await assertRejects(() => fs[operation](dir.join("f"), dir.join("link")), Deno.errors.AlreadyExists);
    assertEquals(Deno.readLinkSync(dir.join("link")), "nowhere");
    await fs[operation](dir.join("f"), dir.join("link"), { force: true });
    assertEquals(Deno.lstatSync(dir.join("link")).isFile, true);
    Deno.removeSync(dir.join("link"));
  }
  assertEquals([...Deno.readDirSync(dir.path)], [], "the second one was moved");
});

everyWay("whoever reads the destination sees the old content or the new", async ({ fs }) => {
  await using dir = await temporaryDirectory();
  const [old, fresh] = [sample(3 << 20, 1), sample(3 << 20, 2)];
  Deno.writeFileSync(dir.join("new"), fresh);
  Deno.writeFileSync(dir.join("to"), old);
  using before = Deno.openSync(dir.join("to"));
  const sizes = new Set<number>();
  await fs.cp(dir.join("new"), dir.join("to"), {
    force: true,
    onProgress: () =>
      void sizes.add(Deno.readFileSync(dir.join("to"))[5] === old[5] ? Deno.statSync(dir.join("to")).size : -1),
  });
  assertEquals(sizes, new Set([3 << 20]));
  assertEquals(Deno.readFileSync(dir.join("to"))[5], fresh[5]);
  const byte = new Uint8Array(6);
  before.readSync(byte);
  assertEquals(byte[5], old[5], "a handle on the old file goes on");
});
