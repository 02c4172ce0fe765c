/** What is known of a path. */
export interface FileStat {
  /** The path, as the program gave it. */
  readonly path: string;
  /** Bytes; 0 of a directory. */
  readonly size: number;
  /** Whether it is a directory, or, where the storage has none, the beginning of other names. */
  readonly isDir: boolean;
  /** Whether it is a regular file. Neither of both: a FIFO, a socket, a device. */
  readonly isFile: boolean;
  /** When the content was changed; `null` where the storage does not say. */
  readonly mtime: Date | null;
  /**
   * What else the storage says: `mode` and `inode` of a local file, `etag` of what has one. No two storages need to say
   * the same.
   */
  readonly backendExtra: Readonly<Record<string, unknown>>;
}

/** A name in a directory. */
export interface ListEntry {
  /** The name, without its directory. */
  readonly name: string;
  /** Whether it is a directory; links are not followed. */
  readonly isDir: boolean;
  /** Whether it is a regular file. */
  readonly isFile: boolean;
}
