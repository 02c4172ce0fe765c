/** Whether a file was modified, of which nothing has told. */
import type { Program } from "../call/program.ts";
import { os } from "../os/os.ts";
import type { Progress } from "./findings.ts";
import { changedSince, type Folder } from "./folder.ts";

/** A file may have been modified untold: nobody can set its time of change, but renaming it does. */
export function* modifiedSince(
  { by, since }: Progress,
  folder: Folder,
  name: string,
  time: "ctime" | "mtime",
): Program<void> {
  // Such a system tells of a file, whatever its name is.
  if (by.source?.again !== undefined && !folder.polled && !by.repairing) return;
  const step = os.stat(`${folder.absolute}/${name}`, false);
  if ((yield step) < 0) return;
  const stat = os.statOf(step);
  if (!changedSince(stat[time], stat[`${time}Rest`], since)) return;
  if (folder.attached && folder.children?.has(name)) by.model.report("modify", folder, name, false);
}
