/** A clock that all processes of the machine share, and nobody sets: what one of them did before another can be told by it. */

/** Units since some moment; each is at most 100 ns. */
export const now: () => bigint = Deno.build.os === "windows" ? performanceCounter() : monotonic();

function performanceCounter(): () => bigint {
  // BOOL QueryPerformanceCounter(LARGE_INTEGER *count)    profileapi.h; "Acquiring high-resolution time stamps"
  const { symbols } = Deno.dlopen("kernel32.dll", {
    QueryPerformanceCounter: { parameters: ["buffer"], result: "i32" },
  });
  const count = new BigInt64Array(1);
  return () => {
    symbols.QueryPerformanceCounter(count);
    return count[0]!;
  };
}

function monotonic(): () => bigint {
  const darwin = Deno.build.os === "darwin";
  // int clock_gettime(clockid_t clock, struct timespec *now)    clock_gettime(2)
  const { symbols } = Deno.dlopen(darwin ? "libSystem.B.dylib" : "libc.so.6", {
    clock_gettime: { parameters: ["i32", "buffer"], result: "i32" },
  });
  const CLOCK_MONOTONIC = darwin ? 6 : 1;
  const timespec = new BigInt64Array(2);
  return () => {
    symbols.clock_gettime(CLOCK_MONOTONIC, timespec);
    return timespec[0]! * 1_000_000_000n + timespec[1]!;
  };
}
