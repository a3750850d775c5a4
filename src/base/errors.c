/* The errors that a board meets; the rest are unknown. */
#include "base/errors.h"

#include <errno.h>
#include <stddef.h>

static const struct {
    int number;
    const char *name, *text;
} errors[] = {
    {E2BIG, "E2BIG", "argument list too long"},
    {EACCES, "EACCES", "permission denied"},
    {EADDRINUSE, "EADDRINUSE", "address in use"},
    {EADDRNOTAVAIL, "EADDRNOTAVAIL", "address not available on this machine"},
    {EAFNOSUPPORT, "EAFNOSUPPORT", "address family not supported"},
    {EAGAIN, "EAGAIN", "temporarily not possible"},
    {EBADF, "EBADF", "bad file descriptor"},
    {EBUSY, "EBUSY", "device or resource busy"},
    {ECONNREFUSED, "ECONNREFUSED", "connection refused"},
    {ECONNRESET, "ECONNRESET", "connection reset"},
    {EEXIST, "EEXIST", "file exists"},
    {EFBIG, "EFBIG", "file too large"},
    {EINTR, "EINTR", "interrupted"},
    {EINVAL, "EINVAL", "invalid argument"},
    {EIO, "EIO", "input/output error"},
    {EISDIR, "EISDIR", "is a directory"},
    {ELOOP, "ELOOP", "too many symbolic links"},
    {EMFILE, "EMFILE", "too many open files in this process"},
    {ENAMETOOLONG, "ENAMETOOLONG", "name too long"},
    {ENFILE, "ENFILE", "too many open files in the system"},
    {ENODEV, "ENODEV", "no such device"},
    {ENOENT, "ENOENT", "no such file or directory"},
    {ENOEXEC, "ENOEXEC", "not an executable format"},
    {ENOMEM, "ENOMEM", "not enough memory"},
    {ENOSPC, "ENOSPC", "no space left"},
    {ENOSYS, "ENOSYS", "not available on this system"},
    {ENOTDIR, "ENOTDIR", "not a directory"},
    {ENXIO, "ENXIO", "no such device or address"},
    {EPERM, "EPERM", "operation not permitted"},
    {EPIPE, "EPIPE", "broken pipe"},
    {EROFS, "EROFS", "read-only file system"},
    {ETIMEDOUT, "ETIMEDOUT", "timed out"},
    {ETXTBSY, "ETXTBSY", "file is being written"},
};

#define ERRORS (sizeof errors / sizeof errors[0])

const char *error_text(int error)
{
    for (size_t i = 0; i < ERRORS; i++)
        if (errors[i].number == error)
            return errors[i].text;
    return "unknown error";
}

const char *error_name(int error)
{
    for (size_t i = 0; i < ERRORS; i++)
        if (errors[i].number == error)
            return errors[i].name;
    return "E?";
}
