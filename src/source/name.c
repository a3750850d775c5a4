/* Control, invisible and direction-changing characters are listed by range. Joiners and variation
 * selectors are part of words and of emoji, where a visible character other than ASCII precedes. */
#include "source/name.h"

#include "base/count.h"
#include "base/utf8.h"
#include "limits.h"

/* Ranges of code points that no name may have, in ascending order: controls, blanks other than
 * SPACE, and those that Unicode's DerivedCoreProperties call Default_Ignorable_Code_Point. */
static const struct {
    uint32_t first, last;
} refused[] = {{0x0000, 0x001F}, {0x007F, 0x00A0},   {0x00AD, 0x00AD},   {0x034F, 0x034F},
               {0x061C, 0x061C}, {0x115F, 0x1160},   {0x1680, 0x1680},   {0x17B4, 0x17B5},
               {0x180B, 0x180F}, {0x2000, 0x200B},   {0x200E, 0x200F},   {0x2028, 0x202F},
               {0x205F, 0x206F}, {0x2800, 0x2800},   {0x3000, 0x3000},   {0x3164, 0x3164},
               {0xFE00, 0xFE0D}, {0xFEFF, 0xFEFF},   {0xFFA0, 0xFFA0},   {0xFFF0, 0xFFFC},
               {0xFFFE, 0xFFFF}, {0x1BCA0, 0x1BCA3}, {0x1D173, 0x1D17A}, {0xE0000, 0xE0FFF}};

static bool is_joiner(uint32_t point)
{
    return point == 0x200C || point == 0x200D || point == 0xFE0E || point == 0xFE0F;
}

static bool is_visible(uint32_t point, uint32_t before)
{
    if (is_joiner(point))
        return before >= 0x80 && !is_joiner(before);
    for (size_t i = 0; i < COUNT(refused) && refused[i].first <= point; i++)
        if (point <= refused[i].last)
            return false;
    return true;
}

static bool name_visible(struct slice name)
{
    struct utf8 u = {0};
    uint32_t before = 0;
    if (name.len == 0 || name.len >= LIMIT_NAME_BYTES || !utf8_valid(name) || name.at[0] == ' ' ||
        name.at[name.len - 1] == ' ')
        return false;
    for (size_t i = 0; i < name.len; i++) {
        if (utf8_feed(&u, name.at[i]) != UTF8_POINT)
            continue;
        if (!is_visible(u.point, before))
            return false;
        before = u.point;
    }
    return true;
}

bool name_valid(struct slice name)
{
    return name_visible(name) && slice_find(name, '/') < 0 && !slice_equal(name, SLICE(".")) &&
           !slice_equal(name, SLICE(".."));
}
