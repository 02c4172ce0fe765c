/** Closing what a call has opened and nobody waits for any more. */
import { POSIX } from "../../ffi/posix/calls.ts";
import { KERNEL32 } from "../../ffi/windows/calls.ts";
import { bind } from "./library.ts";
import { platform } from "./platform.ts";
import type { Call } from "./program.ts";

const { close, CloseHandle } = bind({ close: POSIX.close, CloseHandle: KERNEL32.CloseHandle });

/** The call that closes a descriptor, or a handle of Windows. */
export const closing: (descriptor: number) => Call = platform.os === "windows" ? CloseHandle : close;
