import { assertEquals, assertInstanceOf, assertRejects, assertStrictEquals } from "@std/assert";
import {
  type Capabilities,
  Failure,
  type FileHandleId,
  type FileSystemEffect,
  FileSystemError,
  type FileSystemProgram,
  FsClose,
  FsCloseError,
  FsCopy,
  FsExists,
  FsFlush,
  FsList,
  FsMkdir,
  FsOpen,
  FsRead,
  FsReadAll,
  FsReadError,
  FsRemove,
  FsRename,
  FsWrite,
  FsWriteError,
  MemoryHandler,
  run,
} from "../../src/effect/effect.ts";
import { Spy } from "./spy.ts";

function* write(path: string, data: string): FileSystemProgram<FileHandleId<string>> {
  const handle = yield* FsOpen({ path, mode: "w" });
  yield* FsWrite({ handle, data });
  return handle;
}

function* content(path: string): FileSystemProgram<string> {
  return yield* FsReadAll({ handle: yield* FsOpen({ path }) });
}

Deno.test("effects are plain objects, and as good when they come from JSON", async () => {
  const effect = FsOpen({ path: "/a", mode: "w", binary: true });
  const plain = { effect: "FsOpen" as const, path: "/a", mode: "w" as const, binary: true };
  assertEquals<FileSystemEffect>(effect, plain);
  assertEquals(JSON.parse(JSON.stringify(effect)), plain);
  assertEquals<FileSystemEffect>(structuredClone(effect), plain);
  const memory = new MemoryHandler();
  await run(function* () {
    const handle = yield JSON.parse(JSON.stringify(FsOpen({ path: "/a", mode: "w" })));
    yield JSON.parse(JSON.stringify(FsWrite({ handle: handle as FileHandleId<string>, data: "from JSON" })));
  }, memory);
  assertEquals(await run(content("/a"), memory), "from JSON");
});

Deno.test("programs nest, and catch what fails", async () => {
  const memory = new MemoryHandler();
  function* contentOr(path: string, otherwise: string): FileSystemProgram<string> {
    try {
      return yield* content(path);
    } catch (error) {
      assertInstanceOf(error, FileSystemError);
      return otherwise;
    }
  }
  const both = await run(function* () {
    yield* write("/a", "text");
    return [yield* contentOr("/a", "-"), yield* contentOr("/b", "nothing")];
  }, memory);
  assertEquals(both, ["text", "nothing"]);
});

Deno.test("what was left open is closed once, the last first", async () => {
  const spy = new Spy();
  await run(function* () {
    for (const path of ["/a", "/b", "/c"]) yield* write(path, path);
    yield* FsClose({ handle: yield* write("/d", "closed by the program") });
  }, spy);
  assertEquals(spy.asked.filter((what) => /close|discard/.test(what)), [
    "close /d",
    "close /c",
    "close /b",
    "close /a",
  ]);
});

Deno.test("when the program fails, what was left open is discarded, and its error is the run's", async () => {
  const spy = new Spy();
  const error = new RangeError("the program's own");
  spy.before = (what) => {
    if (what === "discard /b") throw new Failure("EIO");
  };
  const failed = run(function* () {
    for (const path of ["/a", "/b", "/c"]) yield* write(path, path);
    throw error;
  }, spy);
  assertStrictEquals(await failed.catch((error) => error), error);
  assertEquals(spy.asked.slice(-3), ["discard /c", "discard /b", "discard /a"]);
});

Deno.test("when closing what was left open fails, the run does, and the rest is discarded", async () => {
  const spy = new Spy();
  spy.before = (what) => {
    if (what === "close /b") throw new Failure("ENOSPC");
  };
  const error = await assertRejects(() =>
    run(function* () {
      for (const path of ["/a", "/b", "/c"]) yield* write(path, path);
    }, spy), FsCloseError);
  assertEquals([error.code, error.path], ["ENOSPC", "/b"]);
  assertEquals(spy.asked.slice(-3), ["close /c", "close /b", "discard /a"]);
});

Deno.test("a file that could not be closed is closed all the same", async () => {
  const spy = new Spy();
  spy.before = (what) => {
    if (what === "close /a") throw new Failure("EIO");
  };
  const codes = await run(function* () {
    const handle = yield* write("/a", "text");
    const codes: string[] = [];
    for (const effect of [FsClose({ handle }), FsClose({ handle }), FsRead({ handle })]) {
      try {
        yield effect;
        codes.push("done");
      } catch (error) {
        codes.push((error as FileSystemError).code);
      }
    }
    return codes;
  }, spy);
  assertEquals(codes, ["EIO", "done", "EBADF"]);
  assertEquals(spy.asked.filter((what) => /close|discard/.test(what)), ["close /a"]);
});

Deno.test("after a failed write, what is stored at close is lost: closing says so", async () => {
  const spy = new Spy({ commitsAtClose: true });
  await run(write("/a", "old"), spy);
  spy.before = (what) => {
    if (what === "write /a" && spy.asked.filter((asked) => asked === what).length === 3) {
      throw new Failure("ECONNRESET", { cause: new Error("the socket's") });
    }
  };
  const outcomes = await run(function* () {
    const handle = yield* FsOpen({ path: "/a", mode: "w" });
    const outcomes: unknown[] = [];
    const write = FsWrite({ handle, data: "new" });
    for (const effect of [write, write, write, FsClose({ handle }), FsClose({ handle })]) {
      try {
        outcomes.push(yield effect);
      } catch (error) {
        const { name, code, retryable, cause } = error as FileSystemError;
        outcomes.push([name, code, retryable, (cause as Error | undefined)?.message]);
      }
    }
    return outcomes;
  }, spy);
  const failure = ["ECONNRESET", true, "the socket's"];
  assertEquals(outcomes, [3, ["FsWriteError", ...failure], ["FsWriteError", ...failure], [
    "FsCloseError",
    ...failure,
  ], undefined]);
  assertEquals(await run(content("/a"), spy), "old");
});

Deno.test("an aborted signal keeps a program from beginning", async () => {
  let begun = false;
  const reason = new Error("enough");
  const outcome = run(
    // deno-lint-ignore require-yield
    function* () {
      begun = true;
    },
    new MemoryHandler(),
    { signal: AbortSignal.abort(reason) },
  );
  assertStrictEquals(await outcome.catch((error) => error), reason);
  assertEquals(begun, false);
});

/** Waits until the signal aborts. */
function aborted({ signal }: { signal?: AbortSignal }): Promise<never> {
  return new Promise((_, reject) => signal!.addEventListener("abort", () => reject(signal!.reason)));
}

Deno.test("an abort is thrown into the program where it waits, and finally still works", async () => {
  const spy = new Spy();
  const controller = new AbortController();
  const signals: unknown[] = [];
  spy.before = (what, options) => {
    if (controller.signal.aborted) signals.push(options.signal); // none that would end the clean-up
    if (what !== "read /a") return;
    queueMicrotask(() => controller.abort(new Error("enough")));
    return aborted(options);
  };
  const seen: unknown[] = [];
  const outcome = run(
    function* () {
      const handle = yield* write("/a", "text");
      const reader = yield* FsOpen({ path: "/a" });
      try {
        seen.push(yield* FsRead({ handle: reader }));
      } catch (error) {
        seen.push(error);
        throw error;
      } finally {
        seen.push(yield* FsExists({ path: "/a" }));
        yield* FsFlush({ handle });
        yield* FsClose({ handle });
      }
    },
    spy,
    { signal: controller.signal },
  );
  assertStrictEquals(await outcome.catch((error) => error), controller.signal.reason);
  assertEquals(seen, [controller.signal.reason, true]);
  assertEquals(signals, [undefined, undefined, undefined, undefined]);
  // What the program closed after the abort is discarded, too.
  assertEquals(spy.asked.slice(-3), ["flush /a", "discard /a", "discard /a"]);
});

Deno.test("an abort between two effects keeps the next one from being done", async () => {
  const spy = new Spy();
  const controller = new AbortController();
  await run(
    function* () {
      yield* FsExists({ path: "/a" });
      controller.abort();
      yield* FsExists({ path: "/b" });
    },
    spy,
    { signal: controller.signal },
  ).catch(({ name }) => assertEquals(name, "AbortError"));
  assertEquals(spy.asked, ["stat /a"]);
});

Deno.test("a program that swallows an abort goes on, and the run rejects even so", async () => {
  const controller = new AbortController();
  let ended = false;
  const outcome = run(
    function* () {
      try {
        controller.abort(new Error("enough"));
        yield* FsExists({ path: "/a" });
      } catch {
        // whatever it was
      }
      ended = (yield* FsExists({ path: "/" })) === true;
      return "fine";
    },
    new MemoryHandler(),
    { signal: controller.signal },
  );
  await assertRejects(() => outcome, Error, "enough");
  assertEquals(ended, true);
});

Deno.test("a file that was opened in spite of an abort is closed", async () => {
  const spy = new Spy();
  const controller = new AbortController();
  spy.before = (what) => {
    if (what === "open /a") controller.abort(new Error("enough"));
  };
  await assertRejects(() => run(write("/a", "text"), spy, { signal: controller.signal }), Error, "enough");
  assertEquals(spy.asked, ["open /a", "discard /a"]);
});

Deno.test("an abort while what was left open is closed discards the rest", async () => {
  const spy = new Spy({ commitsAtClose: true });
  const controller = new AbortController();
  spy.before = (what, options) => {
    if (what !== "close /b") return;
    queueMicrotask(() => controller.abort(new Error("enough")));
    return aborted(options);
  };
  const outcome = run(
    function* () {
      yield* write("/a", "text");
      yield* write("/b", "text");
    },
    spy,
    { signal: controller.signal },
  );
  assertStrictEquals(await outcome.catch((error) => error), controller.signal.reason);
  assertEquals(spy.asked.slice(-2), ["close /b", "discard /a"]);
});

Deno.test("a program on memory lets the event loop turn", async () => {
  const controller = new AbortController();
  setTimeout(() => controller.abort(new Error("enough")), 0);
  const outcome = run(
    function* () {
      while (true) yield* FsExists({ path: "/" });
    },
    new MemoryHandler(),
    { signal: controller.signal },
  );
  await assertRejects(() => outcome, Error, "enough");
});

Deno.test("handles belong to their run", async () => {
  const memory = new MemoryHandler();
  const handle = await run(write("/a", "text"), memory);
  const error = await assertRejects(() => run(FsReadAll({ handle })[Symbol.iterator](), memory), FsReadError);
  assertEquals([error.code, error.path], ["EBADF", ""]);
});

Deno.test("a generator that yields what is no effect is told so", async () => {
  const caught = await run(function* () {
    try {
      return yield "FsExists" as unknown as FileSystemEffect;
    } catch (error) {
      return error;
    }
  }, new MemoryHandler());
  assertInstanceOf(caught, TypeError);
});

Deno.test("what a storage throws keeps its code, is EIO without one, and is the cause", async () => {
  const thrown: [unknown, string, boolean][] = [
    [new Failure("ETIMEDOUT"), "ETIMEDOUT", true],
    [new Failure("EACCES", { retryable: true }), "EACCES", true],
    [Object.assign(new Error("system's"), { code: "EOPNOTSUPP" }), "ENOTSUP", false],
    [Object.assign(new Error("Node's"), { code: "ERR_INVALID_ARG_TYPE" }), "EIO", false],
    [new Deno.errors.NotCapable("Deno's"), "EACCES", false],
    [new DOMException("timer's", "TimeoutError"), "ETIMEDOUT", true],
    [new SyntaxError("a bug"), "EIO", false],
    ["a string", "EIO", false],
  ];
  for (const [error, code, retryable] of thrown) {
    const spy = new Spy();
    spy.before = (what) => {
      if (what === "write /a") throw error;
    };
    const failure = await assertRejects(() => run(write("/a", "text"), spy), FsWriteError);
    assertEquals([failure.code, failure.retryable, failure.effect, failure.path], [code, retryable, "FsWrite", "/a"]);
    if (!(error instanceof Failure)) assertStrictEquals(failure.cause, error);
  }
});

Deno.test("what a handler cannot is refused before it is asked", async () => {
  class Lacking extends Spy {
    lacks: (keyof Capabilities)[] = [];

    override capabilities(): Capabilities {
      return { ...super.capabilities(), ...Object.fromEntries(this.lacks.map((name) => [name, false])) };
    }
  }
  const path = "/a";
  const refused: [keyof Capabilities, FileSystemEffect, string][] = [
    ["write", FsOpen({ path, mode: "w" }), "EROFS"],
    ["write", FsOpen({ path, mode: "a" }), "EROFS"],
    ["write", FsRemove({ path }), "EROFS"],
    ["write", FsMkdir({ path }), "EROFS"],
    ["write", FsRename({ path, to: "/b" }), "EROFS"],
    ["write", FsCopy({ path, to: "/b" }), "EROFS"],
    ["append", FsOpen({ path, mode: "a" }), "ENOTSUP"],
    ["partialWrite", FsOpen({ path, mode: "r+" }), "ENOTSUP"],
    ["exclusive", FsOpen({ path, mode: "x" }), "ENOTSUP"],
    ["conditionalWrite", FsOpen({ path, mode: "w", ifMatch: "1" }), "ENOTSUP"],
    ["list", FsList({ path }), "ENOTSUP"],
    ["rename", FsRename({ path, to: "/b" }), "ENOTSUP"],
  ];
  for (const [capability, effect, code] of refused) {
    const handler = new Lacking();
    handler.lacks.push(capability);
    const outcome = run(function* () {
      yield effect;
    }, handler);
    assertEquals([capability, await outcome.catch((error) => error.code), handler.asked], [capability, code, []]);
    assertEquals(await handler.list("/", {}), []);
  }
});
