/**
 * C's type names for the tables of calls: each says how a value crosses into C, and what TypeScript passes.
 *
 * `role` decides what the drivers do with an argument:
 * - `value`: a number, passed in a register;
 * - `text`: a string or bytes, copied NUL-terminated into memory that the driver owns;
 * - `wide`: a string, copied there as UTF-16 with a NUL;
 * - `bytes`: the caller's memory, passed by address and kept alive until the call has ended;
 * - `copied`: a small input structure, copied into memory that the driver owns;
 * - `space`: room for the call's output in the driver's memory, to be read before the next step.
 */
export interface CType {
  /** How Deno passes it. */
  readonly native: "u8" | "i32" | "u32" | "i64" | "usize" | "buffer";
  /** What the drivers do with it. */
  readonly role: "value" | "text" | "wide" | "bytes" | "copied" | "space";
}

/** A number that may not fit in 32 bits. */
export type Integer = number | bigint;
/** Room for output: a struct's table, or any size in bytes. */
export interface Space {
  /** Bytes. */
  readonly size: number;
}

/** `int` */
export const int = { native: "i32", role: "value" } as const;
/** `unsigned int` */
export const uint = { native: "u32", role: "value" } as const;
/** `mode_t`, passed as `unsigned int` on every target, after C's promotions. */
export const mode_t = { native: "u32", role: "value" } as const;
/** `uid_t`, `gid_t`; −1 (leave as it is) is passed as 0xffffffff. */
export const id_t = { native: "u32", role: "value" } as const;
/** `long` */
export const long = { native: "i64", role: "value" } as const;
/** `off_t`, 64 bits on every target. */
export const off_t = { native: "i64", role: "value" } as const;
/** `size_t` */
export const size_t = { native: "usize", role: "value" } as const;
/** `const char *`, NUL-terminated. */
export const cstr = { native: "buffer", role: "text" } as const;
/** `void *` or `const void *` into the caller's memory. */
export const buf = { native: "buffer", role: "bytes" } as const;
/** `const struct … *`: bytes that the call only reads. */
export const copied = { native: "buffer", role: "copied" } as const;
/** `struct … *`: memory that the call fills. */
export const space = { native: "buffer", role: "space" } as const;
/**
 * `ssize_t`, as a result only. Its low half is read: the kernels cap every transfer at 0x7ffff000 bytes
 * (`MAX_RW_COUNT`, Linux) or `INT_MAX` (macOS), so the value and −1 fit, and no BigInt is made.
 */
export const ssize_t = { native: "i32", role: "value" } as const;
/**
 * `char *`, as a result only, of a function that returns the memory that it was given, or null: the low half, which is 0
 * for null alone where that memory is chosen so, and no BigInt is made.
 */
export const char_p = { native: "u32", role: "value" } as const;

/**
 * `HANDLE` as a parameter. Handles have 32 significant bits and are sign-extended, so a number holds each of them
 * ("Interprocess Communication Between 32-bit and 64-bit Applications"); INVALID_HANDLE_VALUE and the pseudo-handle of
 * this process are −1.
 */
export const HANDLE = { native: "i64", role: "value" } as const;
/** `HANDLE` as a result: its low half, for the same reason, and no BigInt is made. */
export const NEW_HANDLE = { native: "i32", role: "value" } as const;
/** `BOOL`: an `int`. */
export const BOOL = { native: "i32", role: "value" } as const;
/** `BOOLEAN`: one byte, the rest of the register is undefined. */
export const BOOLEAN = { native: "u8", role: "value" } as const;
/** `DWORD`, `ULONG`; `UCHAR` as a parameter, whose register the callee reads the low byte of. */
export const DWORD = { native: "u32", role: "value" } as const;
/** `NTSTATUS`: negative when it tells of an error or a warning. */
export const NTSTATUS = { native: "i32", role: "value" } as const;
/** `LARGE_INTEGER` by value: 64 bits, signed. */
export const LARGE_INTEGER = { native: "i64", role: "value" } as const;
/** `ULONG_PTR`, where it is a number of ours. */
export const ULONG_PTR = { native: "usize", role: "value" } as const;
/** `LPCWSTR`: UTF-16 as JavaScript has it, lone surrogates included, NUL-terminated. */
export const LPCWSTR = { native: "buffer", role: "wide" } as const;

/**
 * How Windows says that a call failed, and where the number is: 0 (`zero`) or −1 (`invalidHandle`) as result and the
 * thread's last error, or a negative result that is the number (`ntstatus`).
 */
export type Failure = "zero" | "invalidHandle" | "ntstatus";

/**
 * How a call may spend time, and so which way it takes through the pool:
 * - `batch`: bounded and short, so that it may share a trip;
 * - `slow`: bounded and long: it waits for the disk, or moves much;
 * - `remote`: it asks a server or a process, which may be slow to answer;
 * - `unbounded`: it waits for something to happen: a FIFO's other end, a key, a lock;
 * - `reactor`: it waits for everything that the reactor waits for; nothing else may hold it up.
 */
export type Lane = "batch" | "slow" | "remote" | "unbounded" | "reactor";

/** One entry of a table of calls. */
export interface CallEntry {
  readonly parameters: readonly CType[];
  readonly result: CType;
  /** The symbol's name where it is not the entry's. */
  readonly symbol?: string;
  /** The library that has it, where there are several. */
  readonly library?: string;
  /** How failure shows, where it is not a negative result and `errno`. */
  readonly fails?: Failure;
  /** The POSIX names of error numbers that mean something else when this call answers them. */
  readonly errors?: Readonly<Record<number, string>>;
  /** May be missing from a supported release; the comment names it. */
  readonly optional?: boolean;
  /** Must not be repeated: not after `EINTR`, not to learn an error number. */
  readonly once?: boolean;
  /** Only asks: it may be made again on the caller's thread, whichever way it took before. */
  readonly asks?: boolean;
  /** Its result is a new descriptor, to be closed when nobody is left to receive it. */
  readonly opens?: boolean;
  /** Closes the descriptor that is its first argument. */
  readonly closes?: boolean;
  /** Default: `batch`. */
  readonly lane?: Lane;
}

/** A table of calls, by name. */
export type CallTable = { readonly [name: string]: CallEntry };

/** What TypeScript passes for a parameter. */
export type Argument<T extends CType> = T["role"] extends "text" ? string | Uint8Array
  : T["role"] extends "wide" ? string
  : T["role"] extends "bytes" ? Uint8Array | null
  : T["role"] extends "copied" ? Uint8Array | null
  : T["role"] extends "space" ? Space
  : T["native"] extends "i64" | "usize" ? Integer
  : number;

/** The arguments of a table entry. */
export type Arguments<P extends readonly CType[]> = { -readonly [K in keyof P]: Argument<P[K]> };
