/** What a handler cannot is refused, and changes nothing. */
import { assertEquals } from "@std/assert";
import {
  type FileSystemEffect,
  type FileSystemError,
  FsCloseError,
  FsCopy,
  FsCopyError,
  FsExists,
  FsList,
  FsListError,
  FsMkdir,
  FsMkdirError,
  FsOpen,
  FsOpenError,
  FsRead,
  FsRemove,
  FsRemoveError,
  FsRename,
  FsRenameError,
  FsSeek,
  FsSeekError,
  FsWrite,
} from "../../src/effect/effect.ts";
import type { Case, Context } from "./conformance.ts";

// deno-lint-ignore no-explicit-any
type Kind = new (...args: any[]) => FileSystemError;

async function refused(c: Context, effect: FileSystemEffect, kind: Kind, code: string): Promise<void> {
  await c.fails(
    function* () {
      yield effect;
    },
    kind,
    code,
  );
}

/** Cases of what cannot be done. */
export const refusals: Case[] = [
  {
    title: "without writing, all that would change something is EROFS",
    needs: [],
    lacks: ["write"],
    async run(c) {
      const path = await c.put("a", "content");
      const to = c.path("b");
      for (const mode of ["w", "a", "x", "r+", "w+", "a+", "x+"] as const) {
        await refused(c, FsOpen({ path, mode }), FsOpenError, "EROFS");
      }
      await refused(c, FsRemove({ path }), FsRemoveError, "EROFS");
      await refused(c, FsRename({ path, to }), FsRenameError, "EROFS");
      await refused(c, FsMkdir({ path: to }), FsMkdirError, "EROFS");
      await refused(c, FsCopy({ path, to }), FsCopyError, "EROFS");
      assertEquals(await c.content(path), "content");
    },
  },
  {
    title: "without seeking, FsSeek is ESPIPE",
    needs: [],
    lacks: ["seek"],
    async run(c) {
      const path = await c.put("a", "content");
      await c.fails(
        function* () {
          yield* FsSeek({ handle: yield* FsOpen({ path, binary: true }), offset: 1 });
        },
        FsSeekError,
        "ESPIPE",
        path,
      );
    },
  },
  {
    title: "without appending, a is ENOTSUP",
    lacks: ["append"],
    async run(c) {
      const path = await c.put("a", "content");
      await refused(c, FsOpen({ path, mode: "a" }), FsOpenError, "ENOTSUP");
      assertEquals(await c.content(path), "content");
    },
  },
  {
    title: "without partial writes, r+, w+, a+ and x+ are ENOTSUP, and seeking while writing is ESPIPE",
    lacks: ["partialWrite"],
    async run(c) {
      const path = await c.put("a", "content");
      for (const mode of ["r+", "w+", "a+", "x+"] as const) {
        await refused(c, FsOpen({ path, mode }), FsOpenError, "ENOTSUP");
      }
      assertEquals(await c.content(path), "content");
      await c.fails(
        function* () {
          const handle = yield* FsOpen({ path: c.path("b"), mode: "w", binary: true });
          yield* FsWrite({ handle, data: new Uint8Array(3) });
          yield* FsSeek({ handle, offset: 1 });
        },
        FsSeekError,
        "ESPIPE",
      );
    },
  },
  {
    title: "without creating exclusively, x is ENOTSUP",
    lacks: ["exclusive"],
    run: (c) => refused(c, FsOpen({ path: c.path("a"), mode: "x" }), FsOpenError, "ENOTSUP"),
  },
  {
    title: "without conditional writes, ifMatch is ENOTSUP",
    lacks: ["conditionalWrite"],
    async run(c) {
      const path = await c.put("a", "content");
      await refused(c, FsOpen({ path, mode: "w", ifMatch: "1" }), FsOpenError, "ENOTSUP");
      assertEquals(await c.content(path), "content");
    },
  },
  {
    title: "without listing, FsList is ENOTSUP",
    needs: [],
    lacks: ["list"],
    run: (c) => refused(c, FsList({ path: c.path("") }), FsListError, "ENOTSUP"),
  },
  {
    title: "without renaming, FsRename is ENOTSUP",
    lacks: ["rename"],
    async run(c) {
      const path = await c.put("a", "content");
      await refused(c, FsRename({ path, to: c.path("b") }), FsRenameError, "ENOTSUP");
      assertEquals(await c.content(path), "content");
    },
  },
  {
    title: "without directories, FsMkdir does nothing and names need none",
    lacks: ["directories"],
    async run(c) {
      await c.run(function* () {
        yield* FsMkdir({ path: c.path("dir") });
      });
      await c.put("other/deep/a", "content");
      assertEquals(await c.content(c.path("other/deep/a")), "content");
    },
  },
  {
    title: "a failure does not stop the program that catches it",
    needs: [],
    async run(c) {
      const path = await c.put("a", "content");
      const seen = await c.run(function* () {
        let code = "";
        try {
          yield* FsOpen({ path: c.path("nothing") });
        } catch (error) {
          if (error instanceof FsCloseError) throw error;
          ({ code } = error as FileSystemError);
        }
        const handle = yield* FsOpen({ path });
        return [code, yield* FsRead({ handle, size: 4 }), yield* FsExists({ path })];
      });
      assertEquals(seen, ["ENOENT", "cont", true]);
    },
  },
];
