/* kill(2). */
#include "shim.h"
#include <signal.h>

EXPORT(int, kill, (int pid, int number)) { return answer(syscall(SYS_kill, pid, number)); }
