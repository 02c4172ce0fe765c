/** Reading: at once from the page cache (`preadv2` with `RWF_NOWAIT`), else in the pool. */
import { IOVEC } from "../../../ffi/posix/structs.ts";
import { errorNumber } from "../../call/errno.ts";
import { type Call, NOT_NOW } from "../../call/program.ts";
import { addressOf, SPACE_SIZE, spaceAddress } from "../../call/scratch.ts";
import { perform } from "../../call/synchronous.ts";
import type { Descriptor } from "../contract.ts";
import { laneFor, mayReadNow } from "../posix/lane.ts";
import { capped } from "../posix/transfer.ts";
import { c, libc } from "./libc.ts";

/** Errors that say only that there is no answer yet, or not in this way. */
const NO_ANSWER = new Set(["EAGAIN", "EOPNOTSUPP", "ENOSYS", "EINVAL"].map((name) => -errorNumber(name)));
const POSITION = -1n;

const vector = new Uint8Array(IOVEC.size);
const view = new DataView(vector.buffer);

/** `read` */
export function read(file: Descriptor, buffer: Uint8Array): Call {
  buffer = capped(buffer);
  const call = libc.read(file.fd, buffer, BigInt(buffer.byteLength)).via(laneFor(file, buffer.byteLength));
  return orNow(call, file, buffer);
}

/** `pread` */
export function readAt(file: Descriptor, buffer: Uint8Array, offset: number): Call {
  buffer = capped(buffer);
  const call = libc.pread(file.fd, buffer, BigInt(buffer.byteLength), BigInt(offset))
    .via(laneFor(file, buffer.byteLength));
  return orNow(call, file, buffer);
}

function orNow(call: Call, file: Descriptor, buffer: Uint8Array): Call {
  if (!mayReadNow(file, buffer.byteLength)) return call;
  return call.orNow(file.manner === "memory" ? plainly : fromCache);
}

/** tmpfs has no `RWF_NOWAIT`, and needs none. */
function plainly(call: Call): number {
  return perform(call, 0);
}

function fromCache(call: Call): number {
  const [fd, buffer, , offset = POSITION] = call.args as [number, Uint8Array, bigint, bigint?];
  return readCached(fd, buffer, offset);
}

/** Reads from a filesystem in memory. */
export function readMemory(fd: number, buffer: Uint8Array): number {
  return perform(libc.read(fd, buffer, BigInt(buffer.byteLength)), 0);
}

/** Reads what is in the page cache: the bytes read, minus an error number, or `NOT_NOW`. Offset −1 is the position. */
function readCached(fd: number, buffer: Uint8Array, offset: bigint): number {
  return readVector(fd, addressOf(buffer), BigInt(buffer.byteLength), offset);
}

/** The same at the position, into the scratch memory from `at`. */
export function readCachedHere(fd: number, at: number): number {
  return readVector(fd, spaceAddress() + BigInt(at), BigInt(SPACE_SIZE - at), POSITION);
}

function readVector(fd: number, address: bigint, length: bigint, offset: bigint): number {
  IOVEC.iov_base.set(view, 0, address);
  IOVEC.iov_len.set(view, 0, length);
  const result = perform(libc.preadv2(fd, vector, 1, offset, c.RWF_NOWAIT), 0);
  return NO_ANSWER.has(result) ? NOT_NOW : result;
}
