/** Locking the file at a path. */
import { resolve } from "@std/path/resolve";
import type { Deadline } from "../call/deadline.ts";
import { failureOf } from "../call/errno.ts";
import { systemError } from "../call/error.ts";
import { inLine, isWanted } from "../call/line.ts";
import { BLOCKING, type Program, TIMED_OUT } from "../call/program.ts";
import { synchronous } from "../call/synchronous.ts";
import type { OpenFile } from "../handle/handle_base.ts";
import { identityAt, identityOf, isNear } from "../handle/identity.ts";
import { lockAwaited, lockRefused, lockTaken } from "../handle/lock_programs.ts";
import { tellWaiting } from "../handle/lock_turn.ts";
import { locking } from "../os/locking.ts";
import { os } from "../os/os.ts";
import { type Claim, holdsAgainst } from "./held.ts";

const EAGAIN = failureOf("EAGAIN");
const EBADF = failureOf("EBADF");
const EDEADLK = failureOf("EDEADLK");
const ENOENT = failureOf("ENOENT");
/** What a try answers when the path stands for another file, or for none, by now. */
const REPLACED = 1;
const CREATED = 0o666;

/** What is to be locked, and how. */
export interface Wanted {
  /** As the caller gave it. */
  readonly name: string;
  /** As it was judged. */
  readonly path: string;
  readonly shared: boolean;
  readonly create: boolean;
}

/** Locks the file when that is possible at once; `null` while others hold it. */
export function* claimedNow(wanted: Wanted): Program<Claim | null> {
  for (let writable = false;;) {
    const attempt: Attempt = new Attempt(wanted, writable);
    const result: Claim | number = yield* attempt.run((file) => attempt.take(file));
    if (typeof result !== "number") return result;
    if (result === EAGAIN) return null;
    writable ||= result === EBADF;
  }
}

/**
 * Locks the file, and waits until it can; `null` when the time has passed. Those who wait have no descriptor, but for the
 * first.
 */
export function* claimed(wanted: Wanted, deadline: Deadline): Program<Claim | null> {
  const result = yield* inLine(`path ${resolve(wanted.path)}`, () => firstClaimed(wanted, deadline), deadline);
  return result === TIMED_OUT ? null : result as Claim | null;
}

function* firstClaimed(wanted: Wanted, deadline: Deadline): Program<Claim | null> {
  for (let writable = false;;) {
    const attempt: Attempt = new Attempt(wanted, writable);
    const result: Claim | number = yield* attempt.run((file, what) => attempt.takeInLine(file, what, deadline));
    if (typeof result !== "number") return result;
    if (result === TIMED_OUT || deadline.left === 0) return null;
    writable ||= result === EBADF;
  }
}

/** The error for a lock that others hold. */
export function heldByOthers(name: string): Error {
  return systemError(EAGAIN, "flock", name);
}

/** Closes a claim's file, which ends the lock. */
export function* closed(file: OpenFile): Program<void> {
  // Not counted among what is answered at once: a trip to another thread would be a wait for everybody.
  wasClosed(file, isNear(file) ? synchronous(os.close(file, true)) : yield* os.close(file, true));
}

/** A claim's file was closed, with this result. */
export function wasClosed(file: OpenFile, result: number): void {
  tellWaiting();
  if (result < 0) throw systemError(result, "close", file.path);
}

/** One opening of the file, and the lock on that. */
class Attempt {
  #identity = "";

  constructor(readonly wanted: Wanted, readonly writable: boolean) {}

  /** A claim, or why not: what `lock` answers. */
  *run(lock: (file: OpenFile, what: string) => Program<number>): Program<Claim | number> {
    const file = yield* this.#opened();
    let kept = false;
    try {
      this.#identity = yield* identityOf(file);
      const result = yield* lock(file, `lock ${this.#identity}`);
      if (result < 0 && result !== EAGAIN && result !== TIMED_OUT && !this.#mayWrite(result)) {
        yield* lockRefused(result, "flock", file);
      }
      kept = result === 0;
      const { shared, create } = this.wanted;
      return kept ? { file, identity: this.#identity, shared, create } : result;
    } finally {
      if (!kept) yield* os.close(file, true);
    }
  }

  /** Tries once; the winner has locked what the path stands for, or learns that it does not any more. */
  *take(file: OpenFile): Program<number> {
    const { path, shared } = this.wanted;
    const result = yield* os.flock(file, shared ? "shared" : "exclusive", false);
    if (result < 0 && result !== EAGAIN) return result;
    return (yield* identityAt(path, true, file)) === this.#identity ? result : REPLACED;
  }

  /** Takes it when it can, behind those that came before: as {@link lockTaken} answers. */
  *takeInLine(file: OpenFile, what: string, deadline: Deadline): Program<number> {
    const take = () => this.takeOrWait(file);
    const wanted = { kind: this.wanted.shared ? "shared" : "exclusive" } as const;
    if (isWanted(what)) {
      return yield* lockTaken(
        file,
        take,
        () => os.flock(file, "unlock", false),
        deadline,
        what,
        wanted,
      );
    }
    const result = yield* this.take(file);
    if (result !== EAGAIN) return result;
    const trial = locking.lockTrial?.(file, this.wanted.path, this.wanted.shared);
    return yield* lockAwaited(file, take, deadline, what, wanted, trial);
  }

  /** The same for somebody who will wait: not on a thread that would have to release the lock itself. */
  *takeOrWait(file: OpenFile): Program<number> {
    const result = yield* this.take(file);
    const own = result === EAGAIN && (yield BLOCKING) === 1 && holdsAgainst(this.#identity, this.wanted.shared);
    return own ? EDEADLK : result;
  }

  /** Looked up without waiting, where it is there. */
  *#opened(): Program<OpenFile> {
    const { name, path, create } = this.wanted;
    const { RDONLY, RDWR, CREAT, NONBLOCK } = os.O;
    let opened = yield* os.open(path, (this.writable ? RDWR : RDONLY) | NONBLOCK, 0);
    if (opened === ENOENT && create) opened = yield* os.open(path, RDWR | CREAT | NONBLOCK, CREATED);
    if (typeof opened === "number") throw systemError(opened, "open", name);
    return { ...opened, path: name };
  }

  /** NFS locks exclusively what was opened for writing alone: nfs(5). */
  #mayWrite(result: number): boolean {
    return result === EBADF && !this.writable && !this.wanted.shared;
  }
}
