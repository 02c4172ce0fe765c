import { assert, assertEquals } from "@std/assert";
import { linuxConstants } from "../../ffi/linux/constants.ts";
import { FILESYSTEMS } from "../../ffi/linux/filesystems.ts";
import { POSIX_CONSTANTS } from "../../ffi/posix/constants.ts";
import { headerConstant } from "../abi/headers.ts";
import { ARCHITECTURES, filesystemComments } from "../abi/tables.ts";

/** Constants that the headers do not have, with their value and where it stands. */
const ELSEWHERE: Readonly<Record<string, readonly [number, string]>> = {
  BCACHEFS_STATFS_MAGIC: [0xca451a4e, "fs/bcachefs/bcachefs_format.h, Linux 6.7"],
  ZFS_SUPER_MAGIC: [0x2fc12fc1, "include/sys/fs/zfs.h of OpenZFS"],
  NTFS3: [0x7366746e, 'fs/ntfs3/super.c, Linux 5.15: the bytes of "ntfs"'],
};

/** The table's constants as the headers have them; what they lack is undefined. */
function wanted(table: Readonly<Record<string, number>>, architecture: typeof ARCHITECTURES[number]) {
  return Object.fromEntries(
    Object.keys(table).map((name) => [name, headerConstant(name, architecture) ?? ELSEWHERE[name]?.[0]]),
  );
}

for (const architecture of ARCHITECTURES) {
  Deno.test(`Linux's constants are those of the ${architecture} headers`, () => {
    const ours = linuxConstants(architecture);
    assertEquals(ours, wanted(ours, architecture));
  });

  Deno.test(`the POSIX constants are those of the ${architecture} headers`, () => {
    assertEquals(POSIX_CONSTANTS, wanted(POSIX_CONSTANTS, architecture));
  });

  Deno.test(`filesystems have the numbers of the ${architecture} headers, by the names in their comments`, () => {
    const comments = filesystemComments();
    const ours = Object.fromEntries(FILESYSTEMS.map(([magic, name]) => [comments.get(name) ?? name, magic]));
    assertEquals(ours, wanted(ours, architecture));
  });

  Deno.test(`what comes from elsewhere is not in the ${architecture} headers`, () => {
    for (const name of Object.keys(ELSEWHERE)) assertEquals(headerConstant(name, architecture), undefined, name);
  });
}

Deno.test("every filesystem has its number and its name once", () => {
  assertEquals(new Set(FILESYSTEMS.map(([magic]) => magic)).size, FILESYSTEMS.length);
  assertEquals(new Set(FILESYSTEMS.map(([, name]) => name)).size, FILESYSTEMS.length);
  assert(FILESYSTEMS.every(([magic]) => magic > 0));
});
