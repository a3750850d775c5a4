/* Every key and every option may be left out, and tools/boundtty.conf names the default that it
 * then has. Run from the top of the tree. */
#include "check.h"
#include "config/read.h"

#include <unistd.h>

static char *const environment[] = {(char[]){"XDG_STATE_HOME=/state"}, NULL};
static char said[512];

static bool reads(struct config *c, const char *text)
{
    char path[] = "/tmp/boundtty-unit-defaults-XXXXXX";
    char *const argv[] = {(char[]){"boundtty"}, (char[]){"-c"}, path, NULL};
    struct text error;
    int fd = mkstemp(path);
    bool written = write(fd, text, strlen(text)) == (ssize_t)strlen(text);
    close(fd);
    text_init(&error, said, sizeof said);
    bool good = written && config_read(c, argv, environment, NULL, &error) == CONFIG_RUN;
    text_end(&error);
    unlink(path);
    memset(c->file, 0, sizeof c->file);
    return good;
}

/* The keys of [server] in tools/boundtty.conf. */
struct example {
    FILE *file;
    char line[256];
    bool in_comment; /* the previous line was a comment */
    bool other;      /* according to the comment above, builds have different defaults */
};

/* The next "#key = value" that is a default; false: no more. */
static bool next_default(struct example *e, char **key)
{
    while (fgets(e->line, sizeof e->line, e->file)) {
        bool comment = strncmp(e->line, "# ", 2) == 0;
        if (strncmp(e->line, "#[", 2) == 0)
            return false;
        if (comment)
            e->other = (e->in_comment && e->other) || strstr(e->line, "xample") ||
                       strstr(e->line, "32 of board");
        e->in_comment = comment;
        if (e->line[0] == '#' && e->line[1] >= 'a' && e->line[1] <= 'z' && !e->other) {
            *key = e->line + 1;
            return true;
        }
    }
    return false;
}

static void example_file(void)
{
    STORY("tools/boundtty.conf has the defaults of [server] that the program has")
    {
        static struct config left_out, named;
        static char text[8192];
        struct example e = {.file = fopen("tools/boundtty.conf", "r")};
        char *key;
        unsigned count = 0;
        CHECK(e.file != NULL);
        CHECK(reads(&left_out, ""));
        while (e.file && next_default(&e, &key)) {
            snprintf(text, sizeof text, "[server]\n%s", key);
            if (!reads(&named, text))
                CHECK_FAILED("%s", said);
            named.size_given = false;
            if (memcmp(&left_out, &named, sizeof named) != 0)
                CHECK_FAILED("this is not the default: %s", key);
            count++;
        }
        CHECK(count >= 25);
        if (e.file)
            fclose(e.file);
    }
}

static void profile(void)
{
    STORY("an address has half of the connections, and a session five viewers, unless the file "
          "says otherwise")
    {
        static struct config c;
        CHECK(reads(&c, "[server]\nframe-interval = 20\n"));
        CHECK_U64(LIMIT_CONNECTIONS / 2, c.connections_per_address);
        CHECK_U64(5, c.viewers_per_session);
        CHECK(c.local && c.clipboard && !c.size_given);
        CHECK_U64(0, c.host_count);
        CHECK_U64(0, c.window_count);
        CHECK_U64(0, c.command_len);
        CHECK_STR("", c.base);
        CHECK_STR("", c.tmux_socket);
    }
}

/* The minimal options of a window of each kind. */
static const struct {
    const char *kind, *needs;
} windows[] = {
    {"command", ""},
    {"serial", "device = /dev/ttyS0\n"},
    {"tcp", "device = 127.0.0.1:1\n"},
    {"ssh", "host = build\n"},
    {"tmux", "target = $0\n"},
};

static void left_out(void)
{
    STORY("a window needs only the options that its kind requires")
    {
        static struct config c;
        for (size_t i = 0; i < COUNT(windows); i++) {
            char text[256];
            snprintf(text, sizeof text, "[window w]\nsource = %s\n%s", windows[i].kind,
                     windows[i].needs);
            if (!reads(&c, text))
                CHECK_FAILED("%s", said);
            CHECK_U64(1, c.window_count);
            CHECK_STR("main", c.windows[0].session);
            CHECK_U64(START_BOOT, c.windows[0].start);
            CHECK_U64(RESPAWN_NEVER, c.windows[0].respawn);
            snprintf(text, sizeof text, "[window w]\nsource = %s\n", windows[i].kind);
            CHECK(reads(&c, text) == (windows[i].needs[0] == '\0'));
        }
    }
    STORY("a window without a source is a command, and without a command the login shell")
    {
        static struct config c;
        CHECK(reads(&c, "[window w]\n"));
        CHECK_U64(SOURCE_COMMAND, c.windows[0].source.kind);
        CHECK_U64(0, c.windows[0].source.argv_len);
    }
    STORY("a serial line without settings is 115200 8N1, without flow control")
    {
        static struct config c;
        CHECK(reads(&c, "[window w]\nsource = serial\ndevice = /dev/ttyS0\n"));
        struct serial_settings set = source_serial(&c.windows[0].source), same;
        CHECK(reads(
            &c, "[window w]\nsource = serial\ndevice = /dev/ttyS0\nspeed = 115200\nframe = 8N1\n"
                "flow = none\nhangup = no\neol = cr\nlocal-echo = no\ndelay = 0\n"));
        same = source_serial(&c.windows[0].source);
        CHECK_BYTES(&same, sizeof same, &set, sizeof set);
        CHECK_U64(115200, set.line.speed);
    }
}

int main(void)
{
    example_file();
    profile();
    left_out();
    return check_end();
}
