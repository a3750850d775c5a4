/* Names of sessions and windows: what is visible, and what a path can hold. */
#include "check.h"
#include "limits.h"
#include "source/name.h"

static bool valid(const char *name)
{
    return name_valid(slice_of(name));
}

static void characters(void)
{
    STORY("any visible text is a name")
    {
        CHECK(valid("a") && valid("a b") && valid("~!@#$%^&*()_+{}|:\"<>?") &&
              valid("b\xc3\xbcro"));
        CHECK(valid("...") && valid(".a") && valid("a."));
        CHECK(valid("\xe6\x97\xa5\xe6\x9c\xac") && valid("\xee\x80\x80")); /* private use: icons */
        CHECK(valid("\xf3\xb0\x80\x81") && valid("\xf0\x9f\x98\x80"));
    }
    STORY("controls, and bytes that are not UTF-8, are refused")
    {
        CHECK(!valid("a\x01") && !valid("\x1f") && !valid("\x7f") && !valid("a\xc2\x80"));
        CHECK(!valid("a\xc2\x9f") && !valid("\xff") && !valid("a\xc3") && !valid("\xed\xa0\x80"));
        CHECK(!name_valid(slice_make("a\0b", 3)));
    }
    STORY("blanks are refused at both ends, and blanks that look like others everywhere")
    {
        CHECK(!valid(" ") && !valid(" a") && !valid("a ") && !valid("a\tb"));
        CHECK(!valid("a\xc2\xa0"
                     "b") &&
              !valid("a\xe2\x80\x83"
                     "b") &&
              !valid("a\xe3\x80\x80"
                     "b"));
        CHECK(valid("a\xc2\xa1") && !valid("a\xe2\xa0\x80"));
    }
    STORY("invisible and direction-changing characters are refused, at both edges of each range")
    {
        static const char *const bad[] = {
            "\xc2\xad",        "\xcd\x8f",     "\xd8\x9c",     "\xe1\x85\x9f", "\xe1\x85\xa0",
            "\xe2\x80\x8b",    "\xe2\x80\x8e", "\xe2\x80\x8f", "\xe2\x80\xa8", "\xe2\x80\xae",
            "\xe2\x81\xa0",    "\xe2\x81\xa6", "\xe2\x81\xaf", "\xe3\x85\xa4", "\xef\xb8\x80",
            "\xef\xbb\xbf",    "\xef\xbe\xa0", "\xef\xbf\xb9", "\xef\xbf\xbc", "\xf3\xa0\x80\x80",
            "\xf3\xa0\xbf\xbf"};
        for (size_t i = 0; i < COUNT(bad); i++) {
            char name[16];
            (void)snprintf(name, sizeof name, "a%sb", bad[i]);
            if (valid(name))
                CHECK_FAILED("character %zu of the list is accepted", i);
        }
        CHECK(valid("a\xe2\x80\x90") && valid("\xef\xbf\xbd") && valid("\xe2\x81\x9e"));
    }
    STORY("joiners and variation selectors follow a character other than ASCII")
    {
        CHECK(valid("\xf0\x9f\x91\xa9\xe2\x80\x8d\xf0\x9f\x92\xbb") &&
              valid("\xe2\x9d\xa4\xef\xb8\x8f"));
        CHECK(!valid("a\xe2\x80\x8d") && !valid("\xe2\x80\x8d") && !valid("a\xef\xb8\x8f"));
        CHECK(!valid("\xe2\x9d\xa4\xef\xb8\x8f\xef\xb8\x8f"));
    }
}

static void whole(void)
{
    STORY("a name is not empty, and no longer than its bound")
    {
        char name[LIMIT_NAME_BYTES + 1];
        memset(name, 'a', sizeof name);
        CHECK(!name_valid(slice_make(name, 0)) && name_valid(slice_make(name, 1)));
        CHECK(name_valid(slice_make(name, LIMIT_NAME_BYTES - 1)));
        CHECK(!name_valid(slice_make(name, LIMIT_NAME_BYTES)));
    }
    STORY("names that a path cannot hold are refused, though they are visible")
    {
        CHECK(!valid(".") && !valid("..") && !valid("a/b") && !valid("/"));
    }
}

int main(void)
{
    characters();
    whole();
    return check_end();
}
