/** Operations on names ask for what Deno asks for. */
import { assertEquals } from "@std/assert";
import { SLOW } from "../call/scale.ts";
import { valueOfScript } from "../call/subprocess.ts";
import { temporaryDirectory } from "../temporary.ts";

const READ = "--allow-read=~/in";
const WRITE = "--allow-write=~/in";
const FLAGS = [
  [],
  ["--allow-read"],
  ["--allow-write"],
  [READ],
  [WRITE],
  [READ, WRITE],
  ["--allow-read", "--allow-write"],
  ["--allow-read", WRITE],
  [READ, "--allow-write"],
  ["--allow-read=~/in/file", "--allow-write=~/in/file,~/in/new"],
  ["--allow-read=~/in/file", "--allow-write=~/in/new"],
  ["--allow-read", "--allow-write", "--deny-write=~/in/denied"],
];

/** Whether each operation is permitted, in Deno and in ours; what comes of it then is of no interest here. */
const MATRIX = `
  const refusal = (operation) => {
    try {
      operation();
    } catch (error) {
      if (error.name === "NotCapable") return /--allow-\\w+/.exec(error.message)?.[0] ?? "refused";
    }
    return "permitted";
  };
  const file = ROOT + "/in/file";
  const added = ROOT + "/in/new";
  const outcomes = [];
  for (const name of ["in/file", "in/new", "in/denied/file", "in/denied/new", "out/file", "out/new", "in/../out/new"]) {
    const path = ROOT + "/" + name;
    for (const [operation, deno, ours] of [
      ["mkdir", () => Deno.mkdirSync(path), () => files.mkdirSync(path)],
      ["mkdir recursive", () => Deno.mkdirSync(path, { recursive: true }), () => files.mkpathSync(path)],
      ["readlink", () => Deno.readLinkSync(path), () => files.readlinkSync(path)],
      ["realpath", () => Deno.realPathSync(path), () => files.realpathSync(path)],
      ["chmod", () => Deno.chmodSync(path, 0o600), () => files.chmodSync(path, 0o600)],
      ["chown", () => Deno.chownSync(path, null, null), () => files.chownSync(path, null, null)],
      ["lchown", () => Deno.chownSync(path, null, null), () => files.lchownSync(path, null)],
      ["utime", () => Deno.utimeSync(path, 1, 2), () => files.utimeSync(path, 1, 2)],
      ["rename from", () => Deno.renameSync(path, added), () => files.renameSync(path, added)],
      ["rename to", () => Deno.renameSync(file, path), () => files.renameSync(file, path)],
      ["link from", () => Deno.linkSync(path, added), () => files.hardlinkSync(path, added)],
      ["link to", () => Deno.linkSync(file, path), () => files.hardlinkSync(file, path)],
      ["symlink", () => Deno.symlinkSync("x", path), () => files.symlinkSync("x", path)],
      ["chdir", () => Deno.chdir(path), () => files.cdSync(path)],
      ["remove", () => Deno.removeSync(path), () => files.unlinkSync(path)],
      ["touch", () => Deno.writeFileSync(path, new Uint8Array(), { append: true }), () => files.touchSync(path)],
      ["mkfifo", () => Deno.mkdirSync(path), () => files.mkfifoSync(path)],
    ]) outcomes.push([operation, name, refusal(deno), refusal(ours)]);
  }
  for (const name of ["in", "in/denied", "out"]) {
    const dir = ROOT + "/" + name;
    outcomes.push(["mktemp", name, refusal(() => Deno.makeTempFileSync({ dir })),
      refusal(() => files.mktempSync(dir, { cleanup: false }).file.closeSync())]);
    outcomes.push(["mktempdir", name, refusal(() => Deno.makeTempDirSync({ dir })),
      refusal(() => files.mktempdirSync(dir, { cleanup: false }))]);
  }
  outcomes.push(["pwd", "", refusal(() => Deno.cwd()), refusal(() => files.pwdSync())]);
  console.log(JSON.stringify(outcomes));`;

// Starting Deno takes seconds on a slow machine.
for (const flags of SLOW ? FLAGS.slice(5, 7) : FLAGS) {
  Deno.test(`operations on names are refused as Deno refuses them: ${flags.join(" ")}`, async () => {
    await using dir = await temporaryDirectory();
    await Deno.mkdir(dir.join("in/denied"), { recursive: true });
    await Deno.mkdir(dir.join("out"));
    for (const name of ["in/file", "in/denied/file", "out/file"]) await Deno.writeTextFile(dir.join(name), "");
    const given = ["--allow-ffi", ...flags.map((flag) => flag.replaceAll("~", dir.path))];
    const script = `const ROOT = ${JSON.stringify(dir.path)};${MATRIX}`;
    const outcomes = await valueOfScript<[string, string, string, string][]>(script, given, { cwd: dir.path });
    const told = (which: 2 | 3) => outcomes.map((outcome) => `${outcome[0]} '${outcome[1]}': ${outcome[which]}`);
    assertEquals(told(3), told(2));
  });
}
