/** What is to be replaced. */
import { dirname, resolve } from "@std/path";
import { failureOf } from "../call/errno.ts";
import { systemError } from "../call/error.ts";
import type { Program } from "../call/program.ts";
import { names } from "../os/names.ts";
import { os } from "../os/os.ts";
import { pathOf } from "../path.ts";
import { requireRead, requireWrite } from "../permission.ts";
import type { AtomicPlan } from "./atomic_options.ts";

const EINVAL = failureOf("EINVAL");
const ENOENT = failureOf("ENOENT");
const ELOOP = failureOf("ELOOP");
const EXDEV = failureOf("EXDEV");
/** Links that lead to links: path_resolution(7). */
const MOST_LINKS = 40;

/** A file to be replaced. */
export interface Target {
  /** As the caller gave it. */
  readonly name: string;
  /** Absolute, and behind the links that are to be followed. */
  readonly path: string;
  /** Where it is. */
  readonly directory: string;
  /** Where the temporary file is to be. */
  readonly tmpdir: string;
}

/** Finds out what is to be replaced. */
export function* targetOf(path: string | URL, plan: AtomicPlan): Program<Target> {
  const name = pathOf(path);
  const judged = requireWrite(name);
  if (judged === "") throw systemError(ENOENT, "open", name);
  if (plan.preserve) requireRead(name);
  const last = plan.followSymlink ? yield* behindLinks(name, judged) : resolve(judged) as string;
  const directory = dirname(last) as string;
  if (plan.tmpdir !== undefined && plan.tmpdir !== directory) yield* requireSame(plan.tmpdir, directory, name);
  return { name, path: last, directory, tmpdir: plan.tmpdir ?? directory };
}

/** What a link leads to need not be there. */
function* behindLinks(name: string, path: string): Program<string> {
  let last = resolve(path) as string;
  for (let links = 0; links < MOST_LINKS; links++) {
    const target = yield* names.readlink(names.HERE, last);
    if (target === EINVAL || target === ENOENT) return last;
    if (typeof target === "number") throw systemError(target, "readlink", name);
    // Where the link is by its own name is not where `..` in it leads when a directory above is a link.
    const directory = yield* names.realpath(dirname(last));
    if (typeof directory === "number") throw systemError(directory, "realpath", name);
    last = requireWrite(resolve(directory, target) as string);
  }
  throw systemError(ELOOP, "readlink", name);
}

/** A file cannot be moved from one filesystem to another: said before anything is written. */
function* requireSame(tmpdir: string, directory: string, name: string): Program<void> {
  const devices = [];
  for (const path of [tmpdir, directory]) {
    const step = os.stat(path, true);
    const result = yield step;
    if (result < 0) throw systemError(result, "stat", path);
    devices.push(os.statOf(step).dev);
  }
  if (devices[0] !== devices[1]) {
    throw systemError(EXDEV, "rename", tmpdir, name, "tmpdir must be on the same filesystem");
  }
}
