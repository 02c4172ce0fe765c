/** Copying on macOS: `fclonefileat(2)`, else by reading and writing. */
import { DARWIN_COPYING } from "../../../ffi/darwin/copying.ts";
import { FSIOC_SYNC_VOLUME } from "../../../ffi/darwin/constants.ts";
import { STAT } from "../../../ffi/darwin/structs.ts";
import { errorNumber } from "../../call/errno.ts";
import { bind } from "../../call/library.ts";
import type { Program } from "../../call/program.ts";
import { UNABLE } from "../contract.ts";
import type { Copying } from "../copying_contract.ts";
import { posixCopying } from "../posix/copying.ts";
import { attributesByPath } from "./copying_attributes.ts";
import { c, libsystem } from "./libsystem.ts";
import { advise } from "./space.ts";
import { statOf } from "./stat.ts";
import { syncOtherwise } from "./sync.ts";

const calls = bind(DARWIN_COPYING);
const ENOTSUP = -errorNumber("ENOTSUP");

const shared = posixCopying({
  c,
  openat: libsystem.openat,
  look: (fd) => libsystem.fstat64(fd, STAT),
  statOf,
  attributes: (fd) => libsystem.flistxattr(fd, null, 0n, 0),
  syncing: {
    name: "fcntlSync",
    sync: (fd) => libsystem.fcntlSync(fd, c.F_FULLFSYNC),
    otherwise: (fd, result) => syncOtherwise(fd, c.F_FULLFSYNC, result),
  },
});

/** Copying on macOS. */
export const darwinCopying: Copying = {
  ...shared,
  *take(from, follow, asked, lane) {
    const taken = yield* shared.take(from, follow, asked, lane);
    // None of these calls tells of an access control list: whoever wants it copied needs the file open.
    return asked && typeof taken === "object" ? { ...taken, attributes: true } : taken;
  },
  ...attributesByPath(calls),
  // deno-lint-ignore require-yield -- files share their content from the moment when one is made of the other, or never
  *share(): Program<number> {
    return ENOTSUP;
  },
  *clone({ fd }, { at, name }): Program<number> {
    return yield calls.fclonefileat(fd, at, name, 0);
  },
  // deno-lint-ignore require-yield -- fcopyfile(3) copies whole files only
  *copyRangeAt(): Program<number> {
    return UNABLE;
  },
  *copyAcl(from, to): Program<number> {
    const result = yield libsystem.fcopyfile(from.fd, to.fd, null, c.COPYFILE_ACL);
    return result === ENOTSUP ? 0 : result; // a filesystem without such lists
  },
  readahead: (file, offset, length) => advise(file, offset, length, "willNeed"),
  *syncFs({ fd }): Program<number> {
    const how = new Uint8Array(Uint32Array.of(c.SYNC_VOLUME_FULLSYNC | c.SYNC_VOLUME_WAIT).buffer);
    return yield calls.ffsctl(fd, BigInt(FSIOC_SYNC_VOLUME), how, 0);
  },
};
