/** Removing trees on the operating system under this process. */
import { type Target, target } from "../../ffi/target.ts";
import { darwinRemoving } from "./darwin/removing.ts";
import { linuxRemoving } from "./linux/removing.ts";
import type { Removing } from "./removing_contract.ts";
import { absent } from "./unsupported.ts";
import { windowsRemoving } from "./windows/removing.ts";

const REMOVING: Partial<Record<Target["os"], Removing>> = {
  linux: linuxRemoving,
  darwin: darwinRemoving,
  windows: windowsRemoving,
};

/** Removing trees on the operating system under this process. */
export const removing: Removing = REMOVING[target.os] ?? absent<Removing>(target.os);
