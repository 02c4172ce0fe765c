/** Walks as lists, and a tree to walk. */
import type { WalkEntry, WalkOptions } from "../../mod.ts";
import type { TemporaryDirectory } from "../temporary.ts";
import type { Way } from "../ways.ts";

/** What a walk delivers. */
export async function visits(fs: Way["fs"], path: string, options: WalkOptions = {}): Promise<WalkEntry[]> {
  const found: WalkEntry[] = [];
  for await (const visit of await fs.walkdir(path, options)) found.push(visit);
  return found;
}

/** The same with paths relative to `path`, "." for itself. */
export async function relative(fs: Way["fs"], path: string, options: WalkOptions = {}): Promise<WalkEntry[]> {
  return (await visits(fs, path, options)).map((
    [root, dirs, files],
  ) => [root.slice(path.length + 1) || ".", dirs, files]);
}

/**
 * `a/{b/{c, file1}, d, file2}`, `e/file3`, `file4`, and links: to a directory, to a file, to nothing, to itself.
 */
export async function plant(dir: TemporaryDirectory): Promise<void> {
  for (const path of ["a/b/c", "a/d", "e"]) await Deno.mkdir(dir.join(path), { recursive: true });
  for (const path of ["a/b/file1", "a/file2", "e/file3", "file4"]) await Deno.writeTextFile(dir.join(path), path);
  await Deno.symlink("a", dir.join("to_dir"));
  await Deno.symlink("file4", dir.join("to_file"));
  await Deno.symlink("nowhere", dir.join("to_nothing"));
}
