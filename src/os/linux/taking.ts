/**
 * Directories with their entries' metadata, without an object for each: one trip opens and reads up to 32 of them, and some
 * more look at their entries, whose names stay where the kernel has put them.
 */
import { options } from "../../call/options.ts";
import { ownRecordsServe } from "../../call/own_records.ts";
import { all, type Program, SKIPPED, valueOf, Wait } from "../../call/program.ts";
import { systemError } from "../../call/error.ts";
import type { Taken, Taker } from "../listing_contract.ts";
import { libc } from "./libc.ts";
import { callsOf, DIRECTORIES, STATS } from "./taking_layout.ts";
import { TakingMemory } from "./taking_memory.ts";

/** As many as there were under way at once. */
const spare: TakingMemory[] = [];

/** What several lanes share. */
interface Work<D extends Taken> {
  readonly directories: readonly D[];
  readonly taker: Taker<D>;
  readonly left: D[];
  readonly lanes: number;
  next: number;
}

/** See `Listing.take`. */
export function* take<D extends Taken>(directories: readonly D[], taker: Taker<D>): Program<D[]> {
  if (directories.length === 0) return [];
  if (!ownRecordsServe() || Object.values(callsOf()).some((binding) => binding.isAbsent())) return [...directories];
  const lanes = Math.min(options.threads, Math.ceil(directories.length / (DIRECTORIES / 2)));
  const work: Work<D> = { directories, taker, left: [], lanes, next: 0 };
  for (const outcome of yield* all(Array.from({ length: lanes }, () => lane(work)))) valueOf(outcome);
  return work.left;
}

function* lane<D extends Taken>(work: Work<D>): Program<void> {
  if (work.next === work.directories.length) return;
  const memory = spare.pop() ?? new TakingMemory();
  // Behind a failure its last trip has ended, too.
  try {
    while (work.next < work.directories.length) yield* together(memory, work);
  } finally {
    spare.push(memory);
  }
}

function* together<D extends Taken>(memory: TakingMemory, work: Work<D>): Program<void> {
  const { directories, taker } = work;
  const start = work.next;
  // Towards the end there is something to do for every lane.
  const rest = directories.length - start;
  const share = Math.min(DIRECTORIES, rest, Math.max(8, Math.ceil(rest / (2 * work.lanes))));
  memory.begin();
  while (memory.directories < share && memory.open(directories[work.next]!)) work.next++;
  try {
    yield* trip(memory);
    const taken: D[] = [];
    for (let i = 0; i < memory.directories; i++) {
      const directory = directories[start + i]!;
      if (!memory.isWhole(i)) work.left.push(directory);
      else {
        taken.push(directory);
        taker.begin(directory);
        memory.addEntries(i, taker);
      }
    }
    for (let from = 0; from === 0 || from < memory.entries; from += STATS) {
      const count = memory.look(from);
      yield* trip(memory);
      memory.describe(from, count, taker);
    }
    for (const directory of taken) taker.end(directory);
  } finally {
    for (let i = 0; i < memory.directories; i++) {
      const fd = memory.descriptor(i);
      if (fd >= 0 && memory.closed(i) === -SKIPPED) yield libc.close(fd);
    }
    memory.count();
  }
}

function* trip(memory: TakingMemory): Program<void> {
  const result = yield new Wait(memory.records);
  if (result < 0) throw systemError(result, "readdir");
}
