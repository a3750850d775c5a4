/* The command line and the file as people write them, and the sentences about mistakes. */
#include "check.h"
#include "config/read.h"
#include "config/usage.h"

#include <stdlib.h>
#include <unistd.h>

static struct config config;
static char said[512];
static char *const environment[] = {(char[]){"HOME=/home/somebody"},
                                    (char[]){"XDG_STATE_HOME=/state"}, NULL};

/* The words are NULL-terminated; the program's name is put before them. */
static enum config_answer flags_with(char *const envp[], const char *const *words)
{
    char *argv[64] = {(char[]){"boundtty"}};
    int argc = 1;
    struct text error;
    for (; *words; words++)
        argv[argc++] = (char *)(uintptr_t)*words;
    text_init(&error, said, sizeof said);
    enum config_answer answer = config_read(&config, argv, envp, NULL, &error);
    text_end(&error);
    return answer;
}

#define FLAGS(...) flags_with(environment, (const char *const[]){__VA_ARGS__, NULL})

static char file_path[] = "/tmp/boundtty-unit-config-XXXXXX";

static enum config_answer file_of(struct slice bytes)
{
    FILE *f = fopen(file_path, "w");
    fwrite(bytes.at, 1, bytes.len, f);
    fclose(f);
    return FLAGS("-c", file_path);
}

static enum config_answer file_with(const char *text)
{
    return file_of(slice_of(text));
}

static void expect_wrong(const char *text, const char *line, const char *sentence)
{
    char where[128];
    CHECK_U64(CONFIG_WRONG, file_with(text));
    snprintf(where, sizeof where, "%s:%s: ", file_path, line);
    if (strncmp(said, where, strlen(where)) != 0 || !strstr(said, sentence))
        CHECK_FAILED("expected %s...%s, got %s", where, sentence, said);
}

static void expect_right(const char *text)
{
    if (file_with(text) != CONFIG_RUN)
        CHECK_FAILED("refused: %s", said);
}

static void left_out(void)
{
    STORY("without flags: loopback, the login shell, and the state directory of XDG")
    {
        CHECK_U64(CONFIG_RUN, flags_with(environment, (const char *const[]){NULL}));
        CHECK_U64(1, config.listen_count);
        CHECK_STR("127.0.0.1:7681", config.listen[0]);
        CHECK_STR("", config.base);
        CHECK_STR("/state/boundtty", config.state_dir);
        CHECK_STR("/state/boundtty/token", config.token_file);
        CHECK_STR("/state/boundtty/viewer-token", config.viewer_token_file);
        CHECK_STR("nobody", config.user);
        CHECK_U64(0, config.command_len);
        CHECK_U64(80, config.cols);
        CHECK_U64(24, config.rows);
        CHECK(!config.size_given && config.clipboard);
        CHECK_U64(10000, config.header_ms);
        CHECK_U64(5000, config.kill_ms);
        CHECK_U64(1000, config.server_min_uptime_ms);
        CHECK_U64(1000, config.respawn_delay_ms);
        CHECK_U64(60000, config.respawn_max_ms);
        CHECK_U64(30000, config.breaker_cooldown_ms);
        CHECK_U64(10000, config.min_uptime_ms);
        CHECK_U64(5, config.viewers_per_session);
    }
    STORY("root without XDG uses the state directory of the system")
    {
        char *const none[] = {NULL};
        if (geteuid() == 0) {
            CHECK_U64(CONFIG_RUN, flags_with(none, (const char *const[]){NULL}));
            CHECK_STR("/var/lib/boundtty", config.state_dir);
        }
    }
}

static void given(void)
{
    STORY("every flag takes effect")
    {
        CHECK_U64(CONFIG_RUN,
                  FLAGS("-l", "127.0.0.1:1", "-l", "[::1]:2", "-l", "unix:/x/y", "-b", "/a/b/",
                        "-t", "/t", "-s", "/s", "--size", "132x43", "--", "top", "-d", "1"));
        CHECK_U64(3, config.listen_count);
        CHECK_STR("[::1]:2", config.listen[1]);
        CHECK_STR("unix:/x/y", config.listen[2]);
        CHECK_STR("/a/b", config.base);
        CHECK_STR("/t", config.token_file);
        CHECK_STR("/s/viewer-token", config.viewer_token_file);
        CHECK_U64(132, config.cols);
        CHECK_U64(43, config.rows);
        CHECK(config.size_given);
        CHECK_BYTES("top\0-d\0001", (size_t)9, config.command, (size_t)config.command_len);
        CHECK_U64(CONFIG_RUN, FLAGS("-b", "/"));
        CHECK_STR("", config.base);
        CHECK_U64(CONFIG_RUN, FLAGS("-b", "x"));
        CHECK_STR("/x", config.base);
    }
    STORY("help and version")
    {
        CHECK_U64(CONFIG_HELP, FLAGS("-h"));
        CHECK_U64(CONFIG_VERSION, FLAGS("-V"));
        CHECK_U64(CONFIG_RUN, FLAGS("--", "ls", "-h"));
        CHECK(strstr(config_usage(), "-l ADDR:PORT") != NULL);
    }
}

static void wrong_flags(void)
{
    STORY("a wrong flag is reported in one sentence that says what to do")
    {
        static const char *const wrong[][2] = {
            {"-x", NULL},
            {"--frob", NULL},
            {"top", NULL},
            {"-l", NULL},
            {"-l", "127.0.0.1"},
            {"-l", "localhost:80"},
            {"-l", "1.2.3.4:0"},
            {"-l", "1.2.3.4:65536"},
            {"-l", "[::1:80"},
            {"-l", "::1:80"},
            {"-l", "unix:"},
            {"-b", "/a b"},
            {"-b", "/a?b"},
            {"--size", "80"},
            {"--size", "0x24"},
            {"--size", "80x24x2"},
            {"--size", "99999x9999"},
            {"--", NULL},
            {"-s", ""},
        };
        for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
            CHECK_U64(CONFIG_WRONG, flags_with(environment, (const char *const[]){
                                                                wrong[i][0], wrong[i][1], NULL}));
            CHECK(strstr(said, "; try boundtty -h") != NULL);
        }
        CHECK_U64(CONFIG_WRONG, FLAGS("-l", "1.1.1.1:1", "-l", "1.1.1.1:2", "-l", "1.1.1.1:3", "-l",
                                      "1.1.1.1:4", "-l", "1.1.1.1:5"));
        CHECK(strstr(said, "one too many; at most 4") != NULL);
        CHECK_U64(CONFIG_WRONG, FLAGS("-c", "/nowhere/config"));
        CHECK_STR("/nowhere/config: no such file or directory", said);
    }
    STORY("a command that is too long is refused, not cut")
    {
        static char word[LIMIT_COMMAND_BYTES + 8];
        memset(word, 'x', sizeof word - 1);
        CHECK_U64(CONFIG_WRONG, FLAGS("--", word));
    }
}

static void file_keys(void)
{
    STORY("the file has a key for each flag, and a flag wins")
    {
        CHECK_U64(CONFIG_RUN, file_with("# a remark\n\n[server]\r\n"
                                        "listen = 10.0.0.1:80\nlisten=[::]:81\n"
                                        "base = /tty\nhost = pi.example\nhost=pi\n"
                                        "user = daemon\nclipboard = no\nsize = 100x30\n"
                                        "header-timeout = 7\nidle-timeout = 70\nstall-timeout = 8\n"
                                        "ping-interval = 5\nunanswered-pings = 3\n"
                                        "kill-timeout = 2\nshutdown-timeout = 9\n"
                                        "frame-interval = 33\nviewers-per-session = 8\n"
                                        "state-directory = /st\ntoken-file = /tok\n"
                                        "viewer-token-file = /vtok\nserver-min-uptime = 50\n"
                                        "respawn-delay = 20\nrespawn-max = 3600000\n"
                                        "breaker-cooldown = 40\nmin-uptime = 70000"));
        CHECK_U64(2, config.listen_count);
        CHECK_STR("[::]:81", config.listen[1]);
        CHECK_STR("/tty", config.base);
        CHECK_U64(2, config.host_count);
        CHECK_STR("pi", config.hosts[1]);
        CHECK_STR("daemon", config.user);
        CHECK(!config.clipboard);
        CHECK_U64(100, config.cols);
        CHECK_U64(7000, config.header_ms);
        CHECK_U64(70000, config.idle_ms);
        CHECK_U64(8000, config.stall_ms);
        CHECK_U64(5000, config.ping_ms);
        CHECK_U64(3, config.unanswered_pings);
        CHECK_U64(2000, config.kill_ms);
        CHECK_U64(9000, config.shutdown_ms);
        CHECK_U64(33, config.frame_ms);
        CHECK_U64(50, config.server_min_uptime_ms);
        CHECK_U64(20, config.respawn_delay_ms);
        CHECK_U64(3600000, config.respawn_max_ms);
        CHECK_U64(40, config.breaker_cooldown_ms);
        CHECK_U64(70000, config.min_uptime_ms);
        CHECK_U64(8, config.viewers_per_session);
        CHECK_STR("/st", config.state_dir);
        CHECK_STR("/vtok", config.viewer_token_file);
        CHECK_U64(CONFIG_RUN, FLAGS("-l", "127.0.0.1:9", "-b", "/other", "-c", file_path));
        CHECK_U64(1, config.listen_count);
        CHECK_STR("127.0.0.1:9", config.listen[0]);
        CHECK_STR("/other", config.base);
    }
}

static void file_values(void)
{
    STORY("a command is words with quotes, and nothing of a shell")
    {
        CHECK_U64(CONFIG_RUN,
                  file_with("[server]\ncommand = sh -c 'a \"b' \"c \\\" d\" e\\ f '' $X|y\n"));
        static const char words[] = "sh\0-c\0a \"b\0c \" d\0e f\0\0$X|y";
        CHECK_BYTES(words, sizeof words, config.command, (size_t)config.command_len);
        expect_wrong("[server]\ncommand = sh 'open\n", "2", "open quote");
        expect_wrong("[server]\ncommand =\n", "2", "empty");
        expect_wrong("[server]\ncommand = ''\n", "2", "empty");
    }
    STORY("a key accepts each of its words, and no other")
    {
        static const char *const levels[] = {"debug", "info", "warning", "error"};
        char text[64];
        for (unsigned i = 0; i < COUNT(levels); i++) {
            snprintf(text, sizeof text, "[server]\nlog-level = %s\n", levels[i]);
            CHECK_U64(CONFIG_RUN, file_with(text));
            CHECK_U64(i, config.log_level);
        }
        CHECK_U64(CONFIG_RUN, file_with("[server]\nlog-format = json\nlocal-socket = no\n"));
        CHECK(config.log_format == LOG_JSON && !config.local);
        CHECK_U64(CONFIG_RUN, file_with("[server]\nlog-format = logfmt\nlocal-socket = yes\n"));
        CHECK(config.log_format == LOG_LOGFMT && config.local);
        expect_wrong("[server]\nlog-level = loud\n", "2",
                     "is not one of debug, info, warning, error");
        expect_wrong("[server]\nlog-format = xml\n", "2", "is not one of logfmt, json");
    }
    STORY("the ends of a range are accepted, and numbers beyond them are not")
    {
        CHECK_U64(CONFIG_RUN, file_with("[server]\nlog-size = 1048576\nkill-timeout = 86400\n"
                                        "frame-interval = 1\nlog-files = 60000\n"));
        CHECK_U64(1u << 30, config.log_bytes);
        CHECK_U64(86400000, config.kill_ms);
        CHECK_U64(1, config.frame_ms);
        CHECK_U64(60000, config.log_files);
        expect_wrong("[server]\nlog-size = 1048577\n", "2",
                     "is not a number of KiB from 1 to 1048576");
        expect_wrong("[server]\nlog-size = 0\n", "2", "number of KiB");
        expect_wrong("[server]\nkill-timeout = 86401\n", "2", "seconds from 1 to 86400");
        expect_wrong("[server]\nlog-files = 60001\n", "2", "is not a number from 1 to 60000");
        expect_wrong("[server]\nhost =\n", "2", "is empty or longer");
    }
}

static void file_mistakes(void)
{
    STORY("an error names the file, the line and what to do")
    {
        expect_wrong("[server]\n\nlisten = nowhere\n", "3", "write 127.0.0.1:7681");
        expect_wrong("base = /x\n", "1", "write [server] above it");
        expect_wrong("[client]\n", "1", "there are [server] and [window NAME]");
        expect_wrong("[server]\ncolour = red\n", "2", "is not known");
        expect_wrong("[server]\nlisten\n", "2", "key = value");
        expect_wrong("[server]\nclipboard = perhaps\n", "2", "is not one of no, yes");
        expect_wrong("[server]\nkill-timeout = 0\n", "2", "seconds from 1 to 86400");
        expect_wrong("[server]\nkill-timeout = soon\n", "2", "seconds from 1 to 86400");
        expect_wrong("[server]\nframe-interval = 99999\n", "2", "milliseconds");
        expect_wrong("[server]\nbreaker-cooldown = 3600001\n", "2",
                     "milliseconds from 1 to 3600000");
        expect_wrong("[server]\nmin-uptime = 0\n", "2", "milliseconds from 1 to 3600000");
        expect_wrong("[server]\nviewers-per-session = -1\n", "2", "number");
        expect_wrong("[server]\nhost=a\nhost=b\nhost=c\nhost=d\nhost=e\n", "6",
                     "one too many; at most 4");
    }
    STORY("a NUL byte in a line is a mistake of that line, in each section")
    {
        CHECK_U64(CONFIG_WRONG, file_of(SLICE("[server]\ncommand = a\0b\n")));
        CHECK(strstr(said, ":2: ") && strstr(said, "contains a NUL byte"));
        CHECK_U64(CONFIG_WRONG, file_of(SLICE("[window w]\n\nenv = A=\0\n")));
        CHECK(strstr(said, ":3: ") && strstr(said, "contains a NUL byte"));
    }
    STORY("a file that is too large, or missing, is reported")
    {
        static char large[LIMIT_CONFIG_BYTES + 2];
        memset(large, '\n', sizeof large - 1);
        CHECK_U64(CONFIG_WRONG, file_with(large));
        CHECK(strstr(said, "file too large") != NULL);
        memset(large, 'x', LIMIT_CONFIG_LINE);
        CHECK_U64(CONFIG_WRONG, file_with(large));
        CHECK(strstr(said, "file too large") != NULL);
        CHECK_U64(CONFIG_WRONG, FLAGS("-c", "/tmp"));
        CHECK_STR("/tmp: is a directory", said);
    }
}

static void windows(void)
{
    STORY("a section declares a window: argv by words, options of its source")
    {
        CHECK_U64(CONFIG_RUN,
                  file_with("[window shell]\nenv = A=b c\ncommand = sh -c \"echo 'x'\"\n"
                            "start = attach\nrespawn = always\nsession = tools\n"
                            "[window con]\nsource=serial\ndevice=/dev/ttyS0\n"));
        CHECK_U64(2, config.window_count);
        const struct declaration *d = &config.windows[0];
        struct slice value;
        CHECK_STR("shell", d->name);
        CHECK_STR("tools", d->session);
        CHECK_U64(START_ATTACH, d->start);
        CHECK_U64(RESPAWN_ALWAYS, d->respawn);
        CHECK(slice_equal(source_argv(&d->source), SLICE("sh\0-c\0echo 'x'\0")));
        CHECK(source_option(&d->source, "env", &value) && slice_equal(value, SLICE("A=b c")));
        CHECK_U64(SOURCE_SERIAL, config.windows[1].source.kind);
        CHECK_STR("main", config.windows[1].session);
        CHECK(declaration_key(d) != declaration_key(&config.windows[1]));
    }
    STORY("an error in a window is reported with the line of its section or key")
    {
        expect_wrong("[window a/b]\n", "1", "is not a name");
        expect_wrong("[window]\n", "1", "is not known");
        expect_wrong("[window a\n", "1", "is not known");
        expect_wrong("\n[window a]\nsource = radio\n", "3",
                     "is not one of command, serial, tcp, ssh, tmux");
        expect_wrong("[window a]\nsource = serial\n", "1", "source = serial needs device");
        expect_wrong("[window a]\nspeed = 9600\n", "2", "does not belong to source = command");
        expect_wrong("[window a]\n[window a]\n", "2", "declared twice");
        expect_wrong("[window a]\nlisten = 127.0.0.1:1\n", "2", "not known in a [window]");
        expect_wrong("[window a]\ncommand = \"x\n", "2", "open quote");
        expect_wrong("[window a]\nsource = tcp\ndevice = x:1\nspeed = 0\n", "4", "speed");
    }
    STORY("one window too many is reported with what to do")
    {
        char text[LIMIT_WINDOWS * 16 + 64] = "";
        size_t len = 0;
        for (unsigned i = 0; i <= LIMIT_WINDOWS; i++)
            len += (size_t)snprintf(text + len, sizeof text - len, "[window w%u]\n", i);
        char line[8];
        snprintf(line, sizeof line, "%u", LIMIT_WINDOWS + 1);
        expect_wrong(text, line, "PROFILE=server");
    }
}

static void comments(void)
{
    STORY("a comment after a value is refused, and so is one after a section")
    {
        expect_wrong("[server]\nhost = build   # the box\n", "2", "on lines of their own");
        expect_wrong("[server]\nhost = build\t;the box\n", "2", "on lines of their own");
        expect_wrong("[server]\nhost = # the box\n", "2", "on lines of their own");
        expect_wrong("[server] # ours\n", "1", "on lines of their own");
        expect_wrong("[window a]\ncommand = sh -c 'a' # b\n", "2", "on lines of their own");
        expect_wrong("[window a]\ncommand = sh -c a\\' # b\n", "2", "on lines of their own");
        expect_wrong("[window a]\ncommand = sh '\\' # b\n", "2", "on lines of their own");
        expect_wrong("[window a]\nenv = A=b # c\n", "2", "on lines of their own");
    }
    STORY("a # in quotes, in a word, or as the whole value is no comment; a ; is a command's word")
    {
        expect_right("[window a]\ncommand = sh -c \"a # b\" 'c # d' e#f g\\ #h\n");
        expect_right("[window a]\ncommand = find / -exec ls {} ;\n");
        expect_right("[window a]\nenv = COLOR=#ff0000\n");
        expect_right("[window a]\nsource = ssh\nhost = h\nescape = #\n");
        expect_right("[window a #1]\n# comment\n ; comment\n");
    }
    STORY("a key that is given twice is refused, but for lists")
    {
        expect_wrong("[server]\nbase = /a\n[window a]\n[server]\nbase = /a\n", "5",
                     "is given twice");
        expect_wrong("[window a]\nstart = boot\nstart = boot\n", "3", "is given twice");
        expect_wrong("[window a]\ncwd = /\nlog = /a\ncwd = /\n", "4", "is given twice");
        expect_right("[server]\nhost = a\nhost = b\n[window a]\nenv = A=1\nenv = B=2\n");
    }
}

static void same_server(void)
{
    static struct config other;
    STORY("only what the server works with, or a log on stderr, needs another server")
    {
        static const struct {
            const char *text;
            bool same;
        } files[] = {
            {"# a comment\n\n[server]\nhost = a\n[window w]\ncwd = /\n", true},
            {"[server]\nhost = a\nlog-files = 7\nshutdown-timeout = 9\n[window w]\ncwd = /\n",
             true},
            {"[server]\nhost = b\n[window w]\ncwd = /\n", false},
            {"[server]\nhost = a\n[window w]\ncwd = /tmp\n", false},
            {"[server]\nhost = a\nlog-level = debug\n[window w]\ncwd = /\n", false},
            {"[server]\nhost = a\nlog-format = json\n[window w]\ncwd = /\n", false},
            {"[server]\nhost = a\nlog = /tmp/x\n[window w]\ncwd = /\n", false},
        };
        expect_right("[server]\nhost = a\n[window w]\ncwd = /\n");
        other = config;
        for (size_t i = 0; i < sizeof files / sizeof files[0]; i++) {
            expect_right(files[i].text);
            CHECK_U64(files[i].same, config_same_server(&other, &config));
        }
        expect_right("[server]\nlog = /tmp/x\n");
        other = config;
        expect_right("[server]\nlog = /tmp/y\nlog-format = json\n");
        CHECK(config_same_server(&other, &config));
    }
    STORY("a mode is octal, of at most three digits after zeros")
    {
        expect_right("[server]\nsocket-mode = 0666\n");
        CHECK_U64(0666, config.socket_mode);
        expect_right("[server]\nsocket-mode = 777\n");
        expect_wrong("[server]\nsocket-mode = 1000\n", "2", "in octal");
        expect_wrong("[server]\nsocket-mode = 8\n", "2", "in octal");
        expect_wrong("[server]\nsocket-mode = 0\n", "2", "in octal");
        expect_wrong("[server]\nsocket-mode = rw\n", "2", "in octal");
    }
}

int main(void)
{
    int fd = mkstemp(file_path);
    close(fd);
    left_out();
    comments();
    same_server();
    given();
    wrong_flags();
    windows();
    file_keys();
    file_values();
    file_mistakes();
    unlink(file_path);
    return check_end();
}
