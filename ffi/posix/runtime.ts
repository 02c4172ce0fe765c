/** What the call layer itself needs of libc, in Deno's own terms, since these return pointers. */
export const RUNTIME = {
  // void *mmap(void *address, size_t length, int protection, int flags, int fd, off_t offset)    mmap(2)
  mmap: { parameters: ["pointer", "usize", "i32", "i32", "i32", "i64"], result: "pointer" },
  // int mprotect(void *address, size_t length, int protection)    mprotect(2)
  mprotect: { parameters: ["pointer", "usize", "i32"], result: "i32" },
  // int munmap(void *address, size_t length)    munmap(2)
  munmap: { parameters: ["pointer", "usize"], result: "i32" },
} as const satisfies Deno.ForeignLibraryInterface;

/** Separate, because glibc before 2.34 keeps it in libdl. */
export const LINKER = {
  // void *dlsym(void *handle, const char *name)    dlsym(3): the null handle searches what the process has loaded
  dlsym: { parameters: ["pointer", "buffer"], result: "pointer" },
} as const satisfies Deno.ForeignLibraryInterface;

/** Where glibc before 2.34 keeps `dlsym`. */
export const LINKER_LIBRARY = "libdl.so.2";
