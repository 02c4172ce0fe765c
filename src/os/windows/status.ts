/** NTSTATUSes as Win32 numbers, which is what errors tell. */
import { perform } from "../../call/synchronous.ts";
import { ntdll } from "./kernel32.ts";

/** Win32's number for minus an NTSTATUS. */
export function win32Number(status: number): number {
  return perform(ntdll.RtlNtStatusToDosError(-status | 0), 0);
}
