/* mmap(2) and its kin, and dlsym(3). */
#include "shim.h"
#include <dlfcn.h>
#include <sys/mman.h>

_Static_assert(D_PROT_READ == PROT_READ && D_PROT_WRITE == PROT_WRITE && D_PROT_EXEC == PROT_EXEC, "protection");

/* Anonymous private memory is all that is asked for. Memory that is both writable and executable needs MAP_JIT. */
EXPORT(void *, mmap, (void *address, size_t length, int protection, int flags, int fd, off_t offset)) {
  if (flags != (D_MAP_PRIVATE | D_MAP_ANON)) return (void *)refuse(D_EINVAL, "mmap flags", flags);
  if ((protection & PROT_WRITE) && (protection & PROT_EXEC)) return (void *)fail(D_EACCES);
  long result = syscall(SYS_mmap, address, length, protection, MAP_PRIVATE | MAP_ANONYMOUS, fd, offset);
  return (void *)answer(result);
}

EXPORT(int, mprotect, (void *address, size_t length, int protection)) {
  if ((protection & PROT_WRITE) && (protection & PROT_EXEC)) return fail(D_EACCES);
  return answer(syscall(SYS_mprotect, address, length, protection));
}

EXPORT(int, munmap, (void *address, size_t length)) { return answer(syscall(SYS_munmap, address, length)); }

/* With RTLD_DEFAULT only, and of this library only: the rest of the process is Linux's. */
EXPORT(void *, dlsym, (void *handle, const char *name)) {
  static void *(*find)(void *, const char *);
  static void *own;
  if (handle != (void *)-2) return NULL;
  if (find == NULL) {
    Dl_info info;
    dladdr((void *)fail, &info);
    own = dlopen(info.dli_fname, RTLD_NOW | RTLD_NOLOAD);
    find = dlvsym(dlopen("libc.so.6", RTLD_NOW | RTLD_NOLOAD), "dlsym", "GLIBC_2.34");
  }
  return find(own, name);
}
