/** Directories that lead elsewhere, because something was mounted there, or is no more. */
import type { Program } from "../call/program.ts";
import { joined } from "../fs/dir_entry.ts";
import { names } from "../os/names.ts";
import { Folder, foldersIn } from "./folder.ts";
import type { Reported } from "./following.ts";
import type { Links } from "./links.ts";
import type { Root } from "./root.ts";

/** What finding them takes of a watcher. */
interface Mounted {
  readonly to: Reported;
  readonly followLinks: boolean;
  readonly links: Links;
  look(root: Root): void;
}

/** Adds to `into` the directories of a watched tree that stand at mount points, or has the watched path itself looked at. */
export function* foldersAt(
  root: Root,
  mounts: readonly string[],
  by: Mounted,
  into: Set<Folder>,
): Program<void> {
  const { absolute, folder } = root;
  // What is mounted has no symbolic links in its path.
  const real = yield* names.realpath(absolute);
  if (mounts.some((mount) => leadsElsewhere(real, mount))) by.look(root);
  if (folder === undefined) return;
  changed(folder, real, mounts, by.to, into);
  if (!by.followLinks) return;
  for (const one of [...foldersIn(folder)]) {
    if (!one.linked || !one.attached) continue;
    const leads = yield* names.realpath(one.absolute);
    // What it has led to is hidden: it is a link to nothing.
    if (typeof leads === "number") by.links.ground.inspect(one.parent!, one.name);
    else changed(one, leads, mounts, by.to, into);
  }
  for (const link of by.links) {
    if (link.within.top !== folder) continue;
    const leads = yield* names.realpath(link.absolute);
    if (mounts.some((mount) => leadsElsewhere(leads, mount))) by.look(link);
  }
}

/** Whether a path may lead elsewhere since something was mounted, or is no more. */
function leadsElsewhere(real: string | number, mount: string): boolean {
  return typeof real === "number" || isAt(real, mount);
}

/** Adds to `into` what stands at mount points in the tree of a directory. */
function changed(
  top: Folder,
  real: string | number,
  mounts: readonly string[],
  to: Reported,
  into: Set<Folder>,
): void {
  for (const mount of mounts) {
    const found = leadsElsewhere(real, mount) ? top : folderAt(top, real as string, mount);
    if (found === undefined) continue;
    for (const one of foldersIn(found)) one.polled = found.parent?.polled === true;
    to.restore(found.path);
    into.add(found);
  }
}

/** Whether a path is another one, or below it. */
function isAt(path: string, other: string): boolean {
  return path === other || path.startsWith(joined(other, ""));
}

function folderAt(top: Folder, real: string, path: string): Folder | undefined {
  if (!isAt(path, real)) return undefined;
  let found: Folder = top;
  for (const name of path.slice(joined(real, "").length).split("/")) {
    const child = found.children?.get(name);
    if (!(child instanceof Folder)) return undefined;
    found = child;
  }
  return found;
}
