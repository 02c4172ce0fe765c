/** How long to wait for something to happen. */
export interface WaitOptions {
  /** Milliseconds after which nothing has happened, and the result says so. Default: as long as it takes. */
  timeout?: number;
  /** Gives up: the promise rejects with the signal's reason. */
  signal?: AbortSignal;
}
