/** What kernel32 offers for watching. */
import { BOOL, buf, copied, DWORD, HANDLE, int, LPCWSTR, space } from "../c_types.ts";
import { from } from "./calls.ts";

/** Changes to directories, what a volume is on, and how a pipe stands. */
export const WATCHING = from("kernel32.dll", {
  // BOOL ReadDirectoryChangesW(HANDLE directory, LPVOID out, DWORD size, BOOL subtree, DWORD filter, LPDWORD returned, LPOVERLAPPED overlapped, PVOID routine)    winbase.h: into memory that stays where it is
  ReadDirectoryChangesW: {
    parameters: [HANDLE, buf, DWORD, BOOL, DWORD, buf, buf, buf],
    result: BOOL,
    fails: "zero",
    once: true,
  },
  // BOOL ReadDirectoryChangesExW(HANDLE directory, LPVOID out, DWORD size, BOOL subtree, DWORD filter, LPDWORD returned, LPOVERLAPPED overlapped, PVOID routine, READ_DIRECTORY_NOTIFY_INFORMATION_CLASS class)    winbase.h: Windows 10 1709; Wine has none
  ReadDirectoryChangesExW: {
    parameters: [HANDLE, buf, DWORD, BOOL, DWORD, buf, buf, buf, int],
    result: BOOL,
    fails: "zero",
    once: true,
    optional: true,
  },
  // DWORD WaitForSingleObject(HANDLE object, DWORD milliseconds)    synchapi.h: cannot fail for an event that is open
  WaitForSingleObject: { parameters: [HANDLE, DWORD], result: DWORD },
  // UINT GetDriveTypeW(LPCWSTR root)    fileapi.h
  GetDriveTypeW: { parameters: [LPCWSTR], result: DWORD },
  // DWORD GetLongPathNameW(LPCWSTR path, LPWSTR out, DWORD units)    fileapi.h
  GetLongPathNameW: { parameters: [LPCWSTR, space, DWORD], result: DWORD, fails: "zero", asks: true },
  // BOOL PeekNamedPipe(HANDLE pipe, LPVOID out, DWORD size, LPDWORD read, LPDWORD available, LPDWORD left)    namedpipeapi.h
  PeekNamedPipe: { parameters: [HANDLE, copied, DWORD, buf, space, buf], result: BOOL, fails: "zero", asks: true },
});
