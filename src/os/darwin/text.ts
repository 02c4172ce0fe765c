/** Text within a struct. */

/** A NUL-terminated text in a field, of a struct that begins at `at`. */
export function textAt(
  view: DataView,
  at: number,
  { offset, size }: { readonly offset: number; readonly size: number },
): string {
  const bytes = new Uint8Array(view.buffer, view.byteOffset + at + offset, size);
  const end = bytes.indexOf(0);
  return new TextDecoder().decode(bytes.slice(0, end < 0 ? size : end));
}
