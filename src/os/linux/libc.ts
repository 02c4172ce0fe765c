/** Linux's libc, bound, and its constants on this architecture. */
import { LIBC } from "../../../ffi/linux/calls.ts";
import { linuxConstants } from "../../../ffi/linux/constants.ts";
import { target } from "../../../ffi/target.ts";
import { bind } from "../../call/library.ts";

/** Calls. */
export const libc = bind(LIBC);
/** Constants. */
export const c = linuxConstants(target.arch);
