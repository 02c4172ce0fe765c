/** How files are opened. */
import { assertEquals, assertRejects } from "@std/assert";
import {
  FsClose,
  FsGetPosition,
  FsOpen,
  FsOpenError,
  FsRead,
  FsReadAll,
  FsReadError,
  FsSeek,
  FsWrite,
  FsWriteError,
} from "../../src/effect/effect.ts";
import type { Case } from "./conformance.ts";

/** Cases of opening. */
export const opening: Case[] = [
  {
    title: "r reads what is there",
    needs: [],
    async run(c) {
      assertEquals(await c.content(await c.put("a", "hello")), "hello");
    },
  },
  {
    title: "r of nothing is ENOENT, with effect, path and class",
    needs: [],
    async run(c) {
      const path = c.path("nothing");
      const error = await c.fails(
        function* () {
          yield* FsOpen({ path });
        },
        FsOpenError,
        "ENOENT",
        path,
      );
      assertEquals([error.effect, error.retryable], ["FsOpen", false]);
    },
  },
  {
    title: "an empty path is ENOENT",
    needs: [],
    run: (c) =>
      c.fails(
        function* () {
          yield* FsOpen({ path: "" });
        },
        FsOpenError,
        "ENOENT",
      ),
  },
  {
    title: "w creates a file, and empties one",
    async run(c) {
      const path = c.path("a");
      const write = (data: string) =>
        c.run(function* () {
          const handle = yield* FsOpen({ path, mode: "w" });
          yield* FsWrite({ handle, data });
          yield* FsClose({ handle });
        });
      await write("long content");
      assertEquals(await c.content(path), "long content");
      await write("short");
      assertEquals(await c.content(path), "short");
    },
  },
  {
    title: "w without a write makes an empty file",
    async run(c) {
      const path = await c.put("a", "content");
      await c.run(function* () {
        yield* FsClose({ handle: yield* FsOpen({ path, mode: "w" }) });
      });
      assertEquals(await c.content(path), "");
    },
  },
  {
    title: "x creates a file; one that is there is EEXIST and stays",
    needs: ["write", "exclusive"],
    async run(c) {
      const path = c.path("a");
      const create = function* (data: string) {
        const handle = yield* FsOpen({ path, mode: "x" });
        yield* FsWrite({ handle, data });
        yield* FsClose({ handle });
      };
      await c.run(() => create("first"));
      await c.run(() => create("second")).then(
        () => Promise.reject(new Error("it succeeded")),
        ({ code }) => assertEquals(code, "EEXIST"),
      );
      assertEquals(await c.content(path), "first");
    },
  },
  {
    title: "a writes at the end, begins there, and creates a file",
    needs: ["write", "append"],
    async run(c) {
      const path = c.path("a");
      const append = function* (data: string) {
        const handle = yield* FsOpen({ path, mode: "a" });
        const before = yield* FsGetPosition({ handle });
        yield* FsWrite({ handle, data });
        return [before, yield* FsGetPosition({ handle })];
      };
      assertEquals(await c.run(() => append("one")), [0, 3]);
      assertEquals(await c.run(() => append("two")), [3, 6]);
      assertEquals(await c.run(() => append("")), [6, 6]);
      assertEquals(await c.content(path), "onetwo");
    },
  },
  {
    title: "a+ reads anywhere and writes at the end",
    needs: ["write", "append", "partialWrite"],
    async run(c) {
      const path = await c.put("a", "one");
      const read = await c.run(function* () {
        const handle = yield* FsOpen({ path, mode: "a+", binary: true });
        yield* FsSeek({ handle, offset: 1 });
        yield* FsWrite({ handle, data: new TextEncoder().encode("two") });
        yield* FsSeek({ handle, offset: 1 });
        return new TextDecoder().decode(yield* FsReadAll({ handle }));
      });
      assertEquals([read, await c.content(path)], ["netwo", "onetwo"]);
    },
  },
  {
    title: "r+ overwrites a part and needs a file",
    needs: ["write", "partialWrite"],
    async run(c) {
      const path = await c.put("a", "0123456789");
      await c.run(function* () {
        const handle = yield* FsOpen({ path, mode: "r+" });
        yield* FsRead({ handle, size: 3 });
        yield* FsWrite({ handle, data: "xy" });
      });
      assertEquals(await c.content(path), "012xy56789");
      const nothing = c.path("nothing");
      await c.fails(
        function* () {
          yield* FsOpen({ path: nothing, mode: "r+" });
        },
        FsOpenError,
        "ENOENT",
        nothing,
      );
    },
  },
  {
    title: "w+ and x+ read back what they wrote",
    needs: ["write", "partialWrite", "exclusive"],
    async run(c) {
      for (const mode of ["w+", "x+"] as const) {
        const path = c.path(mode);
        const read = await c.run(function* () {
          const handle = yield* FsOpen({ path, mode });
          yield* FsWrite({ handle, data: "grüße" });
          yield* FsSeek({ handle, offset: 0 });
          return yield* FsReadAll({ handle });
        });
        assertEquals(read, "grüße");
      }
    },
  },
  {
    title: "reading what is open for writing only, and the reverse, is EBADF",
    async run(c) {
      const path = await c.put("a", "content");
      await c.fails(
        function* () {
          yield* FsRead({ handle: yield* FsOpen({ path, mode: "w" }) });
        },
        FsReadError,
        "EBADF",
        path,
      );
      await c.put("a", "content");
      await c.fails(
        function* () {
          yield* FsWrite({ handle: yield* FsOpen({ path }), data: "x" });
        },
        FsWriteError,
        "EBADF",
        path,
      );
      assertEquals(await c.content(path), "content");
    },
  },
  {
    title: "a closed handle is EBADF, closing it again is harmless",
    needs: [],
    async run(c) {
      const path = await c.put("a", "content");
      await c.fails(
        function* () {
          const handle = yield* FsOpen({ path });
          yield* FsClose({ handle });
          yield* FsClose({ handle });
          yield* FsRead({ handle });
        },
        FsReadError,
        "EBADF",
      );
    },
  },
  {
    title: "a directory is EISDIR",
    needs: ["directories"],
    async run(c) {
      const path = c.path("");
      for (const mode of c.subject.can.write ? ["r", "w"] as const : ["r"] as const) {
        await c.fails(
          function* () {
            yield* FsOpen({ path, mode });
          },
          FsOpenError,
          "EISDIR",
          path,
        );
      }
    },
  },
  {
    title: "a file needs its directory: ENOENT, and a file is none: ENOTDIR",
    needs: ["write", "directories"],
    async run(c) {
      await c.put("file");
      for (const [name, code] of [["none/a", "ENOENT"], ["file/a", "ENOTDIR"]] as const) {
        for (const mode of ["r", "w"] as const) {
          await c.fails(
            function* () {
              const handle = yield* FsOpen({ path: c.path(name), mode });
              yield* FsClose({ handle });
            },
            FsOpenError,
            code,
          );
        }
      }
    },
  },
  {
    title: "misuse is a TypeError or RangeError",
    needs: [],
    async run(c) {
      const path = await c.put("a", "content");
      const misuse = [
        // deno-lint-ignore no-explicit-any
        () => FsOpen({ path, mode: "rw" as any }),
        () => FsOpen({ path: "a\0b" }),
        // deno-lint-ignore no-explicit-any
        () => ({ effect: "FsFormat" }) as any,
      ];
      for (const effect of misuse) {
        await assertRejects(() =>
          c.run(function* () {
            yield effect();
          }), TypeError);
      }
      await assertRejects(() =>
        c.run(function* () {
          yield FsRead({ handle: yield* FsOpen({ path }), size: -1 });
        }), RangeError);
    },
  },
];
