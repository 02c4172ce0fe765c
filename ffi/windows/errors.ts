/**
 * Windows' errors by their POSIX names: number, name, reason. Below 0x10000 stand Win32's numbers, `winerror.h`; from
 * 0x80000000 on NT's, `ntstatus.h`. The constant stands beside each; [MS-ERREF] lists them all.
 *
 * The first number of a name is the one that an error of our own making has.
 */
export const ERRORS: readonly (readonly [number, string, string])[] = [
  [2, "ENOENT", "no such file or directory"], // ERROR_FILE_NOT_FOUND
  [3, "ENOENT", "no such directory on the way"], // ERROR_PATH_NOT_FOUND
  [15, "ENOENT", "no such drive"], // ERROR_INVALID_DRIVE
  [53, "ENOENT", "no such computer on the network"], // ERROR_BAD_NETPATH
  [67, "ENOENT", "no such share on the network"], // ERROR_BAD_NET_NAME
  [123, "ENOENT", "no file can have this name"], // ERROR_INVALID_NAME
  [161, "ENOENT", "no file can have this path"], // ERROR_BAD_PATHNAME
  [1168, "ENOENT", "nothing of that kind is there"], // ERROR_NOT_FOUND
  [1203, "ENOENT", "no network has this path"], // ERROR_NO_NET_OR_BAD_PATH
  [0xc000000f, "ENOENT", "no such file"], // STATUS_NO_SUCH_FILE
  [0xc0000033, "ENOENT", "no file can have this name"], // STATUS_OBJECT_NAME_INVALID
  [0xc0000034, "ENOENT", "no such file or directory"], // STATUS_OBJECT_NAME_NOT_FOUND
  [0xc0000039, "ENOENT", "no file can have this path"], // STATUS_OBJECT_PATH_INVALID
  [0xc000003a, "ENOENT", "no such directory on the way"], // STATUS_OBJECT_PATH_NOT_FOUND
  [0xc000003b, "ENOENT", "no file can have this path"], // STATUS_OBJECT_PATH_SYNTAX_BAD

  [5, "EACCES", "access denied"], // ERROR_ACCESS_DENIED
  [65, "EACCES", "access denied by the network"], // ERROR_NETWORK_ACCESS_DENIED
  [86, "EACCES", "wrong password for the network"], // ERROR_INVALID_PASSWORD
  [395, "EACCES", "access denied by the cloud provider"], // ERROR_CLOUD_FILE_ACCESS_DENIED
  [740, "EACCES", "an administrator's rights are needed"], // ERROR_ELEVATION_REQUIRED
  [1326, "EACCES", "wrong user name or password"], // ERROR_LOGON_FAILURE
  [1463, "EACCES", "symbolic links of this kind are disabled"], // ERROR_SYMLINK_CLASS_DISABLED
  [1920, "EACCES", "the file cannot be accessed by the system"], // ERROR_CANT_ACCESS_FILE
  [6000, "EACCES", "the file could not be encrypted"], // ERROR_ENCRYPTION_FAILED
  [6001, "EACCES", "the file could not be decrypted"], // ERROR_DECRYPTION_FAILED
  [6002, "EACCES", "encrypted, and this user has no key"], // ERROR_FILE_ENCRYPTED
  [6009, "EACCES", "the file is read-only"], // ERROR_FILE_READ_ONLY
  [0xc0000022, "EACCES", "access denied"], // STATUS_ACCESS_DENIED
  [0xc0000056, "EACCES", "the file is about to be deleted"], // STATUS_DELETE_PENDING
  [0xc0000121, "EACCES", "the file cannot be deleted"], // STATUS_CANNOT_DELETE
  [0xc0000123, "EACCES", "the file has been deleted"], // STATUS_FILE_DELETED

  [1314, "EPERM", "a privilege is missing"], // ERROR_PRIVILEGE_NOT_HELD
  [288, "EPERM", "not the owner"], // ERROR_NOT_OWNER
  [1307, "EPERM", "may not become the owner"], // ERROR_INVALID_OWNER
  [0xc0000061, "EPERM", "a privilege is missing"], // STATUS_PRIVILEGE_NOT_HELD

  [32, "EBUSY", "in use by another process"], // ERROR_SHARING_VIOLATION
  [16, "EBUSY", "a current directory"], // ERROR_CURRENT_DIRECTORY
  [33, "EBUSY", "locked by another process"], // ERROR_LOCK_VIOLATION
  [54, "EBUSY", "the network is busy"], // ERROR_NETWORK_BUSY
  [85, "EBUSY", "the device name is taken"], // ERROR_ALREADY_ASSIGNED
  [108, "EBUSY", "the disk is in use or locked by another process"], // ERROR_DRIVE_LOCKED
  [142, "EBUSY", "the drive is busy"], // ERROR_BUSY_DRIVE
  [148, "EBUSY", "the path is in use"], // ERROR_PATH_BUSY
  [170, "EBUSY", "resource busy"], // ERROR_BUSY
  [231, "EBUSY", "every instance of the pipe is busy"], // ERROR_PIPE_BUSY
  [303, "EBUSY", "the file is about to be deleted"], // ERROR_DELETE_PENDING
  [1224, "EBUSY", "mapped into memory by a process"], // ERROR_USER_MAPPED_FILE
  [0xc0000043, "EBUSY", "in use by another process"], // STATUS_SHARING_VIOLATION
  [0xc0000054, "EBUSY", "locked by another process"], // STATUS_FILE_LOCK_CONFLICT
  [0xc0000055, "EBUSY", "locked by another process"], // STATUS_LOCK_NOT_GRANTED

  [80, "EEXIST", "file exists"], // ERROR_FILE_EXISTS
  [183, "EEXIST", "file exists"], // ERROR_ALREADY_EXISTS
  [0xc0000035, "EEXIST", "file exists"], // STATUS_OBJECT_NAME_COLLISION
  [145, "ENOTEMPTY", "directory not empty"], // ERROR_DIR_NOT_EMPTY
  [0xc0000101, "ENOTEMPTY", "directory not empty"], // STATUS_DIRECTORY_NOT_EMPTY
  [267, "ENOTDIR", "not a directory"], // ERROR_DIRECTORY
  [0xc0000103, "ENOTDIR", "not a directory"], // STATUS_NOT_A_DIRECTORY
  [336, "EISDIR", "is a directory"], // ERROR_DIRECTORY_NOT_SUPPORTED
  [0xc00000ba, "EISDIR", "is a directory"], // STATUS_FILE_IS_A_DIRECTORY
  [1921, "ELOOP", "too many levels of symbolic links"], // ERROR_CANT_RESOLVE_FILENAME
  [206, "ENAMETOOLONG", "file name too long"], // ERROR_FILENAME_EXCED_RANGE
  [111, "ENAMETOOLONG", "file name too long"], // ERROR_BUFFER_OVERFLOW
  [0xc0000106, "ENAMETOOLONG", "file name too long"], // STATUS_NAME_TOO_LONG
  [17, "EXDEV", "on another volume"], // ERROR_NOT_SAME_DEVICE
  [0xc00000d4, "EXDEV", "on another volume"], // STATUS_NOT_SAME_DEVICE
  [19, "EROFS", "write-protected"], // ERROR_WRITE_PROTECT
  [0xc00000a2, "EROFS", "write-protected"], // STATUS_MEDIA_WRITE_PROTECTED
  [1142, "EMLINK", "too many links"], // ERROR_TOO_MANY_LINKS
  [0xc0000265, "EMLINK", "too many links"], // STATUS_TOO_MANY_LINKS

  [87, "EINVAL", "invalid argument"], // ERROR_INVALID_PARAMETER
  [12, "EINVAL", "invalid access code"], // ERROR_INVALID_ACCESS
  [13, "EINVAL", "invalid data"], // ERROR_INVALID_DATA
  [24, "EINVAL", "wrong length of a command"], // ERROR_BAD_LENGTH
  [131, "EINVAL", "a position before the start"], // ERROR_NEGATIVE_SEEK
  [158, "EINVAL", "not locked"], // ERROR_NOT_LOCKED
  [1004, "EINVAL", "invalid flags"], // ERROR_INVALID_FLAGS
  [4390, "EINVAL", "neither a symbolic link nor a junction"], // ERROR_NOT_A_REPARSE_POINT
  [4392, "EINVAL", "invalid data in a reparse point"], // ERROR_INVALID_REPARSE_DATA
  [4393, "EINVAL", "invalid tag of a reparse point"], // ERROR_REPARSE_TAG_INVALID
  [4394, "EINVAL", "a reparse point of another kind"], // ERROR_REPARSE_TAG_MISMATCH
  [0xc0000003, "EINVAL", "invalid information class"], // STATUS_INVALID_INFO_CLASS
  [0xc000000d, "EINVAL", "invalid argument"], // STATUS_INVALID_PARAMETER
  [0xc0000275, "EINVAL", "neither a symbolic link nor a junction"], // STATUS_NOT_A_REPARSE_POINT
  [6, "EBADF", "bad handle"], // ERROR_INVALID_HANDLE
  [114, "EBADF", "bad handle"], // ERROR_INVALID_TARGET_HANDLE
  [130, "EBADF", "a handle for raw access to a disk"], // ERROR_DIRECT_ACCESS_HANDLE
  [0xc0000008, "EBADF", "bad handle"], // STATUS_INVALID_HANDLE
  [0xc0000128, "EBADF", "the handle was closed"], // STATUS_FILE_CLOSED
  [132, "ESPIPE", "the device has no positions"], // ERROR_SEEK_ON_DEVICE

  [112, "ENOSPC", "no space left on the volume"], // ERROR_DISK_FULL
  [39, "ENOSPC", "no space left on the volume"], // ERROR_HANDLE_DISK_FULL
  [82, "ENOSPC", "no room for another name in the directory"], // ERROR_CANNOT_MAKE
  [314, "ENOSPC", "the disk's resources are exhausted"], // ERROR_DISK_RESOURCES_EXHAUSTED
  [1100, "ENOSPC", "end of the tape"], // ERROR_END_OF_MEDIA
  [0xc000007f, "ENOSPC", "no space left on the volume"], // STATUS_DISK_FULL
  [1295, "EDQUOT", "disk quota exceeded"], // ERROR_DISK_QUOTA_EXCEEDED
  [223, "EFBIG", "file too large"], // ERROR_FILE_TOO_LARGE
  [665, "EFBIG", "beyond what the file system can do"], // ERROR_FILE_SYSTEM_LIMITATION
  [0xc0000904, "EFBIG", "file too large"], // STATUS_FILE_TOO_LARGE
  [4, "EMFILE", "too many open files"], // ERROR_TOO_MANY_OPEN_FILES
  [113, "EMFILE", "too many searches under way"], // ERROR_NO_MORE_SEARCH_HANDLES
  [36, "ENFILE", "too many files open for sharing"], // ERROR_SHARING_BUFFER_EXCEEDED
  [8, "ENOMEM", "cannot allocate memory"], // ERROR_NOT_ENOUGH_MEMORY
  [14, "ENOMEM", "cannot allocate memory"], // ERROR_OUTOFMEMORY
  [1450, "ENOMEM", "not enough system resources"], // ERROR_NO_SYSTEM_RESOURCES
  [1453, "ENOMEM", "quota of working memory exceeded"], // ERROR_WORKING_SET_QUOTA
  [1454, "ENOMEM", "quota of paged memory exceeded"], // ERROR_PAGEFILE_QUOTA
  [1455, "ENOMEM", "the page file is too small"], // ERROR_COMMITMENT_LIMIT
  [1816, "ENOMEM", "quota of memory exceeded"], // ERROR_NOT_ENOUGH_QUOTA
  [0xc0000017, "ENOMEM", "cannot allocate memory"], // STATUS_NO_MEMORY
  [0xc0000044, "ENOMEM", "quota of memory exceeded"], // STATUS_QUOTA_EXCEEDED
  [0xc000009a, "ENOMEM", "not enough system resources"], // STATUS_INSUFFICIENT_RESOURCES

  [50, "EOPNOTSUPP", "operation not supported"], // ERROR_NOT_SUPPORTED
  [1, "EOPNOTSUPP", "unknown to the device or file system"], // ERROR_INVALID_FUNCTION
  [124, "EOPNOTSUPP", "unknown to the file system"], // ERROR_INVALID_LEVEL
  [282, "EOPNOTSUPP", "the volume has no extended attributes"], // ERROR_EAS_NOT_SUPPORTED
  [1464, "EOPNOTSUPP", "the volume has no symbolic links"], // ERROR_SYMLINK_NOT_SUPPORTED
  [0xc0000010, "EOPNOTSUPP", "unknown to the device or file system"], // STATUS_INVALID_DEVICE_REQUEST
  [0xc00000bb, "EOPNOTSUPP", "operation not supported"], // STATUS_NOT_SUPPORTED
  [120, "ENOSYS", "function not implemented"], // ERROR_CALL_NOT_IMPLEMENTED
  [127, "ENOSYS", "function not implemented"], // ERROR_PROC_NOT_FOUND
  [0xc0000002, "ENOSYS", "function not implemented"], // STATUS_NOT_IMPLEMENTED

  [1117, "EIO", "input/output error"], // ERROR_IO_DEVICE
  [23, "EIO", "wrong checksum on the medium"], // ERROR_CRC
  [25, "EIO", "a place on the disk was not found"], // ERROR_SEEK
  [26, "EIO", "the disk cannot be read"], // ERROR_NOT_DOS_DISK
  [27, "EIO", "a sector was not found"], // ERROR_SECTOR_NOT_FOUND
  [29, "EIO", "the device cannot be written"], // ERROR_WRITE_FAULT
  [30, "EIO", "the device cannot be read"], // ERROR_READ_FAULT
  [31, "EIO", "the device does not work"], // ERROR_GEN_FAILURE
  [59, "EIO", "unexpected network error"], // ERROR_UNEXP_NET_ERR
  [83, "EIO", "an error that the program is told to abort for"], // ERROR_FAIL_I24
  [88, "EIO", "the network cannot be written"], // ERROR_NET_WRITE_FAULT
  [110, "EIO", "the device or file cannot be opened"], // ERROR_OPEN_FAILED
  [362, "EIO", "the cloud provider does not run"], // ERROR_CLOUD_FILE_PROVIDER_NOT_RUNNING
  [1005, "EIO", "no known file system on the volume"], // ERROR_UNRECOGNIZED_VOLUME
  [1110, "EIO", "the medium was changed"], // ERROR_MEDIA_CHANGED
  [1392, "EIO", "the file or directory is corrupted"], // ERROR_FILE_CORRUPT
  [1393, "EIO", "the disk is corrupted"], // ERROR_DISK_CORRUPT
  [0xc0000102, "EIO", "the file or directory is corrupted"], // STATUS_FILE_CORRUPT_ERROR
  [0xc0000185, "EIO", "input/output error"], // STATUS_IO_DEVICE_ERROR
  [1006, "ESTALE", "the volume was changed beneath the open file"], // ERROR_FILE_INVALID
  [21, "ENXIO", "the device is not ready"], // ERROR_NOT_READY
  [1112, "ENXIO", "no medium in the drive"], // ERROR_NO_MEDIA_IN_DRIVE
  [20, "ENODEV", "no such device"], // ERROR_BAD_UNIT
  [55, "ENODEV", "no such device on the network"], // ERROR_DEV_NOT_EXIST
  [1167, "ENODEV", "the device is not connected"], // ERROR_DEVICE_NOT_CONNECTED
  [1200, "ENODEV", "no such device"], // ERROR_BAD_DEVICE

  [109, "EPIPE", "broken pipe"], // ERROR_BROKEN_PIPE
  [230, "EPIPE", "the pipe is in another state"], // ERROR_BAD_PIPE
  [232, "EPIPE", "the pipe is being closed"], // ERROR_NO_DATA
  [233, "EPIPE", "nobody at the pipe's other end"], // ERROR_PIPE_NOT_CONNECTED
  [0xc00000b0, "EPIPE", "nobody at the pipe's other end"], // STATUS_PIPE_DISCONNECTED
  [0xc000014b, "EPIPE", "broken pipe"], // STATUS_PIPE_BROKEN
  [234, "EMSGSIZE", "more data is there"], // ERROR_MORE_DATA
  [0x80000005, "EMSGSIZE", "more data is there"], // STATUS_BUFFER_OVERFLOW
  [122, "ERANGE", "the buffer is too small"], // ERROR_INSUFFICIENT_BUFFER
  [0xc0000023, "ERANGE", "the buffer is too small"], // STATUS_BUFFER_TOO_SMALL
  // POSIX has no error for it: reading ends there. `EOF` is libuv's name.
  [38, "EOF", "end of file"], // ERROR_HANDLE_EOF
  [0xc0000011, "EOF", "end of file"], // STATUS_END_OF_FILE

  [1237, "EAGAIN", "resource temporarily unavailable"], // ERROR_RETRY
  [70, "EAGAIN", "the server is paused"], // ERROR_SHARING_PAUSED
  [71, "EAGAIN", "too many connections to the server"], // ERROR_REQ_NOT_ACCEP
  [164, "EAGAIN", "too many threads"], // ERROR_MAX_THRDS_REACHED
  [0xc000022d, "EAGAIN", "resource temporarily unavailable"], // STATUS_RETRY
  [167, "ENOLCK", "the range could not be locked"], // ERROR_LOCK_FAILED
  [1131, "EDEADLK", "resource deadlock avoided"], // ERROR_POSSIBLE_DEADLOCK
  [1460, "ETIMEDOUT", "timed out"], // ERROR_TIMEOUT
  [121, "ETIMEDOUT", "timed out"], // ERROR_SEM_TIMEOUT
  [258, "ETIMEDOUT", "timed out"], // WAIT_TIMEOUT
  [995, "ECANCELED", "operation canceled"], // ERROR_OPERATION_ABORTED
  [1223, "ECANCELED", "canceled by the user"], // ERROR_CANCELLED
  [0xc0000120, "ECANCELED", "operation canceled"], // STATUS_CANCELLED
  [997, "EINPROGRESS", "operation under way"], // ERROR_IO_PENDING
  [996, "EINPROGRESS", "operation under way"], // ERROR_IO_INCOMPLETE
  [487, "EFAULT", "bad address"], // ERROR_INVALID_ADDRESS
  [998, "EFAULT", "bad address"], // ERROR_NOACCESS
  [0xc0000005, "EFAULT", "bad address"], // STATUS_ACCESS_VIOLATION
  [534, "EOVERFLOW", "value too large for defined data type"], // ERROR_ARITHMETIC_OVERFLOW
  [193, "ENOEXEC", "no program for this system"], // ERROR_BAD_EXE_FORMAT
  [64, "ECONNRESET", "the network dropped the connection"], // ERROR_NETNAME_DELETED
  [1225, "ECONNREFUSED", "connection refused"], // ERROR_CONNECTION_REFUSED
  [1236, "ECONNABORTED", "connection aborted"], // ERROR_CONNECTION_ABORTED
  [2250, "ENOTCONN", "not connected to the network"], // ERROR_NOT_CONNECTED
  [1231, "ENETUNREACH", "network unreachable"], // ERROR_NETWORK_UNREACHABLE
  [1222, "ENETUNREACH", "no network"], // ERROR_NO_NETWORK
  [1232, "EHOSTUNREACH", "no route to host"], // ERROR_HOST_UNREACHABLE
];

/** Second names of numbers above. */
export const ERROR_ALIASES: Readonly<Record<string, number>> = { EWOULDBLOCK: 1237, EDEADLOCK: 1131, ENOTSUP: 50 };

/** What can be opened is a matter of permissions (`EACCES`); what an open handle may do is not: `EPERM`. */
const ON_HANDLE = { 5: "EPERM" } as const;
/** NTFS answers a transfer through a directory's handle so; `EPERM` as above. */
const TRANSFER = { 1: "EISDIR", 5: "EPERM" } as const;

/** Numbers that mean something else than {@link ERRORS} says when a certain call answers them: symbol → number → name. */
export const ERRORS_OF_CALLS: Readonly<Record<string, Readonly<Record<number, string>>>> = {
  ReadFile: TRANSFER,
  NtReadFile: TRANSFER,
  NtWriteFile: TRANSFER,
  FlushFileBuffers: ON_HANDLE,
  SetFileInformationByHandle: ON_HANDLE,
  DeviceIoControl: ON_HANDLE,
  LockFileEx: ON_HANDLE,
  OpenProcess: { 87: "ESRCH" }, // nobody has the number
};
