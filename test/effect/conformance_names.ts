/** Names. */
import { assertEquals, assertInstanceOf } from "@std/assert";
import {
  FsCopy,
  FsCopyError,
  FsExists,
  FsList,
  FsListError,
  FsMkdir,
  FsMkdirError,
  FsRemove,
  FsRemoveError,
  FsRename,
  FsRenameError,
  FsStat,
  FsStatError,
} from "../../src/effect/effect.ts";
import type { Case, Context } from "./conformance.ts";

/** Names that are hard to carry. */
const HARD = [
  "with space",
  "ünïcödé",
  "日本語.txt",
  "😀",
  "100%",
  "a%20b",
  "#hash",
  "what?",
  "a+b&c=d",
  "'quote\"",
  "semi;colon",
  "tilde~",
  "-dash",
  "a".repeat(200),
];

function mkdir(c: Context, ...names: string[]): Promise<void> {
  return c.run(function* () {
    for (const name of names) yield* FsMkdir({ path: c.path(name) });
  });
}

function namesIn(c: Context, name = ""): Promise<string[]> {
  return c.run(function* () {
    return (yield* FsList({ path: c.path(name) })).map(({ name, isDir }) => isDir ? `${name}/` : name);
  });
}

/** Cases of names. */
export const names: Case[] = [
  {
    title: "FsExists and FsStat tell of a file",
    needs: [],
    async run(c) {
      const path = await c.put("a", "12345");
      const [exists, stat] = await c.run(function* () {
        return [yield* FsExists({ path }), yield* FsStat({ path })] as const;
      });
      const { mtime, backendExtra, ...rest } = stat;
      assertEquals([exists, rest], [true, { path, size: 5, isDir: false, isFile: true }]);
      if (mtime !== null) assertInstanceOf(mtime, Date);
      assertEquals(typeof backendExtra, "object");
    },
  },
  {
    title: "FsStat of nothing is ENOENT, FsExists false",
    needs: [],
    async run(c) {
      const path = c.path("nothing");
      assertEquals(
        await c.run(function* () {
          return yield* FsExists({ path });
        }),
        false,
      );
      await c.fails(
        function* () {
          yield* FsStat({ path });
        },
        FsStatError,
        "ENOENT",
        path,
      );
    },
  },
  {
    title: "FsStat of a directory: of size 0; below a file is nothing: ENOTDIR",
    needs: ["write", "directories"],
    async run(c) {
      await mkdir(c, "dir");
      const file = await c.put("dir/file", "content");
      const seen = await c.run(function* () {
        const { size, isDir, isFile } = yield* FsStat({ path: c.path("dir") });
        return [size, isDir, isFile, yield* FsExists({ path: `${file}/below` })];
      });
      assertEquals(seen, [0, true, false, false]);
      await c.fails(
        function* () {
          yield* FsStat({ path: `${file}/below` });
        },
        FsStatError,
        "ENOTDIR",
      );
    },
  },
  {
    title: "FsList tells names, sorted, and directories among them",
    needs: ["write", "list"],
    async run(c) {
      if (c.subject.can.directories) await mkdir(c, "m");
      for (const name of ["z", "m/below", "B", "a", "ä"]) await c.put(name);
      assertEquals(await namesIn(c), ["B", "a", "m/", "z", "ä"]);
      assertEquals(await namesIn(c, "m"), ["below"]);
    },
  },
  {
    title: "FsList of an empty directory is empty, of nothing ENOENT, of a file ENOTDIR",
    needs: ["write", "list", "directories"],
    async run(c) {
      await mkdir(c, "dir");
      await c.put("file");
      assertEquals(await namesIn(c, "dir"), []);
      for (const [name, code] of [["nothing", "ENOENT"], ["file", "ENOTDIR"]] as const) {
        const path = c.path(name);
        await c.fails(
          function* () {
            yield* FsList({ path });
          },
          FsListError,
          code,
          path,
        );
      }
    },
  },
  {
    title: "FsList tells thousands of names",
    needs: ["write", "list"],
    async run(c) {
      const count = c.place.put === undefined && c.subject.can.commitsAtClose ? 1_100 : 2_500;
      const all = Array.from({ length: count }, (_, i) => `file${String(i).padStart(5, "0")}`);
      for (let at = 0; at < count; at += 50) await Promise.all(all.slice(at, at + 50).map((name) => c.put(name)));
      assertEquals(await namesIn(c), all);
    },
  },
  {
    title: "FsMkdir makes a directory; EEXIST, ENOENT",
    needs: ["write", "directories"],
    async run(c) {
      await mkdir(c, "a", "a/b");
      await c.put("file");
      for (
        const [name, code] of [["a", "EEXIST"], ["file", "EEXIST"], ["x/y", "ENOENT"], ["file/y", "ENOTDIR"]] as const
      ) {
        const path = c.path(name);
        await c.fails(
          function* () {
            yield* FsMkdir({ path });
          },
          FsMkdirError,
          code,
          path,
        );
      }
    },
  },
  {
    title: "FsMkdir with recursive makes all on the way, and takes what is there",
    needs: ["write", "directories"],
    async run(c) {
      const make = (name: string) =>
        c.run(function* () {
          yield* FsMkdir({ path: c.path(name), recursive: true });
        });
      await make("a/b/c");
      await make("a/b/c");
      await c.put("a/b/c/file");
      assertEquals(await namesIn(c, "a/b/c"), ["file"]);
      const code = await make("a/b/c/file").then(() => "none", ({ code }) => code);
      assertEquals(code, "EEXIST");
    },
  },
  {
    title: "FsRemove removes a file; nothing is ENOENT",
    async run(c) {
      const path = await c.put("a");
      const remove = function* () {
        yield* FsRemove({ path });
      };
      await c.run(remove);
      assertEquals(
        await c.run(function* () {
          return yield* FsExists({ path });
        }),
        false,
      );
      await c.fails(remove, FsRemoveError, "ENOENT", path);
    },
  },
  {
    title: "FsRemove removes an empty directory, with recursive any; else ENOTEMPTY",
    needs: ["write", "directories"],
    async run(c) {
      await mkdir(c, "empty", "full", "full/sub");
      await c.put("full/sub/file");
      const path = c.path("full");
      await c.fails(
        function* () {
          yield* FsRemove({ path });
        },
        FsRemoveError,
        "ENOTEMPTY",
        path,
      );
      await c.run(function* () {
        yield* FsRemove({ path: c.path("empty") });
        yield* FsRemove({ path, recursive: true });
      });
      assertEquals(await namesIn(c), []);
    },
  },
  {
    title: "FsRemove with recursive removes all that begins so, and nothing else",
    needs: ["write", "list"],
    async run(c) {
      if (c.subject.can.directories) await mkdir(c, "dir", "dir/sub", "dir2");
      for (const name of ["dir/a", "dir/sub/b", "dir2/c", "dirfile"]) await c.put(name);
      await c.run(function* () {
        yield* FsRemove({ path: c.path("dir"), recursive: true });
      });
      assertEquals(await namesIn(c), ["dir2/", "dirfile"]);
    },
  },
  {
    title: "FsRename gives another name, and replaces a file",
    needs: ["write", "rename"],
    async run(c) {
      const [path, to] = [await c.put("a", "content"), await c.put("b", "old")];
      const rename = function* () {
        yield* FsRename({ path, to });
      };
      await c.run(rename);
      assertEquals(await c.content(to), "content");
      await c.fails(rename, FsRenameError, "ENOENT", path);
      assertEquals(await c.content(to), "content");
    },
  },
  {
    title: "FsRename of a directory takes all that it holds along",
    needs: ["write", "rename", "directories"],
    async run(c) {
      await mkdir(c, "a", "a/sub", "empty");
      await c.put("a/sub/file", "content");
      await c.run(function* () {
        yield* FsRename({ path: c.path("a"), to: c.path("b") });
        yield* FsRename({ path: c.path("b"), to: c.path("empty") });
      });
      assertEquals([await namesIn(c), await c.content(c.path("empty/sub/file"))], [["empty/"], "content"]);
    },
  },
  {
    title: "FsRename refuses what cannot be replaced",
    needs: ["write", "atomicRename", "directories"],
    async run(c) {
      await mkdir(c, "dir", "full");
      await c.put("full/file");
      await c.put("file");
      const refused = [
        ["file", "dir", "EISDIR"],
        ["dir", "file", "ENOTDIR"],
        ["dir", "full", "ENOTEMPTY"],
        ["full", "full/sub", "EINVAL"],
        ["file", "none/file", "ENOENT"],
      ] as const;
      for (const [from, to, code] of refused) {
        const path = c.path(from);
        await c.fails(
          function* () {
            yield* FsRename({ path, to: c.path(to) });
          },
          FsRenameError,
          code,
          path,
        );
      }
      assertEquals(await namesIn(c), ["dir/", "file", "full/"]);
    },
  },
  {
    title: "FsCopy copies a file, and replaces one",
    async run(c) {
      const [path, to] = [await c.put("a", "content"), await c.put("b", "old, and longer")];
      await c.run(function* () {
        yield* FsCopy({ path, to });
        yield* FsCopy({ path, to: c.path("new") });
      });
      for (const copy of [path, to, c.path("new")]) assertEquals(await c.content(copy), "content");
    },
  },
  {
    title: "FsCopy of nothing is ENOENT and makes nothing; onto itself EINVAL",
    async run(c) {
      const [path, same] = [c.path("nothing"), await c.put("same", "content")];
      await c.fails(
        function* () {
          yield* FsCopy({ path, to: c.path("b") });
        },
        FsCopyError,
        "ENOENT",
        path,
      );
      await c.fails(
        function* () {
          yield* FsCopy({ path: same, to: same });
        },
        FsCopyError,
        "EINVAL",
        same,
      );
      assertEquals(await c.content(same), "content");
      if (c.subject.can.list) assertEquals(await namesIn(c), ["same"]);
    },
  },
  {
    title: "FsCopy of or onto a directory is EISDIR",
    needs: ["write", "directories"],
    async run(c) {
      await mkdir(c, "dir");
      await c.put("file", "content");
      for (const [from, to] of [["dir", "copy"], ["file", "dir"]] as const) {
        await c.fails(
          function* () {
            yield* FsCopy({ path: c.path(from), to: c.path(to) });
          },
          FsCopyError,
          "EISDIR",
        );
      }
      assertEquals(await namesIn(c), ["dir/", "file"]);
    },
  },
  {
    title: "names may hold anything but slashes and NUL",
    async run(c) {
      const hard = HARD.filter((name) => !c.subject.cannotName?.includes(name));
      for (const name of hard) {
        const path = await c.put(name, name);
        assertEquals(await c.content(path), name);
        const stat = await c.run(function* () {
          return yield* FsStat({ path });
        });
        assertEquals([stat.path, stat.isFile], [path, true]);
      }
      if (c.subject.can.list) assertEquals(await namesIn(c), hard.toSorted());
      for (const name of hard) {
        await c.run(function* () {
          if (c.subject.can.rename) yield* FsRename({ path: c.path(name), to: c.path(`${name.slice(0, 100)}!`) });
          else yield* FsCopy({ path: c.path(name), to: c.path(`${name.slice(0, 100)}!`) });
          yield* FsRemove({ path: c.path(`${name.slice(0, 100)}!`) });
        });
      }
    },
  },
];
