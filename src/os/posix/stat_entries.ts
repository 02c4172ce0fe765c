/** Metadata of a directory's entries, many in one trip. */
import { all, type Call, Chain, type Program } from "../../call/program.ts";
import type { RawStat } from "../contract.ts";
import type { RawEntry } from "../listing_contract.ts";
import { posix } from "./libc.ts";

/** Entries looked at in one trip: others may run beside it, and without executable memory their names must fit. */
const TOGETHER = 64;

/** How a system looks at an entry. */
export interface Look {
  statOne(fd: number, name: string): Call;
  statOf(call: Call): RawStat;
}

/** Asks for the metadata of entries of an open directory. */
export function* statEntries(fd: number, entries: readonly RawEntry[], look: Look): Program<void> {
  if (entries.length > TOGETHER) yield* all(parts(fd, entries, look));
  else if (entries.length > 0) yield* together(fd, entries, look, []);
}

/** The same, and closes the directory, in one trip for a small one. */
export function* statAndClose(fd: number, entries: readonly RawEntry[], look: Look): Program<void> {
  let last: Chain | undefined;
  try {
    const whole = Math.floor((entries.length - 1) / TOGETHER) * TOGETHER;
    if (whole > 0) yield* all(parts(fd, entries.slice(0, whole), look));
    const rest = entries.slice(Math.max(whole, 0));
    if (rest.length > 0) yield* together(fd, rest, look, [posix.close(fd)], (chain) => last = chain);
  } finally {
    // Given up before it left, the chain has closed nothing.
    if (last === undefined || last.results.length === 0) yield posix.close(fd);
  }
}

function* parts(fd: number, entries: readonly RawEntry[], look: Look): Generator<Program<void>> {
  for (let i = 0; i < entries.length; i += TOGETHER) yield together(fd, entries.slice(i, i + TOGETHER), look, []);
}

function* together(
  fd: number,
  entries: readonly RawEntry[],
  look: Look,
  behind: readonly Call[],
  begun: (chain: Chain) => void = () => {},
): Program<void> {
  const [first, ...rest] = entries.map(({ name }) => look.statOne(fd, name));
  const chain = new Chain(first!, behind.length === 0 ? rest : [...rest, ...behind]);
  begun(chain);
  yield chain;
  for (let i = 0; i < entries.length; i++) {
    const entry = entries[i]!;
    const result = chain.results[i]!;
    if (result < 0) entry.stat = result;
    else {
      const stat = entry.stat = look.statOf(chain.call(i));
      entry.type = stat.mode >>> 12;
      // A directory that something is mounted on has another number than its entry says.
      entry.inodeLow = stat.inodeLow;
      entry.inodeHigh = stat.inodeHigh;
    }
  }
}
