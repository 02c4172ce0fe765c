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
  JFS_SUPER_MAGIC: [0x3153464a, "statfs(2)"],
  NTFS_SB_MAGIC: [0x5346544e, "statfs(2)"],
  HFS_SUPER_MAGIC: [0x4244, "statfs(2)"],
  HFSPLUS_SUPER_MAGIC: [0x482b, "fs/hfsplus/hfsplus_raw.h"],
  UBIFS_SUPER_MAGIC: [0x24051905, "fs/ubifs/ubifs.h"],
  ROMFS_MAGIC: [0x7275, "statfs(2)"],
  BEFS_SUPER_MAGIC: [0x42465331, "statfs(2)"],
  BFS_MAGIC: [0x1badface, "statfs(2)"],
  OMFS_MAGIC: [0xc2993d87, "fs/omfs/omfs_fs.h"],
  UFS_MAGIC: [0x00011954, "statfs(2)"],
  UFS2_MAGIC: [0x19540119, "fs/ufs/ufs_fs.h"],
  VXFS_SUPER_MAGIC: [0xa501fcf5, "statfs(2)"],
  AUFS_SUPER_MAGIC: [0x61756673, 'include/uapi/linux/aufs_type.h of aufs: the letters of "aufs"'],
  VBOXSF_SUPER_MAGIC: [0x786f4256, 'fs/vboxsf/super.c, Linux 5.6: "VBox", last letter first'],
  PRL_FS: [0x7c7c6673, "coreutils, src/stat.c"],
  GFS2_MAGIC: [0x01161970, "linux/gfs2_ondisk.h"],
  LL_SUPER_MAGIC: [0x0bd00bd0, "lustre_user.h of Lustre"],
  GPFS_SUPER_MAGIC: [0x47504653, 'coreutils, src/stat.c: the letters of "GPFS"'],
  FHGFS: [0x19830326, "coreutils, src/stat.c"],
  ORANGEFS_SUPER_MAGIC: [0x20030528, "fs/orangefs/protocol.h"],
  CONFIGFS_MAGIC: [0x62656570, "fs/configfs/mount.c"],
  MQUEUE_MAGIC: [0x19800202, "statfs(2)"],
  FUSE_CTL_SUPER_MAGIC: [0x65735543, "fs/fuse/control.c"],
  RPCAUTH_GSSMAGIC: [0x67596969, "net/sunrpc/rpc_pipe.c"],
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
