/** Filesystems by `f_fstypename` of `statfs(2)`: the names under which macOS's own register, as `mount(8)` takes them. */

/** See `ffi/linux/filesystems.ts`; `remote` is also what a process of this machine answers for. */
export type Residence = "memory" | "disk" | "remote";

/** What is not here counts as `remote`, and so does whatever lacks `MNT_LOCAL`. */
export const FILESYSTEMS: Readonly<Record<string, Residence>> = {
  apfs: "disk",
  hfs: "disk",
  msdos: "disk",
  exfat: "disk",
  ntfs: "disk",
  udf: "disk",
  cd9660: "disk",
  tmpfs: "memory",
};
