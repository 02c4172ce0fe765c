/**
 * Who is to be told when a signal aborts. A signal gets one listener, however many programs have been given it:
 * `addEventListener` looks through all that it has, so that 40,000 calls with one signal took five seconds.
 */

/** Something that a signal can end. */
export interface Abortable {
  abort(): void;
}

interface Followers {
  readonly all: Set<Abortable>;
  readonly listener: () => void;
}

const bySignal = new WeakMap<AbortSignal, Followers>();

/** Has `follower` told, unless the signal has aborted already. */
export function follow(signal: AbortSignal, follower: Abortable): void {
  if (signal.aborted) return;
  let followers = bySignal.get(signal);
  if (followers === undefined) {
    const all = new Set<Abortable>();
    followers = { all, listener: () => [...all].forEach((one) => all.has(one) && one.abort()) };
    bySignal.set(signal, followers);
    signal.addEventListener("abort", followers.listener);
  }
  followers.all.add(follower);
}

/** Has `follower` told no longer. */
export function unfollow(signal: AbortSignal, follower: Abortable): void {
  const followers = bySignal.get(signal);
  if (followers === undefined || !followers.all.delete(follower) || followers.all.size > 0) return;
  signal.removeEventListener("abort", followers.listener);
  bySignal.delete(signal);
}
