/* Sits between a program and the C library (LD_PRELOAD) and makes the n-th call that touches a folder go wrong:
 * the process dies before it or in the middle of it, or the call fails with an errno, once or from then on.
 * SQLite, tantivy and Python all come through here. Does nothing until `faults_arm` is called. */
#define _GNU_SOURCE
#include <dirent.h>
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

/* Kinds of calls, to be added up. */
enum { OPEN = 1, MAKE = 2, READ = 4, WRITE = 8, SYNC = 16, GROW = 32, RENAME = 64, REMOVE = 128, LOCK = 256 };
enum { COUNT = 0, DIE = 1, DIE_HALFWAY = 2, FAIL_ONCE = 3, FAIL_FROM = 4 };

static char folder[PATH_MAX];
static int kinds, action, with_errno;
static long at, calls;
static int armed;
static char struck[PATH_MAX + 64];
static pthread_mutex_t counting = PTHREAD_MUTEX_INITIALIZER;

void faults_arm(const char *in_folder, int of_kinds, int what, int error, long nth) {
    snprintf(folder, sizeof folder, "%s", in_folder);
    kinds = of_kinds, action = what, with_errno = error, at = nth, calls = 0, struck[0] = 0;
    armed = 1;
}

void faults_disarm(void) { armed = 0; }

long faults_calls(void) { return calls; }

/* The first call that went wrong, "" if none did. */
const char *faults_struck(void) { return struck; }

static void name_of(int descriptor, char *path) {
    char link[64];
    snprintf(link, sizeof link, "/proc/self/fd/%d", descriptor);
    ssize_t length = readlink(link, path, PATH_MAX - 1);
    path[length < 0 ? 0 : length] = 0;
}

static void name_at(int directory, const char *name, char *path) {
    char base[PATH_MAX];
    if (name[0] == '/') {
        snprintf(path, PATH_MAX, "%s", name);
        return;
    }
    if (directory == AT_FDCWD) {
        if (!getcwd(base, sizeof base)) base[0] = 0;
    } else {
        name_of(directory, base);
    }
    snprintf(path, PATH_MAX, "%.2000s/%.2000s", base, name);
}

/* Returns 0 (go on), 1 (fail with errno) or 2 (die when half done). */
static int strikes(int kind, const char *call, const char *path) {
    if (!armed || !(kind & kinds)) return 0;
    size_t length = strlen(folder);
    if (strncmp(path, folder, length) || (path[length] && path[length] != '/')) return 0;
    pthread_mutex_lock(&counting);
    long n = ++calls;
    int strike = action == FAIL_FROM ? n >= at : n == at;
    if (strike && !struck[0]) snprintf(struck, sizeof struck, "%s %.4000s", call, path + length);
    pthread_mutex_unlock(&counting);
    if (!strike || action == COUNT) return 0;
    if (action == DIE) _exit(99);
    if (action == DIE_HALFWAY) return 2;
    errno = with_errno;
    return 1;
}

#define REAL(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))

/* A call that is not made of parts is done whole before the process dies halfway. */
#define GUARDED(kind, name, path, failure, ...)            \
    int strike = strikes(kind, #name, path);               \
    if (strike == 1) return failure;                       \
    __typeof__(REAL(name)(__VA_ARGS__)) result = REAL(name)(__VA_ARGS__); \
    if (strike == 2) _exit(99);                            \
    return result

#define ON_DESCRIPTOR                \
    char path[PATH_MAX] = "";        \
    if (armed) name_of(descriptor, path)

#define ON_NAME(directory, name)     \
    char path[PATH_MAX] = "";        \
    if (armed) name_at(directory, name, path)

#define MODE                                      \
    mode_t mode = 0;                              \
    if (flags & (O_CREAT | __O_TMPFILE)) {        \
        va_list rest;                             \
        va_start(rest, flags);                    \
        mode = va_arg(rest, mode_t);              \
        va_end(rest);                             \
    }

#define KIND_OF_OPEN ((flags & O_CREAT) ? MAKE : OPEN)

int open(const char *name, int flags, ...) {
    MODE ON_NAME(AT_FDCWD, name);
    GUARDED(KIND_OF_OPEN, open, path, -1, name, flags, mode);
}
int open64(const char *name, int flags, ...) {
    MODE ON_NAME(AT_FDCWD, name);
    GUARDED(KIND_OF_OPEN, open64, path, -1, name, flags, mode);
}
int openat(int directory, const char *name, int flags, ...) {
    MODE ON_NAME(directory, name);
    GUARDED(KIND_OF_OPEN, openat, path, -1, directory, name, flags, mode);
}
int openat64(int directory, const char *name, int flags, ...) {
    MODE ON_NAME(directory, name);
    GUARDED(KIND_OF_OPEN, openat64, path, -1, directory, name, flags, mode);
}
DIR *opendir(const char *name) {
    ON_NAME(AT_FDCWD, name);
    GUARDED(OPEN, opendir, path, NULL, name);
}
int mkdir(const char *name, mode_t mode) {
    ON_NAME(AT_FDCWD, name);
    GUARDED(MAKE, mkdir, path, -1, name, mode);
}
int mkdirat(int directory, const char *name, mode_t mode) {
    ON_NAME(directory, name);
    GUARDED(MAKE, mkdirat, path, -1, directory, name, mode);
}

ssize_t read(int descriptor, void *to, size_t size) {
    ON_DESCRIPTOR;
    GUARDED(READ, read, path, -1, descriptor, to, size);
}
ssize_t pread(int descriptor, void *to, size_t size, off_t where) {
    ON_DESCRIPTOR;
    GUARDED(READ, pread, path, -1, descriptor, to, size, where);
}
ssize_t pread64(int descriptor, void *to, size_t size, off64_t where) {
    ON_DESCRIPTOR;
    GUARDED(READ, pread64, path, -1, descriptor, to, size, where);
}

ssize_t write(int descriptor, const void *from, size_t size) {
    ON_DESCRIPTOR;
    int strike = strikes(WRITE, "write", path);
    if (strike == 1) return -1;
    ssize_t result = REAL(write)(descriptor, from, strike == 2 ? size / 2 : size);
    if (strike == 2) _exit(99);
    return result;
}
ssize_t pwrite(int descriptor, const void *from, size_t size, off_t where) {
    ON_DESCRIPTOR;
    int strike = strikes(WRITE, "pwrite", path);
    if (strike == 1) return -1;
    ssize_t result = REAL(pwrite)(descriptor, from, strike == 2 ? size / 2 : size, where);
    if (strike == 2) _exit(99);
    return result;
}
ssize_t pwrite64(int descriptor, const void *from, size_t size, off64_t where) {
    ON_DESCRIPTOR;
    int strike = strikes(WRITE, "pwrite64", path);
    if (strike == 1) return -1;
    ssize_t result = REAL(pwrite64)(descriptor, from, strike == 2 ? size / 2 : size, where);
    if (strike == 2) _exit(99);
    return result;
}
ssize_t writev(int descriptor, const struct iovec *parts, int count) {
    ON_DESCRIPTOR;
    GUARDED(WRITE, writev, path, -1, descriptor, parts, count);
}

int fsync(int descriptor) {
    ON_DESCRIPTOR;
    GUARDED(SYNC, fsync, path, -1, descriptor);
}
int fdatasync(int descriptor) {
    ON_DESCRIPTOR;
    GUARDED(SYNC, fdatasync, path, -1, descriptor);
}
int ftruncate(int descriptor, off_t size) {
    ON_DESCRIPTOR;
    GUARDED(GROW, ftruncate, path, -1, descriptor, size);
}
int ftruncate64(int descriptor, off64_t size) {
    ON_DESCRIPTOR;
    GUARDED(GROW, ftruncate64, path, -1, descriptor, size);
}

int rename(const char *from, const char *to) {
    ON_NAME(AT_FDCWD, to);
    GUARDED(RENAME, rename, path, -1, from, to);
}
int renameat(int in, const char *from, int into, const char *to) {
    ON_NAME(into, to);
    GUARDED(RENAME, renameat, path, -1, in, from, into, to);
}
int unlink(const char *name) {
    ON_NAME(AT_FDCWD, name);
    GUARDED(REMOVE, unlink, path, -1, name);
}
int unlinkat(int directory, const char *name, int flags) {
    ON_NAME(directory, name);
    GUARDED(REMOVE, unlinkat, path, -1, directory, name, flags);
}
int rmdir(const char *name) {
    ON_NAME(AT_FDCWD, name);
    GUARDED(REMOVE, rmdir, path, -1, name);
}

int flock(int descriptor, int operation) {
    ON_DESCRIPTOR;
    GUARDED(LOCK, flock, path, -1, descriptor, operation);
}
static int lock_or_other(const char *call, int descriptor, int command, void *argument) {
    ON_DESCRIPTOR;
    int is_lock = command == F_SETLK || command == F_SETLKW || command == F_GETLK;
    if (is_lock && strikes(LOCK, call, path) == 1) return -1;
    return REAL(fcntl)(descriptor, command, argument);
}
#define ARGUMENT                     \
    va_list rest;                    \
    va_start(rest, command);         \
    void *argument = va_arg(rest, void *); \
    va_end(rest)

int fcntl(int descriptor, int command, ...) {
    ARGUMENT;
    return lock_or_other("fcntl", descriptor, command, argument);
}
int fcntl64(int descriptor, int command, ...) {
    ARGUMENT;
    return lock_or_other("fcntl64", descriptor, command, argument);
}
