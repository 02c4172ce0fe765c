/** Waits until something holds, half a minute at most. */
export async function eventually(holds: () => boolean | Promise<boolean>): Promise<void> {
  for (const end = performance.now() + 30_000; !await holds();) {
    if (performance.now() > end) throw new Error(`it did not come true: ${holds}`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}
