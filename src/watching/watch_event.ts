/** What has happened to a watched path. */
export interface WatchEvent {
  /**
   * - `create`: it is there now, or was replaced by something of another kind;
   * - `modify`: its content has changed, or another file has taken its place;
   * - `attrib`: its mode, owner, times, extended attributes or number of links have changed;
   * - `remove`: it is not there any more; what stood in a directory is reported before it;
   * - `rename`: it stood at `from`; with a directory, all that it holds has moved;
   * - `rescan`: changes came faster than they could be kept. The difference has been delivered, as the events before this
   *   one; what was created and removed in between is not among them.
   */
  readonly kind: "create" | "modify" | "attrib" | "remove" | "rename" | "rescan";
  /** The path, beginning with the watched path as it was given. */
  readonly path: string;
  /** Where it stood before, of a `rename`. */
  readonly from?: string;
  /** Whether it is a directory; a symbolic link is none unless links are followed. */
  readonly isDirectory?: boolean;
}
