import { assert, assertEquals } from "@std/assert";
import { FileInfo, open, stat } from "../../mod.ts";
import { temporaryDirectory } from "../temporary.ts";
import { everyWay } from "../ways.ts";
import { makeKinds } from "./kinds.ts";

const PREDICATES = ["isFile", "isDir", "isFifo", "isSocket", "isCharDev", "isBlockDev"] as const;
const TRUE: Readonly<Record<string, typeof PREDICATES[number]>> = {
  file: "isFile",
  link: "isFile",
  dir: "isDir",
  fifo: "isFifo",
  socket: "isSocket",
  character: "isCharDev",
};

everyWay("exactly one predicate holds of each kind of file", async ({ fs }) => {
  await using dir = await temporaryDirectory();
  using kinds = await makeKinds(dir);
  for (const [kind, expected] of Object.entries(TRUE)) {
    const path = kinds.paths[kind];
    if (path === undefined) continue; // no such kind on this system
    const info = await fs.stat(path);
    for (const predicate of PREDICATES) {
      assertEquals(await fs[predicate](path), predicate === expected, `${predicate} of ${kind}`);
      assertEquals(await fs[predicate](info), predicate === expected);
    }
    assertEquals(await fs.isLink(path), kind === "link");
    assertEquals(await fs.isPath(path), true);
  }
});

everyWay("nothing is none of them", async ({ fs }) => {
  await using dir = await temporaryDirectory();
  await Deno.symlink("nowhere", dir.join("dangling"));
  for (const path of [dir.join("none"), dir.join("dangling"), "https://example.org/", ""]) {
    assertEquals(await fs.isPath(path), false);
    for (const predicate of PREDICATES) assertEquals(await fs[predicate](path), false);
    for (const predicate of ["isSetuid", "isSetgid", "isSticky", "isMount"] as const) {
      assertEquals(await fs[predicate](path), false);
    }
  }
  assertEquals(await fs.isLink(dir.join("dangling")), true);
});

everyWay("what cannot be told is thrown, not guessed", async ({ fs }) => {
  await using dir = await temporaryDirectory();
  await Deno.symlink("loop", dir.join("loop"));
  for (const predicate of [...PREDICATES, "isPath"] as const) {
    assertEquals((await fs[predicate](dir.join("loop")).catch((error) => error)).code, "ELOOP");
  }
});

everyWay("modes and sizes of a path, of metadata and of a handle", async ({ fs }) => {
  await using dir = await temporaryDirectory();
  await using file = await fs.open(dir.join("file"), "w+");
  await file.writeAll(new Uint8Array(1000));
  for (const mode of [0o6751, 0o1644, 0o000]) {
    await file.chmod(mode);
    for (const subject of [dir.join("file"), await fs.stat(dir.join("file")), file]) {
      assertEquals(await fs.filemode(subject) & 0o7777, mode);
      assertEquals([await fs.uperm(subject), await fs.gperm(subject), await fs.operm(subject)], [
        (mode >> 6) & 7,
        (mode >> 3) & 7,
        mode & 7,
      ]);
      assertEquals([await fs.isSetuid(subject), await fs.isSetgid(subject), await fs.isSticky(subject)], [
        (mode & 0o4000) !== 0,
        (mode & 0o2000) !== 0,
        (mode & 0o1000) !== 0,
      ]);
      assertEquals(await fs.filesize(subject), 1000);
      assertEquals(await fs.mtime(subject), (await Deno.stat(dir.join("file"))).mtime!);
      assert(await fs.ctime(subject) instanceof Date);
    }
  }
  for (const query of ["filesize", "filemode", "mtime", "ctime", "uperm", "gperm", "operm"] as const) {
    assertEquals((await fs[query](dir.join("none")).catch((error) => error)).code, "ENOENT", query);
  }
});

everyWay("samefile compares files, not names", async ({ fs }) => {
  await using dir = await temporaryDirectory();
  await Deno.writeTextFile(dir.join("file"), "");
  await Deno.writeTextFile(dir.join("other"), "");
  await Deno.link(dir.join("file"), dir.join("hard"));
  await Deno.symlink("file", dir.join("soft"));
  await using handle = await fs.open(dir.join("file"));
  const same = (a: Parameters<typeof fs.samefile>[0], b: Parameters<typeof fs.samefile>[1]) => fs.samefile(a, b);
  assertEquals(await same(dir.join("file"), dir.join("hard")), true);
  assertEquals(await same(dir.join("soft"), dir.join("hard")), true);
  assertEquals(await same(handle, dir.join("soft")), true);
  assertEquals(await same(await fs.stat(dir.join("file")), dir.join("file")), true);
  assertEquals(await same(dir.join("file"), dir.join("other")), false);
  assertEquals(await same(dir.join("file"), dir.join("none")), false);
  assertEquals(await same(dir.join("none"), dir.join("none")), false);
});

Deno.test("a FileInfo comes from no call, and is asked none", async () => {
  await using dir = await temporaryDirectory();
  await using file = await open(dir.join("file"), "w");
  const info = await stat(dir.join("file"));
  await file.writeAll("later");
  assert(info instanceof FileInfo);
  assertEquals(info.size, 0);
});
