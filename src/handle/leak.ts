/** Handles that are collected unclosed: their descriptors are closed, and the diagnostics channel is told. */
import { publishLeak } from "../call/diagnostics.ts";
import { options } from "../call/options.ts";
import { synchronous } from "../call/synchronous.ts";
import { os } from "../os/os.ts";

interface Held {
  readonly fd: number;
  readonly path: string;
  readonly openedAt: string | undefined;
}

const registry = new FinalizationRegistry<Held>(({ fd, path, openedAt }) => {
  synchronous(os.close({ fd, manner: "unknown" }, false));
  publishLeak({ name: "leak", fd, path, ...(openedAt === undefined ? {} : { openedAt }) });
});

/** Where a handle is being opened, below `opener`, when that was asked for. */
export function placeOf(opener: (...args: never[]) => unknown): string | undefined {
  if (!options.traceHandles) return undefined;
  const place: { stack?: string } = {};
  Error.captureStackTrace(place, opener);
  return place.stack?.replace(/^.*\n/, "");
}

/** Watches a handle: `fd` is closed when it is collected. */
export function watchHandle(handle: object, fd: number, path: string, openedAt: string | undefined): void {
  registry.register(handle, { fd, path, openedAt }, handle);
}

/** The handle has been closed. */
export function forgetHandle(handle: object): void {
  registry.unregister(handle);
}
