/** inotify's queue made small, so that it overflows: an instance keeps the length that was set when it was opened. */

const SETTING = "/proc/sys/fs/inotify/max_queued_events";

/** Runs `body`, which opens the instance; the setting is as before when it returns. */
export function withSmallQueue<T>(length: number, body: () => T): T {
  const before = Deno.readTextFileSync(SETTING);
  Deno.writeTextFileSync(SETTING, String(length));
  try {
    return body();
  } finally {
    Deno.writeTextFileSync(SETTING, before);
  }
}

/** Whether this process may set it. */
withSmallQueue.possible = mayWrite();

function mayWrite(): boolean {
  try {
    Deno.openSync(SETTING, { write: true }).close();
    return true;
  } catch {
    return false;
  }
}
