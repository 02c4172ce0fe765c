/** Reading and writing as POSIX has it. */
import { IOVEC } from "../../../ffi/posix/structs.ts";
import type { Call, Program } from "../../call/program.ts";
import { addressOf } from "../../call/scratch.ts";
import type { Descriptor } from "../contract.ts";
import { posix } from "./libc.ts";
import { laneFor } from "./lane.ts";

/** `IOV_MAX` on Linux and macOS. */
const MOST_BUFFERS = 1024;
/** The kernels move at most about 2 GiB in one call; Darwin refuses more. */
const MOST_BYTES = 0x7fff_f000;

/** `write` */
export function write(file: Descriptor, data: Uint8Array): Call {
  data = capped(data);
  return posix.write(file.fd, data, BigInt(data.byteLength)).via(laneFor(file, data.byteLength));
}

/** `pwrite` */
export function writeAt(file: Descriptor, data: Uint8Array, offset: number): Call {
  data = capped(data);
  return posix.pwrite(file.fd, data, BigInt(data.byteLength), BigInt(offset)).via(laneFor(file, data.byteLength));
}

/** `readv`, `preadv` */
export function* readv(file: Descriptor, buffers: readonly Uint8Array[], offset: number): Program<number> {
  const vector = vectorOf(buffers);
  const call = offset < 0
    ? posix.readv(file.fd, vector.memory, vector.count)
    : posix.preadv(file.fd, vector.memory, vector.count, BigInt(offset));
  return yield call.via(laneFor(file, vector.bytes)).holding(buffers);
}

/** `writev`, `pwritev`. A vector of nothing is written as nothing: POSIX leaves open what it is, and Darwin refuses it. */
export function* writev(file: Descriptor, data: readonly Uint8Array[], offset: number): Program<number> {
  const vector = vectorOf(data);
  if (vector.count === 0) return 0;
  const call = offset < 0
    ? posix.writev(file.fd, vector.memory, vector.count)
    : posix.pwritev(file.fd, vector.memory, vector.count, BigInt(offset));
  return yield call.via(laneFor(file, vector.bytes)).holding(data);
}

/** What fits in one transfer. */
export function capped(bytes: Uint8Array): Uint8Array {
  return bytes.byteLength > MOST_BYTES ? bytes.subarray(0, MOST_BYTES) : bytes;
}

function vectorOf(buffers: readonly Uint8Array[]): { memory: Uint8Array; count: number; bytes: number } {
  const memory = new Uint8Array(Math.min(buffers.length, MOST_BUFFERS) * IOVEC.size);
  const view = new DataView(memory.buffer);
  let count = 0;
  let bytes = 0;
  for (const buffer of buffers) {
    // Empty ones are left out: a vector of nothing else would look like the end of the file.
    if (buffer.byteLength === 0) continue;
    if (count === MOST_BUFFERS || bytes === MOST_BYTES) break;
    const length = Math.min(buffer.byteLength, MOST_BYTES - bytes);
    IOVEC.iov_base.set(view, count * IOVEC.size, addressOf(buffer));
    IOVEC.iov_len.set(view, count * IOVEC.size, BigInt(length));
    bytes += length;
    count++;
  }
  return { memory, count, bytes };
}
