/** `getdents64(2)`, under the name that this libc has for it. */
import { LINUX_LISTING } from "../../../ffi/linux/listing.ts";
import { DIRENT64 } from "../../../ffi/linux/structs.ts";
import { addressOfSymbol, bind } from "../../call/library.ts";
import type { Call } from "../../call/program.ts";
import { addDirents } from "../posix/dirents.ts";
import type { Reader } from "../posix/listing.ts";

const calls = bind(LINUX_LISTING);
const BASE = { size: 8 };
const NAMES = ["getdents64", "getdents", "getdirentries64"] as const;

/** The calls by name. */
export const GETDENTS: Readonly<Record<typeof NAMES[number], (fd: number, size: number) => Call>> = {
  getdents64: (fd, size) => calls.getdents64(fd, { size }, BigInt(size)),
  getdents: (fd, size) => calls.getdents(fd, { size }, BigInt(size)),
  getdirentries64: (fd, size) => calls.getdirentries64(fd, { size }, BigInt(size), BASE),
};

let found: typeof NAMES[number] | undefined;

/** Reads entries. */
export const dirents: Reader = {
  fill(fd, bytes) {
    found ??= NAMES.find((name) => addressOfSymbol(name) !== 0n) ?? NAMES[0];
    return GETDENTS[found](fd, bytes);
  },
  add: (call, length, into) => addDirents(DIRENT64, call, length, into),
};
