import { assert, assertEquals } from "@std/assert";
import { capabilities, configure, metrics, O } from "../mod.ts";
import { unsupported } from "../src/os/unsupported.ts";
import { thrownBy } from "./call/thrown.ts";
import { runScript, valueOfScript } from "./call/subprocess.ts";

const NAMES = [
  ...["batch", "tryNow", "openat2", "preadv2", "statx", "copyFileRange", "xattr", "flock", "ofdLocks", "inotify"],
  ...["reflink", "ioUring"],
];

Deno.test("capabilities() say of each what can be done, or why not", () => {
  const all = capabilities();
  for (const name of NAMES) {
    const value = all[name];
    assert(value === true || (typeof value === "string" && value.length > 5), `${name}: ${value}`);
  }
});

Deno.test("capabilities() are the system's, not the options'", () => {
  const before = capabilities();
  configure({ batch: false, tryNow: false });
  try {
    assertEquals(capabilities(), before);
  } finally {
    configure({ batch: true, tryNow: true });
  }
});

Deno.test({
  name: "capabilities() of any Linux that Deno runs on",
  ignore: Deno.build.os !== "linux",
  fn: () => {
    const { statx, flock, ofdLocks, xattr, inotify } = capabilities();
    assertEquals([statx, flock, ofdLocks, xattr, inotify], [true, true, true, true, true]);
  },
});

Deno.test("capabilities() need no permission but ffi", async () => {
  const all = await valueOfScript<Record<string, unknown>>("console.log(JSON.stringify(files.capabilities()))", [
    "--allow-ffi",
  ]);
  assertEquals(all, JSON.parse(JSON.stringify(capabilities())));
  const { success, stderr } = await runScript("files.capabilities()", []);
  assert(!success && stderr.includes("NotCapable") && stderr.includes("--allow-ffi"), stderr);
});

Deno.test("a flag that this system lacks is 0", () => {
  for (const name of ["TEMPORARY", "SHORT_LIVED", "SEQUENTIAL", "RANDOM"] as const) assertEquals(O[name], 0);
  for (const [name, flag] of Object.entries(O)) assert(Number.isInteger(flag) && flag >= 0, name);
});

Deno.test("a system without a backend says so, by operation and name", () => {
  const os = unsupported("plan9");
  assertEquals(os.name, "plan9");
  assertEquals(os.capabilities(), {});
  for (const operation of ["open", "stat", "readAt", "flock", "setxattr"] as const) {
    const error = thrownBy(() => (os[operation] as () => unknown)());
    assertEquals(error.constructor, Deno.errors.NotSupported);
    assertEquals(error.message, `@reseau/files: ${operation} is not supported on plan9 yet`);
  }
});

Deno.test("on a system without a backend the module is imported, and each operation refuses", async () => {
  const script = `
    const errors = [];
    for (const attempt of [
      () => files.statSync("/"),
      () => files.stat("/"),
      () => files.open("/etc/passwd"),
      () => files.readFileSync("/etc/passwd"),
      () => files.writeFile("/nowhere", "x"),
      () => files.access("/", "r"),
      () => files.diskstat("/"),
    ]) {
      try {
        await attempt();
        errors.push("nothing");
      } catch (error) {
        errors.push([error.name, error.message.includes("plan9")]);
      }
    }
    console.log(JSON.stringify([errors, typeof files.capabilities().tryNow, files.metrics().calls]));`;
  const [errors, tryNow, calls] = await valueOfScript<[unknown[], string, number]>(script, ["-A"], { os: "plan9" });
  assertEquals(errors, Array(7).fill(["NotSupported", true]));
  assertEquals(tryNow, "string");
  assertEquals(calls, 0);
});

Deno.test("metrics() begin with nothing", async () => {
  const fresh = await valueOfScript<ReturnType<typeof metrics>>("console.log(JSON.stringify(files.metrics()))", []);
  assertEquals(Object.keys(fresh).toSorted(), Object.keys(metrics()).toSorted());
  const { byCall, ...numbers } = fresh;
  assertEquals(byCall, {});
  assert(Object.values(numbers).every((number) => number === 0));
});
