/* Licensed under the Apache License, Version 2.0; see LICENSE. */

/*
 * To be preloaded into user-mode Linux 6.1, which has room for 2,696 bytes of a processor's extended state
 * (arch/x86/um/user-offsets.c). A kernel takes back all of it or nothing, and with AMX it is 11,008 bytes, so that no
 * program would run. Here what is missing is added: as it was when the state of some program was read last, because
 * nothing of what lies there is used by the programs of the guest.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <elf.h>
#include <stdarg.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/uio.h>

enum { STATE_BYTES = 1 << 16 };

static long (*kernel)(int request, ...);
static char state[STATE_BYTES];
static size_t length;

static size_t shorter(size_t bytes) {
    return bytes < length ? bytes : length;
}

static long read_state(long process, struct iovec *part) {
    struct iovec whole = {state, STATE_BYTES};
    long result = kernel(PTRACE_GETREGSET, process, (long) NT_X86_XSTATE, &whole);

    if (result == 0) {
        length = whole.iov_len;
        part->iov_len = shorter(part->iov_len);
        memcpy(part->iov_base, state, part->iov_len);
    }
    return result;
}

static long write_state(long process, const struct iovec *part) {
    struct iovec whole = {state, length};

    memcpy(state, part->iov_base, shorter(part->iov_len));
    return kernel(PTRACE_SETREGSET, process, (long) NT_X86_XSTATE, &whole);
}

/* As ptrace(2) of the C library. */
long ptrace(enum __ptrace_request request, ...) {
    va_list arguments;
    va_start(arguments, request);
    long process = va_arg(arguments, int);
    long address = va_arg(arguments, long);
    void *data = va_arg(arguments, void *);
    va_end(arguments);

    if (kernel == NULL) {
        kernel = (long (*)(int, ...)) dlsym(RTLD_NEXT, "ptrace");
    }
    if (request == PTRACE_GETREGSET && address == NT_X86_XSTATE) {
        return read_state(process, data);
    }
    if (request == PTRACE_SETREGSET && address == NT_X86_XSTATE) {
        return write_state(process, data);
    }
    return kernel(request, process, address, data);
}
