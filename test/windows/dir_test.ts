/** Names below a directory's handle on Windows: wherever the directory is by now, and never outside when that is asked. */
import { subscribe, unsubscribe } from "node:diagnostics_channel";
import { assert, assertEquals } from "@std/assert";
import { valueOfScript } from "../call/subprocess.ts";
import { rejectionOf } from "../call/thrown.ts";
import { assertFails } from "../handle/failing.ts";
import { openDescriptors, temporaryDirectory } from "../temporary.ts";
import { everyWayOnWindows, onWindows } from "./here.ts";
import { wine } from "./windows.ts";

function names(path: string): string[] {
  return [...Deno.readDirSync(path)].map(({ name }) => name).sort();
}

everyWayOnWindows("names are made, moved, linked and removed below a handle", async (way) => {
  const { fs } = way;
  await using dir = await temporaryDirectory();
  Deno.mkdirSync(dir.join("d"));
  const before = openDescriptors();
  {
    await using handle = await fs.openDir(dir.join("d"));
    await handle.mkdir("a");
    await handle.mkdir("a\\b");
    await assertFails(way, () => handle.mkdir("a"), "EEXIST", Deno.errors.AlreadyExists);
    await assertFails(way, () => handle.mkdir("none/x"), "ENOENT", Deno.errors.NotFound);
    {
      await using file = await handle.open("a/f", "w+");
      await file.writeAll("content");
      assertEquals(await file.readAt(new Uint8Array(10), 0), 7);
    }
    {
      await using file = await handle.open("a/f", "a");
      await file.writeAll(", more");
    }
    assertEquals(Deno.readTextFileSync(dir.join("d/a/f")), "content, more");
    await assertFails(way, () => handle.open("a/f", "wx"), "EEXIST", Deno.errors.AlreadyExists);
    await assertFails(way, () => handle.open("a/none"), "ENOENT", Deno.errors.NotFound);
    await assertFails(way, () => handle.open("a", "w"), "EISDIR", Deno.errors.IsADirectory);
    await (await handle.open("a/f", "w")).close();
    assertEquals((await handle.stat("a/f")).size, 0);
    await handle.link("a/f", "g");
    assertEquals((await handle.stat("g")).nlink, 2);
    await assertFails(way, () => handle.link("a/f", "g"), "EEXIST", Deno.errors.AlreadyExists);
    await handle.rename("a/f", "a/b/h");
    await handle.utime("g", 1_000_000_000, 1_100_000_000);
    assertEquals((await handle.stat("a/b/h")).mtime, new Date(1_100_000_000_000));
    await handle.chmod("g", 0o444);
    assertEquals((await handle.stat("g")).mode & 0o222, 0);
    await assertFails(way, () => handle.unlink("a"), "EISDIR", Deno.errors.IsADirectory);
    await assertFails(way, () => handle.rmdir("a"), "ENOTEMPTY", Error);
    await assertFails(way, () => handle.rmdir("g"), "ENOTDIR", Deno.errors.NotADirectory);
    await assertFails(way, () => handle.readlink("g"), "EINVAL", TypeError);
    await handle.unlink("g");
    // Without being told to stay, ".." leads out as everywhere.
    assertEquals(await handle.readdir("..\\"), ["d"]);
    await handle.sync();
    await handle.rm("a", { recursive: true });
    assertEquals([await handle.readdir(), names(dir.join("d"))], [[], []]);
  }
  assert(openDescriptors() <= before);
});

everyWayOnWindows("a directory that is renamed is still the one that was opened", async ({ fs }) => {
  await using dir = await temporaryDirectory();
  Deno.mkdirSync(dir.join("d"));
  await using handle = await fs.openDir(dir.join("d"));
  Deno.renameSync(dir.join("d"), dir.join("moved"));
  Deno.mkdirSync(dir.join("d"));
  await handle.mkdir("a");
  await (await handle.open("f", "w")).close();
  assertEquals(await handle.readdir(), ["a", "f"]);
  assertEquals([names(dir.join("moved")), names(dir.join("d"))], [["a", "f"], []]);
});

onWindows("nothing below a handle goes by the path that its directory has", async () => {
  const { openDir } = await import("../../mod.ts");
  await using dir = await temporaryDirectory();
  Deno.mkdirSync(dir.join("d/a/b"), { recursive: true });
  for (const name of ["f", "a/f"]) Deno.writeTextFileSync(dir.join("d", name), "content");
  const called = new Set<string>();
  const listen = (message: unknown) => void called.add((message as { name: string }).name);
  for (const beneath of [false, true]) {
    await using handle = await openDir(dir.join("d"), { beneath });
    subscribe("reseau:files:call", listen);
    try {
      assertEquals([(await handle.stat("a/f")).size, (await handle.lstat("a\\f")).size], [7, 7]);
      assertEquals((await handle.stat("a")).isDirectory, true);
      assertEquals((await rejectionOf(handle.stat("a/none"))).code, "ENOENT");
      await handle.mkdir("a/c");
      await (await handle.open("a/c/g", "w")).close();
      await handle.link("a/f", "a/c/h");
      await handle.rename("a/c/g", "a/c/i");
      assertEquals(await handle.readdir("a/c"), ["h", "i"]);
      for await (const entry of handle.scandir("a/c", { stat: true })) assertEquals(entry.info.isFile, true);
      await handle.chmod("a/c/i", 0o600);
      await handle.utime("a/c/i", 1_000_000_000, 1_000_000_000);
      assertEquals((await rejectionOf(handle.readlink("a/f"))).code, "EINVAL");
      await handle.unlink("a/c/h");
      await handle.rm("a/c", { recursive: true });
    } finally {
      unsubscribe("reseau:files:call", listen);
    }
  }
  assert(called.has("NtOpenFile"), `${[...called]}`);
  for (const name of ["CreateFileW", "CreateDirectoryW", "GetFinalPathNameByHandleW"]) {
    assert(!called.has(name), name);
  }
});

onWindows("a link below a handle that cannot be made leaves nothing", async () => {
  const { openDir } = await import("../../mod.ts");
  await using dir = await temporaryDirectory();
  Deno.mkdirSync(dir.join("d/a"), { recursive: true });
  await using handle = await openDir(dir.join("d"), { beneath: true });
  const before = openDescriptors();
  for (const type of ["junction", "file", "dir"] as const) {
    assertEquals((await rejectionOf(handle.symlink("x", "none/link", { type }))).code, "ENOENT");
    // Where there are none, the attempt itself fails; else what is there is in the way.
    Deno.writeTextFileSync(dir.join("d/a/there"), "there");
    await rejectionOf(handle.symlink("x", "a/there", { type }));
    assertEquals([names(dir.join("d/a")), Deno.readTextFileSync(dir.join("d/a/there"))], [["there"], "there"]);
    if (wine) await rejectionOf(handle.symlink("x", "a/link", { type }));
    else await handle.symlink("x", "a/link", { type });
    assertEquals(names(dir.join("d/a")), wine ? ["there"] : ["link", "there"]);
    if (!wine) await handle.unlink("a/link");
  }
  assert(openDescriptors() <= before);
});

everyWayOnWindows("no path leads out, by whatever separators, roots and drives", async ({ fs }) => {
  await using dir = await temporaryDirectory();
  Deno.mkdirSync(dir.join("d/a/b"), { recursive: true });
  Deno.writeTextFileSync(dir.join("outside"), "x");
  const drive = Deno.realPathSync(dir.path).slice(0, 2);
  await using handle = await fs.openDir(dir.join("d"), { beneath: true });
  const before = openDescriptors();
  const out = [
    "..",
    "..\\outside",
    "../outside",
    "a\\..\\..\\outside",
    "a/..\\../outside",
    "\\",
    "/",
    `${drive}outside`,
  ];
  out.push(`${drive}\\`, dir.join("outside"), `\\\\?\\${dir.path}\\outside`, "\\\\.\\NUL", "\\\\server\\share\\x");
  for (const path of out) {
    for (
      const attempt of [
        () => handle.stat(path),
        () => handle.lstat(path),
        () => handle.open(path),
        () => handle.open(path, "w"),
        () => handle.openDir(path),
        () => handle.readdir(path),
        () => handle.mkdir(path),
        () => handle.rm(path, { recursive: true }),
        () => handle.unlink(path),
        () => handle.rename(path, "x"),
        () => handle.rename("a", path),
        () => handle.link(path, "x"),
        () => handle.chmod(path, 0o444),
      ]
    ) {
      const error = await rejectionOf(attempt());
      assertEquals(["EXDEV", "EINVAL"].includes(error.code), true, `${attempt} ${path}: ${error.message}`);
    }
  }
  assertEquals([names(dir.path), Deno.readTextFileSync(dir.join("outside"))], [["d", "outside"], "x"]);
  assertEquals(await handle.readdir("a\\b/..\\.."), ["a"]);
  await handle.mkdir("a/b\\c");
  await handle.rm("a\\b", { recursive: true });
  assertEquals(await handle.readdir("a"), []);
  // A device's name is a name like others here.
  await (await handle.open("NUL", "w")).close();
  assertEquals(await handle.readdir(), ["NUL", "a"]);
  await handle.unlink("NUL");
  assert(openDescriptors() <= before);
});

onWindows("openings below a handle that are given up leave none", async () => {
  const { openDir } = await import("../../mod.ts");
  await using dir = await temporaryDirectory();
  Deno.writeTextFileSync(dir.join("f"), "x");
  await using handle = await openDir(dir.path);
  await (await handle.open("f")).close();
  const before = openDescriptors();
  for (let i = 0; i < 60; i++) {
    const controller = new AbortController();
    const how = i % 2 === 0 ? { read: true } : { write: true, create: true };
    const opened = handle.open(i % 2 === 0 ? "f" : `new${i}`, { ...how, signal: controller.signal });
    if (i % 3 === 0) controller.abort("no more");
    else setTimeout(() => controller.abort("no more"), 0);
    await opened.then((file) => file.close(), () => {});
  }
  for (let i = 0; i < 200 && openDescriptors() > before; i++) await new Promise((resolve) => setTimeout(resolve, 5));
  assert(openDescriptors() <= before);
});

onWindows("with some paths granted only, names below a handle are judged by where they are", async () => {
  await using dir = await temporaryDirectory();
  Deno.mkdirSync(dir.join("d/a"), { recursive: true });
  const script = `const handle = await files.openDir(${JSON.stringify(dir.join("d"))});
    const refused = [];
    await handle.mkdir("a\\\\b");
    await handle.mkdir("a/c/");
    for (const path of ["..", "..\\\\x", "a\\\\..\\\\..\\\\x"]) {
      await handle.mkdir(path).catch((error) => refused.push(error.name));
    }
    console.log(JSON.stringify([await handle.readdir("a"), refused]));`;
  const flags = ["--allow-ffi", `--allow-read=${dir.path}\\d`, `--allow-write=${dir.path}\\d`];
  const refused = ["NotCapable", "NotCapable", "NotCapable"];
  assertEquals(await valueOfScript(script, flags), [["b", "c"], refused]);
});
