/* Valid and invalid targets as people write them. */
#include "check.h"
#include "cli/connect/target.h"

static struct target t;

static const char *parse(const char *text)
{
    return target_parse(slice_of(text), false, &t);
}

static void local_targets(void)
{
    STORY("an empty target is this machine and its first session")
    {
        CHECK(!parse(""));
        CHECK(t.way == TARGET_LOCAL);
        CHECK_STR("", t.session);
        CHECK(!t.has_window);
    }
    STORY("a word is a session, and digits after a colon are its window")
    {
        CHECK(!parse("main"));
        CHECK(t.way == TARGET_LOCAL);
        CHECK_STR("main", t.session);
        CHECK(!parse("main:3"));
        CHECK_STR("main", t.session);
        CHECK(t.has_window);
        CHECK_U64(3, t.window);
        CHECK(!parse("a:b"));
        CHECK_STR("a:b", t.session);
        CHECK(!t.has_window);
        CHECK(!parse("a:b:12"));
        CHECK_STR("a:b", t.session);
        CHECK_U64(12, t.window);
    }
}

static void hosts(void)
{
    STORY("a host precedes a slash, with a user and a port")
    {
        CHECK(!parse("pi/main"));
        CHECK(t.way == TARGET_HTTP);
        CHECK_STR("pi", t.host);
        CHECK_U64(0, t.port);
        CHECK(!parse("me@pi.local:8080/main:1"));
        CHECK_STR("me", t.user);
        CHECK_STR("pi.local", t.host);
        CHECK_U64(8080, t.port);
        CHECK_U64(1, t.window);
        CHECK(!parse("[::1]:7000/x"));
        CHECK_STR("::1", t.host);
        CHECK_U64(7000, t.port);
        CHECK(!parse("[fe80::2]/x"));
        CHECK_STR("fe80::2", t.host);
        CHECK(!parse("pi/"));
        CHECK_STR("pi", t.host);
        CHECK_STR("", t.session);
        CHECK(!parse("/main"));
        CHECK(t.way == TARGET_LOCAL);
    }
    STORY("a scheme selects the way")
    {
        CHECK(!parse("ssh://root@board:2222/main"));
        CHECK(t.way == TARGET_SSH);
        CHECK_STR("root", t.user);
        CHECK_U64(2222, t.port);
        CHECK(!parse("ssh://board"));
        CHECK_STR("board", t.host);
        CHECK_STR("", t.session);
        CHECK(!parse("http://10.0.0.1/main"));
        CHECK(t.way == TARGET_HTTP);
        CHECK(parse("https://board/main") && strstr(parse("https://board/main"), "TLS"));
    }
    STORY("a command that takes a host reads a single word as one")
    {
        CHECK(!target_parse(SLICE("pi:80"), true, &t));
        CHECK_STR("pi", t.host);
        CHECK_U64(80, t.port);
        CHECK(!target_parse(SLICE(""), true, &t));
        CHECK(t.way == TARGET_LOCAL);
    }
}

static void wrong_targets(void)
{
    STORY("malformed targets are refused, and so are those that ssh would read as a flag")
    {
        static const char *const wrong[] = {
            "a/b/c",  "pi//x",    "//x", "pi:0/x",      "pi:65536/x",   "pi:x/y", "@pi/x",
            "ssh://", "ssh:///x", ":1",  "ssh://-oX/y", "ssh://-l@h/y", "[::1/x", "[::1]x/y"};
        for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++)
            if (!parse(wrong[i]))
                CHECK_FAILED("\"%s\" was taken", wrong[i]);
        char name[80];
        memset(name, 'a', sizeof name);
        CHECK(target_parse((struct slice){(const uint8_t *)name, 64}, false, &t));
        CHECK(!target_parse((struct slice){(const uint8_t *)name, 63}, false, &t));
    }
}

int main(void)
{
    local_targets();
    hosts();
    wrong_targets();
    return check_end();
}
