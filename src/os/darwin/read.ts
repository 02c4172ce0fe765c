/** Reading in the pool: Darwin has no way to ask whether that would wait. */
import type { Call } from "../../call/program.ts";
import type { Descriptor } from "../contract.ts";
import { laneFor } from "../posix/lane.ts";
import { capped } from "../posix/transfer.ts";
import { libsystem } from "./libsystem.ts";

/** `read` */
export function read(file: Descriptor, buffer: Uint8Array): Call {
  buffer = capped(buffer);
  return libsystem.read(file.fd, buffer, BigInt(buffer.byteLength)).via(laneFor(file, buffer.byteLength));
}

/** `pread` */
export function readAt(file: Descriptor, buffer: Uint8Array, offset: number): Call {
  buffer = capped(buffer);
  const call = libsystem.pread(file.fd, buffer, BigInt(buffer.byteLength), BigInt(offset));
  return call.via(laneFor(file, buffer.byteLength));
}
