/** Copying on the operating system under this process. */
import { type Target, target } from "../../ffi/target.ts";
import type { Copying } from "./copying_contract.ts";
import { darwinCopying } from "./darwin/copying.ts";
import { linuxCopying } from "./linux/copying.ts";
import { absent } from "./unsupported.ts";
import { windowsCopying } from "./windows/copying.ts";

const COPYING: Partial<Record<Target["os"], Copying>> = {
  linux: linuxCopying,
  darwin: darwinCopying,
  windows: windowsCopying,
};

/** Copying on the operating system under this process. */
export const copying: Copying = COPYING[target.os] ?? absent<Copying>(target.os);
