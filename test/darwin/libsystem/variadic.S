/*
 * Where Darwin's variadic functions look for what is behind their named parameters: on arm64 on the stack (Apple's
 * convention), on x86-64 in the next register. The functions that they go on to take it as a parameter.
 */
#if defined(__aarch64__)
#define VARIADIC(name, register, target) \
  .globl name; .type name, %function; name: ldr register, [sp]; b target
VARIADIC(openat, x3, darwin_openat4)
VARIADIC(fcntl, x2, darwin_fcntl3)
#else
#define VARIADIC(name, target) .globl name; .type name, @function; name: jmp target
VARIADIC(openat, darwin_openat4)
VARIADIC(fcntl, darwin_fcntl3)
#endif
.section .note.GNU-stack, "", %progbits
