import { assert, assertEquals } from "@std/assert";
import { SLOW } from "./call/scale.ts";
import { runScript, valueOfScript } from "./call/subprocess.ts";
import { type TemporaryDirectory, temporaryDirectory } from "./temporary.ts";

/** Directories that are allowed, denied and neither, and links between them. */
async function tree(): Promise<TemporaryDirectory> {
  const dir = await temporaryDirectory();
  await Deno.mkdir(dir.join("in/denied"), { recursive: true });
  await Deno.mkdir(dir.join("in/sub"));
  await Deno.mkdir(dir.join("out"));
  for (const name of ["in/file", "in/denied/file", "out/file"]) await Deno.writeTextFile(dir.join(name), name);
  await Deno.symlink(dir.join("out/file"), dir.join("in/link"));
  await Deno.symlink(dir.join("out"), dir.join("in/linked"));
  await Deno.symlink(dir.join("in/file"), dir.join("out/back"));
  await Deno.symlink("/dev/null", dir.join("in/null"));
  await Deno.symlink("/nowhere/at/all", dir.join("in/dangling"));
  return dir;
}

/** Relative to the tree, in which the script runs; `~` stands for the tree itself. */
const PATHS = [
  ...["in", "in/file", "in/none", "in/sub/../file", "./in/file", "in//file", "in/denied", "in/denied/file"],
  ...["in/sub/../denied/file", "in/../out/file", "out/file", "out/none", "out/../in/file", "out/back", "in/link"],
  ...["in/linked", "in/linked/file", "in/null", "in/dangling", ".", "..", "../~", "/", "/etc/passwd", "//etc/passwd"],
  ...["~/in/file", "~//in/file", "~/in/../in/file", "~/out/file", "~/in/denied", "file:~/in/file", "file:~/out/file"],
  ...["/proc", "/proc/", "/proc/self", "/proc/self/status", "/proc/1/environ", "/proc/none", "//proc/version"],
  ...["/./proc/version", "/etc/../proc/version", "/procedure", "/sys", "/sys/kernel", "/sys/none", "/systematic"],
  ...["/dev", "/dev/null", "/dev/./zero", "/dev/random", "/dev/urandom", "/dev/full", "/dev/tty", "/dev/fd/0"],
  ...["/dev/stdin", "/dev/none", "/dev/shm", "/dev/shm/none", "/dev/ptmx", "/dev/../etc/passwd", "/etc/../dev/null"],
];

const NAMED = ["read", "write", "net", "env", "sys", "run", "ffi"].map((name) => `--allow-${name}`);
const FLAGS = [
  ["--allow-ffi"],
  ["--allow-ffi", "--allow-read"],
  ["--allow-ffi", "--allow-write"],
  ["--allow-ffi", "--allow-read", "--allow-write"],
  ["--allow-ffi", "--allow-read=~/in"],
  ["--allow-ffi", "--allow-read=in", "--allow-write=out"],
  ["--allow-ffi", "--allow-read", "--deny-read=~/in/denied"],
  ["--allow-ffi", "--allow-write=~/in", "--deny-write=~/in/denied"],
  ["--allow-ffi", "--allow-read=/proc,/dev,/sys", "--allow-write=/proc,/dev,/sys"],
  ["--allow-all"],
  ["--allow-all", "--deny-read=/proc"],
  ["--allow-all", "--deny-net"],
  NAMED,
  [...NAMED, "--allow-import"],
];

/** What becomes of each operation on each path: in Deno, and in ours. */
const MATRIX = `
  const outcomeOf = async (operation) => {
    try {
      const result = await operation();
      result?.close?.();
      return "done";
    } catch (error) {
      const flag = /--allow-\\w+/.exec(error.message)?.[0] ?? "no flag";
      return error.name === "NotCapable" ? "NotCapable: " + flag : error.constructor.name;
    }
  };
  const read = { read: true };
  const write = { write: true };
  const outcomes = [];
  for (const given of GIVEN) {
    const path = given.startsWith("file:") ? new URL(given) : given;
    for (const [name, deno, ours] of [
      ["stat", () => Deno.statSync(path), () => files.statSync(path)],
      ["lstat", () => Deno.lstat(path), () => files.lstat(path)],
      ["open to read", () => Deno.openSync(path, read), () => files.openSync(path, read)],
      ["open to write", () => Deno.open(path, write), () => files.open(path, write)],
    ]) outcomes.push([given, name, await outcomeOf(deno), await outcomeOf(ours)]);
  }
  console.log(JSON.stringify(outcomes));`;

// Starting Deno takes seconds on a slow machine.
for (const flags of SLOW ? FLAGS.filter((_, i) => i % 4 === 1) : FLAGS) {
  Deno.test(`paths are refused exactly as Deno does: ${flags.join(" ")}`, async () => {
    await using dir = await tree();
    const placed = (text: string) => text.replace("../~", `../${dir.path.split("/").at(-1)}`).replace("~", dir.path);
    const script = `const GIVEN = ${JSON.stringify(PATHS.map(placed))};${MATRIX}`;
    const outcomes = await valueOfScript<[string, string, string, string][]>(script, flags.map(placed), {
      cwd: dir.path,
    });
    assertEquals(outcomes.length, PATHS.length * 4);
    const told = (select: 2 | 3) => outcomes.map((outcome) => `${outcome[0]}, ${outcome[1]}: ${outcome[select]}`);
    assertEquals(told(3), told(2));
  });
}

Deno.test("importing needs no permission", async () => {
  const { success, stdout, stderr } = await runScript(`console.log(typeof files.stat, files.O.CREAT > 0)`, []);
  assert(success, stderr);
  assertEquals(stdout, "function true\n");
});

Deno.test("without ffi every operation says which permission it needs, and nothing is left pending", async () => {
  const script = `
    const outcomes = [];
    const names = [];
    for (const tryNow of [true, false]) for (const batch of [true, false]) {
      files.configure({ tryNow, batch });
      outcomes.push(...await Promise.allSettled(Array.from({ length: 200 }, (_, i) =>
        [() => files.stat("/"), () => files.open("/etc/passwd"), () => files.readFile("/etc/passwd")][i % 3]())));
      outcomes.push(...await Promise.allSettled([(async () => files.statSync("/"))(), files.diskstat("/")]));
      names.push(...(await files.statAll(Array(10).fill("/"))).map(({ name }) => name));
    }
    console.log(JSON.stringify([
      [...new Set(outcomes.map(({ reason }) => reason?.name + (reason?.message.includes("--allow-ffi") ?? "")))],
      [...new Set(names)],
      files.metrics().waiting,
    ]));`;
  assertEquals(await valueOfScript(script, ["--allow-read"]), [["NotCapabletrue"], ["NotCapable"], 0]);
});

Deno.test("a permission revoked at run time is missed from then on", async () => {
  const script = `
    const refused = (operation) => {
      try {
        operation()?.closeSync?.();
        return "done";
      } catch (error) {
        return error.name;
      }
    };
    const state = () => ["/etc", "/etc/passwd", "/proc/version", "/tmp"].map((path) =>
      [refused(() => files.statSync(path)), refused(() => Deno.statSync(path))]);
    const states = [state()];
    for (const descriptor of [{ name: "net" }, { name: "read", path: "/etc" }, { name: "read" }]) {
      Deno.permissions.revokeSync(descriptor);
      states.push(state());
    }
    console.log(JSON.stringify([states, (await files.tryStat("/etc").catch(({ name }) => name))]));`;
  for (const flags of [["--allow-all"], ["--allow-ffi", "--allow-read=/etc,/tmp"], ["--allow-ffi", "--allow-read"]]) {
    const [states, last] = await valueOfScript<[[string, string][][], string]>(script, flags);
    for (const state of states) for (const [ours, denos] of state) assertEquals(ours, denos, `${flags}`);
    assertEquals(states[0]![0]![0], "done");
    assertEquals(last, "NotCapable");
  }
});

/** Operations on a path by what they ask for. */
const ASK = `
  const READ = {
    stat: [], lstat: [], tryStat: [], tryLstat: [], access: ["r"], diskstat: [], isPath: [], isFile: [], isDir: [],
    isLink: [], isMount: [], isSetuid: [], isReadable: [], isWritable: [], isExecutable: [], filesize: [], filemode: [],
    mtime: [], ctime: [], uperm: [], samefile: ["/"], open: ["r"], readFile: [], readTextFile: [],
  };
  const WRITE = { open: ["w"], writeFile: ["x"], writeTextFile: ["x"] };
  const BOTH = { open: ["r+"] };
  const path = Deno.cwd() + "/in/file";
  const answers = {};
  for (const [kind, operations] of Object.entries({ READ, WRITE, BOTH })) {
    for (const [name, rest] of Object.entries(operations)) {
      for (const way of [name, name + "Sync"]) {
        try {
          const result = await files[way](path, ...rest);
          result?.close?.();
          (answers[kind] ??= new Set()).add("done");
        } catch (error) {
          (answers[kind] ??= new Set()).add(error.name === "NotCapable" ? "refused" : error.name);
        }
      }
    }
  }
  console.log(JSON.stringify(Object.fromEntries(Object.entries(answers).map(([kind, set]) => [kind, [...set]]))));`;

Deno.test("every operation on a path asks for what Deno would ask for", async () => {
  await using dir = await tree();
  const answers = (flags: string[]) => valueOfScript(ASK, ["--allow-ffi", ...flags], { cwd: dir.path });
  const [refused, done] = [["refused"], ["done"]];
  const reading = `--allow-read=${dir.path}/in,/`; // samefile() asks for two
  assertEquals(await answers([reading]), { READ: done, WRITE: refused, BOTH: refused });
  if (SLOW) return;
  assertEquals(await answers([]), { READ: refused, WRITE: refused, BOTH: refused });
  assertEquals(await answers(["--allow-write=in"]), { READ: refused, WRITE: done, BOTH: refused });
  assertEquals(await answers([reading, "--allow-write=in"]), { READ: done, WRITE: done, BOTH: done });
});

Deno.test("raw flags that change a file ask for write permission", async () => {
  await using dir = await tree();
  const script = `
    const outcomes = [];
    for (const flags of [files.O.TRUNC, files.O.CREAT]) {
      try {
        files.openSync("in/file", { read: true, flags }).closeSync();
        outcomes.push("done");
      } catch (error) {
        outcomes.push(error.name);
      }
    }
    console.log(JSON.stringify([outcomes, files.readTextFileSync("in/file")]));`;
  const answers = await valueOfScript(script, ["--allow-ffi", "--allow-read"], { cwd: dir.path });
  assertEquals(answers, [["NotCapable", "NotCapable"], "in/file"]);
});
