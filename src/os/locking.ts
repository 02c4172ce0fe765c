/** Locking on the operating system under this process. */
import { type Target, target } from "../../ffi/target.ts";
import { failureOf } from "../call/errno.ts";
import { darwinLocking } from "./darwin/locking.ts";
import { linuxLocking } from "./linux/locking.ts";
import { windowsLocking } from "./windows/locking.ts";
import type { Locking } from "./locking_contract.ts";
import { absent } from "./unsupported.ts";

const LOCKING: Partial<Record<Target["os"], Locking>> = {
  linux: linuxLocking,
  darwin: darwinLocking,
  windows: windowsLocking,
};

/** Of a system that tells nothing, the end of a lock is noticed by trying again. */
const SILENT = { converts: { shared: false, exclusive: false }, watchLock: () => failureOf("ENOSYS") };

/** Locking on the operating system under this process. */
export const locking: Locking = LOCKING[target.os] ?? absent<Locking>(target.os, SILENT);
