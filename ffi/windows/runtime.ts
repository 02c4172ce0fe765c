/** What the call layer itself needs of kernel32, in Deno's own terms, since most of these return pointers. */
export const RUNTIME = {
  // LPVOID VirtualAlloc(LPVOID address, SIZE_T size, DWORD type, DWORD protection)    memoryapi.h
  VirtualAlloc: { parameters: ["pointer", "usize", "u32", "u32"], result: "pointer" },
  // BOOL VirtualProtect(LPVOID address, SIZE_T size, DWORD protection, PDWORD before)    memoryapi.h
  VirtualProtect: { parameters: ["pointer", "usize", "u32", "buffer"], result: "i32" },
  // BOOL VirtualFree(LPVOID address, SIZE_T size, DWORD type)    memoryapi.h
  VirtualFree: { parameters: ["pointer", "usize", "u32"], result: "i32" },
  // BOOL FlushInstructionCache(HANDLE process, LPCVOID address, SIZE_T size)    processthreadsapi.h
  FlushInstructionCache: { parameters: ["pointer", "pointer", "usize"], result: "i32" },
  // HANDLE GetCurrentProcess(void)    processthreadsapi.h
  GetCurrentProcess: { parameters: [], result: "pointer" },
  // HMODULE GetModuleHandleW(LPCWSTR name)    libloaderapi.h
  GetModuleHandleW: { parameters: ["buffer"], result: "pointer" },
  // FARPROC GetProcAddress(HMODULE module, LPCSTR name)    libloaderapi.h
  GetProcAddress: { parameters: ["pointer", "buffer"], result: "pointer" },
  // DWORD GetLastError(void)    errhandlingapi.h
  GetLastError: { parameters: [], result: "u32" },
} as const satisfies Deno.ForeignLibraryInterface;

/** The library that has them. */
export const RUNTIME_LIBRARY = "kernel32.dll";
