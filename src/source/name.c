/* C1 control characters are encoded in UTF-8 as C2 80 to C2 9F. */
#include "source/name.h"

#include "base/utf8.h"
#include "limits.h"

bool name_valid(struct slice name)
{
    if (name.len == 0 || name.len >= LIMIT_NAME_BYTES || !utf8_valid(name))
        return false;
    for (size_t i = 0; i < name.len; i++) {
        uint8_t c = name.at[i];
        bool c1 = c == 0xC2 && i + 1 < name.len && name.at[i + 1] < 0xA0;
        if (c < ' ' || c == 0x7F || c == '/' || c1)
            return false;
    }
    return true;
}
