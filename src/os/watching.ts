/** Watching on the operating system under this process. */
import { type Target, target } from "../../ffi/target.ts";
import { darwinWatching } from "./darwin/watching.ts";
import { linuxWatching } from "./linux/watching.ts";
import { windowsWatching } from "./windows/watching.ts";
import { absent } from "./unsupported.ts";
import type { Watching } from "./watching_contract.ts";

const SYSTEMS: Partial<Record<Target["os"], Watching>> = {
  linux: linuxWatching,
  darwin: darwinWatching,
  windows: windowsWatching,
};

/** Watching on the operating system under this process. */
export const watching: Watching = SYSTEMS[target.os] ?? absent<Watching>(target.os);
