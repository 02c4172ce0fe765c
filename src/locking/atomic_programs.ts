/** Replacing a file: its successor is made complete beside it, and then takes its name in one step. */
import { isAbsolute } from "@std/path";
import { failureOf } from "../call/errno.ts";
import { systemError } from "../call/error.ts";
import { inLine } from "../call/line.ts";
import type { Program } from "../call/program.ts";
import { removedAtEnd } from "../fs/last_things.ts";
import { identityAt } from "../handle/identity.ts";
import type { OpenFile } from "../handle/handle_base.ts";
import { toBytes, writeEverything } from "../handle/write_programs.ts";
import { copying } from "../os/copying.ts";
import { locking } from "../os/locking.ts";
import { names } from "../os/names.ts";
import { os } from "../os/os.ts";
import { attributesFinished } from "./atomic_attributes.ts";
import { type AtomicOptions, type AtomicPlan, atomicPlan } from "./atomic_options.ts";
import { type Target, targetOf } from "./atomic_target.ts";
import { DETAIL, discardNew, nameNew, type NewFile, newFile, temporaryIn } from "./new_file.ts";

const EINVAL = failureOf("EINVAL");
/** Only its owner may see a file whose mode is still to be set. */
const HIDDEN = 0o600;
const USUAL = 0o666;
/** Longer content is written by itself; up to `SHARED` it shares a trip. Bytes. */
const SMALL = 1 << 20;
const SHARED = 64 << 10;

/** Replaces a file by this content. */
export function* replaced(path: string | URL, data: Uint8Array | string, options: AtomicOptions): Program<void> {
  const plan = atomicPlan(options);
  const bytes = toBytes(data);
  const target = yield* targetOf(path, plan);
  const small = bytes.byteLength <= SMALL && plan.replace && !plan.preserve;
  // Who may give it up while it waits for the disk is promised the old file: it takes its name in a trip of its own.
  const together = !plan.fsync || options.signal === undefined;
  yield* inLine(
    lineOf(target),
    () => small ? smallReplaced(target, bytes, plan, together) : largeReplaced(target, bytes, plan),
  );
}

/** Writers of one path go one after the other. */
export function lineOf({ path }: Target): string {
  return `atomic ${path}`;
}

/** In one trip, or in two: the file is made, and takes the name. */
function* smallReplaced(target: Target, bytes: Uint8Array, plan: AtomicPlan, asOne: boolean): Program<void> {
  const temporary = temporaryIn(target.tmpdir);
  const forget = removedAtEnd(temporary);
  try {
    const { mode, fsync } = plan;
    const place = { at: names.HERE, name: temporary };
    const lane = bytes.byteLength <= SHARED && !fsync ? "batch" : "slow";
    const bits = mode === undefined ? USUAL : HIDDEN;
    const finish = { mode, durable: fsync };
    const together = asOne && isAbsolute(temporary) ? copying.makeAs : undefined;
    const failed = yield* together !== undefined
      ? together(place, target.path, bytes, bits, finish, lane)
      : copying.make(place, bytes, bits, finish, lane);
    if (failed?.syscall === "rename") throw systemError(failed.error, "rename", target.name);
    if (failed !== undefined) throw systemError(failed.error, failed.syscall, target.name, undefined, DETAIL);
    if (together === undefined) yield* renamed(temporary, target, plan.fsyncDir);
  } finally {
    forget();
  }
  yield* directorySynced(target, plan);
}

function* largeReplaced(target: Target, bytes: Uint8Array, plan: AtomicPlan): Program<void> {
  const made = yield* begun(target, plan);
  const forget = removedAtEnd(made.temporary);
  const { temporary } = made;
  let open = true;
  let placed = false;
  try {
    yield* writeEverything(made.file, bytes);
    yield* finished(made.file, target, plan);
    if (temporary === undefined) yield* named(made, target, plan);
    open = false;
    const result = yield* os.close(made.file, false);
    if (result < 0) throw systemError(result, "close", target.name, undefined, DETAIL);
    if (temporary !== undefined) yield* named(made, target, plan);
    placed = true;
  } finally {
    if (open) yield* discardNew(made);
    else if (!placed && temporary !== undefined) yield* names.unlink(names.HERE, temporary);
    forget();
  }
  yield* directorySynced(target, plan);
}

/** Makes the file that will take the place: without a name where it must not replace anything. */
export function* begun(target: Target, { mode, preserve, replace }: AtomicPlan): Program<NewFile> {
  const hidden = mode !== undefined || (preserve && (yield* identityAt(target.path, false)) !== "");
  const bits = hidden ? HIDDEN : USUAL;
  return yield* newFile({ directory: target.tmpdir, name: target.name, mode: bits, unnamed: !replace });
}

/** What comes behind the content: attributes, owner and mode, and then the disk. */
export function* finished(file: OpenFile, target: Target, plan: AtomicPlan): Program<void> {
  yield* attributesFinished(file, target, plan);
  if (!plan.fsync) return;
  const result = yield* os.sync(file);
  if (result < 0) throw systemError(result, "fsync", target.name, undefined, DETAIL);
}

/** Gives a complete file its name. When that fails, the temporary one is removed. */
export function* named(made: NewFile, target: Target, { replace, fsyncDir }: AtomicPlan): Program<void> {
  if (replace && made.temporary !== undefined) return yield* renamed(made.temporary, target, fsyncDir);
  const result = yield* nameNew(made, target.path, fsyncDir);
  if (result === 0) return;
  if (made.temporary !== undefined) yield* names.unlink(names.HERE, made.temporary);
  throw systemError(result, made.temporary === undefined ? "link" : "rename", target.name);
}

function* renamed(temporary: string, { path, name }: Target, durable: boolean): Program<void> {
  let moved = false;
  try {
    const result = yield* locking.place?.(temporary, path, { replaces: true, durable }) ??
      names.rename(names.HERE, temporary, names.HERE, path, "replace");
    if (result < 0) throw systemError(result, "rename", name);
    moved = true;
  } finally {
    // Given up, it may have been moved all the same: then there is nothing to remove.
    if (!moved) yield* names.unlink(names.HERE, temporary);
  }
}

/** Waits until the name is on the disk, where it did not go there by itself. */
export function* directorySynced({ directory }: Target, { fsyncDir }: AtomicPlan): Program<void> {
  if (!fsyncDir || copying.syncDirectory === undefined) return;
  const failed = yield* copying.syncDirectory(directory);
  // What answers where directories cannot be synced: fsync(2).
  if (failed !== undefined && failed.error !== EINVAL) throw systemError(failed.error, failed.syscall, directory);
}
