/** What atomicWrite promises for a crash of the machine, on any filesystem: a model of crash states over its calls. */
import { assert, assertEquals } from "@std/assert";
import type { AtomicOptions } from "../../mod.ts";
import { replaced } from "../../src/locking/atomic_programs.ts";
import { temporaryDirectory } from "../temporary.ts";
import { isSync, Model } from "./crash_model.ts";
import { driven, type Made } from "./third_driver.ts";

const [OLD, NEW] = ["old content", "the new content, longer"];

type State = "old" | "new" | "none" | "neither";

/** The calls of a replacement, which are really made, and where. */
async function callsOf(options: AtomicOptions): Promise<{ calls: readonly Made[]; directory: string }> {
  await using dir = await temporaryDirectory();
  if (options.replace !== false) await Deno.writeTextFile(dir.join("f"), OLD);
  const { calls, error } = driven(replaced(dir.join("f"), NEW, options));
  assertEquals([error, await Deno.readTextFile(dir.join("f"))], [undefined, NEW]);
  return { calls, directory: dir.path };
}

/** What may be found when the machine crashes at any moment from the first of these calls on, and behind the last. */
function crashed(calls: readonly Made[], directory: string, replace: boolean): Record<"during" | "after", State[]> {
  const model = new Model(directory, replace ? { f: OLD } : {});
  const during = new Set<State>();
  const look = () => [...model.found("f")].map(stateOf);
  for (const call of calls) {
    look().forEach((state) => during.add(state));
    model.make(call);
  }
  look().forEach((state) => during.add(state));
  return { during: [...during].sort(), after: [...new Set(look())].sort() };
}

function stateOf(content: string | undefined): State {
  return content === undefined ? "none" : content === OLD ? "old" : content === NEW ? "new" : "neither";
}

/** What can be given up takes other trips. */
const { signal } = new AbortController();

/** As the table in atomicWrite's documentation has it. */
const PROMISED: readonly (readonly [AtomicOptions, readonly State[], readonly State[]])[] = [
  [{}, ["neither", "new", "old"], ["neither", "new", "old"]],
  [{ fsyncDir: true }, ["neither", "new", "old"], ["neither", "new"]],
  [{ fsync: true }, ["new", "old"], ["new", "old"]],
  [{ fsync: true, fsyncDir: true }, ["new", "old"], ["new"]],
  [{ fsync: true, fsyncDir: true, mode: 0o600 }, ["new", "old"], ["new"]],
  [{ fsync: true, fsyncDir: true, signal }, ["new", "old"], ["new"]],
  [{ fsync: true, fsyncDir: true, preserve: true }, ["new", "old"], ["new"]],
  [{ fsync: true, fsyncDir: true, replace: false }, ["new", "none"], ["new"]],
];

for (const [options, during, after] of PROMISED) {
  Deno.test(`a crash leaves what is promised, and no less: ${JSON.stringify(options)}`, async () => {
    const { calls, directory } = await callsOf(options);
    // Settings that promise less do so for a reason: all that they leave open is found.
    assertEquals(crashed(calls, directory, options.replace !== false), { during, after });
  });
}

Deno.test("the model finds what the order of others loses", async () => {
  const { calls, directory } = await callsOf({ fsync: true, fsyncDir: true });
  const [file, folder] = calls.filter(isSync) as [Made, Made];
  const without = (one: Made) => calls.filter((call) => call !== one);
  assertEquals(crashed(without(folder), directory, true).after, ["new", "old"], "the directory is not synced");
  assertEquals(crashed(without(file), directory, true).after, ["neither", "new"], "the file is not synced");
  // Synced, but behind its new name: in time for nobody who crashes in between.
  const late = without(file).flatMap((call) => [call, ...(/^renam/.test(call.name) ? [file] : [])]);
  const open = late.filter(({ name, args }) => name !== "close" || args[0] !== file.args[0]);
  assert(crashed(open, directory, true).during.includes("neither"), "the file is synced behind the rename");
});
