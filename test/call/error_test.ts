import { fromFileUrl } from "@std/path/from-file-url";
import { assert, assertEquals } from "@std/assert";
import { constants } from "node:os";
import { openSync, type SystemError } from "../../mod.ts";
import { errorName, errorNumber, errorReason } from "../../src/call/errno.ts";
import { systemError } from "../../src/call/error.ts";
import { temporaryDirectory } from "../temporary.ts";
import { everyWay } from "../ways.ts";
import { rejectionOf, thrownBy } from "./thrown.ts";

everyWay("an error says call, path and reason, and carries them as fields", async ({ fs }) => {
  const opening = await rejectionOf(fs.open("/no/such"));
  assertEquals(opening.message, "open '/no/such': no such file or directory (ENOENT)");
  assertEquals(fieldsOf(opening), { code: "ENOENT", errno: 2, syscall: "open", path: "/no/such", dest: undefined });
  const asking = await rejectionOf(fs.stat("/dev/null/x"));
  assertEquals(asking.message, "stat '/dev/null/x': not a directory (ENOTDIR)");
  assertEquals(fieldsOf(asking), { code: "ENOTDIR", errno: 20, syscall: "stat", path: "/dev/null/x", dest: undefined });
  const following = await rejectionOf(fs.lstat(new URL("file:///no/s%20ch")));
  assertEquals(following.message, "lstat '/no/s ch': no such file or directory (ENOENT)");
  assertEquals(following.path, "/no/s ch");
  const without = await rejectionOf(fs.fstat(123_456));
  assertEquals(without.message, "fstat: bad file descriptor (EBADF)");
  assert(!("path" in without));
});

everyWay("an error of a handle tells the path that it was opened with", async ({ fs }) => {
  const name = fromFileUrl(import.meta.url);
  await using file = await fs.open(name, "r");
  const { syscall, path } = await rejectionOf(file.seek(-1, Deno.SeekMode.Start));
  assertEquals({ syscall, path }, { syscall: "lseek", path: name });
});

Deno.test("an error with two paths names both", () => {
  const error = systemError(-errorNumber("EXDEV"), "rename", "/a", "/b");
  assertEquals(error.message, "rename '/a' -> '/b': invalid cross-device link (EXDEV)");
  assertEquals(fieldsOf(error), { code: "EXDEV", errno: 18, syscall: "rename", path: "/a", dest: "/b" });
});

Deno.test("a synchronous error has a stack that leads to the caller", () => {
  assert(thrownBy(() => openSync("/no/such")).stack!.includes("error_test.ts"));
});

Deno.test("a number that the system's headers do not list is said to be unknown", () => {
  const error = systemError(-4000, "ioctl", "/a");
  assertEquals(error.code, "UNKNOWN");
  assertEquals(error.message, "ioctl '/a': unknown error 4000 (UNKNOWN)");
  assertEquals(error.constructor, Error);
});

Deno.test("numbers, names and reasons of errors agree with each other, and with Node's", () => {
  for (const [name, number] of Object.entries(constants.errno)) {
    assertEquals(errorNumber(name), number, name);
    // Two names may share a number: EAGAIN and EWOULDBLOCK, EOPNOTSUPP and ENOTSUP.
    assertEquals(errorNumber(errorName(number as number)), number, name);
    assert(!errorReason(number as number).startsWith("unknown"), name);
    assertEquals(errorName(-number), errorName(number as number));
  }
  assertEquals(errorNumber("ENOSUCHERROR"), 0);
});

/** What this release has no operation for yet, so that only the class can be compared. */
const BEYOND: readonly [code: string, provoke: (dir: string) => unknown][] = [
  ["EINVAL", (dir) => Deno.readLinkSync(`${dir}/file`)],
  ["EINVAL", (dir) => Deno.renameSync(`${dir}/directory`, `${dir}/directory/inside`)],
  ["EEXIST", (dir) => Deno.mkdirSync(`${dir}/directory`)],
  ["EEXIST", (dir) => Deno.linkSync(`${dir}/file`, `${dir}/directory`)],
  ["EEXIST", (dir) => Deno.symlinkSync("target", `${dir}/file`)],
  ["ENOTEMPTY", (dir) => Deno.removeSync(`${dir}/directory`)],
  ["ENOTEMPTY", (dir) => Deno.renameSync(`${dir}/empty`, `${dir}/directory`)],
  ["EISDIR", (dir) => Deno.renameSync(`${dir}/file`, `${dir}/directory`)],
  ["ENOTDIR", (dir) => Deno.renameSync(`${dir}/directory`, `${dir}/file`)],
  ["ENOTDIR", (dir) => [...Deno.readDirSync(`${dir}/file`)]],
  ["EPERM", (dir) => Deno.linkSync(`${dir}/directory`, `${dir}/hard`)],
  ["EXDEV", (dir) => Deno.linkSync(`${dir}/file`, `/dev/shm/reseau-${crypto.randomUUID()}`)],
  ["EXDEV", (dir) => Deno.renameSync(`${dir}/file`, `/dev/shm/reseau-${crypto.randomUUID()}`)],
  ["ENOENT", (dir) => Deno.linkSync(`${dir}/none`, `${dir}/new`)],
  ["ENAMETOOLONG", (dir) => Deno.mkdirSync(`${dir}/${"n".repeat(256)}`)],
  ["ELOOP", (dir) => Deno.realPathSync(`${dir}/loop`)],
];

Deno.test("errors of operations yet to come have the class that Deno throws", async () => {
  await using dir = await temporaryDirectory();
  await Deno.writeTextFile(dir.join("file"), "");
  await Deno.symlink("loop", dir.join("loop"));
  await Deno.mkdir(dir.join("directory/full"), { recursive: true });
  await Deno.mkdir(dir.join("empty"));
  for (const [code, provoke] of BEYOND) {
    const theirs = thrownBy(() => provoke(dir.path));
    assertEquals(theirs.code, code, `${provoke}`);
    assertEquals(systemError(-errorNumber(code), "call").constructor, theirs.constructor, `${provoke}`);
  }
});

Deno.test("errors of the network have the class that Deno throws", async () => {
  using taken = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const { port } = taken.addr as Deno.NetAddr;
  const twice = thrownBy(() => Deno.listen({ hostname: "127.0.0.1", port }));
  assertEquals(systemError(-errorNumber("EADDRINUSE"), "bind").constructor, twice.constructor);
  taken.close();
  const refused = await rejectionOf(Deno.connect({ hostname: "127.0.0.1", port }));
  assertEquals(systemError(-errorNumber("ECONNREFUSED"), "connect").constructor, refused.constructor);
});

function fieldsOf({ code, errno, syscall, path, dest }: SystemError): Record<string, unknown> {
  return { code, errno, syscall, path, dest };
}
