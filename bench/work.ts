/** What a benchmark file exports: works, each a row of the table, with the ways to do it. */

/** The files that works are done on. */
export interface Files {
  /** 4 KB each. */
  readonly small: string[];
  /** 64 MiB. */
  readonly large: string;
}

/** One way to do a work. */
export interface Variant {
  /** Operations in one pass. */
  readonly ops: number;
  /** One pass. */
  run(): void | Promise<void>;
  /** Undoes a pass; its time does not count. */
  reset?(): void | Promise<void>;
  end?(): void | Promise<void>;
}

/** What must be reached: how many times as fast as each, or below how many of its unit. */
export interface Target {
  readonly deno?: number;
  readonly node?: number;
  readonly bun?: number;
  /** Below 1, since nothing is faster than the floor. */
  readonly floor?: number;
  readonly below?: number;
}

/** Whose figures a row holds, in the table's order. */
export const COLUMNS = ["ours", "deno", "nodeInDeno", "node", "bun", "floor"] as const;
/** One of {@link COLUMNS}. */
export type Column = typeof COLUMNS[number];

type Make = (files: Files) => Variant | Promise<Variant>;

interface Heading {
  readonly title: string;
  readonly unit: "µs" | "ms" | "bytes";
  readonly target: Target;
}

/** A work that takes time. */
export interface Timed extends Heading {
  /** Its name in `node_works.mjs`; none of what others do not have. */
  readonly peer?: string;
  readonly ours: Make;
  readonly deno: Make;
  /** The bare system calls by `Deno.dlopen` in a loop. */
  readonly floor: Make;
}

/** A work whose memory counts while many of it are pending. */
export interface Pending extends Heading {
  /** Makes what the calls may use, and returns what begins one. */
  begin(files: Files): Promise<{ call(index: number): Promise<unknown>; end(): Promise<void> }>;
}

/** A work of several processes: nanoseconds of an operation, or bytes, however they are measured. */
export interface Compared extends Heading {
  figures(): Promise<Partial<Record<Column, number>>>;
}

/** A work: a row of the table. */
export type Work = Timed | Pending | Compared;

/** Measured: nanoseconds of an operation, or bytes. */
export interface Row extends Heading {
  readonly figures: Partial<Record<Column, number>>;
}
