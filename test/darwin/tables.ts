/** Our tables of Darwin, as the tests and `lean.ts` read them. */
import type { CallTable } from "../../ffi/c_types.ts";
import { LIBSYSTEM } from "../../ffi/darwin/calls.ts";
import { DARWIN_COPYING } from "../../ffi/darwin/copying.ts";
import { DARWIN_LISTING } from "../../ffi/darwin/listing.ts";
import { DARWIN_LOCKING } from "../../ffi/darwin/locking.ts";
import { DARWIN_NAMES } from "../../ffi/darwin/names.ts";
import { DARWIN_WATCHING } from "../../ffi/darwin/watching.ts";
import { DARWIN_CONSTANTS } from "../../ffi/darwin/constants.ts";
import * as darwinStructs from "../../ffi/darwin/structs.ts";
import { POSIX_CONSTANTS } from "../../ffi/posix/constants.ts";
import { EXIT, REMOVE } from "../../ffi/posix/exit.ts";
import { POSIX_NAMES } from "../../ffi/posix/names.ts";
import { LINKER, RUNTIME } from "../../ffi/posix/runtime.ts";
import { POSIX_SESSION } from "../../ffi/posix/session.ts";
import * as posixStructs from "../../ffi/posix/structs.ts";
import type { FieldLayout } from "../abi/tables.ts";

type Layout = Readonly<Record<string, FieldLayout>> & { readonly size: number };

/** Every constant that we have. */
export const CONSTANTS: Readonly<Record<string, number>> = { ...POSIX_CONSTANTS, ...DARWIN_CONSTANTS };

/** Every struct that we have, by C's name. */
export const STRUCTS: Readonly<Record<string, Layout>> = Object.fromEntries(
  Object.entries({ ...posixStructs, ...darwinStructs }).map(([name, table]) => [
    name.toLowerCase(),
    table as unknown as Layout,
  ]),
);

/** Every symbol that is asked for. */
export const SYMBOLS: ReadonlySet<string> = new Set([
  ...Object.entries<CallTable[string]>({
    ...LIBSYSTEM,
    ...POSIX_NAMES,
    ...POSIX_SESSION,
    ...DARWIN_NAMES,
    ...DARWIN_LISTING,
    ...DARWIN_LOCKING,
    ...DARWIN_COPYING,
    ...DARWIN_WATCHING,
  }).map((
    [name, { symbol = name }],
  ) => symbol),
  ...Object.keys({ ...RUNTIME, ...LINKER, ...EXIT }),
  REMOVE,
  "__error",
]);
