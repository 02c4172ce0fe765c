/**
 * Reseau Files: the operating system's own file calls for Deno, by FFI, without a native add-on.
 *
 * @example
 * ```ts
 * import { open, readFile, stat } from "@reseau/files";
 *
 * const { size, mtimeNs } = await stat("deno.json");
 * const bytes = await readFile("deno.json");
 * await using file = await open("deno.json");
 * for await (const line of file.lines()) console.log(line);
 * console.log(size === bytes.length, mtimeNs);
 * ```
 *
 * @module
 */
export { open, openSync } from "./src/handle/open.ts";
export type { OpenMode, OpenOptions } from "./src/handle/open_options.ts";
export { FileHandle } from "./src/handle/file_handle.ts";
export type { LockingHandle, LockWaitOptions } from "./src/handle/locking_handle.ts";
export type { ChangingHandle } from "./src/handle/changing_handle.ts";
export type { WritingHandle } from "./src/handle/writing_handle.ts";
export type { ReadingHandle } from "./src/handle/reading_handle.ts";
export type { HandleBase } from "./src/handle/handle_base.ts";
export type { CopyOptions, CopyProgress } from "./src/handle/copy_program.ts";
export type { LinesOptions, StreamOptions } from "./src/handle/streams.ts";
export type { SetXattrOptions } from "./src/handle/xattr_programs.ts";
export { openDir, openDirSync } from "./src/dir/open_dir.ts";
export { DirHandle } from "./src/dir/dir_handle.ts";
export type { OpenDirOptions } from "./src/dir/dir_handle.ts";
export type { DirNames, IntoOptions } from "./src/dir/dir_names.ts";
export { statAt, statAtSync } from "./src/dir/stat_at.ts";
export type { StatAtOptions } from "./src/dir/stat_at.ts";
export { O, S } from "./src/handle/constants.ts";
export type { ModeBit } from "./src/handle/constants.ts";
export { SF, UF } from "./src/handle/file_flags.ts";
export type { SystemFlag, UserFlag } from "./src/handle/file_flags.ts";
export { chflags, chflagsSync } from "./src/fs/chflags.ts";
export { lchflags, lchflagsSync } from "./src/fs/lchflags.ts";
export {
  readFile,
  readFiles,
  readFilesSync,
  readFileSync,
  readTextFile,
  readTextFileSync,
} from "./src/fs/read_file.ts";
export { writeFile, writeFileSync, writeTextFile, writeTextFileSync } from "./src/fs/write_file.ts";
export type { WriteFileOptions } from "./src/fs/write_file.ts";
export { pwd, pwdSync } from "./src/fs/pwd.ts";
export { cd, cdSync } from "./src/fs/cd.ts";
export { mkdir, mkdirSync } from "./src/fs/mkdir.ts";
export type { MkdirOptions } from "./src/fs/mkdir.ts";
export { mkpath, mkpathSync } from "./src/fs/mkpath.ts";
export type { MkpathOptions } from "./src/fs/mkpath.ts";
export { unlink, unlinkSync } from "./src/fs/unlink.ts";
export { rm, rmSync } from "./src/fs/rm.ts";
export type { RmOptions } from "./src/fs/rm.ts";
export { rmdir, rmdirSync } from "./src/fs/rmdir.ts";
export { rename, renameSync } from "./src/fs/rename.ts";
export type { RenameOptions } from "./src/fs/rename.ts";
export { hardlink, hardlinkSync } from "./src/fs/hardlink.ts";
export { symlink, symlinkSync } from "./src/fs/symlink.ts";
export type { SymlinkOptions } from "./src/fs/symlink.ts";
export type { LinkKind } from "./src/os/names_contract.ts";
export { readlink, readlinkSync } from "./src/fs/readlink.ts";
export { realpath, realpathSync } from "./src/fs/realpath.ts";
export { touch, touchSync } from "./src/fs/touch.ts";
export { chmod, chmodSync } from "./src/fs/chmod.ts";
export type { ChmodOptions } from "./src/fs/chmod.ts";
export { chown, chownSync } from "./src/fs/chown.ts";
export type { ChownOptions } from "./src/fs/chown.ts";
export { lchown, lchownSync } from "./src/fs/lchown.ts";
export { utime, utimeSync } from "./src/fs/utime.ts";
export { lutime, lutimeSync } from "./src/fs/lutime.ts";
export { futime, futimeSync } from "./src/fs/futime.ts";
export { mkfifo, mkfifoSync } from "./src/fs/mkfifo.ts";
export type { MkfifoOptions } from "./src/fs/mkfifo.ts";
export { mknod, mknodSync } from "./src/fs/mknod.ts";
export { tempdir, tempdirSync } from "./src/fs/tempdir.ts";
export { tempname, tempnameSync } from "./src/fs/tempname.ts";
export type { TempnameOptions } from "./src/fs/tempname.ts";
export { mktemp, mktempSync } from "./src/fs/mktemp.ts";
export type { MktempOptions } from "./src/fs/mktemp.ts";
export { TempFile } from "./src/fs/temp_file.ts";
export type { TempNameOptions } from "./src/fs/temporary.ts";
export { mktempdir, mktempdirSync } from "./src/fs/mktempdir.ts";
export { homedir, homedirSync } from "./src/fs/homedir.ts";
export { expanduser, expanduserSync } from "./src/fs/expanduser.ts";
export { readdir, readdirSync } from "./src/fs/readdir.ts";
export type { ReadDirOptions } from "./src/fs/readdir.ts";
export { scandir, scandirSync } from "./src/fs/scandir.ts";
export type { DirEntries, DirEntriesSync, ScanOptions } from "./src/fs/scandir.ts";
export { walkdir, walkdirSync } from "./src/fs/walkdir.ts";
export type { WalkEntry, WalkEntryWithInfo, WalkOptions } from "./src/fs/walkdir.ts";
export { DirEntry } from "./src/fs/dir_entry.ts";
export type { DirEntryWithInfo, EntryType } from "./src/fs/dir_entry.ts";
export { cp, cpSync } from "./src/fs/cp.ts";
export { cptree, cptreeSync } from "./src/fs/cptree.ts";
export { mv, mvSync } from "./src/fs/mv.ts";
export type { MvOptions } from "./src/fs/mv.ts";
export { sendfile, sendfileSync } from "./src/fs/sendfile.ts";
export { copyFileRange, copyFileRangeSync } from "./src/fs/copy_file_range.ts";
export type { CopyFileRangeOptions } from "./src/fs/copy_file_range.ts";
export { reflink, reflinkSync } from "./src/fs/reflink.ts";
export type { ReflinkOptions } from "./src/fs/reflink.ts";
export { fallocate, fallocateSync } from "./src/fs/fallocate.ts";
export type { FallocateMode } from "./src/fs/fallocate.ts";
export { fadvise, fadviseSync } from "./src/fs/fadvise.ts";
export { readahead, readaheadSync } from "./src/fs/readahead.ts";
export { syncFs, syncFsSync } from "./src/fs/sync_fs.ts";
export { preserveMetadata, preserveMetadataSync } from "./src/fs/preserve_metadata.ts";
export type { PreserveOptions } from "./src/fs/preserve_metadata.ts";
export { preserveOwnership, preserveOwnershipSync } from "./src/fs/preserve_ownership.ts";
export type { CpOptions, CpProgress, Preserved } from "./src/fs/copy_options.ts";
export type { MetadataPart } from "./src/fs/metadata_program.ts";
export type { FileSubject } from "./src/handle/on_file.ts";
export { getxattr, getxattrSync, lgetxattr, lgetxattrSync } from "./src/fs/getxattr.ts";
export { lsetxattr, lsetxattrSync, setxattr, setxattrSync } from "./src/fs/setxattr.ts";
export { listxattr, listxattrSync, llistxattr, llistxattrSync } from "./src/fs/listxattr.ts";
export { lremovexattr, lremovexattrSync, removexattr, removexattrSync } from "./src/fs/removexattr.ts";
export { FileInfo } from "./src/stat/file_info.ts";
export { lstat, lstatSync, stat, statSync, tryLstat, tryLstatSync, tryStat, tryStatSync } from "./src/stat/stat.ts";
export { statAll, statAllSync } from "./src/stat/stat_all.ts";
export { fstat, fstatSync } from "./src/stat/fstat.ts";
export type { HasDescriptor } from "./src/stat/fstat.ts";
export type { Subject } from "./src/stat/subject.ts";
export { access, accessSync } from "./src/stat/access.ts";
export type { AccessMode } from "./src/stat/access.ts";
export {
  isBlockDev,
  isBlockDevSync,
  isCharDev,
  isCharDevSync,
  isDir,
  isDirSync,
  isFifo,
  isFifoSync,
  isFile,
  isFileSync,
  isLink,
  isLinkSync,
  isPath,
  isPathSync,
  isSocket,
  isSocketSync,
} from "./src/stat/file_type.ts";
export {
  gperm,
  gpermSync,
  isSetgid,
  isSetgidSync,
  isSetuid,
  isSetuidSync,
  isSticky,
  isStickySync,
  operm,
  opermSync,
  uperm,
  upermSync,
} from "./src/stat/mode_bits.ts";
export {
  ctime,
  ctimeSync,
  filemode,
  filemodeSync,
  filesize,
  filesizeSync,
  mtime,
  mtimeSync,
} from "./src/stat/query.ts";
export {
  isExecutable,
  isExecutableSync,
  isReadable,
  isReadableSync,
  isWritable,
  isWritableSync,
} from "./src/stat/usable.ts";
export { isMount, isMountSync } from "./src/stat/is_mount.ts";
export { samefile, samefileSync } from "./src/stat/samefile.ts";
export { diskstat, diskstatSync } from "./src/stat/diskstat.ts";
export type { DiskStat } from "./src/stat/diskstat.ts";
export type { DiskCounts } from "./src/os/contract.ts";
export {
  AtomicFile,
  atomicFile,
  atomicFileSync,
  atomicWrite,
  atomicWriteSync,
  FileLock,
  lockFile,
  lockFileSync,
  mkpidlock,
  mkpidlockSync,
  PidLock,
  readPidfile,
  readPidfileSync,
  tryLockFile,
  tryLockFileSync,
  trymkpidlock,
  trymkpidlockSync,
  unlockFile,
  unlockFileSync,
  withFileLock,
  withFileLockSync,
} from "./src/locking/locking.ts";
export type {
  AtomicOptions,
  Conversion,
  ConvertOptions,
  LockFileOptions,
  Pidfile,
  PidLockOptions,
  TryLockFileOptions,
  TryPidLockOptions,
} from "./src/locking/locking.ts";
export { capabilities } from "./src/capabilities.ts";
export type { Capabilities } from "./src/capabilities.ts";
export { configure } from "./src/call/options.ts";
export type { Options } from "./src/call/options.ts";
export { metrics } from "./src/metrics.ts";
export type { CallMetrics, Metrics } from "./src/metrics.ts";
export type { CallOptions } from "./src/call/call_options.ts";
export type { SystemError } from "./src/call/error.ts";
export type { Unfinished, UnfinishedOptions } from "./src/fs/unfinished.ts";
export type { CallMessage, LeakMessage } from "./src/call/diagnostics.ts";
export type { Advice, AllocateMode, OpenFlag } from "./src/os/contract.ts";
