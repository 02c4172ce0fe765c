/** Shared tests that cannot run on the shim, by name, and why. */

const NUMBERS = "it compares with Linux's own numbers";
const CALLS = "it calls Linux's libc by Linux's prototypes";
const ABSENT = "Darwin has no such flag";
const NEVER_NOW = "Darwin answers nothing at once";
const MOUNT = "Darwin's stat does not tell of a mount";
const CLONES = "what passes for apfs is cloned at one go";
const PIECES = "without the kernel's help a file is copied in smaller pieces";
const QUEUE = "kqueue has no queue that overflows";
const INOTIFY = "it counts inotify's watches";
const PROC = "it asks Linux's /proc";

/** The beginning of a test's name, and the reason. */
export const SKIPS: readonly (readonly [string, string])[] = [
  ["calls that have not left when the signal aborts are never made", "it counts calls of statx"],
  ["an int's result is read as an int, a 64-bit one with its sign", CALLS],
  ["a chain works on what its first call opened", CALLS],
  ["a chain whose first call fails makes no other, and counts none", CALLS],
  ["a path longer than any is cut where the kernel still finds it too long", CALLS],
  ["each record has the error number of its own call", CALLS],
  ["getdents reads the same under each name", CALLS],
  ["trips at the same time have the error numbers of their own threads", CALLS],
  ["a linked record takes an earlier one's result as its first argument", CALLS],
  ["records behind a failed one are not called, down the chain and no further", CALLS],
  ["an error has the class that Deno throws, and the system's number", NUMBERS],
  ["what a device, a FIFO or a socket refuses has the class that Deno throws", NUMBERS],
  ["every one of many failing calls has its own error number, whatever is allocated beside them", NUMBERS],
  ["an error with two paths names both", NUMBERS],
  ["numbers, names and reasons of errors agree with each other, and with Node's", NUMBERS],
  ["a socket cannot be opened, but looked at", NUMBERS],
  ["names are checked, and what the system refuses is an error", "Darwin's attributes have no namespaces"],
  ["advice for what has no pages is refused", "Darwin takes settings of any file"],
  ["a filesystem that cannot allocate is named", "part of a block is overwritten on any filesystem"],
  ["isMount takes metadata where that tells of a mount", MOUNT],
  ["diskstat says what stat -f says", "the shim's disks pass for apfs"],
  ["O holds the platform's flags", NUMBERS],
  ["timers fire while a million cached stats are awaited, one after the other", NEVER_NOW],
  ["metrics() tell trips, what shared them, and what was tried at once", NEVER_NOW],
  ["configure() holds from then on", NEVER_NOW],
  ["direct goes round the page cache, and asks for alignment", ABSENT],
  ["flags are the system's own", ABSENT],
  ["sync asks for writes that reach the disk", PROC],
  ["a working directory longer than any path that can be given is told", "Linux's getcwd ends at 4,096 bytes"],
  ["a path of 4,095 bytes works, one of 4,096 is ENAMETOOLONG", "Darwin's PATH_MAX is 1,024"],
  ["progress tells bytes, files and how much there is, disk", CLONES],
  ["a source that changes while it is copied: what comes is of the size that it has, and the copy ends, tmpfs", PIECES],
  ["a range goes from place to place, and both positions stay", "Darwin copies whole files within the kernel only"],
  ["the forms for links are about the link itself", "Darwin's links have attributes of their own"],
  ["copies keep access control lists as attributes", "Darwin's lists are no attributes"],
  ["on ext4, trees and holes", "the shim's disks pass for apfs"],
  ["on xfs, trees and holes", "the shim's disks pass for apfs"],
  ["on btrfs, trees and holes", "the shim's disks pass for apfs"],
  ["ext4 does what it can", "the shim's disks pass for apfs"],
  ["xfs does what it can", "the shim's disks pass for apfs"],
  ["btrfs does what it can", "the shim's disks pass for apfs"],
  ["tmpfs does what it can", "the shim's disks pass for apfs"],
  ["after a power cut a file is what its settings promise", "its disk is made by Linux, and asked for what Linux does"],
  ["what was lost when the queue overflowed is told", QUEUE],
  ["what events describe is what is there, although the kernel's queue", QUEUE],
  ["what the system could not keep is told as a change of everything", QUEUE],
  ["a hundred watchers share one instance", INOTIFY],
  ["watchers of one tree share its watches", INOTIFY],
  ["directories that leave or are ignored cost no watch", INOTIFY],
  ["a thousand watchers started and stopped leave nothing", INOTIFY],
  ["beyond max_user_watches the rest of a tree is polled", INOTIFY],
  ["a filesystem that does not tell of its changes is polled", NUMBERS],
  ["a pid of another namespace says nothing", "Darwin has no pid namespaces"],
];

/** Why a test cannot run on the shim; undefined when it can. */
export function reasonToSkip(name: string): string | undefined {
  return SKIPS.find(([start]) => name.startsWith(start))?.[1];
}
