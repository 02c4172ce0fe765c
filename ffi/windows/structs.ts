import { i32, opaque, struct, u16, u32, u53, u64, u8 } from "../struct.ts";

/** `OVERLAPPED`, `minwinbase.h`: where the call stands while it is under way, and the offset. */
export const OVERLAPPED = struct(32, {
  Internal: u64(0), // the NTSTATUS is its low half
  InternalHigh: u53(8), // bytes transferred
  Offset: u32(16),
  OffsetHigh: u32(20),
  hEvent: u64(24),
});

/** `OVERLAPPED_ENTRY`, `minwinbase.h`: a completion packet. */
export const OVERLAPPED_ENTRY = struct(32, {
  lpCompletionKey: u53(0),
  lpOverlapped: u53(8), // an address: below 2^47
  Internal: u64(16),
  dwNumberOfBytesTransferred: u32(24),
});

/** `IO_STATUS_BLOCK`, `winternl.h`. */
export const IO_STATUS_BLOCK = struct(16, { Status: i32(0), Information: u53(8) });

/** `BY_HANDLE_FILE_INFORMATION`, `fileapi.h`: all that `Deno.stat` shows, in one call; no time of change. */
export const BY_HANDLE_FILE_INFORMATION = struct(52, {
  dwFileAttributes: u32(0),
  ftCreationTime: u64(4), // times count 100 ns since 1601, UTC
  ftLastAccessTime: u64(12),
  ftLastWriteTime: u64(20),
  dwVolumeSerialNumber: u32(28),
  nFileSizeHigh: u32(32),
  nFileSizeLow: u32(36),
  nNumberOfLinks: u32(40),
  nFileIndexHigh: u32(44),
  nFileIndexLow: u32(48),
});

/** `FILE_BASIC_INFO`, `winbase.h`; when setting, 0 leaves a time or the attributes as they are. */
export const FILE_BASIC_INFO = struct(40, {
  CreationTime: u64(0),
  LastAccessTime: u64(8),
  LastWriteTime: u64(16),
  ChangeTime: u64(24),
  FileAttributes: u32(32),
});

/** `FILE_STANDARD_INFO`, `winbase.h`. */
export const FILE_STANDARD_INFO = struct(24, {
  AllocationSize: u53(0),
  EndOfFile: u53(8),
  NumberOfLinks: u32(16),
  DeletePending: u8(20),
  Directory: u8(21),
});

/** `FILE_ID_INFO`, `winbase.h`: ReFS uses all 128 bits of the id. */
export const FILE_ID_INFO = struct(24, { VolumeSerialNumber: u64(0), FileId: opaque(8, 16) });

/** `FILE_ATTRIBUTE_TAG_INFO`, `winbase.h`. */
export const FILE_ATTRIBUTE_TAG_INFO = struct(8, { FileAttributes: u32(0), ReparseTag: u32(4) });

/** `FILE_END_OF_FILE_INFO`, `winbase.h`: truncates without moving the position. */
export const FILE_END_OF_FILE_INFO = struct(8, { EndOfFile: u53(0) });

/** `FILE_ALLOCATION_INFO`, `winbase.h`. */
export const FILE_ALLOCATION_INFO = struct(8, { AllocationSize: u53(0) });

/** `FILE_ZERO_DATA_INFORMATION`, `winioctl.h`: from the first byte to the one behind the last. */
export const FILE_ZERO_DATA_INFORMATION = struct(16, { FileOffset: u53(0), BeyondFinalZero: u53(8) });

/** `FILE_DISPOSITION_INFO_EX`, `winbase.h`. */
export const FILE_DISPOSITION_INFO_EX = struct(4, { Flags: u32(0) });

/** `FILE_DISPOSITION_INFO`, `winbase.h`. */
export const FILE_DISPOSITION_INFO = struct(1, { DeleteFile: u8(0) });

/** `FILE_RENAME_INFO`, `winbase.h`; the name follows, without a NUL. */
export const FILE_RENAME_INFO = struct(24, {
  ReplaceIfExists: u8(0), // of FileRenameInfo, where there are no flags
  Flags: u32(0),
  RootDirectory: u64(8),
  FileNameLength: u32(16), // bytes
  FileName: opaque(20, 2),
});

/** `FILE_ID_BOTH_DIR_INFO`, `winbase.h`: an entry of a directory, and where the next one stands. */
export const FILE_ID_BOTH_DIR_INFO = struct(112, {
  NextEntryOffset: u32(0), // 0 in the last one
  FileIndex: u32(4),
  CreationTime: u64(8),
  LastAccessTime: u64(16),
  LastWriteTime: u64(24),
  ChangeTime: u64(32),
  EndOfFile: u53(40),
  AllocationSize: u53(48),
  FileAttributes: u32(56),
  FileNameLength: u32(60), // bytes
  EaSize: u32(64), // of a reparse point: its tag ([MS-FSCC] 2.4.18)
  ShortNameLength: u8(68),
  ShortName: opaque(70, 24),
  FileId: u64(96),
  FileName: opaque(104, 2), // without a NUL
});

/** `UNICODE_STRING`, `winternl.h`: lengths in bytes, without a NUL. */
export const UNICODE_STRING = struct(16, { Length: u16(0), MaximumLength: u16(2), Buffer: u64(8) });

/** `OBJECT_ATTRIBUTES`, `winternl.h`: a name, and the handle that it is relative to. */
export const OBJECT_ATTRIBUTES = struct(48, {
  Length: u32(0),
  RootDirectory: u64(8),
  ObjectName: u64(16),
  Attributes: u32(24),
  SecurityDescriptor: u64(32),
  SecurityQualityOfService: u64(40),
});

/** `FILE_ALLOCATED_RANGE_BUFFER`, `winioctl.h`: bytes that are not in a hole. */
export const FILE_ALLOCATED_RANGE_BUFFER = struct(16, { FileOffset: u53(0), Length: u53(8) });

/** `FILE_STREAM_INFO`, `winbase.h`: a stream of a file, and where the next one stands. */
export const FILE_STREAM_INFO = struct(32, {
  NextEntryOffset: u32(0), // 0 in the last one
  StreamNameLength: u32(4), // bytes
  StreamSize: u53(8),
  StreamAllocationSize: u53(16),
  StreamName: opaque(24, 2), // without a NUL: ":name:$DATA", "::$DATA" for the file's own content
});

/**
 * `REPARSE_DATA_BUFFER`, `ntifs.h`: where a symbolic link or a junction leads, as the system takes it and as it is shown.
 * Offsets count from the path buffer, lengths and offsets are bytes.
 */
export const REPARSE_DATA_BUFFER = struct(24, {
  ReparseTag: u32(0),
  ReparseDataLength: u16(4), // behind the first eight bytes
  Reserved: u16(6),
  "SymbolicLinkReparseBuffer.SubstituteNameOffset": u16(8),
  "SymbolicLinkReparseBuffer.SubstituteNameLength": u16(10),
  "SymbolicLinkReparseBuffer.PrintNameOffset": u16(12),
  "SymbolicLinkReparseBuffer.PrintNameLength": u16(14),
  "SymbolicLinkReparseBuffer.Flags": u32(16),
  "SymbolicLinkReparseBuffer.PathBuffer": opaque(20, 2),
  "MountPointReparseBuffer.SubstituteNameOffset": u16(8),
  "MountPointReparseBuffer.SubstituteNameLength": u16(10),
  "MountPointReparseBuffer.PrintNameOffset": u16(12),
  "MountPointReparseBuffer.PrintNameLength": u16(14),
  "MountPointReparseBuffer.PathBuffer": opaque(16, 2),
  "GenericReparseBuffer.DataBuffer": opaque(8, 1),
});

/** `FILE_NOTIFY_INFORMATION`, `winnt.h`: a change in a directory, and where the next one stands. */
export const FILE_NOTIFY_INFORMATION = struct(16, {
  NextEntryOffset: u32(0), // 0 in the last one
  Action: u32(4),
  FileNameLength: u32(8), // bytes
  FileName: opaque(12, 2), // below the watched directory, without a NUL
});

/** `FILE_NOTIFY_EXTENDED_INFORMATION`, `winnt.h`: the same, and of which file. */
export const FILE_NOTIFY_EXTENDED_INFORMATION = struct(88, {
  NextEntryOffset: u32(0),
  Action: u32(4),
  CreationTime: u64(8),
  LastModificationTime: u64(16),
  LastChangeTime: u64(24),
  LastAccessTime: u64(32),
  AllocatedLength: u53(40),
  FileSize: u53(48),
  FileAttributes: u32(56),
  ReparsePointTag: u32(60),
  FileId: u64(64),
  ParentFileId: u64(72),
  FileNameLength: u32(80),
  FileName: opaque(84, 2),
});
