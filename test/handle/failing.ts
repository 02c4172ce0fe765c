/** Expected failures. */
import { assertEquals, assertInstanceOf, assertRejects } from "@std/assert";
import type { Way } from "../ways.ts";

/** What a handle says that was not opened for an operation: the systems differ, and Deno with them. */
export const UNFIT = Deno.build.os === "windows" ? "EPERM" : "EBADF";

/** An error's class: `assertRejects` takes one, too. */
type ErrorClass = new (...args: never[]) => Error;

/**
 * Fails unless `body` fails with this error number by name, and as this class. Both are the same in every way, but that
 * without executable memory a call that may wait for ever, or must not be made twice, cannot learn its error number:
 * `mayBeUnknown` then allows `EIO`.
 */
export async function assertFails(
  { name }: Way,
  body: () => Promise<unknown>,
  code: string,
  type: ErrorClass,
  mayBeUnknown = false,
): Promise<void> {
  const error = await assertRejects(body, Error) as Error & { code?: string };
  if (mayBeUnknown && name.includes("batch: false") && error.code === "EIO") return;
  assertEquals(error.code, code, error.message);
  assertInstanceOf(error, type);
}
