import { buf, type CallTable, cstr, int, size_t, uint } from "../c_types.ts";

/** What Darwin's libSystem tells of this boot, and of processes. */
export const DARWIN_LOCKING = {
  // int sysctl(int *name, unsigned parts, void *out, size_t *size, void *in, size_t inSize)    sysctl(3)
  sysctl: { parameters: [buf, uint, buf, buf, buf, size_t], result: int },
  // int sysctlbyname(const char *name, void *out, size_t *size, void *in, size_t inSize)    sysctl(3)
  sysctlbyname: { parameters: [cstr, buf, buf, buf, size_t], result: int },
} as const satisfies CallTable;
