import { assert, assertEquals, assertInstanceOf, assertMatch } from "@std/assert";
import { rejectionOf } from "../call/thrown.ts";
import { asNobody, NOBODY, ROOT } from "../handle/nobody.ts";
import { everyPlace, mounted, MOUNTS } from "../handle/places.ts";
import { openDescriptors, type TemporaryDirectory } from "../temporary.ts";
import { everyWay } from "../ways.ts";
import { makeBroken } from "./names.ts";

const exists = (path: string) => {
  try {
    Deno.lstatSync(path);
    return true;
  } catch {
    return false;
  }
};

/** A tree with files, empty directories, links out of it, and a directory with more names than one trip takes. */
function grow(dir: TemporaryDirectory): string {
  const root = dir.join("tree");
  for (const sub of ["a/b/c", "a/empty", "many", "é"]) Deno.mkdirSync(`${root}/${sub}`, { recursive: true });
  for (let i = 0; i < 150; i++) Deno.writeTextFileSync(`${root}/many/${i}`, "");
  for (const file of ["file", "a/file", "a/b/c/file", "é/😀"]) Deno.writeTextFileSync(`${root}/${file}`, "x");
  Deno.symlinkSync(dir.join("outside"), `${root}/a/out`);
  Deno.symlinkSync("/no/such", `${root}/a/dangling`);
  Deno.mkdirSync(dir.join("outside"));
  Deno.writeTextFileSync(dir.join("outside/kept"), "kept");
  return root;
}

everyPlace("rm removes a file, a link and an empty directory", async ({ fs }, dir) => {
  Deno.writeTextFileSync(dir.join("file"), "x");
  Deno.mkdirSync(dir.join("empty"));
  Deno.symlinkSync("file", dir.join("link"));
  Deno.symlinkSync("empty", dir.join("dirlink"));
  for (const options of [{}, { recursive: true }]) {
    for (const name of ["link", "dirlink", "file", "empty"]) await fs.rm(dir.join(name), options);
    assertEquals([...Deno.readDirSync(dir.path)], []);
    Deno.writeTextFileSync(dir.join("file"), "x");
    Deno.mkdirSync(dir.join("empty"));
    Deno.symlinkSync("file", dir.join("link"));
    Deno.symlinkSync("empty", dir.join("dirlink"));
  }
});

everyPlace("rm of a directory that is not empty needs recursive", async ({ fs }, dir) => {
  const root = grow(dir);
  for (const force of [false, true]) {
    const error = await rejectionOf(fs.rm(root, { force }));
    assertEquals([error.code, error.syscall, error.path], ["ENOTEMPTY", "rmdir", root]);
  }
  const before = openDescriptors();
  await fs.rm(root, { recursive: true });
  assertEquals(openDescriptors(), before);
  assertEquals([...Deno.readDirSync(dir.path)].map(({ name }) => name), ["outside"]);
  assertEquals(Deno.readTextFileSync(dir.join("outside/kept")), "kept");
});

everyPlace("nothing is no error with force only", async ({ fs }, dir) => {
  for (const recursive of [false, true]) {
    for (const name of ["none", "none/below", ""]) {
      const path = name === "" ? "" : dir.join(name);
      const error = await rejectionOf(fs.rm(path, { recursive }));
      assertInstanceOf(error, Deno.errors.NotFound);
      assertEquals(error.path, path);
      await fs.rm(path, { recursive, force: true });
    }
  }
  Deno.writeTextFileSync(dir.join("file"), "");
  for (const recursive of [false, true]) {
    for (const name of ["file/", "file/below"]) {
      const error = await rejectionOf(fs.rm(dir.join(name), { recursive, force: true }));
      assertInstanceOf(error, Deno.errors.NotADirectory);
    }
  }
});

everyPlace("a link with a slash behind it is not what it leads to", async ({ fs }, dir) => {
  const root = grow(dir);
  Deno.symlinkSync(root, dir.join("link"));
  const error = await rejectionOf(fs.rm(dir.join("link/"), { recursive: true }));
  assertInstanceOf(error, Deno.errors.NotADirectory);
  assert(exists(`${root}/a/b/c/file`));
  await fs.rm(`${root}/`, { recursive: true });
  assert(!exists(root));
});

everyPlace("what could not be removed itself is not emptied either", async ({ fs }, dir) => {
  const root = grow(dir);
  for (const path of [`${root}/.`, `${root}/a/..`, `${root}/a/../`, "/", "//", ".", ".."]) {
    const error = await rejectionOf(fs.rm(path, { recursive: true }));
    assertEquals([error.name, error.code, error.path], ["TypeError", "EINVAL", path]);
  }
  assert(exists(`${root}/a/b/c/file`));
});

everyPlace("names that are not UTF-8 go, too", async ({ fs }, dir) => {
  await makeBroken(dir);
  Deno.mkdirSync(dir.join("sub"));
  await fs.rename(dir.join("\udcff"), dir.join("sub/\udcfe"));
  await fs.rename(dir.join("sub"), dir.join("\udc80sub"));
  for (const { name } of [...Deno.readDirSync(dir.path)].filter(({ name }) => !name.includes("\ufffd"))) {
    await fs.rm(dir.join(name), { recursive: true });
  }
  await fs.rm(dir.path, { recursive: true });
  assert(!exists(dir.path));
  Deno.mkdirSync(dir.path);
});

if (ROOT) {
  everyPlace("what can be removed is, and the first that cannot is named", async ({ fs }, dir) => {
    const root = grow(dir);
    Deno.chmodSync(dir.path, 0o777);
    for (const path of ["", "/a", "/a/b", "/a/empty", "/many", "/é"]) Deno.chownSync(root + path, NOBODY, NOBODY);
    Deno.chmodSync(`${root}/a/b`, 0o500);
    const error = await asNobody(() => rejectionOf(fs.rm(root, { recursive: true, force: true })));
    assertInstanceOf(error, Deno.errors.PermissionDenied);
    // Not its own: "c" belongs to root, and so does the file in it.
    assertEquals([error.code, error.syscall, error.path], ["EACCES", "unlink", `${root}/a/b/c/file`]);
    assertEquals([...Deno.readDirSync(root)].map(({ name }) => name), ["a"]);
    assertEquals([...Deno.readDirSync(`${root}/a`)].map(({ name }) => name), ["b"]);
  });

  everyPlace("a directory that must not be read goes when it is empty", async ({ fs }, dir) => {
    Deno.chmodSync(dir.path, 0o777);
    for (const name of ["tree", "tree/empty", "tree/full"]) {
      Deno.mkdirSync(dir.join(name));
      Deno.chownSync(dir.join(name), NOBODY, NOBODY);
    }
    Deno.writeTextFileSync(dir.join("tree/full/file"), "");
    for (const name of ["empty", "full"]) Deno.chmodSync(dir.join("tree", name), 0o300);
    const error = await asNobody(() => rejectionOf(fs.rm(dir.join("tree"), { recursive: true })));
    assertInstanceOf(error, Deno.errors.PermissionDenied);
    assertEquals([error.code, error.syscall, error.path], ["EACCES", "open", dir.join("tree/full")]);
    assertEquals([...Deno.readDirSync(dir.join("tree"))].map(({ name }) => name), ["full"]);
  });
}

if (MOUNTS) {
  everyWay("a mount in the tree stays, and is named; a read-only one keeps what it holds", async ({ fs }) => {
    await using dir = await mounted("tmpfs");
    Deno.mkdirSync(dir.join("tree"));
    Deno.writeTextFileSync(dir.join("tree/file"), "x");
    const error = await rejectionOf(fs.rm(dir.path, { recursive: true }));
    assertEquals([error.code, error.syscall, error.path], ["EBUSY", "rmdir", dir.path]);
    assertEquals([...Deno.readDirSync(dir.path)], []);
    await using readOnly = await mounted("tmpfs", "ro");
    const kept = await rejectionOf(fs.rm(readOnly.path, { recursive: true }));
    assertMatch(kept.code, /EBUSY|EROFS/);
  });
}
