/** Windows' calls, bound, and its constants. */
import { KERNEL32, NTDLL, NTDLL_APART } from "../../../ffi/windows/calls.ts";
import { WINDOWS_CONSTANTS } from "../../../ffi/windows/constants.ts";
import { bind } from "../../call/library.ts";

/** Calls of kernel32. */
export const kernel32 = bind(KERNEL32);
/** Calls of ntdll. */
export const ntdll = bind(NTDLL);
/** Calls of ntdll that travel by themselves: see `apart.ts`. */
export const ntdllApart = bind(NTDLL_APART);
/** Constants. */
export const c = WINDOWS_CONSTANTS;

/** Files are shared with everybody: what is open may be read, written, renamed and removed, as on the other systems. */
export const SHARE: number = c.FILE_SHARE_READ | c.FILE_SHARE_WRITE | c.FILE_SHARE_DELETE;
