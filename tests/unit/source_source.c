/* Sources of windows: the options of each kind, their valid values, and the sentences about
 * others. */
#include "source/source.h"
#include "check.h"

static struct source s;
static char said[512];

static struct source of(uint16_t kind)
{
    return (struct source){.kind = kind};
}

static void add(const char *name, const char *value)
{
    CHECK(source_add(&s, slice_of(name), slice_of(value)));
}

/* The sentence of source_check(); "" for a valid source. */
static const char *check(void)
{
    struct text error;
    text_init(&error, said, sizeof said);
    bool good = source_check(&s, &error);
    text_end(&error);
    return good ? "" : said;
}

static const char *check_option(uint16_t kind, const char *name, const char *value)
{
    s = of(kind);
    if (kind == SOURCE_SERIAL || kind == SOURCE_TCP)
        add("device", kind == SOURCE_TCP ? "host:7" : "/dev/x");
    if (kind == SOURCE_SSH)
        add("host", "h");
    if (kind == SOURCE_TMUX)
        add("target", "$0");
    add(name, value);
    return check();
}

static void kinds(void)
{
    STORY("every kind has a name, and every name its kind")
    {
        for (uint16_t i = 0; i < SOURCES; i++) {
            uint16_t kind = SOURCES;
            s = of(i);
            CHECK(source_kind_of(slice_of(source_name(&s)), &kind));
            CHECK_U64(i, kind);
            CHECK_STR(source_kinds[i], source_name(&s));
        }
        uint16_t kind = 7;
        CHECK(!source_kind_of(SLICE("radio"), &kind) && !source_kind_of(SLICE(""), &kind) &&
              kind == 7);
        s = of(SOURCES);
        CHECK_STR("unknown", source_name(&s));
    }
    STORY("a kind requires some options, and all others may be left out")
    {
        static const char *const sentences[] = {
            "", "source = serial needs device", "source = tcp needs device",
            "source = ssh needs host", "source = tmux needs target"};
        for (uint16_t i = 0; i < SOURCES; i++) {
            s = of(i);
            CHECK_STR(sentences[i], check());
        }
    }
    STORY("only a source of the kind command has a command")
    {
        s = of(SOURCE_COMMAND);
        CHECK(source_set_argv(&s, SLICE("ls\0-l\0")));
        CHECK_STR("", check());
        s.kind = SOURCE_SERIAL;
        add("device", "/dev/x");
        CHECK_STR("command does not belong to source = serial", check());
    }
}

/* A valid value of each option, and the kinds that have it: command, serial, tcp, ssh, tmux. */
static const struct {
    const char *name, *value, *has;
} options[] = {
    {"user", "nobody", "y--yy"},
    {"cwd", "/", "y--yy"},
    {"env", "A=B", "y--yy"},
    {"screen", "off", "yyy--"},
    {"log", "/x", "yyyyy"},
    {"log-size", "1", "yyyyy"},
    {"log-files", "1000", "yyyyy"},
    {"input-lock", "yes", "yyyyy"},
    {"protocol", "raw", "--y--"},
    {"lock", "no", "-y---"},
    {"hangup", "yes", "-y---"},
    {"speed", "9600", "-yy--"},
    {"frame", "7E1", "-yy--"},
    {"flow", "rtscts", "-yy--"},
    {"eol", "lf", "-yy--"},
    {"local-echo", "yes", "-yy--"},
    {"delay", "5", "-yy--"},
    {"byte-delay", "5", "-yy--"},
    {"dtr", "off", "-yy--"},
    {"rts", "leave", "-yy--"},
    {"map", "lf-crlf,no-cr", "-yy--"},
    {"hex", "yes", "-yy--"},
    {"remote-session", "m", "---y-"},
    {"multiplexer", "screen", "---y-"},
    {"socket-name", "s", "---yy"},
    {"escape", "~", "---y-"},
    {"interval", "0.5", "---y-"},
    {"alive-interval", "1", "---y-"},
    {"alive-count", "100", "---y-"},
    {"require-forward", "no", "---y-"},
};

static void option_table(void)
{
    STORY("every option belongs to its kinds and to no other")
    {
        for (size_t i = 0; i < COUNT(options); i++)
            for (uint16_t kind = 0; kind < SOURCES; kind++) {
                bool has = options[i].has[kind] == 'y';
                const char *sentence = check_option(kind, options[i].name, options[i].value);
                if (has != (sentence[0] == '\0'))
                    CHECK_FAILED("%s of %s: %s", options[i].name, source_kinds[kind], sentence);
                if (!has)
                    CHECK(strstr(sentence, "does not belong to source = ") != NULL);
            }
    }
    STORY("all options can be listed, device, host and target among them")
    {
        size_t at = 0, count = 0;
        const char *name;
        for (; (name = source_option_name(&at)) != NULL; count++) {
            bool known = strcmp(name, "device") == 0 || strcmp(name, "host") == 0 ||
                         strcmp(name, "target") == 0;
            for (size_t i = 0; i < COUNT(options); i++)
                known = known || strcmp(name, options[i].name) == 0;
            if (!known)
                CHECK_FAILED("%s is not tested", name);
        }
        CHECK_U64(COUNT(options) + 3, count);
    }
    STORY("only env may be given several times")
    {
        for (size_t i = 0; i < COUNT(options); i++) {
            uint16_t kind = 0;
            while (options[i].has[kind] != 'y')
                kind++;
            (void)check_option(kind, options[i].name, options[i].value);
            add(options[i].name, options[i].value);
            bool twice = strstr(check(), "is given twice") != NULL;
            CHECK(twice == (strcmp(options[i].name, "env") != 0));
        }
    }
}

static void values(void)
{
    static const struct {
        uint16_t kind;
        const char *name, *value, *sentence;
    } bad[] = {
        {SOURCE_COMMAND, "screen", "grey", "screen: \"grey\" is not one of on, off"},
        {SOURCE_COMMAND, "log-size", "0", "log-size: \"0\" is not a number from 1 to 1048576"},
        {SOURCE_COMMAND, "log-size", "1048577", "is not a number from 1 to 1048576"},
        {SOURCE_COMMAND, "log-files", "1001", "is not a number from 1 to 1000"},
        {SOURCE_COMMAND, "log-files", "x", "is not a number"},
        {SOURCE_COMMAND, "env", "NOVALUE", "is not of the form NAME=VALUE"},
        {SOURCE_COMMAND, "env", "=x", "is not of the form NAME=VALUE"},
        {SOURCE_COMMAND, "cwd", "", "is empty"},
        {SOURCE_COMMAND, "cwd", "\xFF", "not UTF-8"},
        {SOURCE_COMMAND, "colour", "red", "does not belong to source = command"},
        {SOURCE_SERIAL, "speed", "0", "is not a speed"},
        {SOURCE_SERIAL, "lock", "maybe", "is not one of yes, no"},
        {SOURCE_TCP, "protocol", "ssh", "is not one of raw, rfc2217"},
        {SOURCE_SSH, "interval", "3600.001", "is not a number from 0.001 to 3600"},
        {SOURCE_SSH, "interval", "0", "is not a number from 0.001 to 3600"},
        {SOURCE_SSH, "alive-interval", "0.5", "is not a number from 1 to 3600"},
        {SOURCE_SSH, "multiplexer", "byobu", "is not one of tmux, screen, none"},
    };
    STORY("an invalid value gets a sentence")
    {
        for (size_t i = 0; i < COUNT(bad); i++)
            if (!strstr(check_option(bad[i].kind, bad[i].name, bad[i].value), bad[i].sentence))
                CHECK_FAILED("expected %s, got %s", bad[i].sentence, said);
    }
    STORY("a value has at most 255 bytes")
    {
        char value[LIMIT_PATH_BYTES + 1];
        memset(value, 'x', sizeof value);
        value[LIMIT_PATH_BYTES] = '\0';
        CHECK(strstr(check_option(SOURCE_COMMAND, "cwd", value), "longer than 255 bytes") != NULL);
        value[LIMIT_PATH_BYTES - 1] = '\0';
        CHECK_STR("", check_option(SOURCE_COMMAND, "cwd", value));
    }
    STORY("a target of tmux is an id, or a name")
    {
        s = of(SOURCE_TMUX);
        add("target", "a.b");
        CHECK(strstr(check(), "is not a session of tmux") != NULL);
        s = of(SOURCE_TMUX);
        add("target", "$1:@3");
        CHECK_STR("", check());
    }
}

static void storage(void)
{
    STORY("argv and options share the room, and what does not fit changes nothing")
    {
        static char word[LIMIT_COMMAND_BYTES];
        s = of(SOURCE_COMMAND);
        add("env", "A=1");
        memset(word, 'w', sizeof word);
        word[sizeof word - 9] = '\0'; /* "env=A=1" and its NUL are 8 bytes */
        CHECK(source_set_argv(&s, slice_make(word, sizeof word - 8)));
        CHECK(!source_add(&s, SLICE("x"), SLICE("")));
        struct source before = s;
        CHECK(!source_set_argv(&s, slice_make(word, sizeof word - 7)));
        CHECK_BYTES(&before, sizeof before, &s, sizeof s);
        struct slice value;
        value = SLICE("before");
        CHECK(!source_option(&s, "device", &value) && slice_equal(value, SLICE("before")));
        CHECK(source_option(&s, "env", &value) && slice_equal(value, SLICE("A=1")));
        CHECK(source_whole(&s));
        CHECK(source_set_argv(&s, SLICE("")));
        CHECK(source_option(&s, "env", &value) && source_argv(&s).len == 0);
    }
    STORY("a value cannot contain a NUL, and only yes means yes")
    {
        s = of(SOURCE_SSH);
        CHECK(!source_add(&s, SLICE("host"), SLICE("a\0b")));
        CHECK(!source_yes(&s, "require-forward"));
        add("require-forward", "yes");
        CHECK(source_yes(&s, "require-forward"));
        s = of(SOURCE_SSH);
        add("require-forward", "no");
        CHECK(!source_yes(&s, "require-forward"));
    }
}

static void messages(void)
{
    STORY("impossible lengths in a message are detected")
    {
        s = of(SOURCE_COMMAND);
        CHECK(source_whole(&s));
        s.kind = SOURCES;
        CHECK(!source_whole(&s));
        s = of(SOURCE_COMMAND);
        s.argv_len = 1;
        CHECK(!source_whole(&s)); /* the word is empty */
        s.bytes[0] = 'a';
        CHECK(!source_whole(&s)); /* the word is not terminated */
        s.argv_len = 2;
        CHECK(source_whole(&s));
        s.options_len = LIMIT_COMMAND_BYTES - 1;
        CHECK(!source_whole(&s));
        s = of(SOURCE_COMMAND);
        for (size_t i = 0; i < 2 * (LIMIT_ARGUMENTS + 1); i += 2)
            s.bytes[i] = 'a';
        s.argv_len = 2 * LIMIT_ARGUMENTS;
        CHECK(source_whole(&s));
        s.argv_len = 2 * (LIMIT_ARGUMENTS + 1);
        CHECK(!source_whole(&s));
    }
    STORY("a source is described as a person would call it")
    {
        char storage[128];
        struct text t;
        s = of(SOURCE_SERIAL);
        add("device", "/dev/ttyUSB0");
        add("speed", "9600");
        text_init(&t, storage, sizeof storage);
        source_describe(&s, &t);
        CHECK_STR("serial /dev/ttyUSB0 at 9600", text_end(&t));
        s = of(SOURCE_COMMAND);
        CHECK(source_set_argv(&s, SLICE("top\0-d\0")));
        add("user", "nobody");
        text_init(&t, storage, sizeof storage);
        source_describe(&s, &t);
        CHECK_STR("command top as nobody", text_end(&t));
    }
}

int main(void)
{
    kinds();
    option_table();
    values();
    storage();
    messages();
    return check_end();
}
