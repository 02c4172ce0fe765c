/** Which filesystems answer in bounded time: known by device, learned by `fstatfs` in a trip of its own. */
import { FILESYSTEMS, type Residence } from "../../../ffi/darwin/filesystems.ts";
import { STATFS } from "../../../ffi/darwin/structs.ts";
import type { Program } from "../../call/program.ts";
import { c, libsystem } from "./libsystem.ts";
import { textAt } from "./text.ts";

/** A device's number may be given to another filesystem after an unmount, so it is asked about again. Milliseconds. */
const LIFETIME = 5000;

const byDevice = new Map<number, { readonly residence: Residence; readonly until: number }>();

/** How the filesystem behaves that an open file is on. `statfs(2)` may ask a server, so it travels alone. */
export function* residenceOf(fd: number, device: number): Program<Residence> {
  const known = byDevice.get(device);
  if (known !== undefined && performance.now() < known.until) return known.residence;
  const call = libsystem.fstatfs64(fd, STATFS).via("remote");
  if ((yield call) < 0) return "remote";
  const { view, at } = call;
  const local = (STATFS.f_flags.get(view, at) & c.MNT_LOCAL) !== 0;
  const residence = local ? FILESYSTEMS[textAt(view, at, STATFS.f_fstypename)] ?? "remote" : "remote";
  if (byDevice.size > 1000) byDevice.clear();
  byDevice.set(device, { residence, until: performance.now() + LIFETIME });
  return residence;
}
