import { type CallTable, copied, int, space } from "../c_types.ts";

/** What Darwin's libSystem offers for watching beyond its other tables: how many descriptors a process may have. */
export const DARWIN_WATCHING = {
  // int getrlimit(int resource, struct rlimit *out)    getrlimit(2)
  getrlimit: { parameters: [int, space], result: int },
  // int setrlimit(int resource, const struct rlimit *limit)    setrlimit(2): EINVAL above kern.maxfilesperproc
  setrlimit: { parameters: [int, copied], result: int },
} as const satisfies CallTable;
