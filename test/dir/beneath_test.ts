/** Handles that no path leads out of: by the kernel's own resolution, and one name at a time. */
import { assert, assertEquals, assertInstanceOf } from "@std/assert";
import { type DirHandle, type FileHandle, openDir, S } from "../../mod.ts";
import { askKernel } from "../../src/os/linux/beneath.ts";
import { scaled, until } from "../call/scale.ts";
import { rejectionOf } from "../call/thrown.ts";
import { swapping } from "../swapping.ts";
import { openDescriptors, type TemporaryDirectory, temporaryDirectory } from "../temporary.ts";
import { everyWay, type Way } from "../ways.ts";

/** One test for each way to resolve, in every way to make calls. */
function everyResolution(name: string, body: (way: Way, dir: TemporaryDirectory) => Promise<void>): void {
  for (const kernel of [true, false]) {
    everyWay(`${name}, ${kernel ? "by the kernel" : "name by name"}`, async (way) => {
      await using dir = await temporaryDirectory();
      askKernel(kernel);
      try {
        await body(way, dir);
      } finally {
        askKernel(true);
      }
    });
  }
}

/** A directory with links in and out of it, and something outside. */
function plant(dir: TemporaryDirectory): string {
  const root = dir.join("root");
  Deno.mkdirSync(`${root}/a/b/c`, { recursive: true });
  Deno.writeTextFileSync(`${root}/a/b/file`, "inside");
  Deno.writeTextFileSync(dir.join("outside"), "outside");
  Deno.mkdirSync(dir.join("other"));
  const links = {
    in: "a/b",
    "a/up": "../a/b/file",
    "a/root": "..",
    chain: "a/root/in/file",
    dangling: "a/b/new",
    out: "../outside",
    absolute: `${root}/a`,
    "a/far": "../../other",
    "a/b/loop": "loop",
    around: "../root/a",
    proc: "/proc/self/root",
  };
  for (const [path, target] of Object.entries(links)) Deno.symlinkSync(target, `${root}/${path}`);
  return root;
}

/** Every operation on a path. */
const OPERATIONS: Record<string, (d: DirHandle, path: string) => Promise<unknown>> = {
  open: (d, path) => d.open(path),
  "open to write": (d, path) => d.open(path, "w"),
  "open a new one": (d, path) => d.open(path, "wx"),
  openDir: (d, path) => d.openDir(path),
  stat: (d, path) => d.stat(path),
  lstat: (d, path) => d.lstat(path),
  mkdir: (d, path) => d.mkdir(path),
  mkpath: (d, path) => d.mkdir(path, { recursive: true }),
  rmdir: (d, path) => d.rmdir(path),
  unlink: (d, path) => d.unlink(path),
  rm: (d, path) => d.rm(path, { recursive: true }),
  "rename from": (d, path) => d.rename(path, "moved"),
  "rename to": (d, path) => d.rename("a", path),
  "link from": (d, path) => d.link(path, "linked"),
  "link to": (d, path) => d.link("a/b/file", path),
  symlink: (d, path) => d.symlink("x", path),
  readlink: (d, path) => d.readlink(path),
  chmod: (d, path) => d.chmod(path, 0),
  chown: (d, path) => d.chown(path, 1),
  utime: (d, path) => d.utime(path, 0, 0),
  mkfifo: (d, path) => d.mkfifo(path),
  mknod: (d, path) => d.mknod(path, S.IFIFO),
  readdir: (d, path) => d.readdir(path),
};
/** Those that follow a link at the end. */
const FOLLOWING = ["open", "open to write", "openDir", "stat", "chmod", "chown", "utime", "readdir"];

everyResolution("no path leads out, whatever is done with it", async ({ fs }, dir) => {
  const root = plant(dir);
  const before = openDescriptors();
  {
    await using d = await fs.openDir(root, { beneath: true });
    const leading = [
      ...["../outside", "a/../../outside", "a/far/x", "absolute/b/file", "around/b/file", "in/../../../outside"],
      ...["/etc/passwd", `${root}/a`, "proc/etc/passwd", "a/root/../outside", "..", "../root/a", "a/../.."],
    ];
    for (const [name, operation] of Object.entries(OPERATIONS)) {
      for (const path of [...leading, ...(FOLLOWING.includes(name) ? ["out", "absolute", "a/far", "proc"] : [])]) {
        const error = await rejectionOf(operation(d, path));
        assertEquals([name, path, error.code], [name, path, "EXDEV"]);
      }
    }
  }
  assertEquals(openDescriptors(), before);
  assertEquals(Deno.readTextFileSync(dir.join("outside")), "outside");
  assertEquals([...Deno.readDirSync(dir.join("other"))], []);
});

everyResolution("links that stay inside are followed", async ({ fs }, dir) => {
  await using d = await fs.openDir(plant(dir), { beneath: true });
  const read = async (path: string) => {
    await using file = await d.open(path);
    return await file.readText();
  };
  for (const path of ["a/b/file", "in/file", "a/up", "chain", "a/../a/./b//file", "a/root/in/../b/file"]) {
    assertEquals([path, await read(path)], [path, "inside"]);
  }
  assertEquals([(await d.stat("in")).isDirectory, (await d.lstat("in")).isSymlink], [true, true]);
  assertEquals((await d.stat("in/")).isDirectory, true);
  assertEquals((await d.stat("a/..")).inode, (await d.stat(".")).inode);
  assertEquals(await d.readdir("in"), ["c", "file", "loop"]);
  // A link that leads nowhere yet is where the file is created, as by open(2).
  await (await d.open("dangling", "w")).close();
  assertEquals((await d.stat("a/b/new")).size, 0);
  for (const path of ["a/b/loop", "a/b/loop/x"]) {
    assertInstanceOf(await rejectionOf(d.open(path)), Deno.errors.FilesystemLoop);
  }
  assertInstanceOf(await rejectionOf(d.open("in", { read: true, noFollow: true })), Deno.errors.FilesystemLoop);
  assertInstanceOf(await rejectionOf(d.open("a/b/file/x")), Deno.errors.NotADirectory);
  assertInstanceOf(await rejectionOf(d.openDir("a/b/file")), Deno.errors.NotADirectory);
  assertInstanceOf(await rejectionOf(d.open("a/none/../b/file")), Deno.errors.NotFound);
});

everyResolution("a directory below is such a one, too", async ({ fs }, dir) => {
  await using d = await fs.openDir(plant(dir), { beneath: true });
  await using sub = await d.openDir("in", { beneath: false });
  assertEquals(sub.beneath, true);
  for (const path of ["../b/file", "..", "../../a"]) assertEquals((await rejectionOf(sub.stat(path))).code, "EXDEV");
  assertEquals((await sub.stat("file")).size, 6);
});

if (Deno.build.os === "linux") {
  everyResolution("magic links lead nowhere", async ({ fs }) => {
    await using d = await fs.openDir("/proc/self", { beneath: true });
    for (const path of ["root/etc/passwd", "cwd/x", "fd/0/x", "exe/x"]) {
      const { code } = await rejectionOf(d.open(path));
      assert(["EXDEV", "ELOOP", "ENOENT", "ENOTDIR"].includes(code), `${path}: ${code}`);
    }
    for (const path of ["root", "cwd", "exe"]) {
      const { code } = await rejectionOf(d.open(path));
      assert(["EXDEV", "ELOOP"].includes(code), `${path}: ${code}`);
    }
    assert((await d.lstat("exe")).isSymlink);
  });
}

everyResolution(
  "another process exchanges a directory for a link, and nothing outside is reached",
  async (way, dir) => {
    const { fs } = way;
    const root = dir.join("root");
    Deno.mkdirSync(`${root}/sub`, { recursive: true });
    Deno.mkdirSync(dir.join("outside"));
    for (const name of ["file", "same"]) {
      Deno.writeTextFileSync(`${root}/sub/${name}`, "inside");
      Deno.writeTextFileSync(dir.join("outside", name), "outside");
    }
    Deno.symlinkSync("../outside", `${root}/link`);
    Deno.symlinkSync("sub/file", `${root}/last`);
    await using d = await fs.openDir(root, { beneath: true });
    await using _others = await swapping(`${root}/sub`, `${root}/link`);
    const [reached, refused] = [new Set<string>(), new Set<string>()];
    const tried = async (operation: () => Promise<FileHandle>) => {
      try {
        await using file = await operation();
        reached.add(await file.readText());
      } catch (error) {
        refused.add((error as { code: string }).code);
      }
    };
    const rounds = Math.max(40, scaled(600));
    for (let i = 0; i < rounds; i++) {
      await Promise.all([
        tried(() => d.open("sub/file")),
        tried(() => d.open("sub/../sub/file")),
        tried(() => d.open("last")),
        tried(() => d.open("sub/made", { read: true, write: true, create: true })),
        d.chmod("sub/same", 0o600).catch((error) => refused.add(error.code)),
        d.rm("sub/made", { force: true }).catch((error) => refused.add(error.code)),
      ]);
    }
    assert(!reached.has("outside"));
    assert(reached.has("inside") && refused.has("EXDEV"), `${[...reached]} ${[...refused]}`);
    for (const code of refused) assert(["EXDEV", "ELOOP", "ENOENT", "ENOTDIR"].includes(code), code);
    assertEquals([...Deno.readDirSync(dir.join("outside"))].map(({ name }) => name).sort(), ["file", "same"]);
    assertEquals(Deno.statSync(dir.join("outside/same")).mode! & 0o777, 0o666 & ~Deno.umask());
  },
);

Deno.test("many openings at once leave no descriptor behind, given up or not", async () => {
  await using dir = await temporaryDirectory();
  const root = plant(dir);
  const before = openDescriptors();
  for (const kernel of [true, false]) {
    askKernel(kernel);
    const d = await openDir(root, { beneath: true });
    const controller = new AbortController();
    const { signal } = controller;
    const pending = Array.from(
      { length: 500 },
      (_, i) => d.open("a/root/in/../b/file", { read: true, signal }).then((file) => i < 0 ? undefined : file.close()),
    );
    const rest = Array.from({ length: 100 }, () => d.open("chain").then((file) => file.close()));
    setTimeout(() => controller.abort(), 1);
    await Promise.allSettled(pending);
    await Promise.all(rest);
    await d.close();
  }
  askKernel(true);
  await until(() => openDescriptors() === before, "what was given up has been closed");
});
