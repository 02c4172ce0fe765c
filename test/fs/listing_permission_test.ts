import { assertEquals } from "@std/assert";
import { valueOfScript } from "../call/subprocess.ts";
import { temporaryDirectory } from "../temporary.ts";

/** What each way to list a directory brings, and what it refuses. */
const SCRIPT = `
  const outcomeOf = async (operation) => {
    try {
      return await operation();
    } catch (error) {
      return error.name;
    }
  };
  const walked = async (options) => {
    const found = [];
    const refused = [];
    const onerror = (error) => refused.push(error.name);
    for await (const [root, dirs, others] of files.walkdir(DIR, { ...options, onerror })) {
      found.push(root.slice(DIR.length), ...[...dirs, ...others].map((entry) => entry.name ?? entry));
    }
    return [found.join(" "), refused.join(" ")];
  };
  const scanned = async (options) => {
    const found = [];
    for await (const { name } of files.scandir(DIR, options)) found.push(name);
    return found.sort().join(" ");
  };
  console.log(JSON.stringify([
    await outcomeOf(() => files.readdir(DIR).then((names) => names.join(" "))),
    await outcomeOf(() => scanned({})),
    await outcomeOf(() => scanned({ stat: true })),
    await outcomeOf(() => walked({})),
    await outcomeOf(() => walked({ stat: true })),
    await outcomeOf(() => walked({ followSymlinks: true })),
  ]));`;

Deno.test("what is denied below a directory is not looked at, nor gone into", async () => {
  await using dir = await temporaryDirectory();
  await Deno.mkdir(dir.join("in/denied"), { recursive: true });
  await Deno.mkdir(dir.join("in/sub"));
  for (const name of ["in/file", "in/denied/file", "in/sub/file"]) await Deno.writeTextFile(dir.join(name), "");
  await Deno.symlink("sub", dir.join("in/link"));
  const outcomes = (...flags: string[]) =>
    valueOfScript(`const DIR = ${JSON.stringify(dir.join("in"))};${SCRIPT}`, flags);
  const names = "denied file link sub";
  const whole = [
    names,
    names,
    names,
    [" denied sub file link /denied file /sub file", ""],
    [" denied sub file link /denied file /sub file", ""],
    [" denied link sub file /denied file /link file /sub file", ""],
  ];
  for (const flags of [["--allow-all"], ["--allow-ffi", "--allow-read"], ["--allow-ffi", `--allow-read=${dir.path}`]]) {
    assertEquals(await outcomes(...flags), whole, `${flags}`);
  }
  const refused = Array(6).fill("NotCapable");
  assertEquals(await outcomes("--allow-ffi"), refused);
  assertEquals(await outcomes("--allow-ffi", `--allow-read=${dir.join("in/sub")}`), refused);
  for (const allow of ["--allow-read", `--allow-read=${dir.path}`]) {
    assertEquals(await outcomes("--allow-ffi", allow, `--deny-read=${dir.join("in/denied")}`), [
      names,
      names,
      "NotCapable",
      [" denied sub file link /sub file", "NotCapable"],
      [" sub file link /sub file", "NotCapable"],
      [" denied link sub file /link file /sub file", "NotCapable"],
    ]);
  }
});
