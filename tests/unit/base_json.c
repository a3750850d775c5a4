/* JSON: validation, reading values, and writing them for a page. */
#include "base/codec/json.h"

#include "check.h"

#define R "\xEF\xBF\xBD"

static struct json read(const char *text)
{
    return json_read(slice_of(text));
}

static void accepted(void)
{
    static const char *const texts[] = {
        "null",
        "true",
        "false",
        "0",
        "-0",
        "-1",
        "1.5",
        "0.0",
        "1e3",
        "1E+3",
        "1e-03",
        "-0.1e1",
        "123456789012345678901234567890",
        "\"\"",
        "[]",
        "{}",
        " [ ] ",
        "\t{\r\n} ",
        "[1,2]",
        "[[],[[]],{}]",
        "{\"a\":1,\"a\":2}",
        "{\"\":0}",
        "{\"a\":{\"b\":[true,null]}}",
        "\"\\\"\\\\\\/\\b\\f\\n\\r\\t\"",
        "\"\\u0041\\u00e9\\uD83D\\uDE00\"",
        "\"\\ud800\"",
        "\"\\u0000\"",
        "\"\x7F\"",
        "\"/\"",
        "\"\xE2\x82\xAC\xF0\x9F\x98\x80\"",
        "\"\xEF\xBF\xBF\"",
        "[\"a\" , 1 ]",
        "{\"a\" : 1 , \"b\":[ ] }",
        "\" , ] } \"",
    };
    STORY("everything that RFC 8259 allows is accepted")
    {
        for (size_t i = 0; i < COUNT(texts); i++)
            if (read(texts[i]).type == JSON_BAD)
                CHECK_FAILED("refused: %s", texts[i]);
    }
    STORY("each value has its type, and its text without surrounding space")
    {
        CHECK(read("null").type == JSON_NULL);
        CHECK(read("false").type == JSON_BOOL);
        CHECK(read("-1").type == JSON_NUMBER);
        CHECK(read("\"\"").type == JSON_STRING);
        CHECK(read("[]").type == JSON_ARRAY);
        CHECK(read("{}").type == JSON_OBJECT);
        struct slice raw = read(" \n[1, 2]\t").raw;
        CHECK_BYTES("[1, 2]", 6, (const char *)raw.at, raw.len);
    }
}

/* What RFC 8259 does not allow. */
static const char *const refused_texts[] = {
    "",
    " ",
    "nul",
    "nulls",
    "True",
    "NaN",
    "Infinity",
    "-Infinity",
    "undefined",
    "'a'",
    "+1",
    "01",
    "-01",
    "-",
    ".5",
    "1.",
    "1.e3",
    "1e",
    "1e+",
    "1e1.5",
    "0x1",
    "1 2",
    "--1",
    "1a",
    "[",
    "]",
    "[1",
    "[1,",
    "[1,]",
    "[,1]",
    "[1 2]",
    "[1}",
    "[]]",
    "[][]",
    "[1],",
    "[\"a\"",
    "{",
    "}",
    "{]",
    "{\"a\"",
    "{\"a\":",
    "{\"a\":1",
    "{\"a\":1,",
    "{\"a\":1,}",
    "{,}",
    "{a:1}",
    "{1:1}",
    "{:1}",
    "{\"a\":1,:2}",
    "{1}",
    "{[]}",
    "{null}",
    "{\"a\"}",
    "{\"a\":1,2}",
    "{\"a\" 1}",
    "{\"a\"::1}",
    "{\"a\":1 \"b\":2}",
    "{\"a\":1]",
    "{\"a\",1}",
    "{\"a\":1}x",
    "{\"a\":1}{}",
    "[{]}",
    "[\"a\":1]",
    "\"",
    "\"a",
    "\"\\",
    "\"\\\"",
    "\"\\a\"",
    "\"\\x41\"",
    "\"\\'\"",
    "\"\\U0041\"",
    "\"\\u\"",
    "\"\\u12\"",
    "\"\\u12G4\"",
    "\"\\u123",
    "\"\\u +12\"",
    "\"a\nb\"",
    "\"a\tb\"",
    "\"\x1F\"",
    "\"a\"b",
    "\"\\\n\"",
    "\"\x80\"",
    "\"\xC3\"",
    "\"\xC3",
    "\"\xC0\xAF\"",
    "\"\xED\xA0\x80\"",
    "\"\xF4\x90\x80\x80\"",
    "\"\xFF\"",
    "\"\xE2\x82\\u0041\"",
    "\xEF\xBB\xBF{}",
    "\xC2\xA0[]",
    "\f[]",
    "\v1",
    "/**/1",
    "1//",
    "[1,#\n2]",
};

static void refused(void)
{
    STORY("everything that RFC 8259 does not allow is refused, trailing garbage and malformed "
          "UTF-8 included")
    {
        for (size_t i = 0; i < COUNT(refused_texts); i++)
            if (read(refused_texts[i]).type != JSON_BAD)
                CHECK_FAILED("taken: %s", refused_texts[i]);
    }
    STORY("a NUL is neither space nor an end nor part of a string")
    {
        CHECK(json_read(SLICE("1\0")).type == JSON_BAD);
        CHECK(json_read(SLICE("\0"
                              "1"))
                  .type == JSON_BAD);
        CHECK(json_read(SLICE("[\0]")).type == JSON_BAD);
        CHECK(json_read(SLICE("\"a\0b\"")).type == JSON_BAD);
        CHECK(json_read(SLICE("\"\\\0\"")).type == JSON_BAD);
        CHECK(json_read((struct slice){NULL, 0}).type == JSON_BAD);
    }
    STORY("a text truncated anywhere is not JSON, and nothing is read past its end")
    {
        static const char whole[] = "{\"a\":[1,-2.5e+7,\"\\u00e9\\n\xC3\xA9\",true,null],\"b\":{}}";
        for (size_t n = 0; n < sizeof whole - 1; n++) {
            char exact[sizeof whole];
            char *at = exact + sizeof exact - n; /* ends where the storage ends */
            memcpy(at, whole, n);
            CHECK(json_read((struct slice){(uint8_t *)at, n}).type == JSON_BAD);
        }
        CHECK(read(whole).type == JSON_OBJECT);
    }
}

/* Returns "[[[...]]]" or {"a":{"a":...}} of that depth. */
static struct json nested(const char *open, const char *close, size_t levels)
{
    static char storage[1024];
    struct text t;
    text_init(&t, storage, sizeof storage);
    for (size_t i = 0; i < levels; i++)
        text_str(&t, open);
    text_char(&t, '0');
    for (size_t i = 0; i < levels; i++)
        text_str(&t, close);
    return json_read(text_slice(&t));
}

static void depth(void)
{
    STORY("nesting is accepted up to the limit and refused past it")
    {
        CHECK(nested("[", "]", JSON_DEPTH).type == JSON_ARRAY);
        CHECK(nested("[", "]", JSON_DEPTH + 1).type == JSON_BAD);
        CHECK(nested("{\"a\":", "}", JSON_DEPTH).type == JSON_OBJECT);
        CHECK(nested("{\"a\":", "}", JSON_DEPTH + 1).type == JSON_BAD);
        CHECK(nested("[{\"a\":", "}]", JSON_DEPTH / 2).type == JSON_ARRAY);
        CHECK(nested("[{\"a\":", "}]", JSON_DEPTH / 2 + 1).type == JSON_BAD);
        CHECK(nested("[", "]", 500).type == JSON_BAD);
    }
    STORY("many containers in a row do not count as nesting")
    {
        CHECK(
            read("[[[]],[[]],[[]],[[]],[[]],[[]],[[]],[[]],[[]],[[]],[[]],[[]],[[]],[[]]]").type ==
            JSON_ARRAY);
    }
}

static void members(void)
{
    uint64_t v = 0;
    STORY("a member is found by its name")
    {
        struct json o =
            read("{ \"cols\" : 80, \"rows\":24,\"n\":{\"rows\":1} , \"x\":[{\"y\":3}]}");
        CHECK(json_u64(json_member(o, "cols"), 1000, &v) && v == 80);
        CHECK(json_u64(json_member(o, "rows"), 1000, &v) && v == 24);
        CHECK(json_u64(json_member(json_member(o, "n"), "rows"), 9, &v) && v == 1);
        CHECK(json_member(o, "y").type == JSON_BAD);
        CHECK(json_member(o, "row").type == JSON_BAD);
        CHECK(json_member(o, "rowss").type == JSON_BAD);
        CHECK(json_member(o, "").type == JSON_BAD);
        CHECK(json_member(read("{}"), "a").type == JSON_BAD);
        CHECK(json_member(read("[\"a\"]"), "a").type == JSON_BAD);
        CHECK(json_member((struct json){0}, "a").type == JSON_BAD);
    }
    STORY("of two members with one name the last counts, however each is written")
    {
        struct json o = read("{\"a\":1,\"b\":2,\"\\u0061\":3}");
        CHECK(json_u64(json_member(o, "a"), 9, &v) && v == 3);
        CHECK(json_u64(json_member(read("{\"\\uD83D\\uDE00\":5}"), "\xF0\x9F\x98\x80"), 9, &v) &&
              v == 5);
        CHECK(json_u64(json_member(read("{\"\":6}"), ""), 9, &v) && v == 6);
    }
    STORY("a name with a NUL is not mistaken for the shorter name before it")
    {
        CHECK(json_member(read("{\"a\\u0000\":1}"), "a").type == JSON_BAD);
    }
}

static void elements(void)
{
    STORY("an array's elements are read in order")
    {
        struct json a = read("[ 1 , \"b,]\" ,[2,3], {\"c\":[4]} , null ]"), e;
        static const enum json_type types[] = {JSON_NUMBER, JSON_STRING, JSON_ARRAY, JSON_OBJECT,
                                               JSON_NULL};
        size_t cursor = 0, n = 0;
        while (json_next(a, &cursor, &e)) {
            CHECK(n < COUNT(types) && e.type == types[n]);
            n++;
        }
        CHECK_U64(COUNT(types), n);
        CHECK(!json_next(a, &cursor, &e));
    }
    STORY("an empty array, and a value that is not an array, have no elements")
    {
        struct json e;
        size_t cursor = 0;
        CHECK(!json_next(read("[ ]"), &cursor, &e));
        cursor = 0;
        CHECK(!json_next(read("{\"a\":1}"), &cursor, &e));
        cursor = 0;
        CHECK(!json_next((struct json){0}, &cursor, &e));
    }
}

static void strings(void)
{
    static const struct {
        const char *text, *value;
    } cases[] = {
        {"\"\"", ""},
        {"\"caf\xC3\xA9\"", "caf\xC3\xA9"},
        {"\"\\\"\\\\\\/\\b\\f\\n\\r\\t\"", "\"\\/\b\f\n\r\t"},
        {"\"\\u0041\\u00e9\\u20AC\"", "A\xC3\xA9\xE2\x82\xAC"},
        {"\"\\uD83D\\uDE00\"", "\xF0\x9F\x98\x80"},
        {"\"\\udbff\\udfff\"", "\xF4\x8F\xBF\xBF"},
        {"\"\\uD83D\"", R},
        {"\"\\uDE00\"", R},
        {"\"\\uDE00\\uD83D\"", R R},
        {"\"\\uD83Dx\"", R "x"},
        {"\"\\uD83D\\n\"", R "\n"},
        {"\"\\uD83D\\u0041\"", R "A"},
        {"\"\\uD83D\\uD83D\\uDE00\"", R "\xF0\x9F\x98\x80"},
        {"\"\\\\u0041\"", "\\u0041"},
        {"\"\xF0\x9F\x98\x80\xF0\x9F\x98\x80\"", "\xF0\x9F\x98\x80\xF0\x9F\x98\x80"},
    };
    STORY("strings are unescaped; a lone surrogate is one replacement")
    {
        for (size_t i = 0; i < COUNT(cases); i++) {
            char to[32];
            size_t len;
            CHECK(json_string(read(cases[i].text), to, sizeof to, &len));
            CHECK_BYTES(cases[i].value, strlen(cases[i].value), to, len);
            CHECK_U64(0, to[len]);
        }
    }
    STORY("a string that does not fit or holds a NUL, and a value of another type, give an empty "
          "string")
    {
        char to[4] = "xyz";
        size_t len = 9;
        CHECK(json_string(read("\"abc\""), to, sizeof to, &len));
        CHECK(!json_string(read("\"abcd\""), to, sizeof to, &len));
        CHECK_STR("", to);
        CHECK_U64(0, len);
        CHECK(!json_string(read("\"ab\\u20AC\""), to, sizeof to, &len));
        CHECK(!json_string(read("\"a\\u0000\""), to, sizeof to, &len));
        CHECK(!json_string(read("12"), to, sizeof to, &len));
        CHECK(!json_string((struct json){0}, to, sizeof to, &len));
        CHECK(!json_string(read("\"\""), to, 0, &len));
    }
    STORY("a string is read in pieces of whole characters, a NUL among them")
    {
        struct json s = read("\"a\\u0000\xE2\x82\xAC\\uD83D\\uDE00\"");
        static const size_t lengths[] = {1, 1, 3, 4, 0, 0};
        uint8_t out[4];
        size_t cursor = 0;
        for (size_t i = 0; i < COUNT(lengths); i++)
            CHECK_U64(lengths[i], json_string_next(s, &cursor, out));
    }
}

static void scalars(void)
{
    STORY("integers within the range are read, and nothing else")
    {
        static const char *const wrong[] = {"1.5",   "1e3",  "-0",   "-1",  "1.0",
                                            "\"1\"", "true", "null", "[1]", "18446744073709551616"};
        uint64_t v = 7;
        CHECK(json_u64(read("0"), 0, &v) && v == 0);
        CHECK(json_u64(read("18446744073709551615"), UINT64_MAX, &v) && v == UINT64_MAX);
        CHECK(json_u64(read("1000"), 1000, &v) && v == 1000);
        CHECK(!json_u64(read("1001"), 1000, &v));
        for (size_t i = 0; i < COUNT(wrong); i++)
            CHECK(!json_u64(read(wrong[i]), UINT64_MAX, &v));
        CHECK_U64(1000, v);
    }
    STORY("true and false are read")
    {
        bool b = false;
        CHECK(json_bool(read("true"), &b) && b);
        CHECK(json_bool(read("false"), &b) && !b);
        CHECK(!json_bool(read("1"), &b));
        CHECK(!json_bool(read("\"true\""), &b));
        CHECK(!json_bool((struct json){0}, &b));
    }
}

static char storage[256];
static struct text t;

static const char *written(struct slice s)
{
    text_init(&t, storage, sizeof storage);
    json_put_string(&t, s);
    return text_end(&t);
}

static void writing(void)
{
    STORY("quotes, backslashes, controls, '<' and the line separators are escaped")
    {
        CHECK_STR("\"\"", written(SLICE("")));
        CHECK_STR("\"say \\\"hi\\\" \\\\ /\"", written(SLICE("say \"hi\" \\ /")));
        CHECK_STR("\"\\n\\r\\t\\u001b[0m\\u0000\\u007f\"", written(SLICE("\n\r\t\033[0m\0\x7F")));
        CHECK_STR("\"\\u003c/script>\"", written(SLICE("</script>")));
        CHECK_STR("\"\\u2028\\u2029\\u009b\"", written(SLICE("\xE2\x80\xA8\xE2\x80\xA9\xC2\x9B")));
        CHECK_STR("\"gr\xC3\xBC\xC3\x9F \xF0\x9F\x98\x80\"",
                  written(SLICE("gr\xC3\xBC\xC3\x9F \xF0\x9F\x98\x80")));
    }
    STORY("each malformed part of UTF-8 becomes one replacement")
    {
        CHECK_STR("\"a" R "b\"", written(SLICE("a\xFF"
                                               "b")));
        CHECK_STR("\"" R "b\"", written(SLICE("\xE2\x82"
                                              "b")));
        CHECK_STR("\"" R "\\n\"", written(SLICE("\xE2\x82\n")));
        CHECK_STR("\"a" R "\"", written(SLICE("a\xF0\x9F\x98")));
    }
    STORY("strings that were written are read back unchanged")
    {
        uint8_t all[128];
        char back[128];
        size_t len;
        for (uint8_t i = 0; i < 127; i++)
            all[i] = (uint8_t)(i + 1);
        text_init(&t, storage, sizeof storage);
        json_put_string(&t, (struct slice){all, 59});
        CHECK(!t.cut);
        CHECK(json_string(json_read(text_slice(&t)), back, sizeof back, &len));
        CHECK_BYTES((char *)all, 59, back, len);
        text_init(&t, storage, sizeof storage);
        json_put_string(&t, (struct slice){all + 59, 68});
        CHECK(json_string(json_read(text_slice(&t)), back, sizeof back, &len));
        CHECK_BYTES((char *)all + 59, 68, back, len);
    }
    STORY("names are separated by commas")
    {
        bool first = true;
        text_init(&t, storage, sizeof storage);
        text_char(&t, '{');
        json_put_name(&t, &first, "name");
        json_put_string(&t, SLICE("main"));
        json_put_name(&t, &first, "windows");
        text_u64(&t, 2);
        text_char(&t, '}');
        CHECK_STR("{\"name\":\"main\",\"windows\":2}", text_end(&t));
    }
    STORY("text that does not fit is marked as cut")
    {
        char small[5];
        text_init(&t, small, sizeof small);
        json_put_string(&t, SLICE("abcdef"));
        CHECK(t.cut);
    }
}

static void next_members(void)
{
    struct json name, value;
    STORY("the members of an object come in their order, each with its value")
    {
        struct json object =
            json_read(SLICE(" { \"a\" : 1 , \"\\u0062\":[2,{\"x\":3}],\"a\":\"}\" } "));
        size_t cursor = 0;
        CHECK(json_next_member(object, &cursor, &name, &value) && json_string_is(name, SLICE("a")));
        CHECK(value.type == JSON_NUMBER);
        CHECK(json_next_member(object, &cursor, &name, &value) && json_string_is(name, SLICE("b")));
        CHECK(value.type == JSON_ARRAY);
        CHECK(json_next_member(object, &cursor, &name, &value) && json_string_is(name, SLICE("a")));
        CHECK(value.type == JSON_STRING);
        CHECK(!json_next_member(object, &cursor, &name, &value));
        CHECK(json_string_is(json_member(object, "a"), SLICE("}")));
    }
    STORY("what is no object, or has no members, has none to read")
    {
        size_t cursor = 0;
        CHECK(!json_next_member(json_read(SLICE("{}")), &cursor, &name, &value));
        CHECK(!json_next_member(json_read(SLICE("[1]")), &cursor, &name, &value));
        CHECK(!json_next_member(json_read(SLICE("{")), &cursor, &name, &value));
    }
    STORY("a name is equal only as a whole, and only a string is a name")
    {
        CHECK(!json_string_is(json_read(SLICE("\"ab\"")), SLICE("a")));
        CHECK(!json_string_is(json_read(SLICE("\"a\"")), SLICE("ab")));
        CHECK(json_string_is(json_read(SLICE("\"\"")), SLICE("")));
        CHECK(!json_string_is(json_read(SLICE("1")), SLICE("")));
    }
}

int main(void)
{
    next_members();

    accepted();
    refused();
    depth();
    members();
    elements();
    strings();
    scalars();
    writing();
    return check_end();
}
