/* Names and texts of errno values. */
#include "base/errors.h"

#include "check.h"

#include <errno.h>

int main(void)
{
    STORY("known errors have a name and a text")
    {
        CHECK_STR("ENOENT", error_name(ENOENT));
        CHECK_STR("no such file or directory", error_text(ENOENT));
        CHECK_STR("EADDRINUSE", error_name(EADDRINUSE));
        CHECK_STR("EAGAIN", error_name(EAGAIN));
        CHECK_STR("permission denied", error_text(EACCES));
        CHECK_STR("ESRCH", error_name(ESRCH));
    }
    STORY("unknown errors are reported as unknown")
    {
        CHECK_STR("E?", error_name(9999));
        CHECK_STR("unknown error", error_text(9999));
        CHECK_STR("E?", error_name(0));
        CHECK_STR("unknown error", error_text(-1));
    }
    return check_end();
}
