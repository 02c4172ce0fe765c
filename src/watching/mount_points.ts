/** Directories that lead elsewhere, because something was mounted there, or is no more. */
import type { Program } from "../call/program.ts";
import { joined } from "../fs/dir_entry.ts";
import { names } from "../os/names.ts";
import { Folder, foldersIn } from "./folder.ts";
import type { Reported } from "./following.ts";
import type { Root } from "./root.ts";

/** Adds to `into` the directories of a watched tree that stand at mount points, or has the watched path itself looked at. */
export function* foldersAt(
  root: Root,
  mounts: readonly string[],
  by: { readonly to: Reported; look(root: Root): void },
  into: Set<Folder>,
): Program<void> {
  const { absolute, folder } = root;
  // What is mounted has no symbolic links in its path.
  const real = yield* names.realpath(absolute);
  for (const mount of mounts) {
    const above = typeof real === "number" || isAt(real, mount);
    if (above) by.look(root);
    const found = above ? folder : folder && folderAt(folder, real, mount);
    if (found === undefined) continue;
    for (const one of foldersIn(found)) one.polled = found.parent?.polled === true;
    by.to.restore(found.path);
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
