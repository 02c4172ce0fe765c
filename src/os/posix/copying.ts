/** Copying as POSIX has it: a small file in two trips, one that reads it and one that makes it again. */
import { POSIX_CONSTANTS as p } from "../../../ffi/posix/constants.ts";
import { type Call, Chain, FIRST, type Program } from "../../call/program.ts";
import type { Lane } from "../../../ffi/c_types.ts";
import type { RawStat } from "../contract.ts";
import type { Copying, Failed, Finish, Place, Taken } from "../copying_contract.ts";
import { posix } from "./libc.ts";
import { disowned, ENOSPC, failureOf, humbler, renamed } from "./making.ts";
import { timespecs } from "./metadata.ts";
import { at as names } from "./names.ts";
import { directorySyncing, FSYNC, type Syncing } from "./syncing.ts";

/** What differs between the systems. */
export interface Particulars {
  readonly c: Readonly<
    Record<
      | `O_${"RDONLY" | "WRONLY" | "CREAT" | "EXCL" | "DIRECTORY" | "NOFOLLOW" | "NONBLOCK" | "NOCTTY" | "CLOEXEC"}`
      | `UTIME_${"NOW" | "OMIT"}`
      | `SEEK_${"DATA" | "HOLE"}`
      | "AT_FDCWD"
      | "PATH_MAX",
      number
    >
  >;
  openat(at: number, path: string, flags: number, mode: number): Call;
  /** Metadata of an open file. */
  look(fd: number): Call;
  statOf(step: Call): RawStat;
  /** How many bytes the names of an open file's attributes take. */
  attributes(fd: number): Call;
  readonly syncing: Syncing;
}

/** What of {@link Copying} is alike on Linux and macOS. */
export type PosixCopying = Pick<
  Copying,
  | ("reach" | "take" | "release" | "make" | "makeAs" | "openFrom" | "openTo" | "finish" | "seekData" | "seekHole")
  | "syncDirectory"
>;

/** What counts as small, in bytes: 64 share an arena. */
const ROOM = { size: 32 << 10 };
const COUNT = BigInt(ROOM.size);
/** Of a name, in bytes, with the slash before it. */
const LONGEST_NAME = 256;
/** Holes are at least so long, in bytes. */
const BLOCK = 4096;
/** Pieces of memory that wait for the next small file. */
const SPARE = 256;

/** Copying on a system with these particulars. */
export function posixCopying({ c, openat, look, statOf, attributes, syncing }: Particulars): PosixCopying {
  const from = (follow: boolean) => c.O_RDONLY | c.O_CLOEXEC | c.O_NONBLOCK | c.O_NOCTTY | (follow ? 0 : c.O_NOFOLLOW);
  const to = c.O_WRONLY | c.O_CREAT | c.O_EXCL | c.O_NOFOLLOW | c.O_CLOEXEC;
  const marks = { now: c.UTIME_NOW, omit: c.UTIME_OMIT };
  const spare: Uint8Array<ArrayBuffer>[] = [];

  /** What {@link Finish} asks of a descriptor: the owner first, because a new one clears bits of the mode. */
  function finishing(fd: number, { owner, mode, times }: Finish): Call[] {
    const calls: Call[] = [];
    if (owner !== undefined) calls.push(posix.fchown(fd, owner.uid, owner.gid));
    if (mode !== undefined) calls.push(posix.fchmod(fd, mode));
    if (times !== undefined) calls.push(posix.futimens(fd, timespecs([times.atime, times.mtime], marks)));
    return calls;
  }

  function contentAt({ view, at }: Call, length: number): Uint8Array<ArrayBuffer> {
    const memory = spare.pop() ?? new Uint8Array(ROOM.size);
    memory.set(new Uint8Array(view.buffer, view.byteOffset + at, length));
    return memory.subarray(0, length);
  }

  /** Nobody may have the bits that let others act as the owner before that is the right one: the mode waits for it. */
  function* finished(fd: number, finish: Finish): Program<Failed | undefined> {
    for (const call of finishing(fd, finish)) {
      const error = yield call;
      if (error >= 0) continue;
      const failed = { error, syscall: call.binding.name };
      return disowned(failed, finish) ? yield* finished(fd, humbler(finish)) : failed;
    }
    return finish.durable === true ? yield* synced(fd, yield syncing.sync(fd)) : undefined;
  }

  /** What became of a file that was synced. */
  function* synced(fd: number, result: number): Program<Failed | undefined> {
    const error = result < 0 ? yield* syncing.otherwise(fd, result) : 0;
    return error < 0 ? { error, syscall: FSYNC } : undefined;
  }

  /** Writes what a chain's write has left: what stops it there is why it took less than all. */
  function* completed(fd: number, content: Uint8Array, finish: Finish, lane: Lane): Program<Failed | undefined> {
    for (let rest = content; rest.byteLength > 0;) {
      const result = yield posix.write(fd, rest, BigInt(rest.byteLength)).via(lane);
      if (result <= 0) return { error: result < 0 ? result : ENOSPC, syscall: "write" };
      rest = rest.subarray(result);
    }
    return yield* finished(fd, finish);
  }

  /** What became of a file that was made, and its descriptor closed when the chain could not. */
  function* settled(
    fd: number,
    chain: Chain,
    content: Uint8Array,
    finish: Finish,
    lane: Lane,
  ): Program<Failed | undefined> {
    const failed = failureOf(chain, content.byteLength, syncing);
    if (chain.closed) return failed;
    try {
      if (failed === undefined) return undefined;
      if (failed.written !== undefined) return yield* completed(fd, content.subarray(failed.written), finish, lane);
      if (disowned(failed, finish)) return yield* finished(fd, humbler(finish));
      return failed.syscall === FSYNC ? yield* synced(fd, failed.error) : failed;
    } finally {
      yield posix.close(fd);
    }
  }

  function* made(
    { at, name }: Place,
    content: Uint8Array,
    mode: number,
    finish: Finish,
    lane: Lane,
    naming?: Call,
  ): Program<Failed | undefined> {
    // Behind a write that took less than all there is nothing at the last byte, and the calls after it are not made.
    const last = BigInt(content.byteLength - 1);
    const counted = content.byteLength > 0 && (naming !== undefined || finish.durable === true);
    const whole = counted ? [posix.lseek(FIRST, last, c.SEEK_DATA)] : [];
    const write = content.byteLength > 0 ? [posix.write(FIRST, content, BigInt(content.byteLength))] : [];
    const sync = finish.durable === true ? [syncing.sync(FIRST)] : [];
    const rest = [...write, ...finishing(FIRST, finish), ...sync, ...whole, posix.close(FIRST)];
    const chain = new Chain(openat(at, name, to, mode).via(lane), naming === undefined ? rest : [...rest, naming]);
    let complete = false;
    try {
      const fd = yield chain;
      if (fd < 0) return { error: fd, syscall: "open" };
      let failed = yield* settled(fd, chain, content, finish, lane);
      if (naming !== undefined) failed = yield* renamed(chain, failed, naming);
      complete = failed === undefined;
      return failed;
    } finally {
      // Given up, too, when the chain was under way.
      if (!complete && chain.results[0]! >= 0) yield names.unlinkat(at, name, 0);
    }
  }

  return {
    reach: Math.floor((c.PATH_MAX - LONGEST_NAME) / 3),
    *take({ at, name }, follow, asked, lane): Program<Taken | number> {
      const read = posix.preadInto(FIRST, ROOM, COUNT, 0n);
      const rest = [look(FIRST), read, ...(asked ? [attributes(FIRST)] : []), posix.close(FIRST)];
      const chain = new Chain(openat(at, name, from(follow), 0).via(lane), rest);
      const fd = yield chain;
      if (fd < 0) return fd;
      const [, looked, length, named] = chain.results as [number, number, number, number];
      let taken: Taken | number = looked;
      if (looked >= 0) {
        const info = statOf(chain.call(1));
        const whole = (info.mode & p.S_IFMT) === p.S_IFREG && length === info.size && length < ROOM.size;
        // A file that takes less than its size may have holes.
        const full = whole && (length < BLOCK || info.blocks * 512 >= length);
        const content = full ? contentAt(read, length) : undefined;
        taken = { info, content, attributes: asked && named !== 0 };
      }
      if (!chain.closed) yield posix.close(fd);
      return taken;
    },
    release(content) {
      if (content.buffer.byteLength === ROOM.size && spare.length < SPARE) spare.push(new Uint8Array(content.buffer));
    },
    make: made,
    makeAs({ at, name }, as, content, mode, finish, lane) {
      // The first argument, which makes it depend on the calls before, says nothing beside an absolute path: renameat(2).
      return made({ at, name }, content, mode, finish, lane, names.renameat(FIRST, name, at, as));
    },
    *openFrom({ at, name }, follow) {
      return yield openat(at, name, from(follow), 0);
    },
    *openTo({ at, name }, mode) {
      const opening = new Chain(openat(at, name, to, mode), []);
      let known = false;
      try {
        const fd = yield opening;
        known = true;
        return fd;
      } finally {
        if (!known && opening.results[0]! >= 0) yield names.unlinkat(at, name, 0);
      }
    },
    finish: ({ fd }, finish) => finished(fd, finish),
    syncDirectory: directorySyncing({ c, openat, syncing }),
    *seekData({ fd }, offset) {
      return yield posix.lseek(fd, BigInt(offset), c.SEEK_DATA);
    },
    *seekHole({ fd }, offset) {
      return yield posix.lseek(fd, BigInt(offset), c.SEEK_HOLE);
    },
  };
}
