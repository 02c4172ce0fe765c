/** Where the offset of an `FsSeek` counts from. The numbers are those of `lseek(2)` and `Deno.SeekMode`. */
export const SeekFrom = {
  /** The start of the file. */
  START: 0,
  /** The present position. */
  CURRENT: 1,
  /** The end of the file. */
  END: 2,
} as const;

/** One of {@link SeekFrom}. */
export type SeekFrom = typeof SeekFrom[keyof typeof SeekFrom];
