import { assertEquals, assertRejects } from "@std/assert";
import {
  FileSystemError,
  type FileSystemProgram,
  FsClose,
  FsCopy,
  FsExists,
  FsList,
  FsMkdir,
  FsOpen,
  FsRead,
  FsReadAll,
  FsRemove,
  FsRename,
  FsStat,
  FsWrite,
  LocalHandler,
  run,
} from "../../src/effect/effect.ts";
import { Gate } from "../../src/effect/gate.ts";
import { valueOfScript } from "../call/subprocess.ts";
import { givenUpAtEach } from "../giving_up.ts";
import { temporaryDirectory } from "../temporary.ts";

import { patterned } from "./patterned.ts";

const EFFECT = new URL("../../src/effect/effect.ts", import.meta.url).href;
const posix = Deno.build.os !== "windows";

function* write(path: string, data: string): FileSystemProgram<void> {
  yield* FsWrite({ handle: yield* FsOpen({ path, mode: "w" }), data });
}

function* content(path: string): FileSystemProgram<string> {
  return yield* FsReadAll({ handle: yield* FsOpen({ path }) });
}

function codeOf(program: FileSystemProgram<unknown>, handler: LocalHandler): Promise<string> {
  return run(program, handler).then(() => "done", (error) => error.code ?? error);
}

Deno.test("paths of a root begin there, and .. does not leave it", async () => {
  await using dir = await temporaryDirectory();
  await using handler = new LocalHandler({ root: dir.path });
  await run(function* () {
    yield* FsMkdir({ path: "/sub" });
    yield* write("/sub/a", "text");
  }, handler);
  assertEquals(await Deno.readTextFile(dir.join("sub", "a")), "text");
  for (const path of ["/sub/a", "sub/a", "//sub//a", "/sub/../sub/a"]) {
    assertEquals(await run(content(path), handler), "text");
  }
  const out = `../${dir.path.split("/").at(-1)}/sub/a`;
  for (const path of [out, `/${out}`, "/sub/../../x", ".."]) {
    const effects = [
      FsOpen({ path }),
      FsOpen({ path, mode: "w" }),
      FsStat({ path }),
      FsList({ path }),
      FsRemove({ path, recursive: true }),
      FsMkdir({ path: `${path}/new` }),
      FsRename({ path: "/sub/a", to: `${path}/b` }),
      FsCopy({ path: "/sub/a", to: `${path}/b` }),
      FsExists({ path }),
    ];
    for (const effect of effects) {
      const code = await codeOf(
        (function* () {
          yield effect;
        })(),
        handler,
      );
      assertEquals([path, effect.effect, code], [path, effect.effect, "EXDEV"]);
    }
  }
  assertEquals(await run(content("/sub/a"), handler), "text");
});

Deno.test({
  name: "links lead out of no root, and are followed within",
  ignore: !posix,
  async fn() {
    await using outside = await temporaryDirectory();
    await using dir = await temporaryDirectory();
    await Deno.writeTextFile(outside.join("secret"), "secret");
    await Deno.mkdir(dir.join("sub"));
    await Deno.symlink(outside.path, dir.join("out"));
    await Deno.symlink(outside.join("secret"), dir.join("secret"));
    await Deno.symlink("sub", dir.join("in"));
    await using handler = new LocalHandler({ root: dir.path });
    for (const path of ["/out/secret", "/secret"]) {
      for (const program of [content(path), write(path, "changed"), FsStat({ path })[Symbol.iterator]()]) {
        assertEquals([path, await codeOf(program, handler)], [path, "EXDEV"]);
      }
    }
    assertEquals(await Deno.readTextFile(outside.join("secret")), "secret");
    await run(write("/in/a", "inside"), handler);
    assertEquals(await Deno.readTextFile(dir.join("sub", "a")), "inside");
    // A link is removed and replaced itself.
    await run(function* () {
      yield* FsRename({ path: "/sub/a", to: "/secret" });
      yield* FsRemove({ path: "/out", recursive: true });
    }, handler);
    assertEquals([await run(content("/secret"), handler), await Deno.readTextFile(outside.join("secret"))], [
      "inside",
      "secret",
    ]);
  },
});

Deno.test("a root that is not there is ENOENT until it is", async () => {
  await using dir = await temporaryDirectory();
  await using handler = new LocalHandler({ root: dir.join("later") });
  assertEquals(await codeOf(write("/a", "text"), handler), "ENOENT");
  await Deno.mkdir(dir.join("later"));
  assertEquals(await codeOf(write("/a", "text"), handler), "done");
  await handler.close();
  await handler.close();
  assertEquals(await run(content("/a"), handler), "text"); // opened again
});

Deno.test("a copy keeps the mode, replaces in one step, and leaves nothing beside when it fails", async () => {
  await using dir = await temporaryDirectory();
  await using handler = new LocalHandler({ root: dir.path });
  await Deno.writeTextFile(dir.join("a"), "text", { mode: 0o640 });
  await Deno.mkdir(dir.join("dir"));
  await run(FsCopy({ path: "/a", to: "/b" })[Symbol.iterator](), handler);
  if (posix) assertEquals((await Deno.stat(dir.join("b"))).mode! & 0o777, 0o640);
  for (const to of ["/dir", "/none/c", "/a"]) {
    await assertRejects(() => run(FsCopy({ path: "/a", to })[Symbol.iterator](), handler), FileSystemError);
  }
  const signal = AbortSignal.abort(new Error("enough"));
  await assertRejects(async () => await handler.copy("/a", "/c", { signal }), Error, "enough");
  assertEquals([...Deno.readDirSync(dir.path)].map(({ name }) => name).sort(), ["a", "b", "dir"]);
});

Deno.test("a copy that is given up at any of its calls leaves nothing beside", async () => {
  const handler = new LocalHandler();
  await givenUpAtEach(async (signal) => {
    const dir = await temporaryDirectory();
    const path = dir.path.replaceAll("\\", "/");
    await Deno.writeFile(dir.join("a"), patterned(300_000));
    const names = () => [...Deno.readDirSync(dir.path)].map(({ name }) => name);
    return {
      run: async () => await handler.copy(`${path}/a`, `${path}/b`, { signal }),
      async end() {
        assertEquals(names().filter((name) => name !== "a" && name !== "b"), []);
        if (names().includes("b")) assertEquals((await Deno.stat(dir.join("b"))).size, 300_000);
        await dir[Symbol.asyncDispose]();
      },
    };
  });
});

Deno.test({
  name: "files without a size, and FIFOs, are read to their end",
  ignore: Deno.build.os !== "linux",
  async fn() {
    await using dir = await temporaryDirectory();
    const handler = new LocalHandler();
    const status = await run(content("/proc/self/status"), handler);
    assertEquals(status.startsWith("Name:"), true);
    const path = dir.join("fifo");
    await new Deno.Command("mkfifo", { args: [path] }).output();
    const [read] = await Promise.all([run(content(path), handler), run(write(path, "through it"), handler)]);
    assertEquals(read, "through it");
  },
});

Deno.test("no more operations than concurrency are under way, in their order", async () => {
  const gate = new Gate(2);
  const begun: number[] = [];
  const ends: (() => void)[] = [];
  const all = Array.from({ length: 5 }, (_, i) =>
    gate.pass(() => {
      begun.push(i);
      return new Promise<void>((resolve) => ends.push(resolve));
    }));
  const turn = () => new Promise((resolve) => setTimeout(resolve));
  await turn();
  assertEquals(begun, [0, 1]);
  ends[1]!();
  await turn();
  assertEquals(begun, [0, 1, 2]);
  all.push(gate.pass(() => void begun.push(5)));
  await turn();
  assertEquals(begun, [0, 1, 2]);
  ends[0]!();
  ends[2]!();
  await turn();
  assertEquals(begun, [0, 1, 2, 3, 4]);
  ends.forEach((end) => end());
  await Promise.all(all);
  assertEquals(begun, [0, 1, 2, 3, 4, 5]);
});

Deno.test("who is aborted while waiting for a place never begins, and takes none", async () => {
  const gate = new Gate(1);
  const { promise, resolve } = Promise.withResolvers<void>();
  const first = gate.pass(() => promise);
  const controller = new AbortController();
  const second = gate.pass(() => Promise.reject(new Error("it began")), controller.signal);
  const third = gate.pass(() => "third");
  controller.abort(new Error("enough"));
  await assertRejects(() => second, Error, "enough");
  resolve();
  await first;
  assertEquals(await third, "third");
  assertEquals(await gate.pass(() => "fourth"), "fourth");
});

Deno.test("a failed or aborted run leaves no file open", async () => {
  await using dir = await temporaryDirectory();
  const open = await valueOfScript<number[]>(
    `
    const { FsOpen, FsWrite, FsReadAll, LocalHandler, run } = await import(${JSON.stringify(EFFECT)});
    const root = ${JSON.stringify(dir.path)};
    const count = () => Deno.build.os === "linux" ? [...Deno.readDirSync("/proc/self/fd")].length : 0;
    const counts = [];
    for (let i = 0; i < 60; i++) {
      const controller = new AbortController();
      const handler = new LocalHandler({ root });
      await run(function* () {
        const handle = yield* FsOpen({ path: "/a" + i % 3, mode: "w+" });
        yield* FsWrite({ handle, data: "x".repeat(100_000) });
        yield* FsOpen({ path: "/a" + i % 3 });
        if (i % 3 === 0) throw new Error("the program's own");
        if (i % 3 === 1) setTimeout(() => controller.abort());
        while (i % 3 === 1) yield* FsReadAll({ handle: yield* FsOpen({ path: "/a1" }) });
        yield* FsOpen({ path: "/missing" });
      }, handler, { signal: controller.signal }).catch(() => {});
      await handler.close();
      if (i < 12) counts.push(count());
    }
    // An open that was given up is closed when it has ended; what the process opens once is less than one for each run.
    const most = Math.max(...counts) + 8;
    for (const end = performance.now() + 30_000; count() > most && performance.now() < end;) {
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    console.log(JSON.stringify([most, count()]));
    `,
    ["-A"],
  );
  assertEquals(open[1]! <= open[0]!, true, `${open}`);
});

Deno.test("what Deno does not permit is EACCES, and importing needs no permission", async () => {
  await using dir = await temporaryDirectory();
  const codes = await valueOfScript<string[]>(
    `
    const { FsOpen, FsExists, LocalHandler, MemoryHandler, run } = await import(${JSON.stringify(EFFECT)});
    const ask = (effect, handler) => run(function* () { return yield effect; }, handler).then(String, (e) => e.code);
    const path = ${JSON.stringify(dir.path)};
    console.log(JSON.stringify([
      await ask(FsOpen({ path: path + "/a", mode: "w" }), new LocalHandler()),
      await ask(FsOpen({ path: "/a", mode: "w" }), new LocalHandler({ root: path })),
      await ask(FsExists({ path: "/" }), new MemoryHandler()),
    ]));
    `,
    ["--allow-ffi", "--allow-read"],
  );
  assertEquals(codes, ["EACCES", "EACCES", "true"]);
});

Deno.test("a file that is closed by its program can be removed and made again", async () => {
  await using dir = await temporaryDirectory();
  const path = dir.join("a").replaceAll("\\", "/");
  const handler = new LocalHandler({ concurrency: 1 });
  const read = await run(function* () {
    for (let i = 0; i < 20; i++) {
      const handle = yield* FsOpen({ path, mode: "x+" });
      yield* FsWrite({ handle, data: String(i) });
      yield* FsClose({ handle });
      const again = yield* FsOpen({ path });
      if ((yield* FsRead({ handle: again })) !== String(i)) return i;
      yield* FsClose({ handle: again });
      yield* FsRemove({ path });
    }
    return yield* FsExists({ path });
  }, handler);
  assertEquals(read, false);
});
