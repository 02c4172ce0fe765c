/** Names on the operating system under this process. */
import { type Target, target } from "../../ffi/target.ts";
import { darwinNames } from "./darwin/names.ts";
import { linuxNames } from "./linux/names.ts";
import type { Names } from "./names_contract.ts";
import { absent } from "./unsupported.ts";
import { windowsNames } from "./windows/names.ts";

const NAMES: Partial<Record<Target["os"], Names>> = {
  linux: linuxNames,
  darwin: darwinNames,
  windows: windowsNames,
};

/** Names on the operating system under this process. */
export const names: Names = NAMES[target.os] ?? absent<Names>(target.os);
