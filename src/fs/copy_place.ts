/** Copies are made beside their destination, and get its name when they are complete. */
import { errorName, failureOf } from "../call/errno.ts";
import type { Program } from "../call/program.ts";
import { names } from "../os/names.ts";
import { endsInSeparator } from "../separators.ts";
import { parentOf } from "./attempt.ts";
import { surely } from "./copy_operation.ts";
import { discarded } from "./discard.ts";
import type { Account } from "./unfinished.ts";

/** Characters of a name that nobody else has: 32 of them, so that no byte is favoured. */
const CHARACTERS = "abcdefghijklmnopqrstuvwxyz234567";
const EEXIST = failureOf("EEXIST");
const ENOENT = failureOf("ENOENT");
/** A file cannot replace a directory, nor a directory a file, nor one that is not empty. */
export const IN_THE_WAY: ReadonlySet<string> = new Set(["EISDIR", "ENOTDIR", "EEXIST", "ENOTEMPTY"]);
/** The filesystem cannot do it in one step. */
const UNKNOWN: ReadonlySet<string> = new Set(["EINVAL", "ENOSYS", "EOPNOTSUPP", "ENOTSUP"]);

/** A path beside `path` that is nobody's. */
export function asideOf(path: string): string {
  const random = crypto.getRandomValues(new Uint8Array(16));
  const parent = parentOf(path);
  const name = Array.from(random, (byte) => CHARACTERS[byte % CHARACTERS.length]).join("");
  return `${parent}${endsInSeparator(parent) ? "" : "/"}.reseau-${name}`;
}

/**
 * Fills a path beside `path`, then moves it there. When something fails or is given up, nothing is left beside: what
 * cannot be removed stands in the account.
 */
export function* aside(
  path: string,
  fill: (aside: string) => Program<void>,
  place: (aside: string) => Program<void>,
  account: Account,
): Program<void> {
  const beside = asideOf(path);
  let placed = false;
  try {
    yield* fill(beside);
    yield* place(beside);
    placed = true;
  } finally {
    if (!placed) {
      yield* surely(function* () {
        if ((yield* removedOrLeft(beside, account)) >= 0 && account.note === undefined) account.done = 0;
      });
    }
  }
}

/** Removes what nobody needs any more, whatever it is; returns 0, or what was refused. */
export function* removedOrLeft(path: string, account: Account): Program<number> {
  account.leave(path);
  const result = yield* discarded(path);
  if (result >= 0) account.clear(path);
  return result;
}

/** Moves `from` to `to`, where nothing may be: in one step where the filesystem can, else for all but directories. */
export function* movedToFree(from: string, to: string): Program<number> {
  const { HERE } = names;
  const result = yield* names.rename(HERE, from, HERE, to, "noReplace");
  if (result >= 0 || !UNKNOWN.has(errorName(result))) return result;
  const linked = yield* names.link(HERE, from, HERE, to, false);
  if (linked >= 0) return yield* names.unlink(HERE, from);
  if (linked === EEXIST) return linked;
  const there = yield names.stat(HERE, to, false);
  return there >= 0 ? EEXIST : yield* names.rename(HERE, from, HERE, to, "replace");
}

/**
 * Moves `from` to `to` and removes what was there. A file replaces a file, and a directory an empty one, in one step; else
 * the two are exchanged, or where the filesystem cannot do that, what is there is moved aside for a moment. When what was
 * there cannot be removed, that is the result, and the account says where it is.
 */
export function* movedOver(from: string, to: string, account: Account): Program<number> {
  const { HERE } = names;
  const result = yield* names.rename(HERE, from, HERE, to, "replace");
  if (result >= 0 || !IN_THE_WAY.has(errorName(result))) return result;
  const exchanged = yield* names.rename(HERE, from, HERE, to, "exchange");
  if (exchanged < 0) return yield* movedInSteps(from, to, account);
  account.note = `'${to}' is complete`;
  return yield* removedOrLeft(from, account);
}

function* movedInSteps(from: string, to: string, account: Account): Program<number> {
  const { HERE } = names;
  const old = asideOf(to);
  let result = 0;
  try {
    const away = yield* names.rename(HERE, to, HERE, old, "replace");
    result = away < 0 ? away : yield* names.rename(HERE, from, HERE, to, "replace");
  } finally {
    // Failed or given up in between, it has its name back; else that is taken.
    yield* surely(function* () {
      const back = yield* movedToFree(old, to);
      if (back >= 0 || back === ENOENT) return;
      if (back !== EEXIST) return account.leave(old);
      const gone = yield* removedOrLeft(old, account);
      if (gone < 0) account.note = `'${to}' is complete`;
      result ||= gone;
    });
  }
  return result;
}
