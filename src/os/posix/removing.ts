/** Removing as POSIX systems do it: many names of a directory in one trip. */
import { errorNumber } from "../../call/errno.ts";
import { all, type Call, Chain, FIRST, type Program, valueOf } from "../../call/program.ts";
import type { RawStat } from "../contract.ts";
import type { Removing } from "../removing_contract.ts";
import { posix } from "./libc.ts";
import { at as calls } from "./names.ts";

/** What differs between the systems. */
export interface Particulars {
  readonly c: Readonly<Record<"AT_REMOVEDIR", number>>;
  /** Opens the directory above an open one. */
  above(fd: number): Call;
  /** An open directory's own metadata. */
  self(fd: number): Call;
  statOf(call: Call): RawStat;
}

/** Names removed in one trip: others may run beside it, and without executable memory they must fit. */
const TOGETHER = 64;
const ENOENT = -errorNumber("ENOENT");

/** Removing on a system with these particulars. */
export function posixRemoving({ c, above, self, statOf }: Particulars): Removing {
  function* together(fd: number, names: readonly string[]): Program<readonly number[]> {
    const [first, ...rest] = names.map((name) => calls.unlinkat(fd, name, 0));
    if (first === undefined) return [];
    const chain = new Chain(first, rest);
    yield chain;
    return chain.results;
  }

  function* parts(fd: number, names: readonly string[]): Generator<Program<readonly number[]>> {
    for (let i = 0; i < names.length; i += TOGETHER) yield together(fd, names.slice(i, i + TOGETHER));
  }

  function* unlinkAll(fd: number, names: readonly string[]): Program<readonly number[]> {
    if (names.length <= TOGETHER) return yield* together(fd, names);
    return (yield* all(parts(fd, names))).flatMap(valueOf);
  }

  return {
    unlinkAll,
    *leave(fd, names, at, name) {
      let last: Chain | undefined;
      try {
        const whole = Math.max(0, Math.floor((names.length - 1) / TOGETHER)) * TOGETHER;
        const before = whole > 0 ? yield* unlinkAll(fd, names.slice(0, whole)) : [];
        const unlinks = names.slice(whole).map((name) => calls.unlinkat(fd, name, 0));
        const [first, ...rest] = [...unlinks, posix.close(fd), calls.unlinkat(at, name, c.AT_REMOVEDIR)];
        last = new Chain(first!, rest);
        yield last;
        return [...before, ...last.results.toSpliced(-2, 1)];
      } finally {
        // Given up before it left, the chain has closed nothing.
        if (last === undefined || last.results.length === 0) yield posix.close(fd);
      }
    },
    *suspend(fd) {
      const ask = self(fd);
      const chain = new Chain(ask, [posix.close(fd)]);
      try {
        return (yield chain) < 0 ? "" : identityOf(statOf(ask));
      } finally {
        if (chain.results.length === 0) yield posix.close(fd);
      }
    },
    *resume(fd, suspended) {
      const ask = self(FIRST);
      const chain = new Chain(above(fd), [ask]);
      const opened = yield chain;
      if (opened < 0) return opened;
      if (chain.results[1]! >= 0 && identityOf(statOf(ask)) === suspended) return opened;
      yield posix.close(opened);
      return ENOENT;
    },
  };
}

function identityOf({ dev, inodeHigh, inodeLow }: RawStat): string {
  return `${dev} ${inodeHigh} ${inodeLow}`;
}
