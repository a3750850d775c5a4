/*
 * boundtty roam [-a SECONDS] [-I SECONDS] [-S] [-L NAME] [-e CHAR] [-V] [--require-forward]
 * [--none] HOST [SESSION]
 *
 * The system's own ssh, again and again: it finds or makes a session of tmux (or screen) at the far
 * side and shows it; where the line is lost it is started again, for ever. A person's detach, the
 * end of the remote program, and what no further attempt would mend end it.
 *
 * One attempt (attempt()) ends in one verdict (judge()); the rest is what is said of it (tell()).
 */
#include "cli/roam/roam.h"

#include "base/bug.h"
#include "base/clock.h"
#include "cli/cli.h"
#include "os/memory.h"

#include <signal.h>
#include <string.h>
#include <sys/wait.h>

#define SECONDS_MAX 3600
#define ALIVE_COUNT "3"
#define ASK_MS 8000   /* with -V: whether the session lives, after a line was lost */
#define WORDS_MS 200  /* what ssh said last is read for so long after its end */
#define SIGNALLED 128 /* plus the signal: the status of a program that a signal has ended */
#define LINE_LOST 255 /* ssh's own status */

enum verdict {
    DETACHED,
    EXITED, /* the remote program, or the session */
    LOST,
    REFUSED /* no further attempt would mend it */
};

void roam_say(struct slice sentence)
{
    cli_say(2, SLICE("boundtty roam: "));
    cli_say(2, sentence);
    cli_say(2, SLICE("\r\n"));
}

static void say(const char *a, const char *b, const char *c)
{
    TEXT(t, 512);
    text_str(&t, a);
    text_str(&t, b);
    text_str(&t, c);
    roam_say(text_slice(&t));
}

static int wrong(const char *flag, const char *why)
{
    say(flag, why, "");
    return 2;
}

/* 0: it was a flag with a value. */
static int read_value(struct roam_settings *s, const char *flag, const char *value)
{
    uint64_t *seconds = strcmp(flag, "-a") == 0   ? &s->alive_s
                        : strcmp(flag, "-I") == 0 ? &s->interval_s
                                                  : NULL;
    if (!seconds && strcmp(flag, "-L") != 0 && strcmp(flag, "-e") != 0)
        return wrong(flag, " is not known; there are -a, -I, -S, -L, -e, -V, --require-forward and "
                           "--none");
    if (!value)
        return wrong(flag, " needs a value");
    if (!seconds)
        *(flag[1] == 'L' ? &s->socket : &s->escape) = value;
    else if (!slice_u64(slice_of(value), seconds) || *seconds == 0 || *seconds > SECONDS_MAX)
        return wrong(flag, " needs a number of seconds: 1 to 3600");
    return 0;
}

/* 0: all is read. */
static int read_words(char *const argv[], struct roam_settings *s)
{
    size_t i = 0;
    for (; argv[i] && argv[i][0] == '-' && strcmp(argv[i], "--") != 0; i++) {
        bool *const plain = strcmp(argv[i], "-S") == 0                  ? &s->screen
                            : strcmp(argv[i], "-V") == 0                ? &s->verbose
                            : strcmp(argv[i], "--require-forward") == 0 ? &s->require_forward
                            : strcmp(argv[i], "--none") == 0            ? &s->plain
                                                                        : NULL;
        int bad = plain ? 0 : read_value(s, argv[i], argv[i + 1]);
        if (bad != 0)
            return bad;
        if (plain)
            *plain = true;
        else
            i++;
    }
    i += argv[i] && argv[i][0] == '-';
    s->host = argv[i];
    if (!s->host || s->host[0] == '-' || s->host[0] == '\0')
        return wrong("HOST", " is missing: boundtty roam [flags] HOST [SESSION]");
    if (argv[i + 1])
        s->session = argv[++i];
    if (argv[i + 1])
        return wrong(argv[i + 1], " is one word too many");
    const char *why = roam_remote_check(s);
    return why ? wrong(why, "") : 0;
}

static void put(struct roam *r, size_t *n, const char *word)
{
    BUG_UNLESS(*n < ROAM_ARGUMENTS);
    r->argv[(*n)++] = (char *)(uintptr_t)word;
    r->argv[*n] = NULL;
}

static void option(struct roam *r, size_t *n, const char *value)
{
    put(r, n, "-o");
    put(r, n, value);
}

static const char *number(char *storage, size_t size, const char *name, uint64_t value)
{
    struct text t;
    text_init(&t, storage, size);
    text_str(&t, name);
    text_u64(&t, value);
    return text_end(&t);
}

/* What every ssh of roam's is told: a line of its own, that tells when it is lost. */
static size_t begin_words(struct roam *r)
{
    const struct roam_settings *s = &r->set;
    size_t n = 0;
    put(r, &n, "ssh");
    option(r, &n, number(r->alive, sizeof r->alive, "ServerAliveInterval=", s->alive_s));
    option(r, &n, "ServerAliveCountMax=" ALIVE_COUNT);
    if (!r->plan.connect_timeout)
        option(r, &n, number(r->connect, sizeof r->connect, "ConnectTimeout=", s->alive_s * 3));
    if (r->plan.remote_command)
        option(r, &n, "RemoteCommand=none");
    return n;
}

static void attach_words(struct roam *r)
{
    const struct roam_settings *s = &r->set;
    size_t n = begin_words(r);
    option(r, &n, "LogLevel=VERBOSE");
    option(r, &n, r->folder[0] != '\0' ? "ControlMaster=yes" : "ControlMaster=no");
    option(r, &n, r->folder[0] != '\0' ? r->control : ROAM_CONTROL "none");
    option(r, &n, "ControlPersist=no");
    option(r, &n, s->require_forward ? "ExitOnForwardFailure=yes" : "ExitOnForwardFailure=no");
    put(r, &n, "-t");
    if (s->escape) {
        put(r, &n, "-e");
        put(r, &n, s->escape);
    }
    put(r, &n, "--");
    put(r, &n, s->host);
    if (!s->plain)
        put(r, &n, r->remote);
}

static void ask_words(struct roam *r)
{
    size_t n = begin_words(r);
    option(r, &n, ROAM_CONTROL "none");
    option(r, &n, "BatchMode=yes");
    option(r, &n, "ClearAllForwardings=yes");
    option(r, &n, "PermitLocalCommand=no");
    put(r, &n, "--");
    put(r, &n, r->set.host);
    put(r, &n, r->remote);
}

/* What a process that ssh has left behind (a ProxyCommand) may still say is not waited for. */
static void hear_last(struct roam *r)
{
    uint64_t until_ms = clock_ms() + WORDS_MS;
    struct roam_child *c = &r->child;
    do
        roam_words_read(r);
    while (c->pipe >= 0 && roam_wait(c, -1, until_ms) == ROAM_READABLE);
    roam_words_end(r);
}

/* One ssh from its start to its end. False: it could not be started, or roam was asked to end. */
static bool attempt(struct roam *r)
{
    enum roam_event event;
    r->words = (struct roam_words){0};
    for (unsigned i = 0; i < r->plan.forwards; i++)
        r->plan.forward[i].failed = false;
    if (!roam_remote_attach(r))
        return false;
    attach_words(r);
    roam_forwards_clear(r);
    r->retried_ms = clock_ms();
    if (roam_start(&r->child, r->argv, ROAM_SESSION, false) != 0)
        return false;
    while ((event = roam_wait(&r->child, -1, roam_forwards_due(r))) == ROAM_READABLE ||
           event == ROAM_LATE) {
        if (event == ROAM_READABLE)
            roam_words_read(r);
        else
            roam_forwards_retry(r);
    }
    if (event == ROAM_ENDED)
        hear_last(r);
    roam_end(&r->child);
    roam_terminal_restore(r);
    r->reached = r->reached || r->words.authenticated;
    return event == ROAM_ENDED;
}

/* How a multiplexer's script has ended. */
static enum verdict judge_script(int status)
{
    if (status == ROAM_LIVES)
        return DETACHED;
    return status == ROAM_LIVES_KILLED ? LOST : EXITED;
}

static enum verdict judge(const struct roam *r)
{
    const struct roam_words *w = &r->words;
    int status = r->child.status;
    if (WIFSIGNALED(status))
        return LOST;
    if (WEXITSTATUS(status) != LINE_LOST)
        return !w->authenticated ? REFUSED
               : r->set.plain    ? EXITED
                                 : judge_script(WEXITSTATUS(status));
    if (w->refused || (!r->reached && (w->stranger || w->unresolved)))
        return REFUSED;
    /* The script never ends so: it was killed, and the session may live. A shell may. */
    return r->set.plain && w->closed && !w->dropped ? EXITED : LOST;
}

/* Whether the session lives, asked over a connection of its own, where there is one to be had. */
static const char *ask(struct roam *r)
{
    uint64_t until_ms = clock_ms() + ASK_MS;
    enum roam_event event = ROAM_LATE;
    struct roam_child c;
    if (!roam_remote_lives(r))
        return "cannot be asked";
    ask_words(r);
    if (roam_start(&c, r->argv, ROAM_QUESTION, true) != 0)
        return "cannot be asked";
    while ((event = roam_wait(&c, -1, until_ms)) == ROAM_READABLE)
        (void)roam_read(&c, r->line, sizeof r->line);
    roam_end(&c);
    if (event != ROAM_ENDED || !WIFEXITED(c.status) || WEXITSTATUS(c.status) > 1)
        return "cannot be asked";
    return WEXITSTATUS(c.status) == 0 ? "lives" : "is gone";
}

static const char *session_state(struct roam *r, enum verdict v)
{
    int status = r->child.status;
    if (r->set.plain)
        return "is a shell alone";
    if (v == LOST || v == REFUSED)
        return r->reached ? ask(r) : "was not reached";
    return v == DETACHED || WEXITSTATUS(status) == ROAM_LIVES_FAILED ? "lives" : "is gone";
}

/* With -V: how ssh ended, whether the session lives, and what it was. */
static void tell_all(struct roam *r, enum verdict v)
{
    static const char *const names[] = {"a detach", "the remote program's end", "a lost line",
                                        "a refusal"};
    int status = r->child.status;
    TEXT(t, 256);
    text_str(&t, WIFSIGNALED(status) ? "ssh was ended by signal " : "ssh ended with status ");
    text_i64(&t, WIFSIGNALED(status) ? WTERMSIG(status) : WEXITSTATUS(status));
    text_str(&t, "; the remote session ");
    text_str(&t, session_state(r, v));
    text_str(&t, "; this was ");
    text_str(&t, names[v]);
    roam_say(text_slice(&t));
}

static void tell_exit(const struct roam *r)
{
    const char *what = r->set.plain    ? "the remote shell"
                       : r->set.screen ? "screen at the far side"
                                       : "tmux at the far side";
    char status[48];
    int code = WEXITSTATUS(r->child.status);
    number(status, sizeof status, " has ended with status ", (uint64_t)code);
    if (code == 0)
        say(r->set.plain ? "the remote shell" : "the remote session", " has ended", "");
    else if (code == 127 && !r->set.plain)
        say("the far side cannot run ", r->set.screen ? "screen" : "tmux",
            "; there are -S for screen, and --none for a shell alone");
    else if (code == ROAM_LIVES_FAILED && !r->set.plain)
        say(what, " cannot show the session, which lives", "");
    else if (code == SIGNALLED + SIGKILL || code == LINE_LOST || (code == 1 && !r->set.plain))
        say(what, status, ": it was killed, possibly out of memory, or has failed");
    else
        say(what, status, "");
}

static void tell_refusal(const struct roam *r)
{
    const struct roam_words *w = &r->words;
    if (w->refused)
        say(r->set.host, " refuses this user", "; no further attempt is made");
    else if (w->stranger)
        say(r->set.host, "'s key could not be verified", "; no further attempt is made");
    else if (w->unresolved)
        say(r->set.host, " is no name that can be resolved", "; no further attempt is made");
    else
        say("ssh itself has failed", "; no further attempt is made", "");
}

static void tell_loss(const struct roam *r)
{
    int status = r->child.status;
    if (r->words.dropped)
        say(r->words.why, "", "");
    if (WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL)
        say("ssh was killed, possibly out of memory", "", "");
    else if (WIFEXITED(status) && WEXITSTATUS(status) == ROAM_LIVES_KILLED && !r->set.plain)
        say("what shows the session at the far side was killed (137), possibly out of memory", "",
            "");
    else if (r->words.forward_refused && r->set.require_forward)
        say("a forward is refused, and --require-forward asks for all of them", "", "");
}

/* What a person is told of an attempt's end, and roam's exit status where it is the last one. */
static int tell(struct roam *r, enum verdict v)
{
    if (r->set.verbose)
        tell_all(r, v);
    int code = WIFEXITED(r->child.status) ? WEXITSTATUS(r->child.status) : LINE_LOST;
    switch (v) {
    case DETACHED:
        say("detached; the remote session lives on at ", r->set.host, "");
        return 0;
    case EXITED:
        tell_exit(r);
        return code == ROAM_LIVES_FAILED && !r->set.plain ? 1 : code;
    case REFUSED:
        tell_refusal(r);
        return code;
    case LOST:
        tell_loss(r);
    }
    return LINE_LOST;
}

/* For ever, where it must be. */
static int roam(struct roam *r)
{
    for (;;) {
        uint64_t next_ms = clock_ms() + r->set.interval_s * 1000;
        bool done = attempt(r);
        if (roam_signal() != 0)
            return SIGNALLED + roam_signal();
        if (!done) {
            say("ssh cannot be started", "", "");
            return LINE_LOST;
        }
        enum verdict v = judge(r);
        int status = tell(r, v);
        /* Ended here, by ~. or so: there is time to say q. */
        if (r->words.closed && !r->words.dropped)
            next_ms = clock_ms() + r->set.interval_s * 1000;
        if (v != LOST || !roam_terminal_wait(r, next_ms))
            return roam_signal() != 0 ? SIGNALLED + roam_signal() : status;
    }
}

int cli_roam(char *const argv[])
{
    struct roam *r = os_reserve(sizeof *r);
    if (!r) {
        roam_say(SLICE("there is no memory"));
        return 1;
    }
    r->set = (struct roam_settings){
        .session = "main", .socket = "default", .alive_s = 5, .interval_s = 5};
    int bad = read_words(argv, &r->set);
    if (bad != 0)
        return bad;
    if (!roam_terminal_save(r))
        return wrong("its input and output", " must be a terminal");
    if (!roam_signals() || !roam_remote_attach(r))
        return wrong(r->set.session, " is too long, with what the far side is told");
    if (!roam_plan(r))
        return roam_signal() != 0 ? SIGNALLED + roam_signal() : LINE_LOST;
    roam_forwards_open(r);
    int status = roam(r);
    roam_forwards_close(r);
    return status;
}
