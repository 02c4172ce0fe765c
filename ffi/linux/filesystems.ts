/** Filesystems by `f_type` of `statfs(2)`, from `<linux/magic.h>`, or the kernel source named beside the entry. */

/**
 * How a filesystem behaves towards a caller that must not be kept waiting:
 * - `memory`: never sleeps for data, and needs no `RWF_NOWAIT`;
 * - `disk`: answers from its caches when asked not to wait, and in bounded time otherwise;
 * - `remote`: may ask a network or a process, and so may never answer.
 */
export type Residence = "memory" | "disk" | "remote";

/** `[magic, name, residence]`; what is not here counts as `remote`. */
export const FILESYSTEMS: readonly (readonly [number, string, Residence])[] = [
  [0x01021994, "tmpfs", "memory"], // TMPFS_MAGIC
  [0x858458f6, "ramfs", "memory"], // RAMFS_MAGIC
  [0xef53, "ext4", "disk"], // EXT4_SUPER_MAGIC, ext2 and ext3 alike
  [0x58465342, "xfs", "disk"], // XFS_SUPER_MAGIC
  [0x9123683e, "btrfs", "disk"], // BTRFS_SUPER_MAGIC
  [0xf2f52010, "f2fs", "disk"], // F2FS_SUPER_MAGIC
  [0xca451a4e, "bcachefs", "disk"], // BCACHEFS_STATFS_MAGIC, fs/bcachefs
  [0x2fc12fc1, "zfs", "disk"], // ZFS_SUPER_MAGIC, OpenZFS
  [0x3434, "nilfs2", "disk"], // NILFS_SUPER_MAGIC
  [0x4d44, "vfat", "disk"], // MSDOS_SUPER_MAGIC
  [0x2011bab0, "exfat", "disk"], // EXFAT_SUPER_MAGIC
  [0x7366746e, "ntfs3", "disk"], // NTFS3 "ntfs", fs/ntfs3/super.c
  [0x73717368, "squashfs", "disk"], // SQUASHFS_MAGIC
  [0xe0f5e1e2, "erofs", "disk"], // EROFS_SUPER_MAGIC_V1
  [0x9660, "iso9660", "disk"], // ISOFS_SUPER_MAGIC
  [0x15013346, "udf", "disk"], // UDF_SUPER_MAGIC
  [0x794c7630, "overlay", "disk"], // OVERLAYFS_SUPER_MAGIC
  [0x6969, "nfs", "remote"], // NFS_SUPER_MAGIC
  [0x517b, "smb", "remote"], // SMB_SUPER_MAGIC
  [0xfe534d42, "smb2", "remote"], // SMB2_SUPER_MAGIC
  [0xff534d42, "cifs", "remote"], // CIFS_SUPER_MAGIC
  [0x65735546, "fuse", "remote"], // FUSE_SUPER_MAGIC
  [0x01021997, "9p", "remote"], // V9FS_MAGIC
  [0x00c36400, "ceph", "remote"], // CEPH_SUPER_MAGIC
  [0x5346414f, "afs", "remote"], // AFS_SUPER_MAGIC
  [0x9fa0, "proc", "remote"], // PROC_SUPER_MAGIC: some of its files wait for ever (kmsg)
  [0x62656572, "sysfs", "remote"], // SYSFS_MAGIC
  [0x63677270, "cgroup2", "remote"], // CGROUP2_SUPER_MAGIC
  [0x27e0eb, "cgroup", "remote"], // CGROUP_SUPER_MAGIC
  [0x1cd1, "devpts", "remote"], // DEVPTS_SUPER_MAGIC
  [0x50495045, "pipefs", "remote"], // PIPEFS_MAGIC
  [0x534f434b, "sockfs", "remote"], // SOCKFS_MAGIC
];
