/** A process on Windows: its user's places, and what goes with it. */
import { assertEquals } from "@std/assert";
import { runScript, valueOfScript } from "../call/subprocess.ts";
import { temporaryDirectory } from "../temporary.ts";
import { everyWayOnWindows, onWindows } from "./here.ts";

everyWayOnWindows(
  "homedir is what the shell knows, whatever USERPROFILE says; others' are not known",
  async ({ fs }) => {
    const set = Deno.env.get("USERPROFILE")!;
    try {
      Deno.env.set("USERPROFILE", "Q:\\somewhere");
      assertEquals(await fs.homedir(), set);
      Deno.env.delete("USERPROFILE");
      assertEquals(await fs.homedir(), set);
      assertEquals(await fs.expanduser("~\\a"), `${set}\\a`);
      assertEquals(await fs.expanduser("~/a"), `${set}/a`);
      assertEquals(await fs.expanduser("~nobody\\a"), "~nobody\\a");
    } finally {
      Deno.env.set("USERPROFILE", set);
    }
  },
);

onWindows("tempdir is that of TMP, TEMP or USERPROFILE, without a separator at its end", async () => {
  await using dir = await temporaryDirectory();
  for (const name of ["a", "b", "c"]) Deno.mkdirSync(dir.join(name));
  const places = (set: Record<string, string>) =>
    valueOfScript(
      `for (const name of ["TMP", "TEMP", "USERPROFILE"]) Deno.env.delete(name);
       for (const [name, value] of Object.entries(${JSON.stringify(set)})) Deno.env.set(name, value);
       console.log(JSON.stringify([files.tempdirSync(), await files.tempdir()]));`,
      ["-A"],
    );
  const [a, b, c] = ["a", "b", "c"].map((name) => `${dir.path}\\${name}`) as [string, string, string];
  assertEquals(await places({ TMP: `${a}\\`, TEMP: b, USERPROFILE: c }), [a, a]);
  assertEquals(await places({ TEMP: b, USERPROFILE: c }), [b, b]);
  assertEquals(await places({ USERPROFILE: c }), [c, c]);
});

onWindows("what is temporary goes with a process that ends by an uncaught error, trees and all", async () => {
  await using dir = await temporaryDirectory();
  const script = `const dir = ${JSON.stringify(dir.path)};
    const temp = await files.mktemp(dir);
    for (let i = 0; i < 3; i++) {
      const made = await files.mktempdir(dir);
      for (const sub of ["a/b/c", "d/e", "f"]) {
        await files.mkpath(made + "/" + sub);
        for (const name of ["x", "y"]) await files.touch(made + "/" + sub + "/" + name);
      }
    }
    throw new Error("x");`;
  assertEquals((await runScript(script, ["-A"])).success, false);
  assertEquals([...Deno.readDirSync(dir.path)], []);
});
