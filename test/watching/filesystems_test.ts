/** Filesystems that this kernel does not tell everything of: mounted, and watched. */
import { assertEquals } from "@std/assert";
import { target } from "../../ffi/target.ts";
import { magicTells } from "../../src/os/linux/watching.ts";
import { watch, type Watcher, type WatchOptions } from "../../src/watching/watching.ts";
import { temporaryDirectory } from "../temporary.ts";
import { bound, command, mounted, MOUNTS } from "../handle/places.ts";
import { HAS_FUSE, RemoteFiles } from "./remote_server.ts";
import { written } from "./script.ts";

Deno.test("which filesystems tell of their changes is known by their numbers; what is not known does not", () => {
  // From <linux/magic.h> and the kernel's fs/.
  const telling = {
    ext4: 0xef53,
    xfs: 0x58465342,
    btrfs: 0x9123683e,
    jfs: 0x3153464a,
    ecryptfs: 0xf15f,
    tmpfs: 0x01021994,
    overlay: 0x794c7630,
  };
  const silent = {
    nfs: 0x6969,
    smb: 0x517b,
    cifs: 0xff534d42,
    smb2: 0xfe534d42,
    fuse: 0x65735546,
    "9p": 0x01021997,
    ceph: 0x00c36400,
    afs: 0x5346414f,
    proc: 0x9fa0,
    sysfs: 0x62656572,
    cgroup2: 0x63677270,
    vboxsf: 0x786f4256,
    lustre: 0x0bd00bd0,
    gfs2: 0x01161970, // others write to the same disk
    "0x1020304": 0x01020304, // nobody's
  };
  for (const [name, magic] of Object.entries(telling)) assertEquals(magicTells(magic), true, name);
  for (const [name, magic] of Object.entries(silent)) {
    assertEquals([magicTells(magic), magicTells(magic | 0)], [name, name]); // as an int has it, too
  }
});

/** Others cannot tell what is mounted here. */
const INOTIFY = target.os === "linux";

/** A watcher whose events are collected, as scripts write them. */
class Watched implements Disposable {
  readonly watcher: Watcher;
  readonly #told: string[] = [];

  constructor(readonly path: string, options: WatchOptions = {}) {
    const watcher = this.watcher = watch(path, { interval: 60_000, ...options });
    (async () => {
      for await (const event of watcher) this.#told.push(written(event).replaceAll(`${path}/`, ""));
    })().catch(() => {});
  }

  /** What was told since the last time. */
  async told(): Promise<string[]> {
    await this.watcher.flush();
    return this.#told.splice(0);
  }

  /** The same without what is told once too often: a file that has changed just before a look may have changed after it. */
  async namesTold(): Promise<string[]> {
    return (await this.told()).filter((event) => !/^(attrib|modify) /.test(event)).sort();
  }

  [Symbol.dispose](): void {
    this.watcher.close();
  }
}

Deno.test({
  name: "what changes on a server is found by polling: names, sizes, renames by inode, and contents if asked for",
  ignore: !INOTIFY || !HAS_FUSE,
  fn: async () => {
    await using dir = await temporaryDirectory();
    Deno.mkdirSync(dir.join("mounted"));
    await using files = await RemoteFiles.at(dir.join("mounted"));
    await files.change("write a one");
    using plain = new Watched(files.path);
    using comparing = new Watched(files.path, { compareContents: true });
    using some = new Watched(files.path, { compareContents: 2 });
    using file = new Watched(`${files.path}/a`, { compareContents: true });
    const all = [plain, comparing, some, file];
    for (const { watcher } of all) await watcher.ready;
    assertEquals(plain.watcher.degraded, { reason: "fuse does not tell of all changes", paths: [files.path] });
    const told = async () => await Promise.all(all.map((one) => one.told()));
    await files.change("write a two"); // as long, and the times stay
    const modified = [`modify ${files.path}/a`];
    assertEquals(await told(), [[], ["modify a"], [], modified]);
    await files.change("write b x");
    await files.change("write a three");
    assertEquals(await told(), [
      ...[plain, comparing, some].map(() => ["modify a", "create b"]),
      modified,
    ]);
    await files.change("rename b c");
    await files.change("write c y");
    assertEquals((await told()).slice(0, 3), [["rename b c"], ["rename b c", "modify c"], ["rename b c", "modify c"]]);
    await files.change("rename c b");
    await files.change("write b other"); // without birth times, an inode's number alone says little
    assertEquals((await told())[0], ["create b", "remove c"]);
    await files.change("silent");
    using unknown = watch(files.path);
    await unknown.ready;
    assertEquals(unknown.degraded?.reason, "a filesystem that does not say what it is does not tell of all changes");
    await files.change("remove b");
    assertEquals((await told()).slice(0, 3), [["remove b"], ["remove b"], ["remove b"]]);
  },
});

Deno.test("what /proc holds is compared if asked for: it has neither sizes nor times that tell", {
  ignore: !INOTIFY,
}, async () => {
  const path = `/proc/${Deno.pid}/coredump_filter`;
  const before = parseInt(Deno.readTextFileSync(path), 16);
  using file = new Watched(path, { compareContents: true });
  await file.watcher.ready;
  assertEquals(file.watcher.degraded?.reason, "proc does not tell of all changes");
  try {
    Deno.writeTextFileSync(path, `0x${(before ^ 1).toString(16)}`);
    assertEquals(await file.told(), [`modify ${path}`]);
    assertEquals(await file.told(), []);
  } finally {
    Deno.writeTextFileSync(path, `0x${before.toString(16)}`);
  }
});

Deno.test({
  name: "polling notices a second change of the same size within one step of the clock",
  ignore: !INOTIFY || !MOUNTS,
  fn: async () => {
    await using ramfs = await mounted("ramfs"); // its times go in steps in every kernel
    for (let i = 0; i < 40; i++) {
      const path = `${ramfs.path}/${i}`;
      Deno.writeTextFileSync(path, "a");
      const [watched, told] = i % 2 === 0 ? [ramfs.path, `modify ${i}`] : [path, `modify ${path}`];
      using watcher = new Watched(watched, { backend: "poll" });
      await watcher.watcher.ready;
      for (const content of ["b", "c"]) {
        Deno.writeTextFileSync(path, content);
        assertEquals(await watcher.told(), [told], content);
      }
    }
  },
});

/** An overlay whose lower layer is on the disk, as its upper one is, or in memory. */
async function* overlays(): AsyncGenerator<{ readonly path: string; readonly lower: string }> {
  for (const place of [undefined, "/dev/shm"]) {
    await using dir = await temporaryDirectory();
    await using below = await temporaryDirectory(place);
    for (const name of ["upper", "work"]) Deno.mkdirSync(dir.join(name));
    for (const name of ["folder", "gone"]) Deno.mkdirSync(below.join(name));
    for (const name of ["a", "b", "folder/c", "gone/d"]) Deno.writeTextFileSync(below.join(name), name);
    const layers = `lowerdir=${below.path},upperdir=${dir.join("upper")},workdir=${dir.join("work")}`;
    await using overlay = await mounted("overlay", layers);
    yield { path: overlay.path, lower: below.path };
  }
}

Deno.test({
  name: "what happens on an overlay is told: to files of its lower layer, too, and of files that were copied up",
  ignore: !INOTIFY || !MOUNTS,
  fn: async () => {
    for await (const { path } of overlays()) {
      using folder = new Watched(path);
      using file = new Watched(`${path}/a`);
      await Promise.all([folder.watcher.ready, file.watcher.ready]);
      assertEquals([folder.watcher.degraded, file.watcher.degraded], [undefined, undefined]);
      Deno.writeTextFileSync(`${path}/a`, "more", { append: true }); // is copied up
      assertEquals([await folder.told(), await file.told()], [["modify a"], [`modify ${path}/a`]]);
      Deno.writeTextFileSync(`${path}/a`, "again", { append: true });
      assertEquals([await folder.told(), await file.told()], [["modify a"], [`modify ${path}/a`]]);
      Deno.chmodSync(`${path}/b`, 0o600);
      Deno.renameSync(`${path}/b`, `${path}/folder/b`);
      assertEquals(await folder.told(), ["attrib b", "rename b folder/b"]);
      Deno.writeTextFileSync(`${path}/folder/c`, "more", { append: true });
      Deno.removeSync(`${path}/folder/c`);
      assertEquals(await folder.told(), ["modify folder/c", "remove folder/c"]);
      Deno.removeSync(`${path}/gone`, { recursive: true });
      Deno.mkdirSync(`${path}/gone`);
      Deno.writeTextFileSync(`${path}/gone/new`, "");
      assertEquals(await folder.told(), ["remove gone/d", "remove gone/", "create gone/", "create gone/new"]);
      Deno.writeTextFileSync(`${path}/a.new`, "saved");
      Deno.renameSync(`${path}/a.new`, `${path}/a`);
      assertEquals([(await folder.told()).at(-1), await file.told()], ["rename a.new a", [`modify ${path}/a`]]);
    }
  },
});

Deno.test({
  name: "what is changed in a lower layer, behind an overlay's back, only polling sees",
  ignore: !INOTIFY || !MOUNTS,
  fn: async () => {
    for await (const { path, lower } of overlays()) {
      using told = new Watched(path);
      using polled = new Watched(path, { backend: "poll" });
      await Promise.all([told.watcher.ready, polled.watcher.ready]);
      Deno.writeTextFileSync(`${lower}/a`, "changed");
      assertEquals([await told.told(), await polled.told()], [[], ["modify a"]]);
    }
  },
});

Deno.test({
  name: "what is mounted in a watched tree, and unmounted, is told as what stands there then",
  ignore: !INOTIFY || !MOUNTS,
  fn: async () => {
    await using dir = await temporaryDirectory();
    for (const name of ["a b", "c", "c/below", "other", "other/below"]) Deno.mkdirSync(dir.join(name));
    for (const name of ["a b/hidden", "other/below/file"]) Deno.writeTextFileSync(dir.join(name), "");
    Deno.symlinkSync(".", dir.join("link"));
    using watched = new Watched(dir.join("link"));
    await watched.watcher.ready;
    const [at, other] = [dir.join("a b"), dir.join("c")];
    {
      using file = new Watched(`${at}/new`);
      await file.watcher.ready;
      await command("mount", "-t", "tmpfs", "none", at);
      await using _ = { [Symbol.asyncDispose]: () => command("umount", "--lazy", at).then(() => {}) };
      assertEquals(await watched.namesTold(), ["remove a b/hidden"]);
      Deno.writeTextFileSync(`${at}/new`, "");
      assertEquals([await watched.namesTold(), await file.told()], [["create a b/new"], [`create ${at}/new`]]);
      await using _bound = await bound(dir.join("other"), other);
      assertEquals(await watched.namesTold(), ["create c/below/file"]);
      Deno.writeTextFileSync(`${other}/below/more`, "");
      assertEquals(await watched.namesTold(), ["create c/below/more", "create other/below/more"]);
    }
    const back = await watched.namesTold();
    assertEquals(back, ["create a b/hidden", "remove a b/new", "remove c/below/file", "remove c/below/more"]);
    Deno.writeTextFileSync(`${at}/more`, "");
    Deno.writeTextFileSync(`${other}/below/third`, "");
    assertEquals(await watched.namesTold(), ["create a b/more", "create c/below/third"]);
  },
});

Deno.test({
  name: "what is mounted where a followed link leads is told, too: below it, at its place and above",
  ignore: !INOTIFY || !MOUNTS,
  fn: async () => {
    await using dir = await temporaryDirectory();
    for (const name of ["tree", "away", "away/led", "away/led/sub", "hidden"]) Deno.mkdirSync(dir.join(name));
    for (const name of ["away/led/sub/a", "away/led/b", "away/c", "other"]) {
      Deno.writeTextFileSync(dir.join(name), name);
    }
    Deno.symlinkSync("../away/led", dir.join("tree/link"));
    Deno.symlinkSync("../away/c", dir.join("tree/file"));
    using watched = new Watched(dir.join("tree"), { followSymlinks: true });
    await watched.watcher.ready;
    {
      await using _ = await bound(dir.join("hidden"), dir.join("away/led/sub"));
      assertEquals(await watched.told(), ["remove link/sub/a"]);
      Deno.writeTextFileSync(dir.join("hidden/new"), "");
      assertEquals(await watched.told(), ["create link/sub/new"]);
    }
    assertEquals(await watched.namesTold(), ["create link/sub/a", "remove link/sub/new"]);
    {
      await using _ = await bound(dir.join("hidden"), dir.join("away/led"));
      assertEquals(await watched.namesTold(), [
        "create link/new",
        "remove link/b",
        "remove link/sub/",
        "remove link/sub/a",
      ]);
    }
    assertEquals(await watched.namesTold(), [
      "create link/b",
      "create link/sub/",
      "create link/sub/a",
      "remove link/new",
    ]);
    Deno.writeTextFileSync(dir.join("away/led/sub/d"), "");
    assertEquals(await watched.told(), ["create link/sub/d"]);
    {
      await using _ = await bound(dir.join("other"), dir.join("away/c"));
      assertEquals(await watched.told(), ["modify file"]);
      Deno.writeTextFileSync(dir.join("other"), "more");
      assertEquals(await watched.told(), ["modify file"]);
    }
    assertEquals(await watched.told(), ["modify file"]);
    const all = ["link/", "link/b", "link/sub/", "link/sub/a", "link/sub/d"];
    {
      await using _ = await bound(dir.join("hidden"), dir.join("away"));
      assertEquals(await watched.namesTold(), ["create link", ...all.map((name) => `remove ${name}`)]);
    }
    assertEquals(await watched.namesTold(), [...all.map((name) => `create ${name}`), "remove link"]);
    Deno.writeTextFileSync(dir.join("away/led/sub/e"), "");
    Deno.writeTextFileSync(dir.join("away/c"), "more");
    assertEquals((await watched.told()).sort(), ["create link/sub/e", "modify file"]);
  },
});

Deno.test({
  name: "a filesystem that does not tell is polled from when it is mounted on, until it is no more",
  ignore: !INOTIFY || !HAS_FUSE,
  fn: async () => {
    await using dir = await temporaryDirectory();
    Deno.mkdirSync(dir.join("mounted"));
    using watched = new Watched(dir.path);
    await watched.watcher.ready;
    {
      await using files = await RemoteFiles.at(dir.join("mounted"));
      await files.change("write a one");
      assertEquals(await watched.namesTold(), ["create mounted/a"]);
      assertEquals(watched.watcher.degraded?.paths, [dir.join("mounted")]);
    }
    assertEquals(await watched.namesTold(), ["remove mounted/a"]);
    assertEquals(watched.watcher.degraded, undefined);
    Deno.writeTextFileSync(dir.join("mounted/b"), "");
    assertEquals(await watched.namesTold(), ["create mounted/b"]);
  },
});
