import { type CallTable, int, size_t, space, ssize_t } from "../c_types.ts";

/** Reading directories: one system call, under another name in every libc. */
export const LINUX_LISTING = {
  // ssize_t getdents64(int fd, void *out, size_t size)    getdents(2): glibc since 2.30
  getdents64: { parameters: [int, space, size_t], result: ssize_t, optional: true },
  // int getdents(int fd, struct dirent *out, size_t size)    getdents(2): musl, with 64 bits
  getdents: { parameters: [int, space, size_t], result: int, optional: true },
  // ssize_t getdirentries64(int fd, char *out, size_t size, off_t *base)    getdirentries(3): every glibc; moves the position first by nothing
  getdirentries64: { parameters: [int, space, size_t, space], result: ssize_t, optional: true },
} as const satisfies CallTable;
