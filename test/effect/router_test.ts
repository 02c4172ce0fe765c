import { assertEquals, assertRejects } from "@std/assert";
import {
  Failure,
  FileSystemError,
  type FileSystemProgram,
  FsCopy,
  FsCopyError,
  FsExists,
  FsOpen,
  FsOpenError,
  FsReadAll,
  FsRename,
  FsRenameError,
  FsStat,
  FsWrite,
  LocalHandler,
  MemoryHandler,
  type OpenFile,
  readonly,
  record,
  RouterHandler,
  run,
  WrappedHandler,
} from "../../src/effect/effect.ts";
import { temporaryDirectory } from "../temporary.ts";
import { Spy } from "./spy.ts";

function* write(path: string, data: string): FileSystemProgram<void> {
  yield* FsWrite({ handle: yield* FsOpen({ path, mode: "w" }), data });
}

function* content(path: string): FileSystemProgram<string> {
  return yield* FsReadAll({ handle: yield* FsOpen({ path }) });
}

/** A file of any size that is nowhere, and what is asked of it. */
class Endless extends WrappedHandler {
  largest = 0;
  position = 0;
  closed = 0;

  constructor(readonly size: number) {
    super(new MemoryHandler());
  }

  override open(): OpenFile {
    return {
      read: (at, size) => {
        this.largest = Math.max(this.largest, size);
        return new Uint8Array(Math.max(0, Math.min(size, 300_007, this.size - at)));
      },
      write: (at, data) => {
        if (at !== this.position) throw new Failure("ESPIPE");
        return this.position = at + data.length;
      },
      size: () => this.size,
      flush() {},
      close: () => void this.closed++,
      discard: () => void this.closed++,
    };
  }
}

Deno.test("schemes lead to handlers, paths and results are as the program has them", async () => {
  const [one, other] = [new MemoryHandler(), new MemoryHandler()];
  const router = new RouterHandler({ one, Other: other });
  await run(function* () {
    yield* write("one:///a", "first");
    yield* write("OTHER:///a", "second");
  }, router);
  assertEquals([await run(content("/a"), one), await run(content("a"), other)], ["first", "second"]);
  const stat = await run(FsStat({ path: "other:///a" })[Symbol.iterator](), router);
  assertEquals([stat.path, stat.size], ["other:///a", 6]);
  const error = await assertRejects(() => run(content("one:///b"), router), FsOpenError);
  assertEquals([error.path, error.code], ["one:///b", "ENOENT"]);
});

Deno.test("a scheme that no handler has is ENOTSUP", async () => {
  const router = new RouterHandler({ mem: new MemoryHandler() });
  for (const path of ["ftp://host/a", "/a", "a"]) {
    const error = await assertRejects(() => run(content(path), router), FsOpenError);
    assertEquals([error.path, error.code], [path, "ENOTSUP"]);
  }
});

Deno.test("file: URLs are decoded, and paths without a scheme are file's", async () => {
  await using dir = await temporaryDirectory();
  const router = new RouterHandler({ file: new LocalHandler() });
  const path = dir.join("100% ünïcödé #1.txt");
  const url = `file://${encodeURI(path.replaceAll("\\", "/")).replaceAll("#", "%23").replace(/^(?=\w:)/, "/")}`;
  await run(write(url, "text"), router);
  assertEquals([await run(content(path), router), await Deno.readTextFile(path)], ["text", "text"]);
  const error = await assertRejects(() => run(content("file:///%E4%A"), router), FileSystemError);
  assertEquals(error.code, "EINVAL");
});

Deno.test("FsCopy within a scheme is the handler's, from one to another it streams, either way", async () => {
  await using dir = await temporaryDirectory();
  const local = new LocalHandler({ root: dir.path });
  const router = new RouterHandler({ mem: new MemoryHandler(), file: local });
  await run(function* () {
    yield* write("mem:///a", "text");
    for (
      const [path, to] of [["mem:///a", "mem:///b"], ["mem:///b", "/c"], ["/c", "/d"], ["/d", "mem:///e"]] as const
    ) {
      yield* FsCopy({ path, to });
    }
  }, router);
  await local.close();
  assertEquals([await run(content("mem:///e"), router), await Deno.readTextFile(dir.join("d"))], ["text", "text"]);
});

Deno.test("a copy between schemes holds a piece at a time", async () => {
  const [from, to] = [new Endless(1 << 30), new Endless(0)];
  await run(FsCopy({ path: "from://a", to: "to://a" })[Symbol.iterator](), new RouterHandler({ from, to }));
  assertEquals([to.position, from.closed, to.closed], [1 << 30, 1, 1]);
  assertEquals(from.largest <= 1 << 20, true);
});

Deno.test("a copy between schemes that fails is discarded, and what was there stays", async () => {
  for (const failing of ["open /a", "read /a", "open /b", "write /b", "close /b"]) {
    const [from, to] = [new Spy(), new Spy({ commitsAtClose: true })];
    const router = new RouterHandler({ from, to });
    await run(function* () {
      yield* write("from:///a", "new");
      yield* write("to:///b", "old");
    }, router);
    for (const spy of [from, to]) {
      spy.asked.length = 0;
      spy.before = (what) => {
        if (what === failing) throw new Failure("ECONNRESET");
      };
    }
    const error = await assertRejects(
      () => run(FsCopy({ path: "from:///a", to: "to:///b" })[Symbol.iterator](), router),
      FsCopyError,
    );
    assertEquals([error.path, error.code, error.retryable], ["from:///a", "ECONNRESET", true]);
    const closed = [...from.asked, ...to.asked].filter((what) => /close|discard/.test(what));
    assertEquals(
      closed.length,
      failing === "open /a" ? 0 : /open \/b|read|write/.test(failing) ? 1 + Number(failing !== "open /b") : 2,
    );
    to.before = () => {};
    assertEquals([failing, await run(content("to:///b"), router)], [failing, "old"]);
  }
});

Deno.test("an abort ends a copy between schemes", async () => {
  const [from, to] = [new Endless(Infinity), new Endless(0)];
  const controller = new AbortController();
  const router = new RouterHandler({ from, to });
  const before = new Spy(from);
  before.before = (what) => {
    if (what === "read a" && to.position > 5_000_000) controller.abort(new Error("enough"));
  };
  const outcome = run(
    FsCopy({ path: "from://a", to: "to://a" })[Symbol.iterator](),
    new RouterHandler({ from: before, to }),
    { signal: controller.signal },
  );
  await assertRejects(() => outcome, Error, "enough");
  assertEquals([from.closed, to.closed, router.capabilities().seek], [1, 1, true]);
});

Deno.test("a rename to another scheme is EXDEV", async () => {
  const router = new RouterHandler({ one: new MemoryHandler(), other: new MemoryHandler() });
  await run(write("one:///a", "text"), router);
  const error = await assertRejects(
    () => run(FsRename({ path: "one:///a", to: "other:///a" })[Symbol.iterator](), router),
    FsRenameError,
  );
  assertEquals([error.code, await run(content("one:///a"), router)], ["EXDEV", "text"]);
});

Deno.test("a router can what all its handlers can, at a path what that one can", async () => {
  const memory = new MemoryHandler();
  const router = new RouterHandler({
    mem: memory,
    fixed: readonly(memory),
    object: new MemoryHandler({ commitsAtClose: true }),
  });
  const { write: all, commitsAtClose } = router.capabilities();
  assertEquals([all, commitsAtClose], [false, true]);
  assertEquals(router.capabilities("mem:///a"), memory.capabilities());
  const error = await assertRejects(() => run(write("fixed:///a", "text"), router), FsOpenError);
  assertEquals(error.code, "EROFS");
  const copy = await run(FsCopy({ path: "mem:///a", to: "fixed:///b" })[Symbol.iterator](), router).catch(({ code }) =>
    code
  );
  assertEquals(copy, "EROFS");
});

Deno.test("what stands around a handler behind a router is told of its effects", async () => {
  const recorder = record(new MemoryHandler());
  const router = new RouterHandler({ noted: recorder, other: new MemoryHandler() });
  await run(function* () {
    yield* write("noted:///a", "text");
    yield* write("other:///a", "text");
    yield* FsExists({ path: "other:///a" });
    yield* FsExists({ path: "noted:///a" });
  }, router);
  const effects = recorder.log.map(({ effect }) => (effect as { effect: string }).effect);
  assertEquals(effects, ["FsOpen", "FsWrite", "FsExists", "FsClose"]);
});
