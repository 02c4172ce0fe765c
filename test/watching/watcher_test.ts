/** A watcher as its user has it: iterated, flushed, closed, given up. */
import { resolve } from "@std/path/resolve";
import { assert, assertEquals, assertRejects, assertThrows } from "@std/assert";
import { target } from "../../ffi/target.ts";
import { ignoring } from "../../src/watching/ignore.ts";
import { watch, type WatchEvent } from "../../src/watching/watching.ts";
import { asNobody, ROOT } from "../handle/nobody.ts";
import { valueOfScript } from "../call/subprocess.ts";
import { temporaryDirectory } from "../temporary.ts";

const MODULE = new URL("../../src/watching/watching.ts", import.meta.url).href;

Deno.test("a watcher is iterated with for await, and leaving the loop closes it", async () => {
  await using dir = await temporaryDirectory();
  const watcher = watch(dir.path);
  await watcher.ready;
  await Deno.writeTextFile(dir.join("a"), "a");
  for await (const { kind, path, isDirectory, from } of watcher) {
    assertEquals({ kind, path, isDirectory, from }, {
      kind: "create",
      path: dir.join("a"),
      isDirectory: false,
      from: undefined,
    });
    break;
  }
  assertEquals(await watcher.next(), { done: true, value: undefined });
});

Deno.test("what happened before somebody iterates waits for him", async () => {
  await using dir = await temporaryDirectory();
  using watcher = watch(dir.path);
  await watcher.ready;
  for (let i = 0; i < 100; i++) await Deno.mkdir(dir.join(String(i)));
  await watcher.flush();
  const told: (string | undefined)[] = [];
  for (let i = 0; i < 100; i++) told.push((await watcher.next()).value?.path);
  const made = Array.from({ length: 100 }, (_, i) => dir.join(String(i)));
  // On macOS they are found by a list, which has no order.
  if (target.os === "darwin") assertEquals(told.sort(), made.sort());
  else assertEquals(told, made);
});

Deno.test("flush() may be awaited by the loop that reads the events", async () => {
  await using dir = await temporaryDirectory();
  using watcher = watch(dir.path);
  await watcher.ready;
  for (const name of ["a", "b", "c"]) await Deno.mkdir(dir.join(name));
  const seen: string[] = [];
  for await (const { path } of watcher) {
    await watcher.flush();
    seen.push(path);
    if (seen.length === 3) break;
  }
  assertEquals(seen, ["a", "b", "c"].map((name) => dir.join(name)));
});

Deno.test("flush() waits for a reader who takes his time, as long as he takes events", async () => {
  await using dir = await temporaryDirectory();
  using watcher = watch(dir.path);
  await watcher.ready;
  const seen: WatchEvent[] = [];
  (async () => {
    for await (const event of watcher) {
      await Promise.resolve();
      seen.push(event);
    }
  })();
  for (let i = 0; i < 1000; i++) Deno.mkdirSync(dir.join(String(i)));
  await watcher.flush();
  assertEquals(seen.length, 1000);
});

Deno.test("several loops share the events", async () => {
  await using dir = await temporaryDirectory();
  const watcher = watch(dir.path);
  await watcher.ready;
  const seen: string[] = [];
  const loops = [0, 1].map(async () => {
    for await (const { path } of watcher) seen.push(path);
  });
  for (let i = 0; i < 10; i++) Deno.mkdirSync(dir.join(String(i)));
  await watcher.flush();
  watcher.close();
  await Promise.all(loops);
  assertEquals(seen.length, 10);
});

Deno.test("close() ends loops, is harmless twice, and more paths are refused after it", async () => {
  await using dir = await temporaryDirectory();
  const watcher = watch(dir.path);
  const loop = (async () => {
    for await (const _ of watcher);
  })();
  watcher.close();
  watcher.close();
  await loop;
  await watcher.ready;
  await watcher.flush();
  await assertRejects(() => watcher.add(dir.path), Deno.errors.BadResource);
});

Deno.test("a signal ends a watcher with its reason", async () => {
  await using dir = await temporaryDirectory();
  const controller = new AbortController();
  const watcher = watch(dir.path, { signal: controller.signal });
  await watcher.ready;
  const next = watcher.next();
  controller.abort(new Error("enough"));
  await assertRejects(() => next, Error, "enough");
  assertEquals(await watcher.next(), { done: true, value: undefined });
  assertThrows(() => watch(dir.path, { signal: controller.signal }), Error, "enough");
});

Deno.test("misuse is refused before anything is watched", () => {
  assertThrows(() => watch("a\0b"), TypeError, "NUL");
  assertThrows(() => watch(7 as never), TypeError);
  assertThrows(() => watch("/", { backend: "magic" as never }), TypeError, "backend");
  assertThrows(() => watch("/", { ignore: 7 as never }), TypeError, "ignore");
  assertThrows(() => watch("/", { interval: 0 }), RangeError, "interval");
  assertThrows(() => watch("/", { debounce: -1 }), RangeError, "debounce");
  for (const compareContents of [0, -1, 1.5, NaN, "1" as never]) {
    assertThrows(() => watch("/", { compareContents }), TypeError, "compareContents");
  }
  assertThrows(() => watch("/", { debounce: "1" as never }), TypeError, "debounce");
  for (const bad of [null, "yes", 1]) {
    assertThrows(() => watch("/", { recursive: bad as never }), TypeError, "recursive must be a boolean");
    assertThrows(() => watch("/", { followSymlinks: bad as never }), TypeError, "followSymlinks must be a boolean");
    assertThrows(() => watch("/", { signal: bad as never }), TypeError, "signal must be an AbortSignal");
  }
  for (const ignore of [null, [undefined], new Set(["a"])]) {
    assertThrows(() => watch("/", { ignore: ignore as never }), TypeError, "ignore");
  }
});

Deno.test("a watcher of nothing waits for paths", async () => {
  await using dir = await temporaryDirectory();
  for (const backend of ["auto", "poll"] as const) {
    using watcher = watch([], { backend, interval: 10 });
    await watcher.ready;
    await watcher.flush();
    assertEquals([watcher.paths, watcher.degraded], [[], undefined]);
    const next = watcher.next();
    await watcher.add(dir.path);
    Deno.mkdirSync(dir.join(backend));
    assertEquals((await next).value?.path, dir.join(backend));
    watcher.remove(dir.path);
    await watcher.flush();
    assertEquals(watcher.paths, []);
  }
});

Deno.test("paths are those that were given", async () => {
  await using dir = await temporaryDirectory();
  const url = new URL(`file://${dir.path}/x`);
  using watcher = watch([dir.join("a"), url]);
  assertEquals(watcher.paths, [dir.join("a"), dir.join("x")]);
  await watcher.add("relative");
  watcher.remove(url);
  assertEquals(watcher.paths, [dir.join("a"), "relative"]);
});

Deno.test({
  name: "a path that must not be looked at is an error of ready and of the loop",
  ignore: !ROOT,
  fn: async () => {
    await using dir = await temporaryDirectory();
    await Deno.mkdir(dir.join("shut/in"), { recursive: true });
    await Deno.chmod(dir.join("shut"), 0o700);
    await Deno.chmod(dir.path, 0o755);
    await asNobody(async () => {
      const watcher = watch(dir.join("shut/in"));
      await assertRejects(() => watcher.ready, Deno.errors.PermissionDenied, "shut/in");
      await assertRejects(() => watcher.next(), Deno.errors.PermissionDenied, "shut/in");
    });
  },
});

Deno.test({
  name: "a directory that must not be read is named, until it may be; as the watched path it is refused",
  ignore: !ROOT,
  fn: async () => {
    for (const backend of ["auto", "poll"] as const) {
      await using dir = await temporaryDirectory();
      const [shut, closed] = [dir.join("shut"), dir.join("closed")];
      await Deno.mkdir(shut, { mode: 0o700 });
      await Deno.writeTextFile(`${shut}/file`, "");
      await Deno.chmod(dir.path, 0o755);
      const watcher = await asNobody(async () => {
        const refused = watch(shut, { backend });
        await assertRejects(() => refused.ready, Deno.errors.PermissionDenied, "shut");
        const watcher = watch(dir.path, { backend, interval: 3_600_000 });
        await watcher.ready;
        assertEquals(watcher.degraded, { reason: "it must not be read (EACCES)", paths: [shut] });
        return watcher;
      });
      // Nothing is looked at between these and becoming nobody again.
      Deno.renameSync(shut, closed);
      await asNobody(() => watcher.flush());
      assertEquals(watcher.degraded?.paths, [closed]);
      Deno.chmodSync(closed, 0o755);
      await asNobody(() => watcher.flush());
      assertEquals(watcher.degraded, undefined);
      const told: string[] = [];
      for (let path = ""; path !== `${closed}/file`;) {
        const { value } = await watcher.next();
        path = value!.path;
        told.push(`${value!.kind} ${path}`);
      }
      const attrib = backend === "poll" ? [] : [`attrib ${closed}`]; // of what it could not look at, polling knows nothing
      assertEquals(told.sort(), [...attrib, `create ${closed}/file`, `rename ${closed}`]);
      watcher.close();
    }
  },
});

Deno.test("ignore takes regular expressions, also with a memory, and functions", async () => {
  await using dir = await temporaryDirectory();
  const asked: [string, boolean][] = [];
  using watcher = watch(dir.path, {
    ignore: [/\.log$/g, (path, isDirectory) => asked.push([path, isDirectory]) > 0 && path.endsWith("secret")],
  });
  await watcher.ready;
  for (const name of ["a.log", "b.log", "c"]) await Deno.writeTextFile(dir.join(name), "");
  await Deno.mkdir(dir.join("secret"));
  await Deno.mkdir(dir.join("secret/inner"));
  await watcher.flush();
  assertEquals((await watcher.next()).value?.path, dir.join("c"));
  const questions = [[dir.join("c"), false], [dir.join("secret"), true]];
  // On macOS whoever lists asks again what files are to be opened.
  const distinct = [...new Set(asked.map((question) => JSON.stringify(question)))].sort();
  if (target.os === "darwin") assertEquals(distinct, questions.map((question) => JSON.stringify(question)));
  else assertEquals(asked as unknown[], questions);
});

Deno.test("a glob is relative to the watched path, or the path as it was given, or absolute", () => {
  const ignores = (glob: string, given: string, name: string) => ignoring(glob)!(`${given}/${name}`, name, true);
  for (const glob of ["build", "./build", "build/", "{build,out}", "t/build", "./t/build", resolve("t/build")]) {
    for (const given of ["t", "./t"]) assertEquals(ignores(glob, given, "build"), true, `${glob} in ${given}`);
  }
  assertEquals(ignores(resolve("t/build"), resolve("t"), "build"), true);
  for (const glob of ["build", "./build", "t/build", resolve("build"), resolve("t/build")]) {
    assertEquals(ignores(glob, "t", "src/build"), false, glob);
  }
  for (const glob of ["**/build", "t/**/build", "./t/**/build", resolve("t/**/build")]) {
    assertEquals([ignores(glob, "t", "build"), ignores(glob, "t", "src/build")], [true, true], glob);
  }
});

Deno.test("watching asks for permission to read, for each path", async () => {
  await using dir = await temporaryDirectory();
  const found = await valueOfScript<Record<string, string>>(
    `const { watch } = await import(${JSON.stringify(MODULE)});
    const found = {};
    for (const path of [${JSON.stringify(dir.path)}, "/etc"]) {
      try {
        using watcher = watch(path);
        await watcher.ready;
        found[path] = "watched";
      } catch (error) {
        found[path] = error.name;
      }
    }
    console.log(JSON.stringify(found));`,
    ["--allow-ffi", `--allow-read=${dir.path}`],
  );
  assertEquals(found, { [dir.path]: "watched", "/etc": "NotCapable" });
});

Deno.test("what was lost when the queue overflowed is told, then one rescan, and nothing twice", async () => {
  await using dir = await temporaryDirectory();
  using watcher = watch(dir.path);
  await watcher.ready;
  const count = 40_000; // more than the queue holds; nobody reads it meanwhile
  for (let i = 0; i < count; i++) Deno.createSync(dir.join(String(i))).close();
  await watcher.flush();
  const seen = new Set<string>();
  let rescans = 0;
  for await (const { kind, path } of watcher) {
    if (kind === "rescan") {
      assertEquals(path, dir.path);
      rescans++;
      break;
    }
    assert(!seen.has(path) || kind === "modify", `${kind} ${path} twice`);
    seen.add(path);
  }
  assertEquals([seen.size, rescans], [count, 1]);
});
