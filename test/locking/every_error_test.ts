/** Every call of a replacement fails in turn: the file is old, or the error came behind the new name. */
import { assert, assertEquals } from "@std/assert";
import { type AtomicOptions, setxattr } from "../../mod.ts";
import { replaced } from "../../src/locking/atomic_programs.ts";
import { openDescriptors, type TemporaryDirectory, temporaryDirectory } from "../temporary.ts";
import { driven } from "./third_driver.ts";

const WAYS: readonly AtomicOptions[] = [
  {},
  { mode: 0o600 },
  { fsyncDir: true },
  { fsync: true, fsyncDir: true },
  { fsync: true, fsyncDir: true, signal: new AbortController().signal }, // what can be given up takes other trips
  { fsync: true, mode: 0o640 },
  { preserve: true },
  { preserve: true, fsync: true, fsyncDir: true, mode: 0o600 },
  { followSymlink: true, fsync: true },
  { replace: false },
  { replace: false, fsync: true, fsyncDir: true, mode: 0o600 },
];
const [OLD, NEW] = ["old content", "the new content"];
/** Calls behind which the new file has its name. */
const NAMING = /^(renam|linkat)/;

async function prepared(replace: boolean): Promise<TemporaryDirectory> {
  const dir = await temporaryDirectory();
  if (!replace) return dir;
  await Deno.writeTextFile(dir.join("target"), OLD);
  await setxattr(dir.join("target"), "user.comment", "kept");
  if (Deno.uid() === 0) await Deno.chown(dir.join("target"), 1234, 4321);
  return dir;
}

function namesIn(dir: TemporaryDirectory): string[] {
  return [...Deno.readDirSync(dir.path)].map(({ name }) => name).sort();
}

for (const options of WAYS) {
  Deno.test(`whichever call fails, a file is old or new, and nothing else is left: ${JSON.stringify(options)}`, async () => {
    const replace = options.replace !== false;
    for (const error of ["EIO", "ENOSPC", "EPERM"]) {
      for (let failing = 0, through = false; !through; failing++) {
        await using dir = await prepared(replace);
        const name = options.followSymlink ? "link" : "target";
        if (options.followSymlink) await Deno.symlink("target", dir.join("link"));
        const [names, open] = [namesIn(dir), openDescriptors()];
        const outcome = driven(replaced(dir.join(name), NEW, options), failing, error);
        through = outcome.calls.length <= failing;
        const at = `${error} of ${outcome.calls[failing]?.name}, call ${failing}`;
        const named = outcome.calls.some(({ name, result }) => NAMING.test(name) && result >= 0);
        if (outcome.error === undefined) assert(named, at);
        assertEquals(namesIn(dir), named && !replace ? ["target"] : names, at);
        if (named || replace) assertEquals(await Deno.readTextFile(dir.join("target")), named ? NEW : OLD, at);
        assertEquals(openDescriptors(), open, at);
        if (through) assertEquals(outcome.error, undefined);
        // Behind the name only the directory remains to be synced and closed.
        if (outcome.error !== undefined && named) assert(options.fsyncDir === true, at);
      }
    }
  });
}
