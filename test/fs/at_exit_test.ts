/** What is temporary goes with the process, however that ends by itself. */
import { assertEquals, assertMatch } from "@std/assert";
import { SLOW } from "../call/scale.ts";
import { runScript } from "../call/subprocess.ts";
import { temporaryDirectory } from "../temporary.ts";

/** Makes files and directories in the first argument of the template. */
const MAKE = (dir: string) => `
  const dir = ${JSON.stringify(dir)};
  const temp = await files.mktemp(dir);
  await temp.file.writeAll("text");
  const made = await files.mktempdir(dir);
  await files.mkpath(made + "/a/b");
  await files.touch(made + "/a/b/file");
  await files.symlink("/", made + "/link");
  Deno.chdir(dir);
  await files.mkdir(files.tempnameSync(""));
  Deno.chdir("/");
  await files.mktemp(dir, { prefix: "kept-", cleanup: false });
  const count = () => [...Deno.readDirSync(dir)].length;
  if (count() !== 4) throw new Error("made " + count());
`;

/** How the process ends, whether that is a success, and what it prints. */
const ENDS: readonly (readonly [string, string, boolean, string])[] = [
  ["by itself", "", true, ""],
  ["by Deno.exit", "Deno.exit(0)", true, ""],
  ["by Deno.exit in a callback", "setTimeout(() => Deno.exit(3), 1)", false, ""],
  ["by an uncaught error", "throw new Error('x')", false, ""],
  ["by an uncaught error in a callback", "setTimeout(() => { throw new Error('x'); }, 1)", false, ""],
  ["by an unhandled rejection", "Promise.reject(new Error('x')); setTimeout(() => {}, 60_000)", false, ""],
  [
    "by a signal that is handled",
    `
    Deno.addSignalListener("SIGTERM", () => Deno.exit(5));
    setInterval(() => {}, 1000);
    Deno.kill(Deno.pid, "SIGTERM");`,
    false,
    "",
  ],
  [
    "by itself, after an error that was handled",
    `
    addEventListener("unhandledrejection", (event) => event.preventDefault());
    Promise.reject(new Error("x"));
    await new Promise((resolve) => setTimeout(resolve, 1));
    await files.touch(made + "/a/later");
    Promise.reject(new Error("y"));
    await new Promise((resolve) => setTimeout(resolve, 1));
    console.log("still", count());`,
    true,
    "still 4\n",
  ],
  [
    "by a signal that is handled by process.exit",
    `
    const process = await import("node:process");
    process.on("SIGINT", () => process.exit(6));
    setInterval(() => {}, 1000);
    Deno.kill(Deno.pid, "SIGINT");`,
    false,
    "",
  ],
];

// Starting Deno takes seconds on a slow machine.
for (const [how, script, succeeds, printed] of SLOW ? ENDS.slice(2, 4) : ENDS) {
  Deno.test(`a process that ends ${how} leaves nothing temporary`, async () => {
    await using dir = await temporaryDirectory();
    const { success, stdout, stderr } = await runScript(MAKE(dir.path) + script, ["--allow-all"]);
    assertEquals([success, stdout], [succeeds, printed], stderr);
    const names = [...Deno.readDirSync(dir.path)].map(({ name }) => name);
    assertEquals(names.length, 1, names.join());
    assertMatch(names[0]!, /^kept-/);
  });
}

Deno.test("the files of a worker that is terminated go with the process", async () => {
  await using dir = await temporaryDirectory();
  const module = JSON.stringify(new URL("../../mod.ts", import.meta.url).href);
  const worker = `
    import { mktemp } from ${module};
    await mktemp(${JSON.stringify(dir.path)});
    postMessage("made");`;
  const script = `
    const worker = new Worker("data:text/javascript," + encodeURIComponent(${
    JSON.stringify(worker)
  }), { type: "module" });
    await new Promise((resolve) => worker.onmessage = resolve);
    console.log([...Deno.readDirSync(${JSON.stringify(dir.path)})].length);
    worker.terminate();`;
  const { success, stdout, stderr } = await runScript(script, ["--allow-all"]);
  assertEquals([success, stdout], [true, "1\n"], stderr);
  assertEquals([...Deno.readDirSync(dir.path)], []);
});

Deno.test("the registry forgets what has gone, beyond 1,024 entries", async () => {
  await using dir = await temporaryDirectory();
  // 1,100 files that are disposed, or removed by hand, among some that stay.
  const script = `
    const dir = ${JSON.stringify(dir.path)};
    for (let i = 0; i < 1100; i++) {
      const path = files.tempnameSync(dir);
      if (i % 100 === 0) files.touchSync(path);
    }
    console.log([...Deno.readDirSync(dir)].length);`;
  const { success, stdout, stderr } = await runScript(script, ["--allow-all"]);
  assertEquals([success, stdout], [true, "11\n"], stderr);
  assertEquals([...Deno.readDirSync(dir.path)], []);
});
