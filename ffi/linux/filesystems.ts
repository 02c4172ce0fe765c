/** Filesystems by `f_type` of `statfs(2)`, from `<linux/magic.h>`, or what is named beside the entry. */

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
  [0x958458f6, "hugetlbfs", "memory"], // HUGETLBFS_MAGIC
  [0xef53, "ext4", "disk"], // EXT4_SUPER_MAGIC, ext2 and ext3 alike
  [0x58465342, "xfs", "disk"], // XFS_SUPER_MAGIC
  [0x9123683e, "btrfs", "disk"], // BTRFS_SUPER_MAGIC
  [0xf2f52010, "f2fs", "disk"], // F2FS_SUPER_MAGIC
  [0xca451a4e, "bcachefs", "disk"], // BCACHEFS_STATFS_MAGIC, fs/bcachefs
  [0x2fc12fc1, "zfs", "disk"], // ZFS_SUPER_MAGIC, OpenZFS
  [0x3434, "nilfs2", "disk"], // NILFS_SUPER_MAGIC
  [0x3153464a, "jfs", "disk"], // JFS_SUPER_MAGIC, statfs(2)
  [0x52654973, "reiserfs", "disk"], // REISERFS_SUPER_MAGIC
  [0x4d44, "vfat", "disk"], // MSDOS_SUPER_MAGIC
  [0x2011bab0, "exfat", "disk"], // EXFAT_SUPER_MAGIC
  [0x7366746e, "ntfs3", "disk"], // NTFS3 "ntfs", fs/ntfs3/super.c
  [0x5346544e, "ntfs", "disk"], // NTFS_SB_MAGIC, statfs(2)
  [0x4244, "hfs", "disk"], // HFS_SUPER_MAGIC, statfs(2)
  [0x482b, "hfsplus", "disk"], // HFSPLUS_SUPER_MAGIC, fs/hfsplus
  [0xf995e849, "hpfs", "disk"], // HPFS_SUPER_MAGIC
  [0x24051905, "ubifs", "disk"], // UBIFS_SUPER_MAGIC, fs/ubifs
  [0x72b6, "jffs2", "disk"], // JFFS2_SUPER_MAGIC
  [0x5a4f4653, "zonefs", "disk"], // ZONEFS_MAGIC
  [0x73717368, "squashfs", "disk"], // SQUASHFS_MAGIC
  [0xe0f5e1e2, "erofs", "disk"], // EROFS_SUPER_MAGIC_V1
  [0x28cd3d45, "cramfs", "disk"], // CRAMFS_MAGIC
  [0x7275, "romfs", "disk"], // ROMFS_MAGIC, <linux/romfs_fs.h>
  [0x9660, "iso9660", "disk"], // ISOFS_SUPER_MAGIC
  [0x15013346, "udf", "disk"], // UDF_SUPER_MAGIC
  [0x137f, "minix", "disk"], // MINIX_SUPER_MAGIC, names of 14 characters
  [0x138f, "minix_30", "disk"], // MINIX_SUPER_MAGIC2, names of 30
  [0x2468, "minix2", "disk"], // MINIX2_SUPER_MAGIC
  [0x2478, "minix2_30", "disk"], // MINIX2_SUPER_MAGIC2
  [0x4d5a, "minix3", "disk"], // MINIX3_SUPER_MAGIC
  [0xadf5, "adfs", "disk"], // ADFS_SUPER_MAGIC
  [0xadff, "affs", "disk"], // AFFS_SUPER_MAGIC
  [0x42465331, "befs", "disk"], // BEFS_SUPER_MAGIC, statfs(2)
  [0x1badface, "bfs", "disk"], // BFS_MAGIC, statfs(2)
  [0x414a53, "efs", "disk"], // EFS_SUPER_MAGIC
  [0xc2993d87, "omfs", "disk"], // OMFS_MAGIC, fs/omfs
  [0x002f, "qnx4", "disk"], // QNX4_SUPER_MAGIC
  [0x68191122, "qnx6", "disk"], // QNX6_SUPER_MAGIC
  [0x00011954, "ufs", "disk"], // UFS_MAGIC, statfs(2)
  [0x19540119, "ufs2", "disk"], // UFS2_MAGIC, fs/ufs
  [0xa501fcf5, "vxfs", "disk"], // VXFS_SUPER_MAGIC, statfs(2)
  [0x794c7630, "overlay", "disk"], // OVERLAYFS_SUPER_MAGIC
  [0xf15f, "ecryptfs", "disk"], // ECRYPTFS_SUPER_MAGIC: upon another one, taken for local as the layers of an overlay are
  [0x61756673, "aufs", "remote"], // AUFS_SUPER_MAGIC, aufs: it lets others change its branches
  [0x6969, "nfs", "remote"], // NFS_SUPER_MAGIC
  [0x517b, "smb", "remote"], // SMB_SUPER_MAGIC
  [0xfe534d42, "smb2", "remote"], // SMB2_SUPER_MAGIC
  [0xff534d42, "cifs", "remote"], // CIFS_SUPER_MAGIC
  [0x65735546, "fuse", "remote"], // FUSE_SUPER_MAGIC, virtiofs alike
  [0x01021997, "9p", "remote"], // V9FS_MAGIC
  [0x786f4256, "vboxsf", "remote"], // VBOXSF_SUPER_MAGIC, fs/vboxsf
  [0x7c7c6673, "prl_fs", "remote"], // PRL_FS, stat.c of coreutils: Parallels
  [0x00c0ffee, "hostfs", "remote"], // HOSTFS_SUPER_MAGIC: user-mode Linux
  [0x00c36400, "ceph", "remote"], // CEPH_SUPER_MAGIC
  [0x5346414f, "afs", "remote"], // AFS_SUPER_MAGIC, OpenAFS
  [0x6b414653, "kafs", "remote"], // AFS_FS_MAGIC, the kernel's own
  [0x73757245, "coda", "remote"], // CODA_SUPER_MAGIC
  [0x564c, "ncpfs", "remote"], // NCP_SUPER_MAGIC
  [0x01161970, "gfs2", "remote"], // GFS2_MAGIC, <linux/gfs2_ondisk.h>: other machines write to the same disk
  [0x7461636f, "ocfs2", "remote"], // OCFS2_SUPER_MAGIC: the same
  [0x0bd00bd0, "lustre", "remote"], // LL_SUPER_MAGIC, <lustre/lustre_user.h>
  [0x47504653, "gpfs", "remote"], // GPFS_SUPER_MAGIC, stat.c of coreutils
  [0x19830326, "beegfs", "remote"], // FHGFS, stat.c of coreutils
  [0x20030528, "orangefs", "remote"], // ORANGEFS_SUPER_MAGIC, fs/orangefs
  [0x0187, "autofs", "remote"], // AUTOFS_SUPER_MAGIC: a process mounts what is asked for
  [0x9fa0, "proc", "remote"], // PROC_SUPER_MAGIC: some of its files wait for ever (kmsg)
  [0x62656572, "sysfs", "remote"], // SYSFS_MAGIC
  [0x63677270, "cgroup2", "remote"], // CGROUP2_SUPER_MAGIC
  [0x27e0eb, "cgroup", "remote"], // CGROUP_SUPER_MAGIC
  [0x1cd1, "devpts", "remote"], // DEVPTS_SUPER_MAGIC
  [0x64626720, "debugfs", "remote"], // DEBUGFS_MAGIC
  [0x74726163, "tracefs", "remote"], // TRACEFS_MAGIC: its pipes wait for events
  [0x73636673, "securityfs", "remote"], // SECURITYFS_MAGIC
  [0xf97cff8c, "selinuxfs", "remote"], // SELINUX_MAGIC
  [0x62656570, "configfs", "remote"], // CONFIGFS_MAGIC, fs/configfs
  [0xcafe4a11, "bpf", "remote"], // BPF_FS_MAGIC
  [0x6165676c, "pstore", "remote"], // PSTOREFS_MAGIC
  [0xde5e81e4, "efivarfs", "remote"], // EFIVARFS_MAGIC
  [0x42494e4d, "binfmt_misc", "remote"], // BINFMTFS_MAGIC
  [0x19800202, "mqueue", "remote"], // MQUEUE_MAGIC, statfs(2)
  [0x65735543, "fusectl", "remote"], // FUSE_CTL_SUPER_MAGIC, fs/fuse
  [0x67596969, "rpc_pipefs", "remote"], // RPCAUTH_GSSMAGIC, net/sunrpc/rpc_pipe.c
  [0x6e736673, "nsfs", "remote"], // NSFS_MAGIC
  [0x50495045, "pipefs", "remote"], // PIPEFS_MAGIC
  [0x534f434b, "sockfs", "remote"], // SOCKFS_MAGIC
];
