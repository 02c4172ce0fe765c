/** Directories for tests, removed when the test ends. */

/** A directory of its own, on the disk or elsewhere. */
export class TemporaryDirectory implements AsyncDisposable {
  constructor(readonly path: string) {}

  /** A path in it. */
  join(...parts: string[]): string {
    return [this.path, ...parts].join("/");
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Deno.remove(this.path, { recursive: true });
  }
}

/** A new directory: on the disk, or in `parent`, such as `/dev/shm` (tmpfs), which Windows has not. */
export async function temporaryDirectory(parent?: string): Promise<TemporaryDirectory> {
  const dir = Deno.build.os === "windows" ? undefined : parent;
  return new TemporaryDirectory(await Deno.makeTempDir({ dir, prefix: "reseau-" }));
}

/** The number of descriptors, or handles, that this process has open. */
export function openDescriptors(): number {
  if (Deno.build.os === "windows") return openHandles();
  return [...Deno.readDirSync("/proc/self/fd")].length;
}

/** Whether this process has a descriptor, or handle, of that number. */
export function isOpenDescriptor(fd: number): boolean {
  if (Deno.build.os === "windows") return isOpenHandle(fd);
  try {
    Deno.readLinkSync(`/proc/self/fd/${fd}`);
    return true;
  } catch {
    return false;
  }
}

function isOpenHandle(handle: number): boolean {
  return windows().GetHandleInformation(BigInt(handle), new Uint32Array(1)) !== 0;
}

let kindOfFiles: number | undefined;

/** The handles of this process to files and pipes: Deno's threads come and go with theirs. */
function openHandles(): number {
  const kind = kindOfFiles ??= findKind();
  return listedHandles().filter((one) => one.kind === kind).length;
}

/** The number of this kind of object differs between releases: a handle that is surely a file's tells. */
function findKind(): number {
  const { CreateFileW, CloseHandle } = windows();
  const known = CreateFileW(new TextEncoder().encode("N\0U\0L\0\0"), 0, 7, null, 3, 0, null);
  const { kind } = listedHandles().find(({ handle }) => handle === known)!;
  CloseHandle(known);
  return kind;
}

let list = new Uint8Array(1 << 20);

/** `SystemExtendedHandleInformation`, as Process Hacker's `phnt` describes it. Wine's GetProcessHandleCount says 0. */
function listedHandles(): { handle: bigint; kind: number }[] {
  const TOO_SHORT = 0xc000_0004 | 0;
  let status: number;
  while ((status = windows().NtQuerySystemInformation(64, list, list.byteLength, new Uint32Array(1))) === TOO_SHORT) {
    list = new Uint8Array(2 * list.byteLength);
  }
  if (status !== 0) throw new Error(`NtQuerySystemInformation: ${(status >>> 0).toString(16)}`);
  const view = new DataView(list.buffer);
  // A count and a reserved word; then 40 bytes each: object, process, handle, access, and the kind at 30.
  const entries = Array.from({ length: Number(view.getBigUint64(0, true)) }, (_, i) => 16 + i * 40);
  return entries.filter((at) => view.getBigUint64(at + 8, true) === BigInt(Deno.pid)).map((at) => ({
    handle: view.getBigUint64(at + 16, true),
    kind: view.getUint16(at + 30, true),
  }));
}

let opened: ReturnType<typeof openWindows> | undefined;

/** Opened once: some tests ask thousands of times. */
function windows(): ReturnType<typeof openWindows> {
  return opened ??= openWindows();
}

function openWindows() {
  const kernel32 = Deno.dlopen("kernel32.dll", {
    // BOOL GetHandleInformation(HANDLE handle, LPDWORD flags)    handleapi.h
    GetHandleInformation: { parameters: ["i64", "buffer"], result: "i32" },
    // HANDLE CreateFileW(LPCWSTR name, DWORD access, DWORD share, LPSECURITY_ATTRIBUTES security, DWORD disposition, DWORD flags, HANDLE template)    fileapi.h
    CreateFileW: { parameters: ["buffer", "u32", "u32", "pointer", "u32", "u32", "pointer"], result: "u64" },
    // BOOL CloseHandle(HANDLE handle)    handleapi.h
    CloseHandle: { parameters: ["u64"], result: "i32" },
  });
  const ntdll = Deno.dlopen("ntdll.dll", {
    // NTSTATUS NtQuerySystemInformation(SYSTEM_INFORMATION_CLASS class, PVOID out, ULONG size, PULONG needed)    winternl.h
    NtQuerySystemInformation: { parameters: ["i32", "buffer", "u32", "buffer"], result: "i32" },
  });
  return { ...kernel32.symbols, ...ntdll.symbols };
}
