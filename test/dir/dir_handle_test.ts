import { assert, assertEquals, assertInstanceOf, assertRejects, assertThrows } from "@std/assert";
import { openDir, openDirSync, S, statAt, statAtSync } from "../../mod.ts";
import { runScript } from "../call/subprocess.ts";
import { rejectionOf } from "../call/thrown.ts";
import { makeBroken } from "../fs/names.ts";
import { ROOT } from "../handle/nobody.ts";
import { everyPlace } from "../handle/places.ts";
import { openDescriptors, temporaryDirectory } from "../temporary.ts";

everyPlace("a directory handle does all that is done to names, relative to it", async ({ fs }, dir) => {
  for (const beneath of [false, true]) {
    Deno.mkdirSync(dir.join("d"));
    await using d = await fs.openDir(dir.join("d"), { beneath });
    assertEquals([d.path, d.isOpen, d.beneath, d.fd > 2], [dir.join("d"), true, beneath, true]);
    assertEquals(await d.mkdir("a/b", { recursive: true }), "a/b");
    assertEquals(await d.mkdir("c", { mode: 0o700 }), "c");
    {
      await using file = await d.open("a/file", "w+");
      assertEquals(file.path, dir.join("d/a/file"));
      await file.writeAll("content");
    }
    {
      await using file = await d.open("a/file");
      assertEquals(await file.readText(), "content");
    }
    await d.symlink("a/file", "link");
    assertEquals(await d.readlink("link"), "a/file");
    await d.link("a/file", "second");
    await d.chmod("link", 0o640);
    await d.utime("link", 1, 2);
    const info = await d.stat("link");
    assertEquals([info.isFile, info.size, info.nlink, info.mode & 0o7777, info.mtimeNs], [
      true,
      7,
      2,
      0o640,
      2_000_000_000n,
    ]);
    assertEquals([(await d.lstat("link")).isSymlink, (await d.stat()).isDirectory], [true, true]);
    assertEquals(await d.chown("a/file", null, null), "a/file");
    assertEquals(await d.mkfifo("fifo", { mode: 0o600 }), "fifo");
    assertEquals(await d.mknod("node", S.IFIFO | 0o600), "node");
    assertEquals(await d.rename("second", "c/moved"), "c/moved");
    assertEquals(await d.readdir(), ["a", "c", "fifo", "link", "node"]);
    assertEquals(await d.readdir("c", { join: true }), [dir.join("d/c/moved")]);
    for (const name of ["link", "fifo", "node", "c/moved"]) await d.unlink(name);
    await d.rmdir("c");
    await d.sync();
    await d.rm("a", { recursive: true });
    await d.rm("a", { recursive: true, force: true });
    assertEquals(await d.readdir("."), []);
    await fs.rmdir(dir.join("d"));
  }
});

everyPlace("a directory handle stays with its directory", async ({ fs }, dir) => {
  Deno.mkdirSync(dir.join("d"));
  await using d = await fs.openDir(dir.join("d"));
  Deno.renameSync(dir.join("d"), dir.join("moved"));
  Deno.mkdirSync(dir.join("d"));
  await d.mkdir("made");
  assertEquals([...Deno.readDirSync(dir.join("moved"))].map(({ name }) => name), ["made"]);
  await using sub = await d.openDir("made");
  await using file = await sub.open("new", { write: true, createNew: true });
  assertEquals(file.path, dir.join("d/made/new"));
  assert(Deno.statSync(dir.join("moved/made/new")).isFile);
});

everyPlace("errors name the call and the whole path", async ({ fs }, dir) => {
  await using d = await fs.openDir(dir.path);
  await d.mkdir("d");
  const expected: [() => Promise<unknown>, string, string, string][] = [
    [() => d.open("none"), "ENOENT", "open", "none"],
    [() => d.openDir("none"), "ENOENT", "open", "none"],
    [() => d.mkdir("d"), "EEXIST", "mkdir", "d"],
    [() => d.rmdir("none"), "ENOENT", "rmdir", "none"],
    [() => d.unlink("none/x"), "ENOENT", "unlink", "none/x"],
    [() => d.rm("none"), "ENOENT", "unlink", "none"],
    [() => d.rename("none", "x"), "ENOENT", "rename", "none"],
    [() => d.link("none", "x"), "ENOENT", "link", "none"],
    [() => d.readlink("d"), "EINVAL", "readlink", "d"],
    [() => d.stat("none"), "ENOENT", "stat", "none"],
    [() => d.lstat("none"), "ENOENT", "lstat", "none"],
    [() => d.chmod("none", 0), "ENOENT", "chmod", "none"],
    [() => d.chown("none", 1), "ENOENT", "chown", "none"],
    [() => d.utime("none", 1, 1), "ENOENT", "utimensat", "none"],
    [() => d.mkfifo("d"), "EEXIST", "mkfifo", "d"],
    [() => d.mknod("d", S.IFIFO), "EEXIST", "mknod", "d"],
    [() => d.readdir("none"), "ENOENT", "readdir", "none"],
  ];
  for (const [operation, code, syscall, path] of expected) {
    const error = await rejectionOf(operation());
    assertEquals([error.code, error.syscall, error.path], [code, syscall, dir.join(path)]);
  }
  const absolute = await rejectionOf(d.open(dir.join("d")));
  assertEquals([absolute.code, absolute.path], ["EXDEV", dir.join("d")]);
  assertInstanceOf(await rejectionOf(d.open("")), Deno.errors.NotFound);
  await assertRejects(() => d.open("a\0b"), TypeError);
  assertInstanceOf(await rejectionOf(fs.openDir(dir.join("none"))), Deno.errors.NotFound);
  Deno.writeTextFileSync(dir.join("file"), "");
  assertInstanceOf(await rejectionOf(fs.openDir(dir.join("file"))), Deno.errors.NotADirectory);
});

everyPlace("names that are not UTF-8 are opened, renamed and removed below a handle", async ({ fs }, dir) => {
  const names = await makeBroken(dir);
  for (const beneath of [false, true]) {
    await using d = await fs.openDir(dir.path, { beneath });
    assertEquals(await d.readdir(), names);
    for (const name of names) {
      assertEquals((await d.stat(name)).size, 1);
      await using file = await d.open(name);
      assertEquals(await file.readText(), "x");
    }
    await d.rename("\udcff", "\udcfe");
    await d.rename("\udcfe", "\udcff");
  }
});

Deno.test("names move from one directory handle into another", async () => {
  await using dir = await temporaryDirectory();
  Deno.mkdirSync(dir.join("a"));
  Deno.mkdirSync(dir.join("b"));
  Deno.writeTextFileSync(dir.join("a/file"), "x");
  await using a = await openDir(dir.join("a"));
  const b = await openDir(dir.join("b"), { beneath: true });
  await a.link("file", "linked", { into: b });
  a.renameSync("file", "moved", { into: b });
  assertEquals(await b.readdir(), ["linked", "moved"]);
  assertEquals((await rejectionOf(a.rename("x", "../y", { into: b }))).code, "EXDEV");
  await b.rename("moved", "back", { into: a });
  await b.close();
  await assertRejects(() => a.rename("back", "moved", { into: b }), Deno.errors.BadResource);
  await assertRejects(() => a.rename("back", "moved", { into: {} as typeof b }), TypeError);
  assertEquals(a.readdirSync(), ["back"]);
});

Deno.test("scandir, walkdir and statAt go below a handle", async () => {
  await using dir = await temporaryDirectory();
  Deno.mkdirSync(dir.join("a/b"), { recursive: true });
  Deno.writeTextFileSync(dir.join("a/file"), "x");
  Deno.symlinkSync("a", dir.join("link"));
  Deno.symlinkSync("/", dir.join("out"));
  for (const beneath of [false, true]) {
    await using d = await openDir(dir.path, { beneath });
    const walked = [["a", ["b"], ["file"]], ["a/b", [], []]];
    assertEquals(await Array.fromAsync(d.walkdir("a")), walked as never);
    assertEquals([...d.walkdirSync("a")], walked as never);
    const found = await Array.fromAsync(d.scandir("link", { stat: true }), ({ path, info }) => [path, info.isFile]);
    assertEquals(found.sort(), [["link/b", false], ["link/file", true]]);
    assertEquals([...d.scandirSync("a")].map(({ name }) => name).sort(), ["b", "file"]);
    assertEquals((await statAt(d, "link")).isDirectory, true);
    assertEquals(statAtSync(d, "link", { followSymlinks: false }).isSymlink, true);
    if (beneath) {
      // What leads out is no directory of the tree.
      const [top] = await Array.fromAsync(d.walkdir(".", { followSymlinks: true, onerror() {} }));
      assertEquals(top, [".", ["a", "link"], ["out"]]);
    }
    const scan = d.scandir();
    await d.close();
    await assertRejects(() => Array.fromAsync(scan), Deno.errors.BadResource);
    await assertRejects(() => Array.fromAsync(d.walkdir()), Deno.errors.BadResource);
    assertThrows(() => [...d.walkdirSync()], Deno.errors.BadResource);
  }
});

Deno.test("closing waits for what is under way, and nothing begins after it", async () => {
  await using dir = await temporaryDirectory();
  for (let i = 0; i < 50; i++) Deno.mkdirSync(dir.join(`${i}/sub`), { recursive: true });
  const before = openDescriptors();
  for (const beneath of [false, true]) {
    const d = await openDir(dir.path, { beneath });
    const pending = Array.from({ length: 50 }, (_, i) => [d.stat(`${i}/sub`), d.mkdir(`${i}/new${beneath}`)]).flat();
    const walk = d.walkdir();
    const first = walk.next();
    const closing = d.close();
    assertEquals(d.isOpen, false);
    await closing;
    const outcomes = await Promise.allSettled(pending);
    assert(outcomes.every(({ status }) => status === "fulfilled"));
    await first;
    await walk.return?.();
    await assertRejects(() => d.stat("0"), Deno.errors.BadResource);
    assertThrows(() => d.statSync("0"), Deno.errors.BadResource);
    await d.close();
    d.closeSync();
  }
  assertEquals(openDescriptors(), before);
});

Deno.test("a directory handle is closed when its block is left", async () => {
  await using dir = await temporaryDirectory();
  Deno.mkdirSync(dir.join("sub"));
  const before = openDescriptors();
  {
    using d = openDirSync(dir.path);
    using sub = d.openDirSync("sub");
    assert(sub.isOpen);
  }
  assertEquals(openDescriptors(), before);
});

Deno.test("a FIFO opened below a handle waits for its other end and keeps nobody waiting", async () => {
  await using dir = await temporaryDirectory();
  for (const beneath of [false, true]) {
    await using d = await openDir(dir.path, { beneath });
    await d.mkfifo("fifo");
    await d.symlink("fifo", "link");
    const opening = d.open("link");
    for (let i = 0; i < 20; i++) await d.stat("fifo");
    await using writer = await d.open("fifo", { write: true });
    await using reader = await opening;
    await writer.writeAll("through");
    const received = new Uint8Array(7);
    await reader.readExactly(received);
    assertEquals(new TextDecoder().decode(received), "through");
    for (const name of ["fifo", "link"]) await d.unlink(name);
  }
});

if (ROOT) {
  Deno.test("permissions are judged by the directory's path and the operation's", async () => {
    await using dir = await temporaryDirectory();
    Deno.mkdirSync(dir.join("pub/sub"), { recursive: true });
    Deno.mkdirSync(dir.join("pub/secret"));
    Deno.writeTextFileSync(dir.join("pub/file"), "x");
    Deno.writeTextFileSync(dir.join("other"), "x");
    const script = `
      const outcome = (f) => f().then((v) => "done", (e) => e.name + (e.code ?? ""));
      for (const beneath of [false, true]) {
        const d = await files.openDir(${JSON.stringify(dir.join("pub"))}, { beneath });
        const sub = await d.openDir("sub");
        console.log(JSON.stringify([
          await outcome(() => d.open("file")),
          await outcome(() => d.open("sub/../file")),
          await outcome(() => d.readdir()),
          await outcome(() => d.open("../other")),
          await outcome(() => sub.open("../file")),
          await outcome(() => d.readdir("secret")),
          await outcome(() => d.open("file", "r+")),
          await outcome(() => d.mkdir("new")),
          await outcome(() => sub.mkdir("new" + beneath)),
          await outcome(() => d.symlink("x", "sub/link")),
          await outcome(() => files.openDir(${JSON.stringify(dir.path)})),
        ]));
      }`;
    const { stdout, stderr } = await runScript(script, [
      "--allow-ffi",
      `--allow-read=${dir.join("pub")}`,
      `--deny-read=${dir.join("pub/secret")}`,
      `--allow-write=${dir.join("pub/sub")}`,
    ]);
    const no = "NotCapable";
    const expected = ["done", "done", "done", no, no, no, no, no, "done", no, no];
    assertEquals(stdout.trim().split("\n").map((line) => JSON.parse(line)), [expected, expected], stderr);
  });
}
