/** The contract of names, as the operations use it: relative to a directory, results as numbers. */
import { assertEquals } from "@std/assert";
import { asynchronous } from "../../src/call/asynchronous.ts";
import { errorName } from "../../src/call/errno.ts";
import type { Program } from "../../src/call/program.ts";
import { synchronous } from "../../src/call/synchronous.ts";
import { chmodByDescriptor } from "../../src/os/linux/names.ts";
import { names } from "../../src/os/names.ts";
import { os } from "../../src/os/os.ts";
import { ROOT } from "../handle/nobody.ts";
import { everyPlace } from "../handle/places.ts";
import type { TemporaryDirectory } from "../temporary.ts";
import type { Way } from "../ways.ts";

const { HERE } = names;

/** Runs programs in a way, and shows a failure by its name. */
function runner({ name }: Way) {
  return async <T>(program: Program<T>): Promise<T | string> => {
    const result = await (name === "synchronous" ? synchronous(program) : asynchronous(program));
    return typeof result === "number" && result < 0 ? errorName(result) : result;
  };
}

/** A directory's descriptor, for as long as `body` runs, with a file and a link to it in it. */
async function within(way: Way, dir: TemporaryDirectory, body: (fd: number) => Promise<void>): Promise<void> {
  const run = runner(way);
  await Deno.writeTextFile(dir.join("file"), "x", { mode: 0o600 });
  await Deno.symlink("file", dir.join("link"));
  const fd = await run(names.open(HERE, dir.path, os.O.DIRECTORY, 0)) as number;
  try {
    await body(fd);
  } finally {
    assertEquals(await run(names.close(fd)), 0);
  }
}

everyPlace("names are made and removed below a directory", async (way, dir) => {
  const run = runner(way);
  await within(way, dir, async (fd) => {
    assertEquals(await run(names.mkdir(fd, "sub", 0o700)), 0);
    assertEquals(await run(names.mkdir(fd, "sub", 0o700)), "EEXIST");
    assertEquals(Deno.statSync(dir.join("sub")).mode! & 0o777, 0o700);
    assertEquals(await run(names.unlink(fd, "sub")), os.name === "darwin" ? "EPERM" : "EISDIR");
    assertEquals(await run(names.rmdir(fd, "file")), "ENOTDIR");
    assertEquals(await run(names.rmdir(fd, "sub")), 0);
    const made = await run(names.open(fd, "made", os.O.CREAT | os.O.EXCL | os.O.WRONLY, 0o600));
    assertEquals(await run(names.close(made as number)), 0);
    assertEquals(await run(names.unlink(fd, "made")), 0);
    assertEquals(await run(names.unlink(fd, "made")), "ENOENT");
  });
});

everyPlace("names are moved below a directory", async (way, dir) => {
  const run = runner(way);
  await within(way, dir, async (fd) => {
    await Deno.writeTextFile(dir.join("other"), "other");
    assertEquals(await run(names.rename(fd, "file", fd, "other", "noReplace")), "EEXIST");
    assertEquals(await run(names.rename(fd, "file", fd, "other", "exchange")), 0);
    assertEquals(Deno.readTextFileSync(dir.join("file")), "other");
    assertEquals(await run(names.rename(fd, "file", fd, "none", "exchange")), "ENOENT");
    assertEquals(await run(names.rename(fd, "file", fd, "new", "noReplace")), 0);
    assertEquals(await run(names.rename(fd, "new", fd, "other", "replace")), 0);
    assertEquals(Deno.readTextFileSync(dir.join("other")), "other");
  });
});

everyPlace("links are made and read below a directory", async (way, dir) => {
  const run = runner(way);
  await within(way, dir, async (fd) => {
    assertEquals(await run(names.readlink(fd, "link")), "file");
    assertEquals(await run(names.readlink(fd, "file")), "EINVAL");
    const long = "d/".repeat(500);
    assertEquals(await run(names.symlink(long, fd, "long", "file")), 0);
    assertEquals(await run(names.readlink(fd, "long")), long);
    assertEquals(await run(names.link(fd, "link", fd, "followed", true)), 0);
    assertEquals(Deno.lstatSync(dir.join("followed")).isFile, true);
    assertEquals(await run(names.link(fd, "link", fd, "same", false)), 0);
    assertEquals(Deno.lstatSync(dir.join("same")).isSymlink, true);
    assertEquals(await run(names.realpath(dir.join("link"))), Deno.realPathSync(dir.join("file")));
    assertEquals(await run(names.realpath(dir.join("none"))), "ENOENT");
  });
});

everyPlace("metadata is changed and read below a directory, of a link itself or behind it", async (way, dir) => {
  const run = runner(way);
  const stat = function* (fd: number, follow: boolean): Program<unknown> {
    const step = names.stat(fd, "link", follow);
    const result = yield step;
    const { mode, mtime, mtimeRest, uid } = os.statOf(step);
    return result < 0 ? result : [mode & 0o777, mtime * 1000 + mtimeRest / 1e6, uid];
  };
  await within(way, dir, async (fd) => {
    assertEquals(await run(names.chmod(fd, "link", 0o640, true)), 0);
    assertEquals(await run(names.chmod(fd, "file", 0o644, false)), 0);
    assertEquals(await run(names.chmod(fd, "link", 0o600, false)), "EOPNOTSUPP");
    assertEquals(await run(names.utime(fd, "link", "omit", -1_500_000_000n, true)), 0);
    assertEquals(await run(names.utime(fd, "link", 0n, 2_000_000n, false)), 0);
    const uid = ROOT ? 7 : Deno.uid()!;
    assertEquals(await run(names.chown(fd, "link", uid, -1, false)), 0);
    assertEquals(await run(stat(fd, true)), [0o644, -1500, Deno.uid()]);
    assertEquals(await run(stat(fd, false)), [0o777, 2, uid]);
    assertEquals(await run(names.filesystemAt(dir.path)), (await run(os.diskstat(dir.path)) as { type: string }).type);
  });
});

everyPlace("FIFOs are made below a directory, and opened without waiting", async (way, dir) => {
  const run = runner(way);
  await within(way, dir, async (fd) => {
    assertEquals(await run(names.mkfifo(fd, "fifo", 0o600)), 0);
    const read = await run(names.open(fd, "fifo", os.O.RDONLY, 0)) as number;
    const write = await run(names.open(fd, "fifo", os.O.WRONLY, 0)) as number;
    assertEquals([await run(names.close(read)), await run(names.close(write))], [0, 0]);
    assertEquals(await run(names.open(fd, "fifo", os.O.WRONLY, 0)), "ENXIO");
    if (ROOT) assertEquals(await run(names.mknod(fd, "null", 0o020600, 0x103)), 0); // where the filesystem takes devices
    if (ROOT) assertEquals(Deno.statSync(dir.join("null")).isCharDevice, true);
  });
});

Deno.test("what old C libraries cannot is done by a descriptor that opens nothing", async () => {
  if (os.name !== "linux") return;
  const path = await Deno.makeTempFile();
  await Deno.symlink(path, `${path}.link`);
  assertEquals(synchronous(chmodByDescriptor(HERE, path, 0o640)), 0);
  assertEquals(Deno.statSync(path).mode! & 0o777, 0o640);
  assertEquals(errorName(synchronous(chmodByDescriptor(HERE, `${path}.link`, 0o600))), "EOPNOTSUPP");
  assertEquals(errorName(synchronous(chmodByDescriptor(HERE, `${path}.none`, 0o600))), "ENOENT");
  await Deno.remove(`${path}.link`);
  await Deno.remove(path);
});
