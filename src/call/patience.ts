/**
 * How long the reactor's call waits at most, in milliseconds; undefined: for ever. A worker may be terminated without
 * notice: its call must come back, so that its thread does.
 */
export const PATIENCE: number | undefined = "WorkerGlobalScope" in globalThis ? 10_000 : undefined;
