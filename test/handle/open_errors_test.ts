/** Every error that `open` documents. */
import { assertEquals, assertRejects, assertStringIncludes, assertThrows } from "@std/assert";
import { fromFileUrl, toFileUrl } from "@std/path";
import { open, openSync, type SystemError } from "../../mod.ts";
import { everyPlace } from "./places.ts";
import { assertFails } from "./failing.ts";
import { asNobody, ROOT } from "./nobody.ts";
import { openDescriptors, temporaryDirectory } from "../temporary.ts";
import { runScript, valueOfScript } from "../call/subprocess.ts";
import { everyWay } from "../ways.ts";

everyPlace("open says what is not there, there already, or a directory", async (way, dir) => {
  const { fs } = way;
  Deno.writeTextFileSync(dir.join("f"), "");
  await assertFails(way, () => fs.open(dir.join("no", "f")), "ENOENT", Deno.errors.NotFound);
  await assertFails(way, () => fs.open(""), "ENOENT", Deno.errors.NotFound);
  await assertFails(way, () => fs.open(dir.join("f", "g")), "ENOTDIR", Deno.errors.NotADirectory);
  await assertFails(way, () => fs.open(dir.join("f"), "wx"), "EEXIST", Deno.errors.AlreadyExists);
  await assertFails(way, () => fs.open(dir.path, "r+"), "EISDIR", Deno.errors.IsADirectory);
  await assertFails(way, () => fs.open(dir.path, "w"), "EISDIR", Deno.errors.IsADirectory);
  await assertFails(way, () => fs.open(dir.join("x".repeat(256))), "ENAMETOOLONG", Error);
  await assertFails(way, () => fs.open("/" + "x/".repeat(3000)), "ENAMETOOLONG", Error);
  Deno.symlinkSync("loop", dir.join("loop"));
  await assertFails(way, () => fs.open(dir.join("loop")), "ELOOP", Deno.errors.FilesystemLoop);
});

everyPlace("an error of open carries what is known of it", async ({ fs }, dir) => {
  const path = dir.join("no", "ünïcode");
  const error = await assertRejects(() => fs.open(path, "w"), Deno.errors.NotFound) as SystemError;
  assertEquals(
    { code: error.code, errno: error.errno, syscall: error.syscall, path: error.path },
    { code: "ENOENT", errno: 2, syscall: "open", path },
  );
  assertStringIncludes(error.message, path);
  assertStringIncludes(error.message, "no such file or directory (ENOENT)");
});

everyPlace("a path is a string or a file URL without NUL", async ({ fs }, dir) => {
  const url = toFileUrl(dir.join("with space % ü")) as URL;
  await using file = await fs.open(url, "w");
  assertEquals(file.path, fromFileUrl(url));
  assertEquals(Deno.statSync(url).size, 0);
  for (const path of ["a\0b", dir.join("f") + "\0", "\0"]) {
    const error = await assertRejects(() => fs.open(path, "w"), TypeError) as SystemError;
    assertEquals(error.code, "EINVAL");
  }
  await assertRejects(() => fs.open(new URL("https://example.com/f")), TypeError);
  for (const path of [undefined, null, 3, {}]) await assertRejects(() => fs.open(path as unknown as string), TypeError);
  assertEquals([...Deno.readDirSync(dir.path)].length, 1);
});

Deno.test({
  name: "open refuses what the user may not do",
  ignore: !ROOT,
  fn: async () => {
    await using dir = await temporaryDirectory("/dev/shm");
    Deno.chmodSync(dir.path, 0o755);
    Deno.mkdirSync(dir.join("closed"), { mode: 0o700 });
    Deno.writeTextFileSync(dir.join("closed", "f"), "");
    Deno.writeTextFileSync(dir.join("f"), "secret", { mode: 0o640 });
    await asNobody(async () => {
      for (const how of ["r", "r+", "w", "a"] as const) {
        await assertRejects(() => open(dir.join("f"), how), Deno.errors.PermissionDenied, "EACCES");
        assertThrows(() => openSync(dir.join("f"), how), Deno.errors.PermissionDenied, "EACCES");
      }
      await assertRejects(() => open(dir.join("closed", "f")), Deno.errors.PermissionDenied, "EACCES");
      await assertRejects(() => open(dir.join("new"), "w"), Deno.errors.PermissionDenied, "EACCES");
    });
    assertEquals(Deno.readTextFileSync(dir.join("f")), "secret");
  },
});

everyWay("open fails when there are no descriptors left, and works again when there are", async ({ name }) => {
  const options = name === "synchronous"
    ? "null"
    : `{ tryNow: ${name === "asynchronous"}, batch: ${!name.includes("batch")} }`;
  const script = `
    const options = ${options};
    if (options !== null) files.configure(options);
    const { open } = options === null ? { open: async (...args) => files.openSync(...args) } : files;
    await (await open("/dev/null")).close();
    const handles = [];
    let error;
    while (error === undefined) {
      try { handles.push(await open("/proc/self/exe")); } catch (e) { error = e; }
    }
    for (const handle of handles) handle.closeSync();
    await (await open("/proc/self/exe")).close();
    console.log(JSON.stringify([error.code, error.constructor.name, handles.length > 10]));
  `;
  const { success, stdout, stderr } = await withLimit(script, 200);
  assertEquals([success, stdout.trim()], [true, '["EMFILE","Error",true]'], stderr);
});

Deno.test("open asks for permissions", async () => {
  const denied = `
    const seen = [];
    for (const how of [undefined, "r", "w", "a", "r+", { read: true, flags: files.O.TRUNC }]) {
      try { files.openSync("/etc/hostname", how); seen.push("opened"); } catch (e) { seen.push(e.constructor.name); }
      await files.open("/etc/hostname", how).then(() => seen.push("opened"), (e) => seen.push(e.constructor.name));
    }
    console.log(JSON.stringify(seen));`;
  assertEquals(await valueOfScript(denied, ["--allow-ffi"]), Array(12).fill("NotCapable"));
  const readOnly = await valueOfScript<string[]>(denied, ["--allow-ffi", "--allow-read"]);
  assertEquals(readOnly, ["opened", "opened", "opened", "opened", ...Array(8).fill("NotCapable")]);
});

Deno.test("a refused open leaves no descriptor", async () => {
  await open("/dev/null").then((file) => file.close());
  const before = openDescriptors();
  for (let i = 0; i < 100; i++) {
    await open("/dev/null/x").catch(() => {});
    await open("/", "w").catch(() => {});
  }
  assertEquals(openDescriptors(), before);
});

/** Runs a script whose process may have so many descriptors: Deno itself raises the soft limit, not the hard one. */
function withLimit(script: string, descriptors: number) {
  return runScript(
    `const { symbols } = Deno.dlopen("libc.so.6", { setrlimit: { parameters: ["i32", "buffer"], result: "i32" } });
     symbols.setrlimit(7, new BigUint64Array([${descriptors}n, ${descriptors}n]));
     ${script}`,
    ["-A"],
  );
}
