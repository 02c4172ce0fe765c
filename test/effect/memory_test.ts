import { assertEquals, assertRejects, assertThrows } from "@std/assert";
import {
  type EffectName,
  type FileHandleId,
  FileSystemError,
  type FileSystemProgram,
  FsClose,
  FsCopy,
  FsExists,
  FsFlush,
  FsGetPosition,
  FsList,
  FsMkdir,
  FsOpen,
  FsRead,
  FsReadAll,
  FsRemove,
  FsRename,
  FsSeek,
  FsStat,
  FsWrite,
  MemoryHandler,
  RouterHandler,
  run,
} from "../../src/effect/effect.ts";

function* write(path: string, size: number): FileSystemProgram<void> {
  const handle = yield* FsOpen({ path, mode: "w", binary: true });
  yield* FsWrite({ handle, data: new Uint8Array(size) });
  yield* FsClose({ handle });
}

/** Every effect once, all of which succeed. */
function* everything(base: string): FileSystemProgram<EffectName[]> {
  const done: EffectName[] = [];
  const handle = yield* FsOpen({ path: `${base}/a`, mode: "w+" });
  const effects = [
    FsWrite({ handle, data: "text" }),
    FsFlush({ handle }),
    FsSeek({ handle, offset: 0 }),
    FsGetPosition({ handle }),
    FsRead({ handle, size: 1 }),
    FsReadAll({ handle }),
    FsClose({ handle }),
    FsExists({ path: `${base}/a` }),
    FsStat({ path: `${base}/a` }),
    FsList({ path: `${base}/` }),
    FsMkdir({ path: `${base}/dir` }),
    FsCopy({ path: `${base}/a`, to: `${base}/b` }),
    FsRename({ path: `${base}/b`, to: `${base}/c` }),
    FsRemove({ path: `${base}/c` }),
  ];
  for (const effect of effects) {
    yield effect;
    done.push(effect.effect);
  }
  return done;
}

Deno.test("failOn has every effect fail, through a router, too", async () => {
  const effects = ["FsOpen", ...await run(everything(""), new MemoryHandler())] as EffectName[];
  for (const effect of effects) {
    for (const base of ["", "mem://"]) {
      const memory = new MemoryHandler();
      memory.failOn(effect, "EIO");
      const handler = base === "" ? memory : new RouterHandler({ mem: memory });
      const error = await assertRejects(() => run(everything(base), handler), FileSystemError);
      assertEquals([error.effect, error.code, error.path.startsWith(`${base}/`)], [effect, "EIO", true]);
      const again = new MemoryHandler(); // it failed once: what is in its way is the first time's
      again.failOn(effect, "EIO", 2);
      assertEquals((await run(everything(""), again)).length, effects.length - 1);
    }
  }
});

Deno.test("failOn counts from when it is called, and fails once", async () => {
  const memory = new MemoryHandler();
  await run(write("/a", 1), memory);
  memory.failOn("FsExists", "EACCES", 2);
  memory.failOn("FsExists", "EBUSY", 3);
  const codes = await run(function* () {
    const codes: unknown[] = [];
    for (let i = 0; i < 5; i++) {
      try {
        codes.push(yield* FsExists({ path: "/a" }));
      } catch (error) {
        const { code, retryable } = error as FileSystemError;
        codes.push([code, retryable]);
      }
    }
    return codes;
  }, memory);
  assertEquals(codes, [true, ["EACCES", false], ["EBUSY", true], true, true]);
  assertThrows(() => memory.failOn("FsOpen", "EIO", 0), RangeError);
});

Deno.test("an effect that is to fail is not done", async () => {
  const memory = new MemoryHandler();
  await run(write("/a", 1), memory);
  for (const effect of [FsRemove({ path: "/a" }), FsRename({ path: "/a", to: "/b" }), FsMkdir({ path: "/dir" })]) {
    memory.failOn(effect.effect, "EIO");
    await assertRejects(() =>
      run(function* () {
        yield effect;
      }, memory), FileSystemError);
  }
  const names = await run(FsList({ path: "/" })[Symbol.iterator](), memory);
  assertEquals(names.map(({ name }) => name), ["a"]);
});

Deno.test("a quota holds for all files together: ENOSPC, and nothing is written", async () => {
  const memory = new MemoryHandler({ quota: 100 });
  await run(write("/a", 60), memory);
  const code = (program: FileSystemProgram<unknown>) => run(program, memory).then(() => "done", ({ code }) => code);
  assertEquals(await code(write("/b", 41)), "ENOSPC");
  assertEquals([await code(write("/b", 40)), memory.used], ["done", 100]);
  assertEquals(await code(FsCopy({ path: "/b", to: "/c" })[Symbol.iterator]()), "ENOSPC");
  assertEquals([await code(write("/a", 60)), memory.used], ["done", 100]); // emptied first
  assertEquals([await code(FsRename({ path: "/a", to: "/b" })[Symbol.iterator]()), memory.used], ["done", 60]);
  assertEquals([await code(FsRemove({ path: "/b" })[Symbol.iterator]()), memory.used], ["done", 0]);
});

Deno.test("a removed file counts until its last handle is closed", async () => {
  const memory = new MemoryHandler();
  const used = await run(function* () {
    const handle = yield* FsOpen({ path: "/a", mode: "w+", binary: true });
    yield* FsWrite({ handle, data: new Uint8Array(10) });
    const used = [memory.used];
    yield* FsRemove({ path: "/a" });
    used.push(memory.used);
    yield* FsSeek({ handle, offset: 0 });
    used.push((yield* FsReadAll({ handle })).length);
    yield* FsWrite({ handle, data: new Uint8Array(5) });
    used.push(memory.used);
    yield* FsClose({ handle });
    return [...used, memory.used];
  }, memory);
  assertEquals(used, [10, 10, 10, 15, 0]);
});

Deno.test("an upload that is discarded frees what it held", async () => {
  const memory = new MemoryHandler({ commitsAtClose: true, quota: 100 });
  await run(write("/a", 40), memory);
  const used = await run(function* () {
    const handle = yield* FsOpen({ path: "/a", mode: "w", binary: true });
    yield* FsWrite({ handle, data: new Uint8Array(60) });
    const used = [memory.used];
    yield* FsClose({ handle, discard: true });
    used.push(memory.used);
    yield* write("/a", 50);
    return [...used, memory.used];
  }, memory);
  assertEquals(used, [100, 40, 50]);
});

Deno.test("of two who create a file at once, with files stored at close, the first one to close has it", async () => {
  const memory = new MemoryHandler({ commitsAtClose: true });
  const seen = await run(function* () {
    const open = FsOpen({ path: "/a", mode: "x" });
    const handles: FileHandleId<string>[] = [yield* open, yield* open];
    for (const handle of handles) yield* FsWrite({ handle, data: String(handle) });
    yield* FsClose({ handle: handles[1]! });
    try {
      yield* FsClose({ handle: handles[0]! });
    } catch (error) {
      const { name, code } = error as FileSystemError;
      return [name, code, yield* FsReadAll({ handle: yield* FsOpen({ path: "/a" }) })];
    }
    return [];
  }, memory);
  assertEquals(seen, ["FsCloseError", "EEXIST", "2"]);
});

Deno.test("of two who replace the same version at once, with files stored at close, the second one is refused", async () => {
  const memory = new MemoryHandler({ commitsAtClose: true });
  await run(write("/a", 1), memory);
  const seen = await run(function* () {
    const ifMatch = String((yield* FsStat({ path: "/a" })).backendExtra.etag);
    const open = FsOpen({ path: "/a", mode: "w", ifMatch });
    const handles: FileHandleId<string>[] = [yield* open, yield* open];
    for (const handle of handles) yield* FsWrite({ handle, data: String(handle) });
    yield* FsClose({ handle: handles[0]! });
    try {
      yield* FsClose({ handle: handles[1]! });
    } catch (error) {
      const { name, code } = error as FileSystemError;
      return [name, code, yield* FsReadAll({ handle: yield* FsOpen({ path: "/a" }) })];
    }
    return [];
  }, memory);
  assertEquals(seen, ["FsCloseError", "ESTALE", "1"]);
});

Deno.test("the clock is the test's", async () => {
  let now = 1000;
  const memory = new MemoryHandler({ now: () => now++ });
  const times = await run(function* () {
    yield* FsMkdir({ path: "/dir" });
    yield* write("/dir/a", 1);
    const first = (yield* FsStat({ path: "/dir/a" })).mtime;
    const dir = (yield* FsStat({ path: "/dir" })).mtime;
    yield* write("/dir/a", 2);
    return [first, dir, (yield* FsStat({ path: "/dir/a" })).mtime];
  }, memory);
  const [first, dir, second] = times.map((time) => time!.getTime());
  assertEquals([first! > 1000, dir! <= first!, second! > first!, second! <= now], [true, true, true, true]);
});

Deno.test("no path leads out of the root", async () => {
  const memory = new MemoryHandler();
  for (const path of ["..", "/..", "/a/../../b", "../a"]) {
    const error = await assertRejects(() =>
      run(function* () {
        yield* FsMkdir({ path: "/a", recursive: true });
        yield* FsExists({ path });
      }, memory), FileSystemError);
    assertEquals([error.name, error.code], ["FsExistsError", "EXDEV"]);
  }
});

Deno.test("the root has no name that could be removed, renamed or made", async () => {
  const memory = new MemoryHandler();
  await run(FsMkdir({ path: "/a" })[Symbol.iterator](), memory);
  const effects = [
    [FsRemove({ path: "/", recursive: true }), "EBUSY"],
    [FsRename({ path: "/", to: "/a/b" }), "EBUSY"],
    [FsRename({ path: "/a", to: "/" }), "EBUSY"],
    [FsMkdir({ path: "/" }), "EEXIST"],
    [FsOpen({ path: "/", mode: "x" }), "EISDIR"],
  ] as const;
  for (const [effect, code] of effects) {
    const error = await assertRejects(() =>
      run(function* () {
        yield effect;
      }, memory), FileSystemError);
    assertEquals([effect.effect, error.code], [effect.effect, code]);
  }
});
