/* errno. */
#include "shim.h"

static __thread int error;

static const short NUMBERS[][2] = {
#include "errors.h" /* {E…, D_E…}: header.ts */
};

static int darwin_number(int number) {
  for (unsigned i = 0; i < sizeof NUMBERS / sizeof *NUMBERS; i++)
    if (NUMBERS[i][0] == number) return NUMBERS[i][1];
  fprintf(stderr, "libSystem shim: Darwin has no error like Linux's %d\n", number);
  return D_EIO;
}

EXPORT(int *, __error, (void)) { return &error; }

long fail(int number) {
  error = number;
  return -1;
}

long refuse(int number, const char *what, long value) {
  fprintf(stderr, "libSystem shim: Darwin has no %s %#lx\n", what, value);
  return fail(number);
}

long answer(long result) {
  if (result < 0) error = darwin_number(errno);
  return result;
}
