/** Paths that stay in a directory, on the operating system under this process. */
import { type Target, target } from "../../ffi/target.ts";
import type { Beneath } from "./beneath_contract.ts";
import { linuxBeneath } from "./linux/beneath.ts";
import { walkingBeneath } from "./posix/beneath.ts";
import { absent } from "./unsupported.ts";

const BENEATH: Partial<Record<Target["os"], Beneath>> = {
  linux: linuxBeneath,
  darwin: walkingBeneath,
  windows: walkingBeneath,
};

/** Paths that stay in a directory, on the operating system under this process. */
export const beneath: Beneath = BENEATH[target.os] ?? absent<Beneath>(target.os);
