/** How to lock a file, as callers say it. */
import type { CallOptions } from "../call/call_options.ts";

/** How to lock a file. */
export interface LockFileOptions extends CallOptions {
  /** Whether others may have a shared lock at the same time. Default: false. */
  shared?: boolean;
  /** Whether to wait while others hold the lock; else `EAGAIN` says so at once. Default: true. */
  blocking?: boolean;
  /** Milliseconds to wait, after which it rejects with a `DOMException` named `TimeoutError`. Default: for ever. */
  timeout?: number;
  /** Whether to create the file when it does not exist. Default: true. */
  create?: boolean;
}
