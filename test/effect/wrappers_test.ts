import { assertEquals, assertRejects } from "@std/assert";
import {
  cached,
  Failure,
  FileSystemError,
  type FileSystemProgram,
  FsClose,
  FsExists,
  FsList,
  FsMkdir,
  FsOpen,
  FsOpenError,
  FsRead,
  FsReadAll,
  FsRemove,
  FsRename,
  FsStat,
  FsWrite,
  type LoggedEffect,
  logging,
  MemoryHandler,
  readonly,
  record,
  type RecordedEffect,
  replay,
  ReplayError,
  run,
} from "../../src/effect/effect.ts";
import { patterned } from "./patterned.ts";
import { Spy } from "./spy.ts";

function* write(path: string, data: string | Uint8Array): FileSystemProgram<void> {
  const handle = yield* FsOpen({ path, mode: "w", binary: typeof data !== "string" });
  yield* FsWrite({ handle, data } as never);
  yield* FsClose({ handle });
}

function* content(path: string): FileSystemProgram<string> {
  return yield* FsReadAll({ handle: yield* FsOpen({ path }) });
}

/** A program with every kind of result, that leaves a handle open. */
function* varied(): FileSystemProgram<unknown> {
  yield* FsMkdir({ path: "/dir" });
  yield* write("/dir/a", "grüße");
  yield* write("/dir/b", patterned(300));
  const bytes = yield* FsReadAll({ handle: yield* FsOpen({ path: "/dir/b", binary: true }) });
  const { mtime, size } = yield* FsStat({ path: "/dir/a" });
  let failure: unknown;
  try {
    yield* FsOpen({ path: "/nothing" });
  } catch (error) {
    const { name, code, path, retryable, message } = error as FileSystemError;
    assertEquals(error instanceof FsOpenError, true);
    failure = { name, code, path, retryable, message };
  }
  const text = yield* FsRead({ handle: yield* FsOpen({ path: "/dir/a" }), size: 3 });
  return [bytes, mtime, size, failure, text, yield* FsList({ path: "/dir" }), yield* FsExists({ path: "/x" })];
}

Deno.test("a program is replayed from its log, kept as JSON, without a storage", async () => {
  const recorder = record(new MemoryHandler());
  const result = await run(varied, recorder);
  const log = JSON.parse(JSON.stringify(recorder.log)) as RecordedEffect[];
  assertEquals(log, recorder.log);
  const handler = replay(log);
  assertEquals(await run(varied, handler), result);
  assertEquals(handler.remaining, 0);
});

Deno.test("what fails when what was left open is closed fails in the replay, too", async () => {
  const memory = new MemoryHandler();
  memory.failOn("FsClose", "ENOSPC");
  const recorder = record(memory);
  const program = function* () {
    yield* FsOpen({ path: "/a", mode: "w" });
  };
  for (const handler of [recorder, replay(recorder.log)]) {
    const error = await assertRejects(() => run(program, handler), FileSystemError);
    assertEquals([error.name, error.code], ["FsCloseError", "ENOSPC"]);
  }
});

Deno.test("a program that does something else than the log is told so", async () => {
  const recorder = record(new MemoryHandler());
  await run(function* () {
    yield* FsExists({ path: "/a" });
    yield* FsExists({ path: "/b" });
  }, recorder);
  const replayed = (...paths: string[]) => {
    const handler = replay(recorder.log);
    return run(function* () {
      for (const path of paths) yield* FsExists({ path });
      return handler.remaining;
    }, handler);
  };
  assertEquals([await replayed("/a"), await replayed("/a", "/b")], [1, 0]);
  const other = await assertRejects(() => replayed("/a", "/c"), ReplayError);
  const more = await assertRejects(() => replayed("/a", "/b", "/c"), ReplayError);
  assertEquals([other.index, more.index], [1, 2]);
});

Deno.test("an effect that was never answered cannot be replayed", async () => {
  const recorder = record(new MemoryHandler());
  const controller = new AbortController();
  await run(
    function* () {
      controller.abort(new Error("enough"));
      yield* FsExists({ path: "/a" });
    },
    recorder,
    { signal: controller.signal },
  ).catch(() => {});
  assertEquals(recorder.log, []);
  const cut = [{ effect: { effect: "FsExists", path: "/a" } }];
  await assertRejects(() => run(FsExists({ path: "/a" })[Symbol.iterator](), replay(cut)), ReplayError);
});

Deno.test("logging tells each effect, its outcome and its time", async () => {
  const entries: LoggedEffect[] = [];
  const handler = logging(new MemoryHandler(), (entry) => entries.push(entry));
  await run(function* () {
    yield* write("/a", "text");
    yield* FsOpen({ path: "/a" });
    yield* FsExists({ path: "/b" });
    yield* FsOpen({ path: "/b" });
  }, handler).catch(() => {});
  const lines = entries.map(({ effect, path, result, error }) => [
    effect.effect,
    path,
    error instanceof FileSystemError ? error.code : result,
  ]);
  assertEquals(lines, [
    ["FsOpen", "/a", 1],
    ["FsWrite", "/a", 4],
    ["FsClose", "/a", undefined],
    ["FsOpen", "/a", 2],
    ["FsExists", "/b", false],
    ["FsOpen", "/b", "ENOENT"],
    ["FsClose", "/a", undefined],
  ]);
  assertEquals(entries.every(({ milliseconds }) => milliseconds >= 0), true);
  assertEquals(entries.at(-1)!.effect, { effect: "FsClose", handle: 2, discard: true } as never);
});

Deno.test("readonly asks for nothing that changes", async () => {
  const spy = new Spy();
  await run(write("/a", "text"), spy);
  spy.asked.length = 0;
  const handler = readonly(spy);
  const error = await assertRejects(() => run(write("/a", "other"), handler), FileSystemError);
  assertEquals([error.code, spy.asked], ["EROFS", []]);
  assertEquals(await run(content("/a"), handler), "text");
  for (const ask of [() => handler.remove("/a", false, {}), () => handler.copy("/a", "/b", {})]) {
    await assertRejects(async () => await ask(), Failure);
  }
});

Deno.test("a cache asks once", async () => {
  const spy = new Spy();
  await run(function* () {
    yield* FsMkdir({ path: "/dir" });
    yield* write("/dir/a", patterned(600_000));
  }, spy);
  spy.asked.length = 0;
  const handler = cached(spy);
  for (let time = 0; time < 3; time++) {
    const seen = await run(function* () {
      const handle = yield* FsOpen({ path: "/dir/a", binary: true });
      yield* FsRead({ handle, size: 100 });
      const rest = yield* FsReadAll({ handle });
      return [rest.length, (yield* FsStat({ path: "/dir/a" })).size, (yield* FsList({ path: "/dir" })).length];
    }, handler);
    assertEquals(seen, [599_900, 600_000, 1]);
  }
  const count = (what: string) => spy.asked.filter((asked) => asked.startsWith(what)).length;
  assertEquals([count("open"), count("close") + count("discard"), count("stat"), count("list")], [1, 1, 1, 1]);
  // Three blocks of 256 KiB, the last one and its end.
  assertEquals(count("read"), 4);
});

Deno.test("a cache sees own changes at once, by whatever path", async () => {
  const handler = cached(new MemoryHandler());
  const seen = await run(function* () {
    const seen: unknown[] = [];
    const look = function* () {
      seen.push((yield* FsList({ path: "/" })).map(({ name }) => name).join(), yield* FsExists({ path: "/dir/../a" }));
      if (yield* FsExists({ path: "/a" })) seen.push(yield* content("//a"));
    };
    yield* look();
    yield* write("/a", "one");
    yield* FsMkdir({ path: "/dir" });
    yield* look();
    yield* write("dir/../a", "two");
    yield* look();
    yield* FsRename({ path: "a", to: "b" });
    yield* look();
    yield* FsRemove({ path: "/b" });
    yield* look();
    return seen;
  }, handler);
  assertEquals(seen, ["", false, "a,dir", true, "one", "a,dir", true, "two", "b,dir", false, "dir", false]);
});

Deno.test("a file that is being read through a cache stays what it is when its name goes", async () => {
  const spy = new Spy();
  const handler = cached(spy);
  await run(function* () {
    yield* write("/a", patterned(300_000, 1));
    yield* content("/a"); // from now on it need not be opened to be read
    spy.before = (what) => what === "open /a" ? new Promise((resolve) => setTimeout(resolve)) : undefined;
    const handle = yield* FsOpen({ path: "/a", binary: true });
    yield* FsRemove({ path: "/a" });
    yield* write("/a", patterned(300_000, 2));
    const again = yield* FsOpen({ path: "/a", binary: true });
    assertEquals(yield* FsReadAll({ handle: again }), patterned(300_000, 2));
    assertEquals(yield* FsReadAll({ handle }), patterned(300_000, 1));
  }, handler);
});

Deno.test("what others change, a cache sees after clear() or maxAge", async () => {
  const memory = new MemoryHandler();
  await run(write("/a", "old"), memory);
  for (const maxAge of [Infinity, 0]) {
    const handler = cached(memory, { maxAge });
    assertEquals(await run(content("/a"), handler), "old");
    await run(write("/a", "new, and longer"), memory);
    if (maxAge === Infinity) {
      assertEquals(await run(content("/a"), handler), "old");
      handler.clear();
    } else {
      const since = performance.now();
      while (performance.now() === since); // it is older than 0 ms
    }
    assertEquals(await run(content("/a"), handler), "new, and longer");
    await run(write("/a", "old"), memory);
  }
});

Deno.test("a cache keeps no more than it may", async () => {
  const spy = new Spy();
  await run(function* () {
    for (const path of ["/a", "/b", "/c"]) yield* write(path, patterned(200_000));
  }, spy);
  const handler = cached(spy, { maxBytes: 500_000 });
  const reads = async (...paths: string[]) => {
    spy.asked.length = 0;
    for (const path of paths) await run(content(path), handler);
    return new Set(spy.asked.filter((asked) => asked.startsWith("read")));
  };
  assertEquals(await reads("/a", "/b", "/a", "/c"), new Set(["read /a", "read /b", "read /c"]));
  assertEquals(await reads("/a", "/c"), new Set());
  assertEquals(await reads("/b"), new Set(["read /b"])); // used longest ago when c came
});

Deno.test("a cache does not keep failures, and closes what it opened", async () => {
  const spy = new Spy();
  await run(write("/a", "text"), spy);
  for (const failing of ["open /a", "read /a", "stat /a"]) {
    const handler = cached(spy);
    spy.asked.length = 0;
    let times = 1;
    spy.before = (what) => {
      if (what === failing && times-- > 0) throw new Failure("ETIMEDOUT");
    };
    const program = function* () {
      yield* FsStat({ path: "/a" });
      return yield* content("/a");
    };
    const error = await assertRejects(() => run(program, handler), FileSystemError);
    assertEquals([failing, error.code, await run(program, handler)], [failing, "ETIMEDOUT", "text"]);
    const count = (what: RegExp) => spy.asked.filter((asked) => what.test(asked)).length;
    assertEquals(count(/^(close|discard)/), count(/^open/) - Number(failing === "open /a"));
  }
});
