/**
 * The system's queue made small, so that it overflows. Linux: inotify's, an instance keeps the length that was set when it
 * was opened. Windows: the buffer of each request, which a watcher keeps, too.
 */
import { target } from "../../ffi/target.ts";
import { ROOM } from "../../src/os/windows/watch_places.ts";

const WINDOWS = target.os === "windows";
/** Bytes for a change: fewer than one takes, so that it does overflow. */
const CHANGE = 4;
const SETTING = "/proc/sys/fs/inotify/max_queued_events";

/** Runs `body`, which opens the instance; the setting is as before when it returns. */
export function withSmallQueue<T>(length: number, body: () => T): T {
  if (WINDOWS) return withSmallBuffers(length * CHANGE, body);
  const before = Deno.readTextFileSync(SETTING);
  Deno.writeTextFileSync(SETTING, String(length));
  try {
    return body();
  } finally {
    Deno.writeTextFileSync(SETTING, before);
  }
}

function withSmallBuffers<T>(bytes: number, body: () => T): T {
  const before = { ...ROOM };
  Object.assign(ROOM, { tree: bytes, directory: bytes });
  try {
    return body();
  } finally {
    Object.assign(ROOM, before);
  }
}

/** Whether this process may set it. */
withSmallQueue.possible = WINDOWS || (target.os === "linux" && mayWrite());

function mayWrite(): boolean {
  try {
    Deno.openSync(SETTING, { write: true }).close();
    return true;
  } catch {
    return false;
  }
}
