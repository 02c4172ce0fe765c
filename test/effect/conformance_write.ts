/** Writing, and when it is stored. */
import { assertEquals, assertRejects } from "@std/assert";
import {
  FsClose,
  FsExists,
  FsFlush,
  FsOpen,
  FsReadAll,
  FsSeek,
  FsStat,
  FsWrite,
  SeekFrom,
} from "../../src/effect/effect.ts";
import type { Case, Context } from "./conformance.ts";
import { digest } from "./conformance_read.ts";
import { patterned } from "./patterned.ts";

const bytes = (text: string) => new TextEncoder().encode(text);

/** A program that writes, then fails. */
function failingProgram(path: string) {
  return function* () {
    const handle = yield* FsOpen({ path, mode: "w" });
    yield* FsWrite({ handle, data: "half" });
    throw new RangeError("the program's own");
  };
}

/** Cases of writing. */
export const writing: Case[] = [
  {
    title: "FsWrite answers bytes, of text characters",
    async run(c) {
      const path = c.path("a");
      const counts = await c.run(function* () {
        const binary = yield* FsOpen({ path, mode: "w", binary: true });
        const counts = [yield* FsWrite({ handle: binary, data: bytes("grüße") })];
        yield* FsClose({ handle: binary });
        const text = yield* FsOpen({ path, mode: "w" });
        counts.push(yield* FsWrite({ handle: text, data: "grüße 😀" }));
        return counts;
      });
      assertEquals([counts, await c.content(path)], [[7, 7], "grüße 😀"]);
    },
  },
  {
    title: "text and bytes are not mixed: TypeError",
    async run(c) {
      const path = c.path("a");
      for (const binary of [true, false]) {
        await assertRejects(() =>
          c.run(function* () {
            const handle = yield* FsOpen({ path, mode: "w", binary });
            yield* FsWrite({ handle, data: (binary ? "text" : bytes("bytes")) as never });
          }), TypeError);
      }
    },
  },
  {
    title: "what is written may be changed thereafter",
    async run(c) {
      const path = c.path("a");
      await c.run(function* () {
        const handle = yield* FsOpen({ path, mode: "w", binary: true });
        const data = bytes("kept");
        yield* FsWrite({ handle, data });
        data.fill(0);
        yield* FsWrite({ handle, data: new Uint8Array(0) });
      });
      assertEquals(await c.content(path), "kept");
    },
  },
  {
    title: "a large file is written in pieces",
    async run(c) {
      const size = c.subject.large ?? 8 << 20;
      const path = c.path("large");
      const data = patterned(size);
      const read = await c.run(function* () {
        const handle = yield* FsOpen({ path, mode: "w", binary: true });
        for (let at = 0; at < size; at += 700_001) yield* FsWrite({ handle, data: data.subarray(at, at + 700_001) });
        yield* FsClose({ handle });
        if ((yield* FsStat({ path })).size !== size) throw new Error("its size is another");
        return yield* FsReadAll({ handle: yield* FsOpen({ path, binary: true }) });
      });
      assertEquals(await digest(read), await digest(data));
    },
  },
  {
    title: "seeking and writing beyond the end leaves zeros",
    needs: ["write", "partialWrite"],
    async run(c) {
      const path = c.path("a");
      const read = await c.run(function* () {
        const handle = yield* FsOpen({ path, mode: "w+", binary: true });
        yield* FsWrite({ handle, data: bytes("ab") });
        yield* FsSeek({ handle, offset: 2, whence: SeekFrom.CURRENT });
        yield* FsWrite({ handle, data: bytes("ef") });
        yield* FsSeek({ handle, offset: -3, whence: SeekFrom.END });
        return yield* FsReadAll({ handle });
      });
      assertEquals([read, await c.content(path)], [bytes("\0ef"), "ab\0\0ef"]);
    },
  },
  {
    title: "what the program left open is closed and stored",
    async run(c) {
      const path = c.path("a");
      await c.run(function* () {
        yield* FsWrite({ handle: yield* FsOpen({ path, mode: "w" }), data: "left open" });
      });
      assertEquals(await c.content(path), "left open");
    },
  },
  {
    title: "FsFlush hands on what was written, as far as that can be seen",
    async run(c) {
      const path = c.path("a");
      const seen = await c.run(function* () {
        const handle = yield* FsOpen({ path, mode: "w" });
        yield* FsWrite({ handle, data: "flushed" });
        yield* FsFlush({ handle });
        if (c.subject.can.commitsAtClose) return "flushed";
        return yield* FsReadAll({ handle: yield* FsOpen({ path }) });
      });
      assertEquals([seen, await c.content(path)], ["flushed", "flushed"]);
    },
  },
  {
    title: "a file that is stored at close is not seen before",
    needs: ["write", "commitsAtClose"],
    async run(c) {
      const path = c.path("a");
      const seen = await c.run(function* () {
        const handle = yield* FsOpen({ path, mode: "w" });
        yield* FsWrite({ handle, data: "content" });
        const before = yield* FsExists({ path });
        yield* FsClose({ handle });
        return [before, yield* FsExists({ path })];
      });
      assertEquals(seen, [false, true]);
    },
  },
  {
    title: "a program that fails leaves what was there, where files are stored at close",
    needs: ["write", "commitsAtClose"],
    async run(c) {
      const old = await c.put("old", "old");
      for (const path of [old, c.path("new")]) await assertRejects(() => c.run(failingProgram(path)), RangeError);
      await unchanged(c, old);
    },
  },
  {
    title: "FsClose with discard leaves what was there, where files are stored at close",
    needs: ["write", "commitsAtClose"],
    async run(c) {
      const old = await c.put("old", "old");
      await c.run(function* () {
        for (const path of [old, c.path("new")]) {
          const handle = yield* FsOpen({ path, mode: "w" });
          yield* FsWrite({ handle, data: "half" });
          yield* FsClose({ handle, discard: true });
        }
      });
      await unchanged(c, old);
    },
  },
  {
    title: "an abort leaves what was there, where files are stored at close; finally still works",
    needs: ["write", "commitsAtClose"],
    async run(c) {
      const old = await c.put("old", "old");
      for (const path of [old, c.path("new")]) {
        const controller = new AbortController();
        let existed: boolean | undefined;
        const reason = await c.run(function* () {
          const handle = yield* FsOpen({ path, mode: "w" });
          try {
            yield* FsWrite({ handle, data: "half" });
            controller.abort(new Error("enough"));
            yield* FsWrite({ handle, data: "more" });
          } finally {
            existed = yield* FsExists({ path: old });
            yield* FsClose({ handle });
          }
        }, controller.signal).catch((error) => error.message);
        assertEquals([reason, existed], ["enough", true]);
      }
      await unchanged(c, old);
    },
  },
  {
    title: "a file is replaced only while its etag is the same: ESTALE",
    needs: ["write", "conditionalWrite"],
    async run(c) {
      const path = await c.put("a", "first");
      const replace = (ifMatch: string, data: string) =>
        c.run(function* () {
          const handle = yield* FsOpen({ path, mode: "w", ifMatch });
          yield* FsWrite({ handle, data });
          yield* FsClose({ handle });
        });
      const etag = await c.run(function* () {
        return String((yield* FsStat({ path })).backendExtra.etag);
      });
      await replace(etag, "second");
      const code = await replace(etag, "third").then(() => "it succeeded", ({ code }) => code);
      assertEquals([code, await c.content(path)], ["ESTALE", "second"]);
    },
  },
];

async function unchanged(c: Context, old: string): Promise<void> {
  assertEquals(await c.content(old), "old");
  const there = await c.run(function* () {
    return yield* FsExists({ path: c.path("new") });
  });
  assertEquals(there, false);
}
