// What has to be in order before any library is initialised.
//
// OpenBLAS starts threads and reserves memory while it is loaded, before `main`: where an address space is too small for
// that, it tries for ever. So limits are looked at, and its threads are set to one, by the first code that the dynamic
// linker runs. C, because Swift's own library is not initialised by then either.

#define _GNU_SOURCE
#include <features.h>

#ifdef __GLIBC__
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

// Measured on two cores: reports take 0.7 GB of addresses, studies 0.9 (most of it is reserved and never touched), with
// 28 files open at a time; Foundation starts no other program where a process may have fewer than 256. The smallest
// stack that worked was 0.2 MB.
static const struct {
  int resource;
  rlim_t least;
  const char *what;
  const char *option;
} limits[] = {
    {RLIMIT_AS, (rlim_t)1 << 30, "the address space is limited to %llu kB, but must be at least %llu", "-v"},
    {RLIMIT_DATA, (rlim_t)1 << 30, "memory for data is limited to %llu kB, but must be at least %llu", "-d"},
    {RLIMIT_STACK, (rlim_t)1 << 20, "the stack is limited to %llu kB, but must be at least %llu", "-s"},
    {RLIMIT_NOFILE, 256, "the number of open files is limited to %llu, but must be at least %llu", "-n"},
};

static void check_limits(void) {
  for (size_t i = 0; i < sizeof limits / sizeof *limits; i++) {
    struct rlimit now;
    if (getrlimit(limits[i].resource, &now) != 0 || now.rlim_cur >= limits[i].least) continue;
    unsigned long long unit = limits[i].resource == RLIMIT_NOFILE ? 1 : 1024;
    unsigned long long least = limits[i].least / unit;
    char what[160], line[320];
    snprintf(what, sizeof what, limits[i].what, (unsigned long long)now.rlim_cur / unit, least);
    int length =
        snprintf(line, sizeof line, "Error: %s: try ulimit %s %llu\n", what, limits[i].option, least);
    if (write(STDERR_FILENO, line, (size_t)length) < 0) _exit(1);
    _exit(1);
  }
}

// A file that is opened while a standard stream is closed would get its number, and what is printed would go into it.
// The stand-ins cannot be written to, so that a closed output is an error like a full disk.
static void open_standard_streams(void) {
  for (int stream = STDIN_FILENO; stream <= STDERR_FILENO; stream++)
    if (fcntl(stream, F_GETFD) == -1) open("/dev/null", O_RDONLY);
}

// Starts the program once more with one thread per product in its environment, which is the only way to reach all
// builds of OpenBLAS; `setenv` has no effect yet.
static void limit_threads(char **arguments, char **environment) {
  static char *const wanted[] = {"OPENBLAS_NUM_THREADS=1", "OMP_NUM_THREADS=1"};
  enum { count = sizeof wanted / sizeof *wanted };
  size_t size = 0;
  while (environment[size] != NULL) size++;
  char **changed = malloc((size + count + 1) * sizeof *changed);
  if (changed == NULL) return;
  size_t kept = 0;
  int times[count] = {0}, is_other = 0;
  for (size_t i = 0; i < size; i++) {
    int is_kept = 1;
    for (int j = 0; j < count; j++) {
      if (strncmp(environment[i], wanted[j], strcspn(wanted[j], "=") + 1) != 0) continue;
      is_kept = 0;
      if (strcmp(environment[i], wanted[j]) == 0) times[j]++;
      else is_other = 1;
    }
    if (is_kept) changed[kept++] = environment[i];
  }
  for (int j = 0; j < count; j++) {
    if (times[j] == 0) is_other = 1;
    changed[kept++] = wanted[j];
  }
  changed[kept] = NULL;
  char path[4096];
  ssize_t length = is_other ? readlink("/proc/self/exe", path, sizeof path - 1) : 0;
  if (length > 0) {
    path[length] = '\0';
    execve(path, arguments, changed);
  }
  free(changed);
}

static void prepare(int count, char **arguments, char **environment) {
  (void)count;
  open_standard_streams();
  check_limits();
  limit_threads(arguments, environment);
}

__attribute__((section(".preinit_array"), used)) static void (*const start)(int, char **, char **) = prepare;
#endif
