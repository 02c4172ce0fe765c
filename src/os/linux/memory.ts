/** Memory that is about to be filled. */
import { addressOf } from "../../call/scratch.ts";
import { perform } from "../../call/synchronous.ts";
import { c, libc } from "./libc.ts";

/** The size of a large page on x86-64, and on arm64 with pages of 4 KiB. */
const LARGE_PAGE = 2 << 20;

/**
 * Asks for large pages (`madvise(2)`): the kernel clears and maps 64 MiB in 32 steps instead of 16,384. It only marks
 * the memory, so it does not wait; where there are no large pages to have, nothing changes.
 */
export function prepare(bytes: Uint8Array): void {
  const before = Number(-addressOf(bytes) & BigInt(LARGE_PAGE - 1));
  const length = Math.floor((bytes.byteLength - before) / LARGE_PAGE) * LARGE_PAGE;
  if (length <= 0) return;
  perform(libc.madvise(bytes.subarray(before, before + length), BigInt(length), c.MADV_HUGEPAGE), 0);
}
