import { assertEquals } from "@std/assert";
import { writeFile, writeFileSync } from "../../mod.ts";
import { temporaryDirectory } from "../temporary.ts";
import { everyWay } from "../ways.ts";
import { rejectionOf, thrownBy } from "./thrown.ts";

const LIBC = ["libc.so.6", "libc.so"];
/** `<bits/resource.h>` */
const RLIMIT_NOFILE = 7;

everyWay("what an unprivileged user may not do has the class that Deno throws", async ({ fs }) => {
  await using dir = await temporaryDirectory();
  await Deno.writeTextFile(dir.join("secret"), "x", { mode: 0o400 });
  await Deno.mkdir(dir.join("private"), { mode: 0o000 });
  await Deno.chmod(dir.path, 0o755); // to be searched by nobody, too
  using _user = nobody();
  for (
    const [deno, ours] of [
      [() => Deno.statSync(dir.join("private/x")), () => fs.stat(dir.join("private/x"))],
      [() => Deno.openSync(dir.join("secret"), { write: true }), () => fs.open(dir.join("secret"), "r+")],
      [() => Deno.writeTextFileSync(dir.join("secret"), ""), () => fs.writeTextFile(dir.join("secret"), "")],
      [() => Deno.readFileSync(dir.join("private/x")), () => fs.readFile(dir.join("private/x"))],
    ] as const
  ) {
    const expected = thrownBy(deno);
    const actual = await rejectionOf(ours());
    assertEquals(actual.code, "EACCES", actual.message);
    assertEquals(actual.constructor, expected.constructor, actual.message);
  }
  // Whoever runs the tests does not own this, or is nobody by now.
  const expected = thrownBy(() => Deno.chmodSync("/etc/passwd", 0o644));
  await using users = await fs.open("/etc/passwd");
  const actual = await rejectionOf(users.chmod(0o644));
  assertEquals(actual.code, "EPERM");
  assertEquals(actual.constructor, expected.constructor);
});

everyWay("a process that has as many open files as it may throws what Deno throws", async ({ fs }) => {
  await using dir = await temporaryDirectory();
  await Deno.writeTextFile(dir.join("file"), "x");
  await fs.stat(dir.join("file")); // what the library opens for itself
  using _limit = noMoreFiles();
  const expected = thrownBy(() => Deno.openSync(dir.join("file")));
  const actual = await rejectionOf(fs.open(dir.join("file")));
  assertEquals(actual.code, "EMFILE", actual.message);
  assertEquals(actual.constructor, expected.constructor);
});

const readOnly = readOnlyMount();

Deno.test({
  name: "a read-only filesystem throws what Deno throws",
  ignore: readOnly === undefined,
  fn: async () => {
    const path = `${readOnly}/reseau-${crypto.randomUUID()}`;
    const expected = thrownBy(() => Deno.writeTextFileSync(path, ""));
    for (const actual of [thrownBy(() => writeFileSync(path, "")), await rejectionOf(writeFile(path, ""))]) {
      assertEquals(actual.code, "EROFS", actual.message);
      assertEquals(actual.constructor, expected.constructor);
    }
  },
});

/** Root becomes nobody in every thread of this process (glibc and musl tell them all), until disposed. */
function nobody(): Disposable {
  if (Deno.uid() !== 0) return { [Symbol.dispose]() {} };
  const { symbols } = open({ seteuid: { parameters: ["u32"], result: "i32" } });
  assertEquals(symbols.seteuid(65534), 0);
  return { [Symbol.dispose]: () => assertEquals(symbols.seteuid(0), 0) };
}

/** No file can be opened in this process, until disposed. */
function noMoreFiles(): Disposable {
  const parameters = ["i32", "buffer"] as const;
  const { symbols } = open({ getrlimit: { parameters, result: "i32" }, setrlimit: { parameters, result: "i32" } });
  const limit = new BigUint64Array(2); // soft and hard
  assertEquals(symbols.getrlimit(RLIMIT_NOFILE, limit), 0);
  assertEquals(symbols.setrlimit(RLIMIT_NOFILE, BigUint64Array.of(0n, limit[1]!)), 0);
  return { [Symbol.dispose]: () => assertEquals(symbols.setrlimit(RLIMIT_NOFILE, limit), 0) };
}

/** The C library. */
function open<S extends Deno.ForeignLibraryInterface>(symbols: S): Deno.DynamicLibrary<S> {
  for (const name of LIBC) {
    try {
      return Deno.dlopen(name, symbols);
    } catch { /* the next name */ }
  }
  throw new Error("there is no C library");
}

/** Where a filesystem is mounted that nobody may write. */
function readOnlyMount(): string | undefined {
  return Deno.readTextFileSync("/proc/mounts").split("\n").map((line) => line.split(" "))
    .find(([, path, , options]) => /^ro(,|$)/.test(options ?? "") && isDirectory(path!))?.[1];
}

function isDirectory(path: string): boolean {
  try {
    return Deno.statSync(path).isDirectory;
  } catch {
    return false; // its name is escaped, or nobody may look
  }
}
