/** Why a target is not reached, by the work's title: written by hand, with the measurements that show it. */
export const EXPLANATIONS: Readonly<Record<string, string>> = {
  "`readFileSync`, 4 KB":
    "ahead of Deno and of Node, behind Bun, which makes the same four calls. An array of 4 KB costs 0.65 µs in V8 (0.43 to " +
    "allocate, the rest to copy; 15 % of the time is libc's allocator and `memcpy`, 10 % V8, 6 % this library), and four " +
    "foreign calls written by hand already take 0.9 µs more than the floor.",
  "`await` open + read + close, 4 KB (Deno: `readFile`)":
    "ahead of Bun nearly fourfold, 3 to 4 times Deno. 80 % of the time is system calls, and three of the eight are there " +
    "for safety: an `O_PATH` descriptor, `statx` and `close` (2.5 µs) find out that the file is a regular one on a local " +
    "disk before it is opened, because FUSE and NFS ask their server at `open`, and a FIFO lets its writers go on; `fcntl` " +
    "(0.2 µs) clears `O_NONBLOCK`. Without the look it was measured at 5.9 times. `readFile`, which needs none of it on the " +
    "root's own mount, is at 5.",
  "`readFiles` of 2,048, 4 KB each (others: `Promise.all`)":
    "two cores have to do 4 µs of kernel work a file (the floor, serial), 2.7 µs of packing and delivering and 1.4 µs of " +
    "garbage collection, so 4 µs is the least; the rest is waking threads on cores that are busy. Bun's arrays cost less " +
    "(above). One trip for each 64 files instead of three brought it here from 9 µs.",
  "`await readFile`, 64 MiB":
    "ahead of Bun. Copying 64 MiB into memory that is there takes 12 ms; the kernel clears fresh memory first, which large " +
    "pages (`madvise`) brought from 37 ms to 25 in all. Five times Deno would need 15.",
  "`cp` of 64 MiB (floor: `cp`)":
    "all make the same one copy within the kernel, where no filesystem shares content: in C 22 ms by `copy_file_range` in " +
    "one thread, 17 ms in two, against 21 ms of `Deno.copyFile`. On btrfs and xfs nothing is copied.",
  "`lockFile` and release (Deno: `open`, `lock`, `close`; others: proper-lockfile)":
    "proper-lockfile takes 0.3 to 0.4 ms here, not the 0.8 that the target was made for. A round costs 10 µs of processor " +
    "time (26 before three system calls and a line were left out) in six calls: the floor's three, and three that find " +
    "out which file was opened, on what, and whether the path still stands for it.",
  "`atomicWrite`, 4 KB (others: write-file-atomic)":
    "the floor is 0.2 ms: renamed over another, a file's data are sent to the disk by ext4 (`auto_da_alloc`). Ten times " +
    "write-file-atomic would be half of that. One trip to the pool, with five calls, is what is left: on tmpfs 61 µs " +
    "(112 with two).",
  "a lock goes to another process, median (others: `FsFile.lock`, proper-lockfile)":
    "`FsFile.lock` parks a thread for each waiter, which has the lock when it wakes, and cannot be given up. Here the one " +
    "thread for all waits wakes; the event is then read, the lock tried and the path looked at: 60 µs (100 before the next " +
    "wait was put behind that).",
};
