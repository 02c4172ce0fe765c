/** Every operation on a path, for the matrix of errors: ours, and Deno's where it has one. */
import { S } from "../../mod.ts";
import type { Way } from "../ways.ts";
import type { TemporaryDirectory } from "../temporary.ts";

/** What an operation needs of its path. */
export type Need = "new" | "existing" | "any";

/** An operation under test. */
export interface Operation {
  readonly name: string;
  /** Whether something must be at the path, or nothing. */
  readonly need: Need;
  /** Whether it changes the directory that the path is in, what is at the path, or nothing. */
  readonly changes: "directory" | "file" | "nothing";
  run(fs: Way["fs"], path: string, dir: TemporaryDirectory): Promise<unknown>;
  deno?(path: string, dir: TemporaryDirectory): unknown;
}

/** In every directory of these tests: a file to be linked or moved. */
export const GIVEN = "given";

/** All of them. */
export const OPERATIONS: readonly Operation[] = [
  {
    name: "mkdir",
    need: "new",
    changes: "directory",
    run: (fs, path) => fs.mkdir(path),
    deno: (path) => Deno.mkdirSync(path),
  },
  {
    name: "symlink",
    need: "new",
    changes: "directory",
    run: (fs, path) => fs.symlink("target", path),
    deno: (path) => Deno.symlinkSync("target", path),
  },
  { name: "mkfifo", need: "new", changes: "directory", run: (fs, path) => fs.mkfifo(path) },
  { name: "mknod", need: "new", changes: "directory", run: (fs, path) => fs.mknod(path, S.IFIFO | 0o600) },
  {
    name: "hardlink to",
    need: "new",
    changes: "directory",
    run: (fs, path, dir) => fs.hardlink(dir.join(GIVEN), path),
    deno: (path, dir) => Deno.linkSync(dir.join(GIVEN), path),
  },
  {
    name: "rename noReplace to",
    need: "new",
    changes: "directory",
    run: (fs, path, dir) => fs.rename(dir.join(GIVEN), path, { noReplace: true }),
  },
  { name: "touch", need: "any", changes: "file", run: (fs, path) => fs.touch(path) },
  {
    name: "rename from",
    need: "existing",
    changes: "directory",
    run: (fs, path, dir) => fs.rename(path, dir.join("moved")),
    deno: (path, dir) => Deno.renameSync(path, dir.join("moved")),
  },
  {
    name: "hardlink from",
    need: "existing",
    changes: "nothing",
    run: (fs, path, dir) => fs.hardlink(path, dir.join("linked")),
    deno: (path, dir) => Deno.linkSync(path, dir.join("linked")),
  },
  {
    name: "unlink",
    need: "existing",
    changes: "directory",
    run: (fs, path) => fs.unlink(path),
    deno: (path) => Deno.removeSync(path),
  },
  {
    name: "rm",
    need: "existing",
    changes: "directory",
    run: (fs, path) => fs.rm(path),
    deno: (path) => Deno.removeSync(path),
  },
  { name: "rmdir", need: "existing", changes: "directory", run: (fs, path) => fs.rmdir(path) },
  {
    name: "readlink",
    need: "existing",
    changes: "nothing",
    run: (fs, path) => fs.readlink(path),
    deno: (path) => Deno.readLinkSync(path),
  },
  {
    name: "realpath",
    need: "existing",
    changes: "nothing",
    run: (fs, path) => fs.realpath(path),
    deno: (path) => Deno.realPathSync(path),
  },
  {
    name: "chmod",
    need: "existing",
    changes: "file",
    run: (fs, path) => fs.chmod(path, 0o600),
    deno: (path) => Deno.chmodSync(path, 0o600),
  },
  {
    name: "chown",
    need: "existing",
    changes: "file",
    run: (fs, path) => fs.chown(path, 7, 7),
    deno: (path) => Deno.chownSync(path, 7, 7),
  },
  { name: "lchown", need: "existing", changes: "file", run: (fs, path) => fs.lchown(path, 7, 7) },
  {
    name: "utime",
    need: "existing",
    changes: "file",
    run: (fs, path) => fs.utime(path, 1, 2),
    deno: (path) => Deno.utimeSync(path, 1, 2),
  },
  { name: "lutime", need: "existing", changes: "file", run: (fs, path) => fs.lutime(path, 1, 2) },
  {
    name: "cd",
    need: "existing",
    changes: "nothing",
    run: (fs, path) => fs.cd(path),
    deno: (path) => Deno.chdir(path),
  },
];
