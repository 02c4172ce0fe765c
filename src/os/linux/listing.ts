/** Directories by `getdents64(2)`, metadata by `statx(2)` relative to them. */
import { STATX } from "../../../ffi/linux/structs.ts";
import type { Call } from "../../call/program.ts";
import type { Listing } from "../listing_contract.ts";
import { posixListing } from "../posix/listing.ts";
import { dirents } from "./dirents.ts";
import { c, libc } from "./libc.ts";
import { statOf } from "./stat.ts";
import { take } from "./taking.ts";

const MASK = c.STATX_BASIC_STATS | c.STATX_BTIME;
/** Whoever looks at every entry must not have them all mounted. */
const LINK = c.AT_SYMLINK_NOFOLLOW | c.AT_NO_AUTOMOUNT;
const DIRECTORY = c.O_DIRECTORY | c.O_CLOEXEC;

/** Opens a directory only to go on from it. */
export const openThrough = (at: number, path: string): Call => libc.openat(at, path, DIRECTORY | c.O_PATH, 0);

const listing = posixListing({
  open: (at, path, follow) => libc.openat(at, path, DIRECTORY | c.O_RDONLY | (follow ? 0 : c.O_NOFOLLOW), 0),
  through: openThrough,
  self: (fd) => libc.statx(fd, "", c.AT_EMPTY_PATH, MASK, STATX),
  readers: [dirents],
  statOne: (fd, name) => libc.statx(fd, name, LINK, MASK, STATX),
  statOf,
});

/** Directories on Linux. */
export const linuxListing: Listing = { ...listing, take };
