/** What a file holds, as it was opened: text, or bytes. */
export type Content = string | Uint8Array<ArrayBuffer>;

/**
 * An open file, as a program knows it: a name for it that is worth something only in the run that opened it. What reads
 * from it are strings or bytes, as `D` says.
 *
 * It is a number when the program runs, so that effects can be serialised; a program must not rely on that.
 */
export type FileHandleId<D extends Content = Content> = number & { readonly "content of": D };
