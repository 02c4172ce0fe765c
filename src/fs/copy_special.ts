/** Links, FIFOs, sockets and devices: they are made again by name. */
import { WINDOWS_CONSTANTS as c } from "../../ffi/windows/constants.ts";
import { POSIX_CONSTANTS as p } from "../../ffi/posix/constants.ts";
import { failureOf } from "../call/errno.ts";
import type { Program } from "../call/program.ts";
import type { RawStat } from "../os/contract.ts";
import type { Finish, Place } from "../os/copying_contract.ts";
import { names } from "../os/names.ts";
import { requireDevice, requireLinking } from "../permission.ts";
import { isRooted } from "../separators.ts";
import { modeOf, refused } from "./copy_file.ts";
import { type CopyOperation, identity, type Owner, type Route } from "./copy_operation.ts";
import { specialAttributes, specialAttributesSet } from "./copy_special_attributes.ts";
import { isDevice } from "./mknod.ts";

const EPERM = failureOf("EPERM");
const EOPNOTSUPP = failureOf("EOPNOTSUPP");

/** Makes what is neither a regular file nor a directory again. */
export function* specialCopied(
  operation: CopyOperation,
  route: Route,
  info: RawStat,
  made: Owner | undefined,
): Program<void> {
  const { at, name } = route.to;
  const isLink = (info.mode & p.S_IFMT) === p.S_IFLNK;
  if (isLink && operation.plan.asksToLink) requireLinking("cp");
  if (isDevice(info.mode)) requireDevice(route.toPath);
  const result = isLink ? yield* linkMade(route, info) : yield* nodeMade(route.to, info, modeOf(operation, info));
  if (result < 0) throw refused(result, isLink ? "symlink" : "mknod", route);
  let complete = false;
  try {
    const finish = operation.finish(info, made);
    const attributes = operation.plan.keeps.has("xattr") ? yield* specialAttributes(route) : [];
    yield* specialAttributesSet(route, attributes, "first");
    yield* nameFinished(route, isLink ? { ...finish, mode: undefined } : finish);
    yield* specialAttributesSet(route, attributes, "last");
    complete = true;
  } finally {
    if (!complete) yield* names.unlink(at, name);
  }
  operation.copied(route.fromPath);
}

/** Makes the copy of a file's second name a second name of its copy. */
export function* linkCopied(operation: CopyOperation, route: Route, info: RawStat): Program<void> {
  const first = operation.links.get(identity(info))!;
  const { at, name } = route.to;
  const result = yield* names.link(names.HERE, operation.real(first.toPath), at, name, false);
  if (result < 0) throw refused(result, "link", route);
  operation.copied(route.fromPath);
}

/** The text stays as it is, and what Windows knows of where it leads. */
function* linkMade(route: Route, { attributes = 0 }: RawStat): Program<number> {
  const text = yield* names.readlink(route.from.at, route.from.name);
  if (typeof text === "number") throw refused(text, "readlink", route);
  const { at, name } = route.to;
  const directory = (attributes & c.FILE_ATTRIBUTE_DIRECTORY) !== 0;
  const made = yield* names.symlink(text, at, name, directory ? "dir" : "file");
  // Whoever may make no links may make junctions: the original may be one.
  return made === EPERM && directory && isRooted(text) ? yield* names.symlink(text, at, name, "junction") : made;
}

function* nodeMade({ at, name }: Place, { mode, rdev }: RawStat, bits: number): Program<number> {
  const type = mode & p.S_IFMT;
  return type === p.S_IFIFO ? yield* names.mkfifo(at, name, bits) : yield* names.mknod(at, name, type | bits, rdev);
}

/** What cannot be opened without waking somebody is finished by its name. */
export function* nameFinished(route: Route, { owner, mode, times }: Finish): Program<void> {
  const { at, name } = route.to;
  let bits = mode;
  if (owner !== undefined) {
    const result = yield* names.chown(at, name, owner.uid, owner.gid, false);
    if (result === EPERM && !owner.needed) bits = mode === undefined ? undefined : mode & ~(p.S_ISUID | p.S_ISGID);
    else if (result < 0) throw refused(result, "chown", route);
  }
  if (bits !== undefined) {
    const result = yield* names.chmod(at, name, bits, false);
    if (result < 0 && result !== EOPNOTSUPP) throw refused(result, "chmod", route);
  }
  if (times !== undefined) {
    const result = yield* names.utime(at, name, times.atime, times.mtime, false);
    if (result < 0) throw refused(result, "utime", route);
  }
}
