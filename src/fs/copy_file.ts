/** One entry of any kind but a directory, copied to a name that must not be there. */
import { POSIX_CONSTANTS as p } from "../../ffi/posix/constants.ts";
import { systemError } from "../call/error.ts";
import { failureOf } from "../call/errno.ts";
import type { Program } from "../call/program.ts";
import type { OpenFile } from "../handle/handle_base.ts";
import type { RawStat } from "../os/contract.ts";
import { copying } from "../os/copying.ts";
import type { Taken } from "../os/copying_contract.ts";
import { names } from "../os/names.ts";
import { os } from "../os/os.ts";
import { type Attributes, attributesOf, attributesSet } from "./copy_attributes.ts";
import { done } from "../handle/change_programs.ts";
import { cloned } from "./copy_clone.ts";
import { contentCopied } from "./copy_content.ts";
import { type CopyOperation, identity, type Owner, type Route } from "./copy_operation.ts";

const ESTALE = failureOf("ESTALE");
/** Only its owner may see a file before it is complete. */
const HIDDEN = 0o600;

/** What is still to be done about a file: nothing, or what its metadata tell. */
export type Rest = "done" | { readonly as: "large" | "link"; readonly info: RawStat };

/**
 * Copies a regular file when that takes two trips. What takes more is `"large"`; a file that was met under another name, which
 * is being copied, is a `"link"`.
 */
export function* smallCopied(operation: CopyOperation, route: Route, made: Owner | undefined): Program<Rest> {
  const { follow, keeps, reflink } = operation.plan;
  const taken = yield* copying.take(route.from, follow, keeps.has("xattr"), operation.lane);
  if (typeof taken === "number") throw refused(taken, "open", route);
  const { info, content, attributes } = taken;
  try {
    if (known(operation, route, info)) return { as: "link", info };
    if (content === undefined || attributes || (reflink === "always" && info.size > 0)) return { as: "large", info };
    yield* smallMade(operation, route, taken, made);
    return "done";
  } finally {
    if (content !== undefined) copying.release(content);
  }
}

function* smallMade(operation: CopyOperation, route: Route, { info, content }: Taken, made: Owner | undefined) {
  const finish = operation.finish(info, made);
  const failed = yield* copying.make(route.to, content!, modeOf(operation, info), finish, operation.lane);
  if (failed !== undefined) throw refused(failed.error, failed.syscall, route);
  operation.copied(route.fromPath, content!.byteLength);
}

/** Whether a file was met under another name before; the first name is remembered. */
export function known({ links, plan }: CopyOperation, route: Route, info: RawStat): boolean {
  if (info.nlink < 2 || !plan.keeps.has("links")) return false;
  const key = identity(info);
  if (links.has(key)) return true;
  links.set(key, route);
  return false;
}

/** Copies a regular file of any size. `seen` tells when it was read last before that. */
export function* largeCopied(
  operation: CopyOperation,
  route: Route,
  made: Owner | undefined,
  { atime, atimeRest }: RawStat,
): Program<void> {
  const from = yield* opened(copying.openFrom(route.from, operation.plan.follow), route.fromPath, route);
  try {
    const step = os.fstat(from);
    const result = yield step;
    if (result < 0) throw refused(result, "fstat", route);
    const info = { ...os.statOf(step), atime, atimeRest };
    if ((info.mode & p.S_IFMT) !== p.S_IFREG) throw systemError(ESTALE, "cp", route.fromPath, route.toPath);
    if (!(yield* cloned(operation, route, from, info, made))) yield* filled(operation, route, from, info, made);
  } finally {
    yield* os.close(from, true);
  }
  operation.copied(route.fromPath);
}

function* opened(program: Program<number>, path: string, route: Route): Program<OpenFile> {
  const fd = yield* program;
  if (fd < 0) throw refused(fd, "open", route);
  let file: OpenFile | undefined;
  try {
    const known = yield* os.describe(fd);
    return file = { ...(typeof known === "number" ? { fd, manner: "remote" } : known), path };
  } finally {
    if (file === undefined) yield* names.close(fd);
  }
}

/** Makes a file to be filled. Given up, it leaves nothing. */
function* begun(operation: CopyOperation, route: Route, info: RawStat): Program<OpenFile> {
  let made = false;
  let file: OpenFile | undefined;
  const create = function* (): Program<number> {
    const fd = yield* copying.openTo(route.to, modeOf(operation, info));
    made = fd >= 0;
    return fd;
  };
  try {
    return file = yield* opened(create(), route.toPath, route);
  } finally {
    if (made && file === undefined) yield* names.unlink(route.to.at, route.to.name);
  }
}

function* filled(
  operation: CopyOperation,
  route: Route,
  from: OpenFile,
  info: RawStat,
  made: Owner | undefined,
): Program<void> {
  const to = yield* begun(operation, route, info);
  let complete = false;
  try {
    yield* contentMoved(operation, from, to, info);
    yield* finished(operation, from, to, info, made);
    if (operation.durable) yield* done(os.sync(to), "fsync", to);
    complete = true;
  } finally {
    let closed = 0;
    try {
      closed = yield* os.close(to, false);
    } finally {
      if (!complete || closed < 0) yield* names.unlink(route.to.at, route.to.name);
    }
    // deno-lint-ignore no-unsafe-finally -- what close reports (EIO, ENOSPC) must not be lost, nor hide what came before
    if (complete && closed < 0) throw refused(closed, "close", route);
  }
}

function* contentMoved(operation: CopyOperation, from: OpenFile, to: OpenFile, info: RawStat): Program<void> {
  const { reflink, sparse } = operation.plan;
  const target = os.fstat(to);
  const result = yield target;
  if (result < 0) throw systemError(result, "fstat", to.path);
  const devices = [info.dev, os.statOf(target).dev] as const;
  const moved = (bytes: number) => operation.moved(bytes, from.path);
  yield* contentCopied({ from, to, size: info.size, blocks: info.blocks, devices }, operation.ways, {
    reflink,
    sparse,
    moved,
  });
}

/** Gives an open file, or directory, what is to be kept of the original. */
export function* finished(
  operation: CopyOperation,
  from: OpenFile | undefined,
  to: OpenFile,
  info: RawStat,
  made: Owner | undefined,
): Program<void> {
  const attributes = from === undefined ? [] : yield* attributesFor(operation, from);
  yield* attributesSet(to, attributes, "first");
  const beside = from !== undefined && operation.plan.keeps.has("xattr") ? from : undefined;
  if (beside !== undefined && copying.copyStreams !== undefined) {
    yield* done(copying.copyStreams(beside, to), "write", to);
  }
  const failed = yield* copying.finish(to, operation.finish(info, made));
  if (failed !== undefined) throw systemError(failed.error, failed.syscall, to.path);
  yield* attributesSet(to, attributes, "last");
  if (beside !== undefined && copying.copyAcl !== undefined) yield* done(copying.copyAcl(beside, to), "fcopyfile", to);
}

function* attributesFor({ plan }: CopyOperation, from: OpenFile): Program<Attributes> {
  return plan.keeps.has("xattr") ? yield* attributesOf(from) : [];
}

/** What a file may be made with: of one whose mode is set later, nobody else may see the beginning. */
export function modeOf({ plan }: CopyOperation, { mode }: RawStat): number {
  return plan.keeps.has("mode") ? HIDDEN : mode & 0o777;
}

/** The exception for a call that failed on the way from a source to its copy. */
export function refused(result: number, syscall: string, { fromPath, toPath }: Route): Error {
  return systemError(result, syscall, fromPath, toPath);
}
