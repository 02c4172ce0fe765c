import type { Source } from "../os/watching_contract.ts";
import type { Half } from "./changes.ts";
import type { Departures } from "./departures.ts";
import type { Folder } from "./folder.ts";
import type { Links } from "./links.ts";
import type { Model } from "./model.ts";

/** What a survey needs of its watcher. */
export interface Surveyor {
  readonly model: Model;
  /** The system's way of telling; undefined where everything is polled. */
  readonly source: Source | undefined;
  readonly recursive: boolean;
  readonly followLinks: boolean;
  /** Whether what the system does not tell is polled, or an error. */
  readonly mayPoll: boolean;
  /** Bytes of the longest file whose content is compared where it is polled; 0 without. */
  readonly compared: number;
  /** Whether changes were lost, so that what the system tells is not all. */
  readonly repairing: boolean;
  /** Directories that must not be read, and minus the error number that says so. */
  readonly unreadable: Map<Folder, number>;
  /** Something is polled for this reason. */
  degrade(path: string, reason: string): void;
  /** Renames of which a first half has been told, in changes that wait as well. */
  departures(): Departures;
  /** Links to files, where links are followed. */
  readonly links: Links;
  /** First halves that have been applied. */
  readonly halves: ReadonlySet<Half>;
  /** What the name of a half stands for is there. */
  refute(half: Half): void;
  /** The number of the last change when everything that was told had been applied. */
  readonly settledAt: number;
  readonly closed: boolean;
}
