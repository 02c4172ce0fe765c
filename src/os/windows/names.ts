/** Names on Windows. */
import { errorNumber } from "../../call/errno.ts";
import { type Call, Chain, FIRST, type Program } from "../../call/program.ts";
import { perform } from "../../call/synchronous.ts";
import type { Names } from "../names_contract.ts";
import { chmod, utime } from "./attributes.ts";
import { final, finalOf, nameIn, volumeName } from "./filesystem.ts";
import { closing } from "./keeping.ts";
import { c, kernel32 } from "./kernel32.ts";
import { readlink, symlink } from "./links.ts";
import { linkBelow } from "./links_below.ts";
import { look } from "./look.ts";
import { linked, move } from "./moving.ts";
import { close, createFile } from "./open.ts";
import { openBelow } from "./open_at.ts";
import { plainPath } from "./path.ts";
import { HERE, placeOf } from "./place.ts";
import { createRelative, openAt, relativeName } from "./relative.ts";
import { remove } from "./removal.ts";
import { stat } from "./stat.ts";
import { usual } from "./usual.ts";
import { currentDirectory, widePath } from "./wide_path.ts";

const EOPNOTSUPP = -errorNumber("EOPNOTSUPP");

/** Does something to the path that a name below a directory has. */
function* there<T>(at: number, path: string, then: (place: string) => Program<T | number>): Program<T | number> {
  const place = placeOf(at, path);
  return usual(typeof place === "number" ? place : yield* then(place));
}

/** A call that says only whether it was done. */
function* done(call: Call): Program<number> {
  return usual(Math.min(0, yield call));
}

/** Opens what a path names, for a moment. */
function* opened<T>(
  at: number,
  path: string,
  access: number,
  follow: boolean,
  then: (fd: number) => Program<T | number>,
): Program<T | number> {
  const fd = yield* openAt(at, path, access, follow);
  return usual(fd < 0 ? fd : yield* closing(fd, then(fd)));
}

/** Makes a directory below another one's handle. */
function* madeBelow(at: number, name: string): Program<number> {
  const options = c.FILE_DIRECTORY_FILE | c.FILE_OPEN_REPARSE_POINT;
  const how = { disposition: c.FILE_CREATE, attributes: c.FILE_ATTRIBUTE_NORMAL, options };
  const fd = yield* createRelative(at, name, c.FILE_READ_ATTRIBUTES, how);
  if (fd >= 0) yield kernel32.CloseHandle(fd);
  return usual(Math.min(0, fd));
}

// deno-lint-ignore require-yield -- there is nothing to ask
function* unsupported(): Program<number> {
  return EOPNOTSUPP;
}

/** Windows. */
export const windowsNames: Names = {
  HERE,
  *open(at, path, flags, mode) {
    const file = yield* openBelow(at, path, flags, mode);
    return typeof file === "number" ? usual(file) : file.fd;
  },
  *close(fd) {
    return yield* close({ fd, manner: "disk" }, false);
  },
  *mkdir(at, path) {
    const name = at === HERE ? undefined : relativeName(path);
    if (name !== undefined) return yield* madeBelow(at, name);
    return yield* there(at, path, (place) => done(kernel32.CreateDirectoryW(place, null)));
  },
  *rmdir(at, path) {
    return yield* remove(at, path, true);
  },
  *unlink(at, path) {
    return yield* remove(at, path, false);
  },
  *rename(fromAt, from, toAt, to, mode) {
    if (mode === "exchange") return EOPNOTSUPP;
    return yield* move({ at: fromAt, path: from }, { at: toAt, path: to }, mode === "replace");
  },
  *link(fromAt, from, toAt, to, follow) {
    const access = c.FILE_WRITE_ATTRIBUTES;
    return yield* opened<never>(fromAt, from, access, follow, (fd) => linked(fd, { at: toAt, path: to }));
  },
  *symlink(target, at, path, kind) {
    const name = at === HERE ? undefined : relativeName(path);
    if (name !== undefined) return yield* linkBelow(target, at, name, kind);
    return yield* there<never>(at, path, (place) => symlink(target, place, kind));
  },
  linkAdvice: "Windows lets whoever is no administrator make symbolic links in developer mode only",
  *readlink(at, path) {
    return yield* opened<string>(at, path, c.FILE_READ_ATTRIBUTES, false, readlink);
  },
  *realpath(path) {
    const found = yield* final(path, []);
    return typeof found === "number" ? usual(found) : plainPath(found[0]);
  },
  *chmod(at, path, mode, follow) {
    const access = c.FILE_READ_ATTRIBUTES;
    return yield* opened<never>(at, path, access, follow, (fd) => chmod({ fd, manner: "disk" }, mode));
  },
  *chown(at, path, _owner, _group, follow) {
    return yield* opened<never>(at, path, c.FILE_READ_ATTRIBUTES, follow, nothing);
  },
  *utime(at, path, atime, mtime, follow) {
    const access = c.FILE_READ_ATTRIBUTES;
    return yield* opened<never>(at, path, access, follow, (fd) => utime({ fd, manner: "disk" }, atime, mtime));
  },
  mkfifo: unsupported,
  mknod: unsupported,
  stat(at, path, follow) {
    const place = placeOf(at, path);
    return stat(typeof place === "number" ? "" : place, follow);
  },
  look,
  // deno-lint-ignore require-yield -- it does not wait
  *getcwd() {
    return plainPath(currentDirectory());
  },
  *chdir(path) {
    return yield* done(kernel32.SetCurrentDirectoryW(plainPath(widePath(path))).orNow(here));
  },
  *fchdir(fd) {
    const found = yield* finalOf(fd);
    if (typeof found === "number") return usual(found);
    return yield* done(kernel32.SetCurrentDirectoryW(plainPath(found[0])).orNow(here));
  },
  *filesystemAt(path) {
    const name = volumeName(FIRST);
    const open = createFile(widePath(path), c.FILE_READ_ATTRIBUTES, c.OPEN_EXISTING, c.FILE_FLAG_BACKUP_SEMANTICS);
    const chain = new Chain(open, [name, kernel32.CloseHandle(FIRST)]);
    return (yield chain) < 0 || chain.results[1]! < 0 ? "an unknown filesystem" : nameIn(name);
  },
};

// deno-lint-ignore require-yield -- owners are no numbers: that the file is there is all
function* nothing(): Program<number> {
  return 0;
}

function here(call: Call): number {
  return perform(call, 0);
}
