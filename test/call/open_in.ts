/** What this process has open below `path`, in all of its threads. */
export function openIn(path: string): string[] {
  if (Deno.build.os === "windows") return heldIn(path);
  return [...Deno.readDirSync("/proc/self/fd")].flatMap(({ name }) => {
    try {
      const target = Deno.readLinkSync(`/proc/self/fd/${name}`);
      return target.startsWith(path) ? [target] : [];
    } catch {
      return []; // closed meanwhile: the one that lists them
    }
  });
}

/** Files below `path` that somebody has open: they cannot be had alone. */
function heldIn(path: string): string[] {
  const kernel32 = Deno.dlopen("kernel32.dll", {
    // HANDLE CreateFileW(LPCWSTR name, DWORD access, DWORD share, LPSECURITY_ATTRIBUTES security, DWORD disposition, DWORD flags, HANDLE template)    fileapi.h
    CreateFileW: { parameters: ["buffer", "u32", "u32", "pointer", "u32", "u32", "pointer"], result: "isize" },
    CloseHandle: { parameters: ["isize"], result: "i32" },
  });
  const [GENERIC_READ, OPEN_EXISTING] = [0x8000_0000, 3];
  const held = [...Deno.readDirSync(path)].map(({ name }) => `${path}\\${name}`).filter((file) => {
    const name = Uint16Array.from(`${file}\0`, (unit) => unit.charCodeAt(0));
    const handle = kernel32.symbols.CreateFileW(
      new Uint8Array(name.buffer),
      GENERIC_READ,
      0,
      null,
      OPEN_EXISTING,
      0,
      null,
    );
    if (handle !== -1n) kernel32.symbols.CloseHandle(handle);
    return handle === -1n;
  });
  kernel32.close();
  return held;
}
