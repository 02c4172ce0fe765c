/** What the call layer must know of the system under it. */
import * as darwin from "../../ffi/darwin/errno.ts";
import { LIBRARIES as DARWIN_LIBRARIES } from "../../ffi/darwin/calls.ts";
import { DARWIN_CONSTANTS as d, RTLD_DEFAULT } from "../../ffi/darwin/constants.ts";
import { ERRNO, ERRNO_ALIASES } from "../../ffi/linux/errno.ts";
import { LIBRARIES } from "../../ffi/linux/calls.ts";
import { type Target, target } from "../../ffi/target.ts";
import { linuxConstants } from "../../ffi/linux/constants.ts";
import { ERROR_ALIASES, ERRORS } from "../../ffi/windows/errors.ts";
import { RUNTIME_LIBRARY } from "../../ffi/windows/runtime.ts";

/** The system under the call layer. */
export interface Platform {
  readonly os: Target["os"];
  /** File names of the C library, tried in order. */
  readonly libraries: readonly string[];
  /** The function that returns where this thread keeps its error number; Windows has `GetLastError` instead. */
  readonly errorLocation: string | undefined;
  /** Number, name and reason of each error. */
  readonly errors: readonly (readonly [number, string, string])[];
  readonly errorAliases: Readonly<Record<string, number>>;
  /** The handle with which `dlsym` searches all that the process has loaded. */
  readonly everything: bigint;
  /** Memory for machine code. */
  readonly mapping: { readonly write: number; readonly execute: number; readonly flags: number };
}

const c = linuxConstants(target.arch);

/** The call layer's view of Linux. */
const LINUX: Platform = {
  os: "linux",
  libraries: LIBRARIES,
  errorLocation: "__errno_location",
  errors: ERRNO,
  errorAliases: ERRNO_ALIASES,
  everything: 0n,
  mapping: {
    write: c.PROT_READ | c.PROT_WRITE,
    execute: c.PROT_READ | c.PROT_EXEC,
    flags: c.MAP_PRIVATE | c.MAP_ANONYMOUS,
  },
};

/** Darwin's own names for what has another elsewhere. */
const renamed = darwin.ERRNO.filter(([, name]) => name in darwin.ERRNO_ELSEWHERE);

/** The call layer's view of Darwin. */
const DARWIN: Platform = {
  os: "darwin",
  libraries: DARWIN_LIBRARIES,
  errorLocation: "__error",
  errors: darwin.ERRNO.map(([number, name, reason]) => [number, darwin.ERRNO_ELSEWHERE[name] ?? name, reason]),
  errorAliases: { ...darwin.ERRNO_ALIASES, ...Object.fromEntries(renamed.map(([number, name]) => [name, number])) },
  everything: BigInt.asUintN(64, RTLD_DEFAULT),
  mapping: {
    write: d.PROT_READ | d.PROT_WRITE,
    execute: d.PROT_READ | d.PROT_EXEC,
    flags: d.MAP_PRIVATE | d.MAP_ANON,
  },
};

/** The call layer's view of Windows. Its memory for machine code is made by calls of its own. */
const WINDOWS: Platform = {
  os: "windows",
  libraries: [RUNTIME_LIBRARY],
  errorLocation: undefined,
  errors: ERRORS,
  errorAliases: ERROR_ALIASES,
  everything: 0n,
  mapping: { write: 0, execute: 0, flags: 0 },
};

const PLATFORMS: Partial<Record<Target["os"], Platform>> = { linux: LINUX, darwin: DARWIN, windows: WINDOWS };
// Where there is no backend yet, its libraries are none.
const found: Platform = PLATFORMS[target.os] ?? { ...LINUX, os: target.os, libraries: [] };

/** The platform of this process. */
export const platform: Platform = target.library === undefined ? found : { ...found, libraries: [target.library] };
