import { assertEquals } from "@std/assert";
import { O, openSync } from "../../mod.ts";
import { temporaryDirectory } from "../temporary.ts";
import { everyWay, type Way } from "../ways.ts";
import { rejectionOf, thrownBy } from "./thrown.ts";

/** What fails: in Deno, and in ours. */
interface Failure {
  readonly code: string;
  readonly deno: (dir: string) => unknown;
  readonly ours: (fs: Way["fs"], dir: string) => Promise<unknown>;
}

const one = new Uint8Array(1);
const LONG = "n".repeat(256);

const FAILURES: readonly Failure[] = [
  { code: "ENOENT", deno: (dir) => Deno.statSync(`${dir}/no`), ours: (fs, dir) => fs.stat(`${dir}/no`) },
  { code: "ENOENT", deno: (dir) => Deno.readFileSync(`${dir}/no`), ours: (fs, dir) => fs.readFile(`${dir}/no`) },
  { code: "ENOENT", deno: (dir) => Deno.openSync(`${dir}/no`), ours: (fs, dir) => fs.open(`${dir}/no`) },
  { code: "ENOTDIR", deno: (dir) => Deno.statSync(`${dir}/file/no`), ours: (fs, dir) => fs.stat(`${dir}/file/no`) },
  { code: "ENOTDIR", deno: (dir) => Deno.openSync(`${dir}/file/no`), ours: (fs, dir) => fs.open(`${dir}/file/no`) },
  {
    code: "EEXIST",
    deno: (dir) => Deno.openSync(`${dir}/file`, { write: true, createNew: true }),
    ours: (fs, dir) => fs.open(`${dir}/file`, "wx"),
  },
  { code: "EISDIR", deno: (dir) => Deno.openSync(dir, { write: true }), ours: (fs, dir) => fs.open(dir, "r+") },
  { code: "EISDIR", deno: (dir) => Deno.readFileSync(dir), ours: (fs, dir) => fs.readFile(dir) },
  { code: "EISDIR", deno: (dir) => Deno.writeTextFileSync(dir, ""), ours: (fs, dir) => fs.writeTextFile(dir, "") },
  { code: "ELOOP", deno: (dir) => Deno.statSync(`${dir}/loop`), ours: (fs, dir) => fs.stat(`${dir}/loop`) },
  {
    code: "ELOOP",
    deno: (dir) => Deno.openSync(`${dir}/loop`),
    ours: (fs, dir) => fs.open(`${dir}/link`, { read: true, noFollow: true }),
  },
  {
    code: "ENAMETOOLONG",
    deno: (dir) => Deno.lstatSync(`${dir}/${LONG}`),
    ours: (fs, dir) => fs.lstat(`${dir}/${LONG}`),
  },
  {
    code: "EINVAL",
    deno: (dir) => using(dir, "read", (file) => file.seekSync(-1, Deno.SeekMode.Start)),
    ours: (fs, dir) => opened(fs, dir, "r", (file) => file.seek(-1, Deno.SeekMode.Start)),
  },
  {
    code: "EBADF",
    deno: (dir) => using(dir, "read", (file) => file.writeSync(one)),
    ours: (fs, dir) => opened(fs, dir, "r", (file) => file.write(one)),
  },
  {
    code: "EBADF",
    deno: (dir) => using(dir, "append", (file) => file.readSync(one)),
    ours: (fs, dir) => opened(fs, dir, "a", (file) => file.read(one)),
  },
  {
    code: "EFBIG",
    deno: (dir) => using(dir, "write", (file) => file.truncateSync(2 ** 52)),
    ours: (fs, dir) => opened(fs, dir, "r+", (file) => file.truncate(2 ** 52)),
  },
  { code: "ETXTBSY", deno: (dir) => append(`${dir}/cat`), ours: (fs, dir) => fs.open(`${dir}/cat`, "a") },
];

everyWay("an error has the class that Deno throws, and the system's number", async ({ fs }) => {
  await using dir = await temporaryDirectory();
  await Deno.writeTextFile(dir.join("file"), "content");
  await Deno.symlink("loop", dir.join("loop"));
  await Deno.symlink("file", dir.join("link"));
  await using _running = await program(dir.join("cat"));
  for (const { code, deno, ours } of FAILURES) {
    const expected = thrownBy(() => deno(dir.path));
    const actual = await rejectionOf(ours(fs, dir.path));
    assertEquals(actual.code, code, actual.message);
    assertEquals(actual.constructor, expected.constructor, actual.message);
    assertEquals(actual.errno, Number(/os error (\d+)/.exec(expected.message)![1]), actual.message);
  }
});

Deno.test("a system call that would wait says WouldBlock", async () => {
  await using dir = await temporaryDirectory();
  await new Deno.Command("mkfifo", { args: [dir.join("fifo")] }).output();
  using fifo = openSync(dir.join("fifo"), { read: true, write: true, flags: O.NONBLOCK });
  const error = thrownBy(() => fifo.readSync(one));
  assertEquals(error.constructor, Deno.errors.WouldBlock);
  assertEquals(error.code, "EAGAIN");
});

function using(dir: string, how: "read" | "write" | "append", body: (file: Deno.FsFile) => unknown): unknown {
  using file = Deno.openSync(`${dir}/file`, { [how]: true });
  return body(file);
}

function append(path: string): void {
  Deno.openSync(path, { append: true }).close();
}

async function opened(
  fs: Way["fs"],
  dir: string,
  mode: "r" | "r+" | "a",
  body: (file: Awaited<ReturnType<Way["fs"]["open"]>>) => Promise<unknown>,
): Promise<unknown> {
  await using file = await fs.open(`${dir}/file`, mode);
  return await body(file);
}

/** A program that runs until it is disposed. */
async function program(path: string): Promise<AsyncDisposable> {
  await Deno.copyFile("/bin/cat", path);
  const child = new Deno.Command(path, { stdin: "piped", stdout: "null" }).spawn();
  return {
    async [Symbol.asyncDispose]() {
      await child.stdin.close();
      await child.status;
    },
  };
}
