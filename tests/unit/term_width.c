/* Widths: samples, and every code point against the Unicode database if that is installed. */
#include "check.h"

#include "base/count.h"
#include "term/width.h"

#include <stdlib.h>

#define POINTS 0x110000u

static uint8_t expected[POINTS];
/* Format characters that are shown: the soft hyphen and Prepended_Concatenation_Mark. */
static const uint32_t shown[] = {0xAD,  0x600, 0x601, 0x602, 0x603, 0x604,   0x605,
                                 0x6DD, 0x70F, 0x890, 0x891, 0x8E2, 0x110BD, 0x110CD};

/* Applies "first[..last] ; value" lines. False if the file does not exist. */
static bool apply(const char *path, const char *const *values, uint8_t width)
{
    char line[1024], value[32];
    FILE *f = fopen(path, "r");
    if (f == NULL)
        return false;
    while (fgets(line, sizeof(line), f) != NULL) {
        unsigned first, last;
        if (sscanf(line, "%x..%x ; %31[A-Za-z]", &first, &last, value) != 3) {
            if (sscanf(line, "%x ; %31[A-Za-z]", &first, value) != 2)
                continue;
            last = first;
        }
        for (const char *const *v = values; *v != NULL; v++) {
            for (unsigned p = first; strcmp(*v, value) == 0 && p <= last && p < POINTS; p++)
                expected[p] = width;
        }
    }
    fclose(f);
    return true;
}

static void check_database(void)
{
    static const char *const wide[] = {"W", "F", NULL}, *const none[] = {"Mn", "Me", "Cf", NULL};
    memset(expected, 1, sizeof(expected));
    CHECK(apply("tools/ucd/EastAsianWidth.txt", wide, 2));
    CHECK(apply("tools/ucd/extracted/DerivedGeneralCategory.txt", none, 0));
    memset(expected + 0x1160, 0, 0xA0);
    memset(expected + 0xD7B0, 0, 0x4C);
    for (size_t i = 0; i < COUNT(shown); i++)
        expected[shown[i]] = 1;
    unsigned wrong = 0;
    for (uint32_t p = 0; p < POINTS; p++)
        wrong += width_of(p) != expected[p];
    CHECK_U64(0, wrong);
}

static void check_samples(void)
{
    STORY("common characters take one column")
    {
        CHECK_U64(1, width_of('a'));
        CHECK_U64(1, width_of('~'));
        CHECK_U64(1, width_of(0xE9));   /* e with acute */
        CHECK_U64(1, width_of(0x416));  /* Cyrillic */
        CHECK_U64(1, width_of(0x2500)); /* box drawing, East Asian ambiguous */
        CHECK_U64(1, width_of(0xE0B0)); /* private use */
        CHECK_U64(1, width_of(0xFFFD));
        CHECK_U64(1, width_of(0xAD)); /* soft hyphen */
    }
    STORY("East Asian characters and emoji take two columns")
    {
        CHECK_U64(2, width_of(0x4E2D));
        CHECK_U64(2, width_of(0x3042));
        CHECK_U64(2, width_of(0xAC00));  /* Hangul syllable */
        CHECK_U64(2, width_of(0x1100));  /* Hangul initial */
        CHECK_U64(2, width_of(0xFF21));  /* full-width A */
        CHECK_U64(2, width_of(0x1F600)); /* grinning face */
        CHECK_U64(2, width_of(0x231A));  /* watch, emoji presentation */
        CHECK_U64(2, width_of(0x20000));
        CHECK_U64(2, width_of(0x3FFFD));
    }
    STORY("combining characters take no column")
    {
        CHECK_U64(0, width_of(0x301));
        CHECK_U64(0, width_of(0x1160)); /* Hangul vowel */
        CHECK_U64(0, width_of(0x11FF));
        CHECK_U64(0, width_of(0x200B));
        CHECK_U64(0, width_of(0x200D)); /* ZWJ */
        CHECK_U64(0, width_of(0xFE0F)); /* VS16 */
        CHECK_U64(0, width_of(0xFEFF));
        CHECK_U64(0, width_of(0xE0100));
    }
}

static void check_newer(void)
{
    STORY("signs that enclose the digits after them take one column")
    {
        CHECK_U64(1, width_of(0x600));
        CHECK_U64(1, width_of(0x605));
        CHECK_U64(0, width_of(0x61C)); /* Arabic letter mark */
        CHECK_U64(1, width_of(0x6DD));
        CHECK_U64(1, width_of(0x8E2));
        CHECK_U64(1, width_of(0x110BD));
        CHECK_U64(1, width_of(0x110CD));
    }
    STORY("old Hangul vowels and finals take no column")
    {
        CHECK_U64(2, width_of(0xD7A3));
        CHECK_U64(0, width_of(0xD7B0));
        CHECK_U64(0, width_of(0xD7FB));
        CHECK_U64(1, width_of(0xD7FC));
    }
    STORY("characters that are wide since Unicode 16 and 17")
    {
        CHECK_U64(2, width_of(0x1FAE9)); /* 16: face with bags under eyes */
        CHECK_U64(2, width_of(0x2630));  /* 16: trigram for heaven */
        CHECK_U64(2, width_of(0x4DC0));
        CHECK_U64(2, width_of(0x1F6D8)); /* 17: landslide */
        CHECK_U64(2, width_of(0x1FAEA));
        CHECK_U64(0, width_of(0x1ACF));  /* 17: a combining character */
        CHECK_U64(1, width_of(0x1FAEB)); /* not assigned in 17 */
    }
}

int main(void)
{
    check_samples();
    check_newer();
    STORY("every code point is as wide as the database says")
    {
        check_database();
    }
    STORY("a number beyond Unicode is harmless")
    {
        CHECK_U64(1, width_of(0x110000));
        CHECK_U64(1, width_of(0xFFFFFFFF));
    }
    return check_end();
}
