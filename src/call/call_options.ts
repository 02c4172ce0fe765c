/** What every asynchronous operation takes. */
export interface CallOptions {
  /** Gives the operation up: the promise rejects at once with the signal's reason. */
  signal?: AbortSignal;
}
