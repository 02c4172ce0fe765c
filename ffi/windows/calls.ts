import { ERRORS_OF_CALLS } from "./errors.ts";
import {
  BOOL,
  BOOLEAN,
  buf,
  type CallTable,
  copied,
  DWORD,
  HANDLE,
  int,
  LARGE_INTEGER,
  LPCWSTR,
  NEW_HANDLE,
  NTSTATUS,
  space,
  ULONG_PTR,
} from "../c_types.ts";

/** Says of each entry which library has it, and what its error numbers mean. */
export function from<const L extends string, const T extends CallTable>(library: L, table: T) {
  const entries = Object.entries(table).map(([name, entry]) => {
    const errors = ERRORS_OF_CALLS[entry.symbol ?? name];
    return [name, { ...entry, library, ...(errors === undefined ? {} : { errors }) }];
  });
  return Object.fromEntries(entries) as { readonly [K in keyof T]: T[K] & { readonly library: L } };
}

/**
 * What kernel32 offers, Windows 10 1607 and later. `fails` says how each call tells of its failure.
 */
export const KERNEL32 = from("kernel32.dll", {
  // HANDLE CreateFileW(LPCWSTR name, DWORD access, DWORD share, LPSECURITY_ATTRIBUTES security, DWORD disposition, DWORD flags, HANDLE template)    fileapi.h
  CreateFileW: {
    parameters: [LPCWSTR, DWORD, DWORD, copied, DWORD, DWORD, HANDLE],
    result: NEW_HANDLE,
    fails: "invalidHandle",
    opens: true,
  },
  // BOOL CloseHandle(HANDLE handle)    handleapi.h: never repeated, another thread may have the number by then
  CloseHandle: { parameters: [HANDLE], result: BOOL, fails: "zero", once: true, closes: true },
  // HANDLE ReOpenFile(HANDLE file, DWORD access, DWORD share, DWORD flags)    winbase.h: the same file, with other access
  ReOpenFile: { parameters: [HANDLE, DWORD, DWORD, DWORD], result: NEW_HANDLE, fails: "invalidHandle", opens: true },
  // BOOL ReadFile(HANDLE file, LPVOID buffer, DWORD count, LPDWORD read, LPOVERLAPPED at)    fileapi.h: of a synchronous handle, into the driver's memory
  ReadFile: { parameters: [HANDLE, space, DWORD, space, copied], result: BOOL, fails: "zero" },
  // BOOL WriteFile(HANDLE file, LPCVOID buffer, DWORD count, LPDWORD written, LPOVERLAPPED at)    fileapi.h: of a synchronous handle
  WriteFile: { parameters: [HANDLE, buf, DWORD, space, copied], result: BOOL, fails: "zero", once: true },
  // BOOL GetOverlappedResult(HANDLE file, LPOVERLAPPED overlapped, LPDWORD count, BOOL wait)    ioapiset.h
  GetOverlappedResult: { parameters: [HANDLE, buf, space, BOOL], result: BOOL, fails: "zero", lane: "unbounded" },
  // BOOL CancelIoEx(HANDLE file, LPOVERLAPPED overlapped)    ioapiset.h
  CancelIoEx: { parameters: [HANDLE, buf], result: BOOL, fails: "zero" },
  // BOOL SetFilePointerEx(HANDLE file, LARGE_INTEGER distance, PLARGE_INTEGER position, DWORD from)    fileapi.h
  SetFilePointerEx: { parameters: [HANDLE, LARGE_INTEGER, space, DWORD], result: BOOL, fails: "zero" },
  // BOOL FlushFileBuffers(HANDLE file)    fileapi.h: an error may be reported once
  FlushFileBuffers: { parameters: [HANDLE], result: BOOL, fails: "zero", once: true, lane: "slow" },
  // BOOL GetFileInformationByHandleEx(HANDLE file, FILE_INFO_BY_HANDLE_CLASS class, LPVOID out, DWORD size)    winbase.h
  GetFileInformationByHandleEx: { parameters: [HANDLE, int, space, DWORD], result: BOOL, fails: "zero", asks: true },
  // BOOL SetFileInformationByHandle(HANDLE file, FILE_INFO_BY_HANDLE_CLASS class, LPVOID in, DWORD size)    fileapi.h
  SetFileInformationByHandle: { parameters: [HANDLE, int, copied, DWORD], result: BOOL, fails: "zero" },
  // HANDLE GetStdHandle(DWORD which)    processenv.h
  GetStdHandle: { parameters: [DWORD], result: NEW_HANDLE, fails: "invalidHandle" },
  // DWORD GetFileType(HANDLE file)    fileapi.h: 0 is also the answer for a kind that it does not know, with last error 0
  GetFileType: { parameters: [HANDLE], result: DWORD, fails: "zero" },
  // BOOL GetConsoleMode(HANDLE console, LPDWORD mode)    consoleapi.h
  GetConsoleMode: { parameters: [HANDLE, space], result: BOOL, fails: "zero" },
  // BOOL DeviceIoControl(HANDLE device, DWORD code, LPVOID in, DWORD inSize, LPVOID out, DWORD outSize, LPDWORD returned, LPOVERLAPPED at)    ioapiset.h
  DeviceIoControl: {
    parameters: [HANDLE, DWORD, copied, DWORD, buf, DWORD, space, copied],
    result: BOOL,
    fails: "zero",
    lane: "slow",
  },
  // BOOL LockFileEx(HANDLE file, DWORD flags, DWORD reserved, DWORD low, DWORD high, LPOVERLAPPED overlapped)    fileapi.h
  LockFileEx: { parameters: [HANDLE, DWORD, DWORD, DWORD, DWORD, buf], result: BOOL, fails: "zero" },
  // BOOL UnlockFileEx(HANDLE file, DWORD reserved, DWORD low, DWORD high, LPOVERLAPPED at)    fileapi.h
  UnlockFileEx: { parameters: [HANDLE, DWORD, DWORD, DWORD, buf], result: BOOL, fails: "zero" },
  // BOOL GetDiskFreeSpaceW(LPCWSTR root, LPDWORD sectors, LPDWORD bytes, LPDWORD free, LPDWORD clusters)    fileapi.h
  GetDiskFreeSpaceW: { parameters: [LPCWSTR, space, space, space, space], result: BOOL, fails: "zero", asks: true },
  // BOOL GetDiskFreeSpaceExW(LPCWSTR directory, PULARGE_INTEGER available, PULARGE_INTEGER total, PULARGE_INTEGER free)    fileapi.h
  GetDiskFreeSpaceExW: { parameters: [LPCWSTR, space, space, space], result: BOOL, fails: "zero", asks: true },
  // BOOL GetVolumePathNameW(LPCWSTR path, LPWSTR out, DWORD units)    fileapi.h
  GetVolumePathNameW: { parameters: [LPCWSTR, space, DWORD], result: BOOL, fails: "zero", asks: true },
  // BOOL GetVolumeInformationW(LPCWSTR root, LPWSTR name, DWORD nameUnits, LPDWORD serial, LPDWORD longest, LPDWORD flags, LPWSTR system, DWORD systemUnits)    fileapi.h
  GetVolumeInformationW: {
    parameters: [LPCWSTR, space, DWORD, space, space, space, space, DWORD],
    result: BOOL,
    fails: "zero",
    asks: true,
  },
  // BOOL GetVolumeInformationByHandleW(HANDLE file, LPWSTR name, DWORD nameUnits, LPDWORD serial, LPDWORD longest, LPDWORD flags, LPWSTR system, DWORD systemUnits)    fileapi.h
  GetVolumeInformationByHandleW: {
    parameters: [HANDLE, space, DWORD, space, space, space, space, DWORD],
    result: BOOL,
    fails: "zero",
    asks: true,
  },
  // BOOL CreateDirectoryW(LPCWSTR path, LPSECURITY_ATTRIBUTES security)    fileapi.h
  CreateDirectoryW: { parameters: [LPCWSTR, copied], result: BOOL, fails: "zero" },
  // BOOL CreateHardLinkW(LPCWSTR path, LPCWSTR existing, LPSECURITY_ATTRIBUTES security)    winbase.h
  CreateHardLinkW: { parameters: [LPCWSTR, LPCWSTR, copied], result: BOOL, fails: "zero" },
  // BOOLEAN CreateSymbolicLinkW(LPCWSTR path, LPCWSTR target, DWORD flags)    winbase.h
  CreateSymbolicLinkW: { parameters: [LPCWSTR, LPCWSTR, DWORD], result: BOOLEAN, fails: "zero" },
  // BOOL RemoveDirectoryW(LPCWSTR path)    fileapi.h
  RemoveDirectoryW: { parameters: [LPCWSTR], result: BOOL, fails: "zero", once: true },
  // BOOL MoveFileExW(LPCWSTR from, LPCWSTR to, DWORD flags)    winbase.h
  MoveFileExW: { parameters: [LPCWSTR, LPCWSTR, DWORD], result: BOOL, fails: "zero" },
  // BOOL SetCurrentDirectoryW(LPCWSTR path)    winbase.h
  SetCurrentDirectoryW: { parameters: [LPCWSTR], result: BOOL, fails: "zero" },
  // DWORD GetTempPathW(DWORD units, LPWSTR out)    fileapi.h
  GetTempPathW: { parameters: [DWORD, space], result: DWORD, fails: "zero", asks: true },
  // BOOL DuplicateHandle(HANDLE process, HANDLE handle, HANDLE target, PHANDLE out, DWORD access, BOOL inherited, DWORD options)    handleapi.h
  DuplicateHandle: {
    parameters: [HANDLE, HANDLE, HANDLE, space, DWORD, BOOL, DWORD],
    result: BOOL,
    fails: "zero",
    once: true,
  },
  // HANDLE CreateEventW(LPSECURITY_ATTRIBUTES security, BOOL manual, BOOL set, LPCWSTR name)    synchapi.h: no name is null
  CreateEventW: { parameters: [copied, BOOL, BOOL, copied], result: NEW_HANDLE, fails: "zero" },
  // DWORD GetCurrentDirectoryW(DWORD units, LPWSTR out)    winbase.h
  GetCurrentDirectoryW: { parameters: [DWORD, space], result: DWORD, fails: "zero" },
  // DWORD GetFinalPathNameByHandleW(HANDLE file, LPWSTR out, DWORD units, DWORD flags)    fileapi.h
  GetFinalPathNameByHandleW: { parameters: [HANDLE, space, DWORD, DWORD], result: DWORD, fails: "zero", asks: true },
  // DWORD GetFullPathNameW(LPCWSTR path, DWORD units, LPWSTR out, LPWSTR *filePart)    fileapi.h
  GetFullPathNameW: { parameters: [LPCWSTR, DWORD, space, buf], result: DWORD, fails: "zero" },
  // HANDLE CreateIoCompletionPort(HANDLE file, HANDLE port, ULONG_PTR key, DWORD threads)    ioapiset.h
  CreateIoCompletionPort: { parameters: [HANDLE, HANDLE, ULONG_PTR, DWORD], result: NEW_HANDLE, fails: "zero" },
  // BOOL GetQueuedCompletionStatusEx(HANDLE port, LPOVERLAPPED_ENTRY out, ULONG count, PULONG removed, DWORD milliseconds, BOOL alertable)    ioapiset.h
  GetQueuedCompletionStatusEx: {
    parameters: [HANDLE, buf, DWORD, buf, DWORD, BOOL],
    result: BOOL,
    fails: "zero",
    once: true,
    lane: "reactor",
  },
  // BOOL PostQueuedCompletionStatus(HANDLE port, DWORD count, ULONG_PTR key, LPOVERLAPPED overlapped)    ioapiset.h
  PostQueuedCompletionStatus: { parameters: [HANDLE, DWORD, ULONG_PTR, buf], result: BOOL, fails: "zero", once: true },
  // BOOL SetFileCompletionNotificationModes(HANDLE file, UCHAR flags)    winbase.h
  SetFileCompletionNotificationModes: { parameters: [HANDLE, DWORD], result: BOOL, fails: "zero" },
  // HANDLE OpenProcess(DWORD access, BOOL inherited, DWORD process)    processthreadsapi.h: its number may be rounded down
  OpenProcess: { parameters: [DWORD, BOOL, DWORD], result: NEW_HANDLE, fails: "zero", opens: true },
  // DWORD GetProcessId(HANDLE process)    processthreadsapi.h
  GetProcessId: { parameters: [HANDLE], result: DWORD, fails: "zero" },
  // BOOL GetExitCodeProcess(HANDLE process, LPDWORD code)    processthreadsapi.h
  GetExitCodeProcess: { parameters: [HANDLE, space], result: BOOL, fails: "zero" },
  // BOOL GetProcessTimes(HANDLE process, LPFILETIME creation, LPFILETIME end, LPFILETIME kernel, LPFILETIME user)    processthreadsapi.h
  GetProcessTimes: { parameters: [HANDLE, space, space, space, space], result: BOOL, fails: "zero" },
  // BOOL GetProcessHandleCount(HANDLE process, PDWORD count)    processthreadsapi.h
  GetProcessHandleCount: { parameters: [HANDLE, space], result: BOOL, fails: "zero" },
});

/** What ntdll offers. */
export const NTDLL = from("ntdll.dll", {
  // NTSTATUS NtReadFile(HANDLE file, HANDLE event, PVOID apc, PVOID context, PIO_STATUS_BLOCK status, PVOID buffer, ULONG count, PLARGE_INTEGER offset, PULONG key)    ntifs.h
  NtReadFile: {
    parameters: [HANDLE, HANDLE, buf, buf, buf, buf, DWORD, buf, buf],
    result: NTSTATUS,
    fails: "ntstatus",
    once: true,
  },
  // NTSTATUS NtWriteFile(HANDLE file, HANDLE event, PVOID apc, PVOID context, PIO_STATUS_BLOCK status, PVOID buffer, ULONG count, PLARGE_INTEGER offset, PULONG key)    ntifs.h
  NtWriteFile: {
    parameters: [HANDLE, HANDLE, buf, buf, buf, buf, DWORD, buf, buf],
    result: NTSTATUS,
    fails: "ntstatus",
    once: true,
  },
  // NTSTATUS NtOpenFile(PHANDLE out, ACCESS_MASK access, POBJECT_ATTRIBUTES name, PIO_STATUS_BLOCK status, ULONG share, ULONG options)    winternl.h
  NtOpenFile: {
    parameters: [buf, DWORD, buf, buf, DWORD, DWORD],
    result: NTSTATUS,
    fails: "ntstatus",
    once: true,
  },
  // NTSTATUS NtQuerySystemTime(PLARGE_INTEGER out)    winternl.h: the clock that stamps files
  NtQuerySystemTime: { parameters: [space], result: NTSTATUS, fails: "ntstatus" },
  // NTSTATUS NtQueryInformationFile(HANDLE file, PIO_STATUS_BLOCK status, PVOID out, ULONG size, FILE_INFORMATION_CLASS class)    ntifs.h
  NtQueryInformationFile: { parameters: [HANDLE, space, space, DWORD, int], result: NTSTATUS, fails: "ntstatus" },
  // NTSTATUS NtSetInformationFile(HANDLE file, PIO_STATUS_BLOCK status, PVOID in, ULONG size, FILE_INFORMATION_CLASS class)    ntifs.h
  NtSetInformationFile: { parameters: [HANDLE, space, copied, DWORD, int], result: NTSTATUS, fails: "ntstatus" },
  // NTSTATUS NtQuerySecurityObject(HANDLE file, SECURITY_INFORMATION which, PSECURITY_DESCRIPTOR out, ULONG size, PULONG needed)    ntifs.h
  NtQuerySecurityObject: { parameters: [HANDLE, DWORD, buf, DWORD, buf], result: NTSTATUS, fails: "ntstatus" },
  // NTSTATUS NtSetSecurityObject(HANDLE file, SECURITY_INFORMATION which, PSECURITY_DESCRIPTOR in)    ntifs.h
  NtSetSecurityObject: { parameters: [HANDLE, DWORD, buf], result: NTSTATUS, fails: "ntstatus" },
  // ULONG RtlNtStatusToDosError(NTSTATUS status)    winternl.h: cannot fail
  RtlNtStatusToDosError: { parameters: [NTSTATUS], result: DWORD },
});

/** What ntdll offers with more arguments than a record passes: called by itself, each on a thread of its own. */
export const NTDLL_APART = from("ntdll.dll", {
  // NTSTATUS NtCreateFile(PHANDLE out, ACCESS_MASK access, POBJECT_ATTRIBUTES name, PIO_STATUS_BLOCK status, PLARGE_INTEGER allocation, ULONG attributes, ULONG share, ULONG disposition, ULONG options, PVOID ea, ULONG eaSize)    winternl.h
  NtCreateFile: {
    parameters: [buf, DWORD, buf, buf, buf, DWORD, DWORD, DWORD, DWORD, buf, DWORD],
    result: NTSTATUS,
    fails: "ntstatus",
    once: true,
  },
});
