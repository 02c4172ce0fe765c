/** Error numbers: Darwin's own, under the names that programs meet elsewhere. */
import { assertEquals, assertInstanceOf, assertRejects } from "@std/assert";
import { O, type SystemError } from "../../mod.ts";
import { errorName, errorNumber, errorReason } from "../../src/call/errno.ts";
import { temporaryDirectory } from "../temporary.ts";
import { everyWayOnDarwin, onDarwin } from "./here.ts";

onDarwin("names that have another elsewhere keep their numbers", () => {
  assertEquals([errorName(45), errorName(-102), errorReason(45)], [
    "EOPNOTSUPP",
    "EOPNOTSUPP",
    "operation not supported",
  ]);
  assertEquals([errorNumber("ENOTSUP"), errorNumber("EOPNOTSUPP")], [45, 45]); // 102 is said of sockets
  assertEquals([errorName(93), errorName(96)], ["ENODATA", "ENODATA"]);
  assertEquals([errorNumber("ENOATTR"), errorNumber("ENODATA")], [93, 93]);
  assertEquals([errorNumber("EAGAIN"), errorNumber("EWOULDBLOCK"), errorName(35)], [35, 35, "EAGAIN"]);
});

/** How many of each failure at once: enough to fill several trips. */
const TIMES = 100;

everyWayOnDarwin("failures have Darwin's numbers", async ({ fs }) => {
  await using dir = await temporaryDirectory();
  await Deno.writeTextFile(dir.join("file"), "content");
  await Deno.symlink("loop", dir.join("loop"));
  await using file = await fs.open(dir.join("file"), "r+");
  const failures: [string, number, new (...args: never[]) => Error, () => Promise<unknown>][] = [
    ["ENOENT", 2, Deno.errors.NotFound, () => fs.stat(dir.join("none"))],
    ["ENOTDIR", 20, Deno.errors.NotADirectory, () => fs.readFile(dir.join("file/none"))],
    ["ELOOP", 62, Deno.errors.FilesystemLoop, () => fs.stat(dir.join("loop"))],
    ["ELOOP", 62, Deno.errors.FilesystemLoop, () => fs.open(dir.join("loop"), { read: true, noFollow: true })],
    ["ENAMETOOLONG", 63, Error, () => fs.lstat(dir.join("n".repeat(256)))],
    ["ENAMETOOLONG", 63, Error, () => fs.stat(`${dir.path}/${"./".repeat(512)}`)], // PATH_MAX is 1,024
    ["EEXIST", 17, Deno.errors.AlreadyExists, () => fs.open(dir.join("file"), "wx")],
    ["EINVAL", 22, TypeError, () => file.seek(-1, Deno.SeekMode.Start)],
    ["ENODATA", 93, Error, () => file.removexattr("user.none")],
    ["EOPNOTSUPP", 45, Deno.errors.NotSupported, () => file.allocate(0, 1, "collapse")],
  ];
  const calls = Array.from({ length: TIMES }, () => failures).flat();
  await Promise.all(calls.map(async ([code, errno, type, fail]) => {
    const error = await assertRejects(fail, Error) as SystemError;
    assertEquals([error.code, error.errno], [code, errno], error.message);
    assertInstanceOf(error, type);
  }));
});

onDarwin("O holds Darwin's flags, and 0 for those that it lacks", () => {
  const { CREAT, EXCL, TRUNC, APPEND, NONBLOCK, NOFOLLOW, DIRECTORY, CLOEXEC, SYNC, DSYNC, DIRECT, PATH, TMPFILE } = O;
  assertEquals({ CREAT, EXCL, TRUNC, APPEND, NONBLOCK, NOFOLLOW, DIRECTORY, CLOEXEC, SYNC, DSYNC }, {
    CREAT: 0x200,
    EXCL: 0x800,
    TRUNC: 0x400,
    APPEND: 0x8,
    NONBLOCK: 0x4,
    NOFOLLOW: 0x100,
    DIRECTORY: 0x100000,
    CLOEXEC: 0x1000000,
    SYNC: 0x80,
    DSYNC: 0x400000,
  });
  assertEquals({ DIRECT, PATH, TMPFILE }, { DIRECT: 0, PATH: 0, TMPFILE: 0 });
});
