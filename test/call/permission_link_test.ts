import { assertEquals } from "@std/assert";
import { temporaryDirectory } from "../temporary.ts";
import { valueOfScript } from "./subprocess.ts";

/** What Deno and this library say to opening each of these, read and write being allowed within the directory. */
async function compare(paths: readonly string[], prepare: (dir: string) => Promise<void>): Promise<void> {
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
  const outcomes = await valueOfScript<[string, string, string][]>(script, flags, { cwd: dir.path });
  assertEquals(outcomes.map(([path, , ours]) => [path, ours]), outcomes.map(([path, denos]) => [path, denos]));
}

Deno.test("links out of what is allowed are followed, as Deno does", () =>
  compare(["in/link", "in/linked/file", "in/null"], async (dir) => {
    await Deno.mkdir(`${dir}/out`);
    await Deno.writeTextFile(`${dir}/out/file`, "content");
    await Deno.symlink(`${dir}/out/file`, `${dir}/in/link`);
    await Deno.symlink(`${dir}/out`, `${dir}/in/linked`);
    await Deno.symlink("/dev/null", `${dir}/in/null`);
  }));

// Deno judges what it opens by where the links lead, too; requireRead and requireWrite see only the path as given.
Deno.test.ignore(
  "a link into the kernel's own directories is not opened, as Deno does not",
  () =>
    compare(["in/status", "in/proc/self/status", "in/full"], async (dir) => {
      await Deno.symlink("/proc/self/status", `${dir}/in/status`);
      await Deno.symlink("/proc", `${dir}/in/proc`);
      await Deno.symlink("/dev/full", `${dir}/in/full`);
    }),
);

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
