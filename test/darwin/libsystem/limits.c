/* getrlimit(2) and setrlimit(2) of RLIMIT_NOFILE, the only one that the backend asks for. */
#include "shim.h"
#include <sys/resource.h>

static const uint64_t INFINITE = INT64_MAX; /* RLIM_INFINITY, <sys/resource.h> */

EXPORT(int, getrlimit, (int resource, void *out)) {
  struct rlimit limit;
  if (resource != D_RLIMIT_NOFILE) return refuse(D_EINVAL, "resource", resource);
  if (syscall(SYS_prlimit64, 0, RLIMIT_NOFILE, NULL, &limit) < 0) return answer(-1);
  SET(out, D_rlimit__rlim_cur, uint64_t, limit.rlim_cur == RLIM_INFINITY ? INFINITE : limit.rlim_cur);
  SET(out, D_rlimit__rlim_max, uint64_t, limit.rlim_max == RLIM_INFINITY ? INFINITE : limit.rlim_max);
  return 0;
}

/* The kernel's own bound, kern.maxfilesperproc there and fs.nr_open here, is EINVAL: dosetrlimit(), bsd/kern/kern_resource.c. */
EXPORT(int, setrlimit, (int resource, const void *from)) {
  uint64_t soft = GET(from, D_rlimit__rlim_cur, uint64_t), hard = GET(from, D_rlimit__rlim_max, uint64_t);
  struct rlimit limit = {soft, hard == INFINITE ? RLIM_INFINITY : hard}, before;
  if (resource != D_RLIMIT_NOFILE) return refuse(D_EINVAL, "resource", resource);
  if (syscall(SYS_prlimit64, 0, RLIMIT_NOFILE, NULL, &before) < 0) return answer(-1);
  if (soft > hard || soft > 1 << 20) return fail(D_EINVAL);
  if (limit.rlim_max > before.rlim_max) return fail(D_EPERM);
  return answer(syscall(SYS_prlimit64, 0, RLIMIT_NOFILE, &limit, NULL));
}
