import { assertEquals } from "@std/assert";
import { temporaryDirectory } from "../temporary.ts";
import { valueOfScript } from "./subprocess.ts";

/** What Deno and this library say to opening each of these, read and write being allowed within the directory. */
async function compare(paths: readonly string[], prepare: (dir: string) => Promise<void>): Promise<void> {
  const outcomes = await outcomesOf(paths, prepare);
  assertEquals(outcomes.map(([path, , ours]) => [path, ours]), outcomes.map(([path, denos]) => [path, denos]));
}

/** The same for each path and for reading and writing: what Deno says, and what we do. */
async function outcomesOf(
  paths: readonly string[],
  prepare: (dir: string) => Promise<void>,
): Promise<[path: string, deno: string, ours: string][]> {
  await using dir = await temporaryDirectory();
  await Deno.mkdir(dir.join("in"));
  await prepare(dir.path);
  const script = `
    const said = (open) => {
      try {
        open().close();
        return "opened";
      } catch (error) {
        return error.constructor.name;
      }
    };
    console.log(JSON.stringify(${JSON.stringify(paths)}.flatMap((path) => [{ read: true }, { write: true }].map((how) =>
      [path, said(() => Deno.openSync(path, how)), said(() => files.openSync(path, how))]))));`;
  const flags = ["--allow-ffi", `--allow-read=${dir.join("in")}`, `--allow-write=${dir.join("in")}`];
  return await valueOfScript<[string, string, string][]>(script, flags, { cwd: dir.path });
}

Deno.test("links out of what is allowed are followed, as Deno does", () =>
  compare(["in/link", "in/linked/file", "in/null"], async (dir) => {
    await Deno.mkdir(`${dir}/out`);
    await Deno.writeTextFile(`${dir}/out/file`, "content");
    await Deno.symlink(`${dir}/out/file`, `${dir}/in/link`);
    await Deno.symlink(`${dir}/out`, `${dir}/in/linked`);
    await Deno.symlink("/dev/null", `${dir}/in/null`);
  }));

// Deno judges what it opens by where the links lead, too; this library by the path as given, as the README says.
const LINUX = Deno.build.os === "linux";
Deno.test("a link into the kernel's own directories is followed, where Deno refuses", { ignore: !LINUX }, async () => {
  const outcomes = await outcomesOf(["in/status", "in/proc/self/status"], async (dir) => {
    await Deno.symlink("/proc/self/status", `${dir}/in/status`);
    await Deno.symlink("/proc", `${dir}/in/proc`);
  });
  const read = outcomes.filter((_, i) => i % 2 === 0);
  assertEquals(read.map(([, deno, ours]) => [deno, ours]), [["NotCapable", "opened"], ["NotCapable", "opened"]]);
});

Deno.test(
  "a detour through a link and up again leads where it was judged to lead",
  () =>
    compare(["in/linked/../secret", "in/linked/../file"], async (dir) => {
      await Deno.mkdir(`${dir}/out/deep`, { recursive: true });
      await Deno.writeTextFile(`${dir}/out/secret`, "not allowed");
      await Deno.writeTextFile(`${dir}/in/file`, "content");
      await Deno.symlink(`${dir}/out/deep`, `${dir}/in/linked`);
    }),
);
