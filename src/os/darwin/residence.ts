/** Which filesystems answer in bounded time: known by device, learned by `fstatfs` in a trip of its own. */
import { FILESYSTEMS, type Residence } from "../../../ffi/darwin/filesystems.ts";
import { STAT, STATFS } from "../../../ffi/darwin/structs.ts";
import { asynchronous } from "../../call/asynchronous.ts";
import { type Call, Chain, FIRST, type Program } from "../../call/program.ts";
import { c, libsystem } from "./libsystem.ts";
import { textAt } from "./text.ts";

/** A device's number may be given to another filesystem after an unmount, so it is asked about again. Milliseconds. */
const LIFETIME = 5000;

const byDevice = new Map<number, { readonly residence: Residence; readonly until: number }>();
const learning = new Set<number>();

/** How the filesystem on a device behaves, as far as that is known. */
export function knownResidence(device: number): Residence | undefined {
  const known = byDevice.get(device);
  return known !== undefined && performance.now() < known.until ? known.residence : undefined;
}

/** How the filesystem behaves that an open file is on. `statfs(2)` may ask a server, so it travels alone. */
export function* residenceOf(fd: number, device: number): Program<Residence> {
  const known = knownResidence(device);
  if (known !== undefined) return known;
  const call = libsystem.fstatfs64(fd, STATFS).via("remote");
  return (yield call) < 0 ? "remote" : learn(device, call);
}

/** Asks about the filesystem of a file at `path`, once for each device at a time; nobody waits for it. */
export function learnLater(path: string, device: number): void {
  if (learning.has(device)) return;
  learning.add(device);
  asynchronous(ask(path, device)).finally(() => learning.delete(device));
}

/** The descriptor answers both questions: the path may lead elsewhere by now. */
function* ask(path: string, device: number): Program<void> {
  const look = libsystem.fstat64(FIRST, STAT);
  const kind = libsystem.fstatfs64(FIRST, STATFS);
  const open = libsystem.openat(c.AT_FDCWD, path, c.O_EVTONLY | c.O_NONBLOCK | c.O_CLOEXEC, 0).via("remote");
  const chain = new Chain(open, [look, kind, libsystem.close(FIRST)]);
  const fd = yield chain;
  const [, looked, told] = chain.results as [number, number, number];
  if (fd >= 0 && looked >= 0 && told >= 0 && STAT.st_dev.get(look.view, look.at) === device) learn(device, kind);
  if (fd >= 0 && !chain.closed) yield libsystem.close(fd);
}

/** Remembers what `fstatfs` said. */
function learn(device: number, { view, at }: Call): Residence {
  const local = (STATFS.f_flags.get(view, at) & c.MNT_LOCAL) !== 0;
  const residence = local ? FILESYSTEMS[textAt(view, at, STATFS.f_fstypename)] ?? "remote" : "remote";
  if (byDevice.size > 1000) byDevice.clear();
  byDevice.set(device, { residence, until: performance.now() + LIFETIME });
  return residence;
}
