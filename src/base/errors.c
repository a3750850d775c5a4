/* The table of errors that the program's own system calls can return; all others are unknown. */
#include "base/errors.h"

#include "base/count.h"

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
    {ECHILD, "ECHILD", "no such child process"},
    {ECONNABORTED, "ECONNABORTED", "connection aborted"},
    {ECONNREFUSED, "ECONNREFUSED", "connection refused"},
    {ECONNRESET, "ECONNRESET", "connection reset"},
    {EDQUOT, "EDQUOT", "disk quota exceeded"},
    {EEXIST, "EEXIST", "file exists"},
    {EFBIG, "EFBIG", "file too large"},
    {EHOSTUNREACH, "EHOSTUNREACH", "host unreachable"},
    {EINTR, "EINTR", "interrupted"},
    {EINVAL, "EINVAL", "invalid argument"},
    {EIO, "EIO", "input/output error"},
    {EISCONN, "EISCONN", "already connected"},
    {EISDIR, "EISDIR", "is a directory"},
    {ELOOP, "ELOOP", "too many symbolic links"},
    {EMFILE, "EMFILE", "too many open files in this process"},
    {EMSGSIZE, "EMSGSIZE", "message too long"},
    {ENAMETOOLONG, "ENAMETOOLONG", "name too long"},
    {ENETUNREACH, "ENETUNREACH", "network unreachable"},
    {ENFILE, "ENFILE", "too many open files in the system"},
    {ENOBUFS, "ENOBUFS", "no buffer space"},
    {ENODEV, "ENODEV", "no such device"},
    {ENOENT, "ENOENT", "no such file or directory"},
    {ENOEXEC, "ENOEXEC", "not an executable format"},
    {ENOMEM, "ENOMEM", "not enough memory"},
    {ENOSPC, "ENOSPC", "no space left"},
    {ENOSYS, "ENOSYS", "not available on this system"},
    {ENOTCONN, "ENOTCONN", "not connected"},
    {ENOTDIR, "ENOTDIR", "not a directory"},
    {ENOTEMPTY, "ENOTEMPTY", "directory not empty"},
    {ENOTSUP, "ENOTSUP", "not supported"},
    {ENOTTY, "ENOTTY", "not a terminal"},
    {ENXIO, "ENXIO", "no such device or address"},
    {EOVERFLOW, "EOVERFLOW", "value too large"},
    {EPERM, "EPERM", "operation not permitted"},
    {EPIPE, "EPIPE", "broken pipe"},
    {EPROTO, "EPROTO", "protocol error"},
    {EROFS, "EROFS", "read-only file system"},
    {ESRCH, "ESRCH", "no such process"},
    {ETIMEDOUT, "ETIMEDOUT", "timed out"},
    {ETXTBSY, "ETXTBSY", "file is being written"},
};

#define ERRORS (COUNT(errors))

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
