/** Directories by `getattrlistbulk(2)`; where that is refused, as `readdir(3)` and `fstatat(2)` do it. */
import { DARWIN_LISTING } from "../../../ffi/darwin/listing.ts";
import { DARWIN_NAMES } from "../../../ffi/darwin/names.ts";
import { DIRENT, STAT } from "../../../ffi/darwin/structs.ts";
import { bind } from "../../call/library.ts";
import type { Listing } from "../listing_contract.ts";
import { addDirents } from "../posix/dirents.ts";
import { posixListing, type Reader } from "../posix/listing.ts";
import { addBulk, wanted } from "./bulk.ts";
import { c, libsystem } from "./libsystem.ts";
import { statOf } from "./stat.ts";

const calls = bind({ ...DARWIN_LISTING, fstatat64: DARWIN_NAMES.fstatat64 });
const DIRECTORY = c.O_RDONLY | c.O_DIRECTORY | c.O_CLOEXEC;
const POSITION = { size: 8 };
const NAMES = wanted(false);
const METADATA = wanted(true);

const bulk: Reader = {
  fill: (fd, size, stat) => calls.getattrlistbulk(fd, stat ? METADATA : NAMES, { size }, BigInt(size), 0n),
  add: addBulk,
};

const dirents: Reader = {
  fill: (fd, size) => calls.getdirentries64(fd, { size }, BigInt(size), POSITION),
  add: (call, length, into) => addDirents(DIRENT, call, length, into),
};

/** Directories on macOS. */
export const darwinListing: Listing = posixListing({
  open: (at, path, follow) => libsystem.openat(at, path, DIRECTORY | (follow ? 0 : c.O_NOFOLLOW), 0),
  through: (at, path) => libsystem.openat(at, path, DIRECTORY, 0),
  self: (fd) => libsystem.fstat64(fd, STAT),
  // A directory that may be read but not searched is refused to the first.
  readers: [bulk, dirents],
  statOne: (fd, name) => calls.fstatat64(fd, name, STAT, c.AT_SYMLINK_NOFOLLOW),
  statOf,
});
