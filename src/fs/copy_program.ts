/** Copying a file or a tree to a path. */
import { POSIX_CONSTANTS as p } from "../../ffi/posix/constants.ts";
import { systemError } from "../call/error.ts";
import { failureOf } from "../call/errno.ts";
import type { Program } from "../call/program.ts";
import type { Manner, RawStat } from "../os/contract.ts";
import { listing } from "../os/listing.ts";
import { names } from "../os/names.ts";
import { os } from "../os/os.ts";
import { pathOf } from "../path.ts";
import { requireRead, requireWrite } from "../permission.ts";
import { parentOf } from "./attempt.ts";
import { counted } from "./copy_count.ts";
import { largeCopied, smallCopied } from "./copy_file.ts";
import { type Ends, guard, look, refuseNesting } from "./copy_guard.ts";
import { CopyOperation, type Route } from "./copy_operation.ts";
import { type CopyPlan, type CpOptions, planFor } from "./copy_options.ts";
import { aside, movedOver, movedToFree } from "./copy_place.ts";
import { specialCopied } from "./copy_special.ts";
import { treeCopied } from "./copy_tree.ts";
import { Account, telling } from "./unfinished.ts";

const ENOTDIR = failureOf("ENOTDIR");

/** `cp` */
export function* copied(src: string | URL, dst: string | URL, options: CpOptions): Program<string> {
  const plan = planFor(options, "cp");
  const ends = endsOf(src, dst, "cp");
  const account = new Account("copied");
  const copy = function* (): Program<void> {
    const info = yield* sourceOf(ends, plan.follow);
    yield* copiedTo(ends, info, plan, account);
  };
  yield* telling(copy(), account, options);
  return ends.given[1];
}

/** `cptree`: a link to a directory is that directory here. */
export function* copiedTree(src: string | URL, dst: string | URL, options: CpOptions): Program<string> {
  const plan = planFor(options, "cptree");
  const ends = endsOf(src, dst, "cptree");
  const account = new Account("copied");
  const copy = function* (): Program<void> {
    const info = yield* sourceOf(ends, true);
    if (!isDirectory(info)) throw systemError(ENOTDIR, "cptree", ...ends.given);
    const source = yield* names.realpath(ends.source);
    if (typeof source === "number") throw systemError(source, "realpath", ...ends.given);
    yield* copiedTo({ ...ends, source }, info, plan, account);
  };
  yield* telling(copy(), account, options);
  return ends.given[1];
}

/** Checks the two paths and who may use them. */
export function endsOf(src: string | URL, dst: string | URL, operation: string): Ends {
  const given = [pathOf(src), pathOf(dst)] as const;
  return { operation, given, source: requireRead(given[0]), target: requireWrite(given[1]) };
}

function* sourceOf({ source, given }: Ends, follow: boolean): Program<RawStat> {
  const info = yield* look(source, follow);
  if (typeof info === "number") throw systemError(info, follow ? "stat" : "lstat", ...given);
  return info;
}

function isDirectory({ mode }: RawStat): boolean {
  return (mode & p.S_IFMT) === p.S_IFDIR;
}

function* copiedTo(ends: Ends, info: RawStat, plan: CopyPlan, account: Account): Program<void> {
  yield* guard(ends, plan.force);
  const { source, target } = ends;
  const tree = isDirectory(info);
  if (tree || plan.force) yield* refuseNesting(ends, plan.force);
  const manner = tree ? yield* mannerOf(source, parentOf(target)) : "disk";
  const there = plan.force && typeof (yield* look(target, false)) === "object";
  // A tree that replaces nothing grows at its place: what is complete of it stays when the rest fails.
  if (tree && !there) {
    return yield* everything(ends, info, new CopyOperation(plan, manner, { shown: target, real: target }, account));
  }
  yield* aside(
    target,
    (beside) => everything(ends, info, new CopyOperation(plan, manner, { shown: target, real: beside }, account)),
    (beside) => placed(ends, beside, there, account),
    account,
  );
}

/** Gives the complete copy its name. */
export function* placed(
  { operation, target, given }: Ends,
  beside: string,
  over: boolean,
  account: Account,
): Program<void> {
  const result = yield* over ? movedOver(beside, target, account) : movedToFree(beside, target);
  if (result < 0) throw systemError(result, operation, ...given);
}

/** Copies a file of any kind, or a tree, to where it really goes. */
export function* everything(ends: Ends, info: RawStat, operation: CopyOperation): Program<void> {
  const { HERE } = names;
  const { source, given, target } = ends;
  const route: Route = {
    from: { at: HERE, name: source },
    to: { at: HERE, name: operation.root.real },
    fromPath: given[0],
    toPath: target,
  };
  if (operation.plan.onProgress !== undefined) yield* counted(operation, source, info);
  const type = info.mode & p.S_IFMT;
  if (type === p.S_IFDIR) yield* treeCopied(operation, route);
  else if (type !== p.S_IFREG) yield* specialCopied(operation, route, info, undefined);
  else if (operation.durable || (yield* smallCopied(operation, route, undefined)) !== "done") {
    yield* largeCopied(operation, route, undefined, info);
  }
}

/** The manner of the slower of two directories. */
export function* mannerOf(...paths: string[]): Program<Manner> {
  let manner: Manner = "disk";
  for (const path of paths) {
    const fd = yield* listing.open(names.HERE, path, true);
    if (fd < 0) continue; // whoever needs it says so
    try {
      const file = yield* os.describe(fd);
      if (typeof file === "object" && file.manner === "remote") manner = "remote";
    } finally {
      yield* names.close(fd);
    }
  }
  return manner;
}
