/** The operating system under this process. */
import { type Target, target } from "../../ffi/target.ts";
import type { System } from "./contract.ts";
import { darwin } from "./darwin/system.ts";
import { linux } from "./linux/system.ts";
import { windows } from "./windows/system.ts";
import { unsupported } from "./unsupported.ts";

const SYSTEMS: Partial<Record<Target["os"], System>> = { linux, darwin, windows };

/** The operating system under this process. */
export const os: System = SYSTEMS[target.os] ?? unsupported(target.os);
