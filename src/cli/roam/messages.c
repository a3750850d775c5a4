/*
 * Interprets the messages of ssh. Its exit status 255 covers a lost connection, a refused user and
 * a program that ended with 255; its messages, which are English in every locale, distinguish them.
 * LogLevel=VERBOSE makes it also report when the user was authenticated; those lines are shown only
 * with -V. All other bytes are passed on to the terminal, except the reason of a lost connection:
 * it is printed after the terminal was restored, since it would disappear together with tmux's
 * screen.
 *
 * A banner of the remote host arrives by the same way. Therefore no message is trusted with more
 * than the end of roam.
 */
#include "cli/roam/messages.h"

#include "cli/say.h"

static bool holds(struct slice line, struct slice words)
{
    for (size_t i = 0; i + words.len <= line.len; i++)
        if (slice_starts(slice_from(line, i), words))
            return true;
    return false;
}

/* Returns the first number after these words; 0 if they do not occur. */
static uint64_t number_after(struct slice line, struct slice words)
{
    uint64_t number = 0;
    for (size_t i = 0; i + words.len <= line.len; i++) {
        struct slice rest = slice_from(line, i);
        if (!slice_starts(rest, words))
            continue;
        rest = slice_from(rest, words.len);
        for (size_t n = 0; n < rest.len && rest.at[n] >= '0' && rest.at[n] <= '9'; n++)
            number = number * 10 + rest.at[n] - '0';
        return number;
    }
    return 0;
}

static bool holds_any(struct slice line, const char *const words[])
{
    for (; *words; words++)
        if (holds(line, slice_of(*words)))
            return true;
    return false;
}

/* Reports the forward that failed to listen at this port, here or on the remote host, and marks it
 * as failed. */
static void messages_forward_failed(struct roam_messages *m, bool remote, uint64_t port)
{
    static const char *const names[] = {[ROAM_LOCAL] = "LocalForward ",
                                        [ROAM_REMOTE] = "RemoteForward ",
                                        [ROAM_DYNAMIC] = "DynamicForward "};
    for (unsigned i = 0; i < m->plan->forwards; i++) {
        struct roam_forward *f = &m->plan->forward[i];
        if ((f->direction == ROAM_REMOTE) != remote || f->port != port || f->failed)
            continue;
        TEXT(t, LIMIT_PATH_BYTES + 128);
        text_str(&t, names[f->direction]);
        text_str(&t, f->words);
        text_str(&t, remote ? ": the remote host refuses the port" : ": the port is in use");
        text_str(&t, m->set->require_forward ? "" : "; left out, and tried again");
        cli_error_raw("roam", text_slice(&t));
        f->failed = true;
        return;
    }
}

/* Interprets a line before the user is authenticated. */
static void messages_note_login(struct roam_messages *m, struct slice line)
{
    static const char *const refused[] = {"Permission denied (", "Too many authentication failures",
                                          "No supported authentication methods available", NULL};
    m->authenticated = slice_starts(line, SLICE("Authenticated to "));
    m->refused = m->refused || holds_any(line, refused);
    m->host_key_mismatch =
        m->host_key_mismatch || slice_starts(line, SLICE("Host key verification failed"));
    m->unknown_host = m->unknown_host || holds(line, SLICE("Could not resolve hostname "));
}

static void messages_note_forwards(struct roam_messages *m, struct slice line)
{
    static const char *const refused[] = {"Could not request local forwarding",
                                          "remote port forwarding failed for listen ", NULL};
    uint64_t here = number_after(line, SLICE("cannot listen to port: "));
    uint64_t there = number_after(line, SLICE("remote port forwarding failed for listen port "));
    m->forward_refused = m->forward_refused || holds_any(line, refused);
    if (here != 0)
        messages_forward_failed(m, false, here);
    if (there != 0)
        messages_forward_failed(m, true, there);
}

/* Interprets a line during the session. */
static void messages_note_session(struct roam_messages *m, struct slice line)
{
    static const char *const dropped[] = {" closed by remote host",
                                          "Timeout, server ",
                                          "client_loop: ",
                                          "Connection reset by ",
                                          "packet_write_wait: ",
                                          "Read from remote host ",
                                          "Write to remote host ",
                                          "ssh_dispatch_run_fatal: ",
                                          "Received disconnect from ",
                                          NULL};
    if (!m->dropped && holds_any(line, dropped))
        m->dropped = slice_copy(line, m->why, sizeof m->why);
    m->closed = m->closed || (slice_starts(line, SLICE("Connection to ")) &&
                              slice_ends(line, SLICE(" closed.")));
    messages_note_forwards(m, line);
}

/* Whether ssh prints this line only with LogLevel=VERBOSE. */
static bool is_verbose(struct slice line)
{
    static const char *const asked[] = {"Authenticated to ", "Transferred: sent ",
                                        "Bytes per second: sent "};
    for (size_t i = 0; i < COUNT(asked); i++)
        if (slice_starts(line, slice_of(asked[i])))
            return true;
    return false;
}

static bool is_of_forward(struct slice line)
{
    static const char *const words[] = {"forward", "cannot listen to port: ", "bind [", NULL};
    return holds_any(line, words);
}

static void messages_line_done(struct roam_messages *m)
{
    struct slice all = slice_make(m->line, m->len), line = all;
    bool was_dropped = m->dropped;
    while (line.len > 0 && (line.at[line.len - 1] == '\n' || line.at[line.len - 1] == '\r'))
        line.len--;
    if (m->authenticated)
        messages_note_session(m, line);
    else
        messages_note_login(m, line);
    bool kept_back = m->dropped != was_dropped || (is_verbose(line) && !m->set->verbose) ||
                     (m->repeated && is_of_forward(line));
    if (!kept_back)
        (void)cli_say(2, all);
    m->len = 0;
}

void roam_messages_start(struct roam_messages *m, const struct roam_settings *set,
                         struct roam_plan *plan)
{
    *m = (struct roam_messages){.set = set, .plan = plan};
    for (unsigned i = 0; i < plan->forwards; i++)
        plan->forward[i].failed = false;
}

void roam_messages_feed(struct roam_messages *m, struct slice bytes)
{
    for (size_t i = 0; i < bytes.len; i++) {
        m->line[m->len++] = (char)bytes.at[i];
        if (bytes.at[i] == '\n' || m->len == sizeof m->line)
            messages_line_done(m);
    }
}

void roam_messages_read(struct roam_messages *m, struct roam_child *c)
{
    char bytes[512];
    size_t n;
    while ((n = roam_child_read(c, bytes, sizeof bytes)) > 0)
        roam_messages_feed(m, slice_make(bytes, n));
}

void roam_messages_end(struct roam_messages *m)
{
    if (m->len > 0)
        messages_line_done(m);
}
