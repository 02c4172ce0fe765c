/** What Linux and macOS call alike, bound. */
import { POSIX } from "../../../ffi/posix/calls.ts";
import { bind } from "../../call/library.ts";

/** Calls. */
export const posix = bind(POSIX);
