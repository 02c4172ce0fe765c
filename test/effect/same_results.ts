/** A random program has the same results on any two handlers. */
import { assertEquals } from "@std/assert";
import {
  type Capabilities,
  type FileSystemError,
  type FileSystemProgram,
  FsList,
  FsOpen,
  FsReadAll,
  type ListEntry,
  run,
} from "../../src/effect/effect.ts";
import { random, SEED } from "../random.ts";
import type { Subject } from "./conformance.ts";
import { programOf, randomSteps, type Step } from "./random_steps.ts";

/** How much chance. */
export interface Amount {
  readonly programs?: number;
  readonly steps?: number;
  /** Paths without dots and needless slashes, for handlers that resolve them without looking. */
  readonly simple?: boolean;
}

/** Holds two handlers against each other; when they differ, the shortest program found is shown. */
export async function sameResults(one: Subject, other: Subject, { programs = 60, steps = 50, simple }: Amount = {}) {
  const can = both(one.can, other.can);
  for (let i = 0; i < programs; i++) {
    const seed = SEED + i;
    const program = randomSteps(random(seed), steps, can, simple);
    if (!await differ(one, other, program)) continue;
    const short = await shrunk(program, (steps) => differ(one, other, steps));
    console.error(`RESEAU_SEED=${seed}`, short);
    assertEquals(await outcomesOn(one, short), await outcomesOn(other, short), `RESEAU_SEED=${seed}`);
  }
}

/** What both can; what only one has at close is not looked at before. */
function both(one: Capabilities, other: Capabilities): Capabilities {
  const names = Object.keys(one) as (keyof Capabilities)[];
  return Object.fromEntries(names.map((name) => [name, one[name] && other[name]])) as unknown as Capabilities;
}

async function differ(one: Subject, other: Subject, steps: readonly Step[]): Promise<boolean> {
  const [first, second] = [await outcomesOn(one, steps), await outcomesOn(other, steps)];
  return JSON.stringify(first) !== JSON.stringify(second);
}

/** What came of each step, and what is there in the end. */
async function outcomesOn(subject: Subject, steps: readonly Step[]): Promise<unknown> {
  await using place = await subject.make();
  const { handler, base } = place;
  const outcomes = await run(programOf(steps, base), handler).catch(({ name, code }) => [name, code]);
  const contents = await run(function* () {
    const contents: unknown[] = [];
    const directories = [""];
    for (let directory; (directory = directories.pop()) !== undefined;) {
      for (const { name, isDir } of yield* namesIn(base + directory)) {
        const path = `${directory}${name}`;
        if (isDir) directories.push(`${path}/`);
        const read = isDir ? null : yield* FsReadAll({ handle: yield* FsOpen({ path: base + path }) });
        contents.push([path, read]);
      }
    }
    return contents;
  }, handler);
  return { outcomes, contents };
}

/** Where directories are the beginnings of names, one that nothing is in is not there. */
function* namesIn(path: string): FileSystemProgram<ListEntry[]> {
  try {
    return yield* FsList({ path });
  } catch (error) {
    if ((error as FileSystemError).code === "ENOENT") return [];
    throw error;
  }
}

/** Leaves out what can be left out. */
async function shrunk(steps: Step[], fails: (steps: Step[]) => Promise<boolean>): Promise<Step[]> {
  for (let size = steps.length >> 1; size > 0; size >>= 1) {
    for (let at = 0; at < steps.length;) {
      const fewer = steps.toSpliced(at, size);
      if (await fails(fewer)) steps = fewer;
      else at += size;
    }
  }
  return steps;
}
