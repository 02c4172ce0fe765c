import { buf, type CallTable, cstr, id_t, int, size_t, space } from "../c_types.ts";

/** Who runs this process, and what the system knows of users. */
export const POSIX_SESSION = {
  // uid_t geteuid(void)    geteuid(2)
  geteuid: { parameters: [], result: id_t },
  // int getpwuid_r(uid_t user, struct passwd *entry, char *texts, size_t size, struct passwd **found)    getpwnam_r(3): returns the error number itself
  getpwuid_r: { parameters: [id_t, space, buf, size_t, space], result: int, lane: "remote", asks: true },
  // int getpwnam_r(const char *name, struct passwd *entry, char *texts, size_t size, struct passwd **found)    getpwnam_r(3): returns the error number itself
  getpwnam_r: { parameters: [cstr, space, buf, size_t, space], result: int, lane: "remote", asks: true },
} as const satisfies CallTable;
