import { type CallTable, copied, int, size_t, space, ssize_t } from "../c_types.ts";

/** What Darwin's libSystem offers for reading directories. */
export const DARWIN_LISTING = {
  // int getattrlistbulk(int dirfd, struct attrlist *list, void *out, size_t size, uint64_t options)    getattrlistbulk(2)
  getattrlistbulk: { parameters: [int, copied, space, size_t, size_t], result: int },
  // ssize_t __getdirentries64(int fd, void *out, size_t size, off_t *position)    getdirentries(2): what readdir(3) calls
  getdirentries64: { symbol: "__getdirentries64", parameters: [int, space, size_t, space], result: ssize_t },
} as const satisfies CallTable;
