import type { FileHandle } from "../../mod.ts";
import { scaled } from "../call/scale.ts";
import { random, SEED } from "../random.ts";
import { type TemporaryDirectory, temporaryDirectory } from "../temporary.ts";
import { everyWay, type Way } from "../ways.ts";
import { LARGEST, Model } from "./believed_file.ts";
import { type Operation, OPERATIONS } from "./model.ts";

/** In each of the four ways, more than 100,000 in all; a disk takes fifteen times longer for what changes a file's blocks. */
const STEPS = [["tmpfs", "/dev/shm", scaled(23_000)], ["disk", undefined, scaled(3000)]] as const;
const NAMES = Object.keys(OPERATIONS) as Operation["name"][];

function operations(seed: number, steps: number): Operation[] {
  const next = random(seed);
  const below = (limit: number) => Math.floor(next() * limit);
  // Small sizes are likelier, and block borders likelier than chance has it.
  const place = () => below(4) === 0 ? 4096 * below(LARGEST >> 13) : below(LARGEST >> 1);
  const size = () => below(8) === 0 ? below(LARGEST >> 1) : below(300);
  return Array.from({ length: steps }, () => ({
    name: NAMES[below(NAMES.length)]!,
    at: place(),
    length: size(),
    fill: below(256),
  }));
}

/** Performs a log on a new file; the index of the operation that failed, and how. */
async function failure(log: readonly Operation[], { fs }: Way, dir: TemporaryDirectory) {
  const path = dir.join("model");
  const model = new Model();
  let file = await fs.open(path, "w+") as FileHandle;
  const other = await fs.open(dir.join("other"), "w+") as FileHandle;
  try {
    for (const [index, operation] of log.entries()) {
      try {
        if (operation.name === "reopen") {
          await file.close();
          model.appends = operation.fill % 4 === 0;
          model.position = 0;
          file = await fs.open(path, model.appends ? "a+" : "r+") as FileHandle;
        } else await OPERATIONS[operation.name](file, model, operation, other);
        if (model.position > LARGEST || model.bytes.length > LARGEST) {
          await OPERATIONS.truncate(file, model, { ...operation, at: 0 });
          await OPERATIONS.seek(file, model, { ...operation, at: 0, fill: 0 });
        }
      } catch (error) {
        return { index, error };
      }
    }
    return undefined;
  } finally {
    await file.close();
    await other.close();
  }
}

/** Leaves out of a failing log what its failure does not need: halves, quarters, … single operations. */
async function shortened(log: readonly Operation[], way: Way, dir: TemporaryDirectory): Promise<readonly Operation[]> {
  for (let size = Math.ceil(log.length / 2); size >= 1; size = size === 1 ? 0 : Math.ceil(size / 2)) {
    for (let at = 0; at < log.length;) {
      const shorter = [...log.slice(0, at), ...log.slice(at + size)];
      const found = await failure(shorter, way, dir);
      if (found === undefined) at += size;
      else log = shorter.slice(0, found.index + 1);
    }
  }
  return log;
}

everyWay("a handle and a model of it go the same way", async (way) => {
  for (const [place, parent, steps] of STEPS) {
    await using dir = await temporaryDirectory(parent);
    await compare(way, dir, steps, place);
  }
});

async function compare(way: Way, dir: TemporaryDirectory, steps: number, place: string): Promise<void> {
  const log = operations(SEED, steps);
  const found = await failure(log, way, dir);
  if (found === undefined) return;
  const short = await shortened(log.slice(0, found.index + 1), way, dir);
  const last = await failure(short, way, dir);
  throw new Error(
    `RESEAU_SEED=${SEED}, ${way.name}, ${place}:\n${short.map((one) => JSON.stringify(one)).join("\n")}`,
    {
      cause: last?.error ?? found.error,
    },
  );
}
