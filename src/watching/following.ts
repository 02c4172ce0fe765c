/** What following trees takes, and to whom it tells. */
import type { Ignores } from "./ignore.ts";
import type { WatchEvent } from "./watch_event.ts";

/** How trees are followed. */
export interface Manner {
  readonly recursive: boolean;
  readonly followLinks: boolean;
  readonly backend: "auto" | "native" | "poll";
  readonly ignores: Ignores | undefined;
  /** Bytes of the longest file whose content is compared; 0 without. */
  readonly compared: number;
}

/** Who is told. */
export interface Reported {
  report(event: WatchEvent): void;
  /** Whether as many events wait as may: changes are dropped then, and the difference is looked for when there is room. */
  readonly full: boolean;
  degrade(path: string, reason: string): void;
  /** What was said of a path, and of all below it, may hold no more; else it is said again. */
  restore(path: string): void;
  failed(error: unknown): void;
}
