/** What libc offers for the end of a process, in Deno's own terms, since it takes addresses. */
export const EXIT = {
  // int __cxa_atexit(void *function, void *argument, void *library)    atexit(3): Itanium C++ ABI 3.3.6.3, in every libc
  __cxa_atexit: { parameters: ["pointer", "pointer", "pointer"], result: "i32" },
  // void *strdup(const char *text)    strdup(3)
  strdup: { parameters: ["buffer"], result: "pointer" },
} as const satisfies Deno.ForeignLibraryInterface;

/** `int remove(const char *path)`, remove(3): the function to be called, with a path as its argument. */
export const REMOVE = "remove";
