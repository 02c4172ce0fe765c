/** Every operation on a path with every error that it may meet, by its code and by the class that Deno throws. */
import { assertEquals } from "@std/assert";
import { errorName } from "../../src/call/errno.ts";
import { os } from "../../src/os/os.ts";
import { rejectionOf, thrownBy } from "../call/thrown.ts";
import { asNobody, ROOT } from "../handle/nobody.ts";
import { command, mounted, MOUNTS } from "../handle/places.ts";
import { type TemporaryDirectory, temporaryDirectory } from "../temporary.ts";
import { everyWay, type Way } from "../ways.ts";
import { GIVEN, type Operation, OPERATIONS } from "./errors.ts";

/** Fails unless an operation fails with this code, and as in Deno. */
async function assertCode(way: Way, operation: Operation, path: string, dir: TemporaryDirectory, code: string) {
  const error = await rejectionOf(operation.run(way.fs, path, dir));
  assertEquals(error.code, code, `${operation.name}: ${error.message}`);
  assertEquals(errorName(error.errno), code);
  if (operation.deno === undefined) return;
  const expected = thrownBy(() => operation.deno!(path, dir));
  assertEquals(error.constructor, expected.constructor, `${operation.name}: ${error.message} / ${expected.message}`);
}

/** A directory with a file, a directory, a full one, links and what not; everybody may search it. */
async function furnished(place?: string): Promise<TemporaryDirectory> {
  const dir = place === undefined ? await temporaryDirectory() : await mounted(place);
  await furnish(dir);
  return dir;
}

async function furnish(dir: TemporaryDirectory): Promise<void> {
  await Deno.chmod(dir.path, 0o755);
  for (const name of [GIVEN, "file"]) await Deno.writeTextFile(dir.join(name), name);
  for (const name of ["empty", "full", "private", "sticky"]) await Deno.mkdir(dir.join(name));
  for (const name of ["full/file", "private/file", "sticky/file"]) await Deno.writeTextFile(dir.join(name), "");
  await Deno.mkdir(dir.join("sticky/empty"));
  await Deno.symlink("loop", dir.join("loop"));
  await Deno.symlink("file", dir.join("link"));
  await Deno.chmod(dir.join("private"), 0o700);
  await Deno.chmod(dir.join("sticky"), 0o1777);
}

const EVERYWHERE: readonly (readonly [string, string])[] = [
  ["none/x", "ENOENT"],
  ["file/x", "ENOTDIR"],
  ["loop/x", "ELOOP"],
  ["n".repeat(256), "ENAMETOOLONG"],
];

everyWay("a path that leads nowhere fails alike in every operation", async (way) => {
  await using dir = await furnished();
  for (const operation of OPERATIONS) {
    for (const [path, code] of EVERYWHERE) await assertCode(way, operation, dir.join(path), dir, code);
    await assertCode(way, operation, "", dir, "ENOENT");
    if (operation.need === "existing") await assertCode(way, operation, dir.join("none"), dir, "ENOENT");
  }
});

everyWay("what exists is in the way of what is new", async (way) => {
  await using dir = await furnished();
  for (const operation of OPERATIONS.filter(({ need }) => need === "new")) {
    for (const path of ["file", "empty", "link", "loop"]) {
      await assertCode(way, operation, dir.join(path), dir, "EEXIST");
    }
  }
});

/** `[operation, path, code]` of what is there, but not of the kind that it should be. */
const KINDS: readonly (readonly [string, string, string])[] = [
  ["unlink", "empty", "EISDIR"],
  ["touch", "empty", "EISDIR"],
  ["rmdir", "file", "ENOTDIR"],
  ["rmdir", "link", "ENOTDIR"],
  ["rmdir", "full", "ENOTEMPTY"],
  ["readlink", "file", "EINVAL"],
  ["readlink", "empty", "EINVAL"],
  ["cd", "file", "ENOTDIR"],
  ["cd", "loop", "ELOOP"],
  ["realpath", "loop", "ELOOP"],
  ["touch", "loop", "ELOOP"],
  ["chmod", "loop", "ELOOP"],
  ["hardlink from", "empty", "EPERM"],
];

everyWay("what is of the wrong kind is told by its kind", async (way) => {
  await using dir = await furnished();
  for (const [name, path, code] of KINDS) {
    const { deno: _deno, ...operation } = OPERATIONS.find((operation) => operation.name === name)!;
    const expected = name === "unlink" && os.name === "darwin" ? "EPERM" : code;
    await assertCode(way, operation, dir.join(path), dir, expected);
  }
});

everyWay("another filesystem is beyond links and moves", async (way) => {
  await using dir = await furnished();
  await using other = await temporaryDirectory("/dev/shm");
  await Deno.writeTextFile(other.join("file"), "");
  for (const name of ["hardlink to", "rename noReplace to"]) {
    const operation = OPERATIONS.find((operation) => operation.name === name)!;
    await assertCode(way, operation, other.join("new"), dir, "EXDEV");
  }
  for (const name of ["hardlink from", "rename from"]) {
    const operation = OPERATIONS.find((operation) => operation.name === name)!;
    await assertCode(way, operation, other.join("file"), dir, "EXDEV");
  }
});

everyWay("an unprivileged user is refused what is private, and what belongs to others", async (way) => {
  if (!ROOT) return;
  await using dir = await furnished();
  const before = Deno.cwd();
  await asNobody(async () => {
    for (const operation of OPERATIONS) {
      const { name, need, changes } = operation;
      await assertCode(way, operation, dir.join("private/file"), dir, "EACCES");
      // Links to what belongs to others are refused before (`fs.protected_hardlinks`, proc_sys_fs(5)).
      if (changes === "directory" && name !== "hardlink to") {
        await assertCode(way, operation, dir.join(need === "new" ? "new" : "file"), dir, "EACCES");
      }
      if (changes === "file" && name !== "touch") {
        await assertCode(way, operation, dir.join("file"), dir, "EPERM");
      }
      if (["unlink", "rename from"].includes(name)) {
        await assertCode(way, operation, dir.join("sticky/file"), dir, "EPERM");
      }
      if (name === "rmdir") await assertCode(way, operation, dir.join("sticky/empty"), dir, "EPERM");
      if (name === "touch") {
        await assertCode(way, operation, dir.join("file"), dir, "EACCES");
        await assertCode(way, operation, dir.join("new"), dir, "EACCES");
      }
    }
  });
  assertEquals(Deno.cwd(), before);
});

everyWay("a read-only filesystem is not changed", async (way) => {
  if (!MOUNTS) return;
  await using dir = await furnished("tmpfs");
  await command("mount", "-o", "remount,ro", dir.path);
  for (const operation of OPERATIONS.filter(({ changes }) => changes !== "nothing")) {
    const path = operation.need === "new" ? "new" : operation.name === "rmdir" ? "empty" : "file";
    await assertCode(way, operation, dir.join(path), dir, "EROFS");
  }
});

everyWay("a full filesystem takes nothing new", async (way) => {
  if (!MOUNTS) return;
  await using dir = await mounted("tmpfs", "nr_inodes=2");
  await Deno.writeTextFile(dir.join(GIVEN), "");
  for (const name of ["mkdir", "symlink", "mkfifo", "mknod", "touch"]) {
    const operation = OPERATIONS.find((operation) => operation.name === name)!;
    await assertCode(way, operation, dir.join("new"), dir, "ENOSPC");
  }
  for (const create of [() => way.fs.mktemp(dir.path), () => way.fs.mktempdir(dir.path)]) {
    assertEquals((await rejectionOf(create())).code, "ENOSPC");
  }
  assertEquals([...Deno.readDirSync(dir.path)].map(({ name }) => name), [GIVEN]);
});
