import type { CallOptions } from "../call/call_options.ts";
import type { FileInfo } from "../stat/file_info.ts";
import { Failure } from "./failure.ts";
import type { LocalPlace } from "./local_place.ts";
import { failureFrom } from "./translation.ts";

/**
 * Copies a file beside its destination, then gives it that name: there is the old one or the whole new one. Only reading
 * and writing are given up: an opening that was given up may make the file after it has been removed.
 */
export async function copyLocally(at: LocalPlace, from: string, to: string, options: CallOptions): Promise<void> {
  await using source = await at.open(from, { read: true, signal: options.signal });
  const info = await source.stat();
  if (info.isDirectory) throw new Failure("EISDIR");
  if (!info.isFile) throw new Failure("EINVAL", { detail: "it is no regular file" });
  await requireReplaceable(at, to, info);
  const beside = besideOf(to);
  try {
    const mode = (info.mode ?? 0o666) & 0o777;
    {
      await using copy = await at.open(beside, { write: true, createNew: true, mode });
      await source.copyTo(copy, options);
      await copy.close();
    }
    await at.rename(beside, to);
  } catch (error) {
    await at.rm(beside, { force: true }).catch(() => {}); // what failed comes first
    throw error;
  }
}

async function requireReplaceable(at: LocalPlace, to: string, source: FileInfo): Promise<void> {
  const target = await at.stat(to).catch((error) => {
    if (failureFrom(error).code === "ENOENT" && !to.endsWith("/")) return undefined;
    throw error;
  });
  if (target === undefined) return;
  if (target.isDirectory) throw new Failure("EISDIR");
  if (target.inode === source.inode && target.device === source.device) {
    throw new Failure("EINVAL", { detail: "both are the same file" });
  }
}

/** A name in the same directory that is nobody's. */
function besideOf(path: string): string {
  return `${path.slice(0, path.lastIndexOf("/") + 1)}.reseau-${crypto.randomUUID()}`;
}
