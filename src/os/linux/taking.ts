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
  /** Those that one go does not read. */
  readonly large: D[];
  readonly lanes: number;
  next: number;
}

/** See `Listing.take`. */
export function* take<D extends Taken>(directories: readonly D[], taker: Taker<D>): Program<D[]> {
  if (directories.length === 0) return [];
  if (!ownRecordsServe(callsOf())) return [...directories];
  const lanes = Math.min(options.threads, Math.ceil(directories.length / (DIRECTORIES / 2)));
  const work: Work<D> = { directories, taker, left: [], large: [], lanes, next: 0 };
  for (const outcome of yield* all(Array.from({ length: lanes }, () => lane(work)))) valueOf(outcome);
  // One at a time: the entries of a directory are added in a row.
  for (const directory of work.large) yield* withMemory((memory) => large(memory, directory, work));
  return work.left;
}

function* lane<D extends Taken>(work: Work<D>): Program<void> {
  if (work.next === work.directories.length) return;
  yield* withMemory(function* (memory) {
    while (work.next < work.directories.length) yield* together(memory, work);
  });
}

function* withMemory(body: (memory: TakingMemory) => Program<void>): Program<void> {
  const memory = spare.pop() ?? new TakingMemory();
  // Behind a failure its last trip has ended, too.
  try {
    yield* body(memory);
  } finally {
    spare.push(memory);
  }
}

/** Takes as many of the next directories as one trip opens. */
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
      if (!memory.isKnown(i)) work.left.push(directory);
      else if (!memory.isEnded(i)) work.large.push(directory);
      else {
        taken.push(directory);
        taker.begin(directory);
        memory.addEntries(i, taker);
      }
    }
    yield* look(memory, taker, true);
    for (const directory of taken) taker.end(directory);
  } finally {
    yield* close(memory);
  }
}

/** Takes a directory piece by piece. */
function* large<D extends Taken>(memory: TakingMemory, directory: D, { taker, left }: Work<D>): Program<void> {
  memory.begin();
  memory.open(directory);
  try {
    yield* trip(memory);
    for (let begun = false, ended = false; !ended; begun = true) {
      if (begun) {
        memory.readOn();
        yield* trip(memory);
      }
      if (!memory.isKnown(0)) {
        if (begun) taker.forget(directory);
        left.push(directory);
        return;
      }
      if (!begun) taker.begin(directory);
      memory.addEntries(0, taker);
      ended = memory.isEnded(0);
      yield* look(memory, taker, ended);
    }
    taker.end(directory);
  } finally {
    yield* close(memory);
  }
}

/** Looks at the entries that were added; behind them, all is closed if it is to be. */
function* look<D extends Taken>(memory: TakingMemory, taker: Taker<D>, closes: boolean): Program<void> {
  for (let from = 0; from < memory.entries || (closes && from === 0); from += STATS) {
    const count = memory.look(from, closes);
    yield* trip(memory);
    memory.describe(from, count, taker);
  }
}

/** Closes what is still open. */
function* close(memory: TakingMemory): Program<void> {
  for (let i = 0; i < memory.directories; i++) {
    const fd = memory.descriptor(i);
    if (fd >= 0 && memory.closed(i) === -SKIPPED) yield libc.close(fd);
  }
  memory.count();
}

function* trip(memory: TakingMemory): Program<void> {
  const result = yield new Wait(memory.records);
  if (result < 0) throw systemError(result, "readdir");
}
