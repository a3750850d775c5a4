/*
 * ssh has one exit status, 255, for a line that was lost, a person that was refused and a program
 * that ended with 255. What it says on its standard error tells them apart; it is in English in
 * every locale. LogLevel=VERBOSE makes it also say when it was let in; those lines are for us, and
 * only shown with -V. Every other byte is passed on to the terminal; but why the line was lost is
 * said when the terminal has been set back, since tmux's screen, which goes then, would take it
 * along.
 *
 * What the far side writes as a banner comes by the same way, so nothing is believed here that
 * costs more than the end of roam.
 */
#include "cli/cli.h"
#include "cli/roam/roam.h"

static bool holds(struct slice line, struct slice words)
{
    for (size_t i = 0; i + words.len <= line.len; i++)
        if (slice_starts(slice_from(line, i), words))
            return true;
    return false;
}

/* The first number behind these words; 0: they are not there. */
static uint64_t number_behind(struct slice line, struct slice words)
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

static bool any(struct slice line, const char *const words[])
{
    for (; *words; words++)
        if (holds(line, slice_of(*words)))
            return true;
    return false;
}

static void note_before(struct roam_words *w, struct slice line)
{
    static const char *const refused[] = {"Permission denied (", "Too many authentication failures",
                                          "No supported authentication methods available", NULL};
    w->authenticated = slice_starts(line, SLICE("Authenticated to "));
    w->refused = w->refused || any(line, refused);
    w->stranger = w->stranger || slice_starts(line, SLICE("Host key verification failed"));
    w->unresolved = w->unresolved || holds(line, SLICE("Could not resolve hostname "));
}

static void note_after(struct roam *r, struct slice line)
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
    static const char *const forwards[] = {"Could not request local forwarding",
                                           "remote port forwarding failed for listen ", NULL};
    struct roam_words *w = &r->words;
    uint64_t here = number_behind(line, SLICE("cannot listen to port: "));
    uint64_t there = number_behind(line, SLICE("remote port forwarding failed for listen port "));
    if (!w->dropped && any(line, dropped))
        w->dropped = slice_copy(line, w->why, sizeof w->why);
    w->closed = w->closed || (slice_starts(line, SLICE("Connection to ")) &&
                              slice_ends(line, SLICE(" closed.")));
    w->forward_refused = w->forward_refused || any(line, forwards);
    if (here != 0)
        roam_forward_failed(r, false, here);
    if (there != 0)
        roam_forward_failed(r, true, there);
}

/* Lines that LogLevel=VERBOSE has brought. */
static bool ours(struct slice line)
{
    static const char *const asked[] = {"Authenticated to ", "Transferred: sent ",
                                        "Bytes per second: sent ", NULL};
    for (size_t i = 0; asked[i]; i++)
        if (slice_starts(line, slice_of(asked[i])))
            return true;
    return false;
}

static bool of_forward(struct slice line)
{
    static const char *const words[] = {"forward", "cannot listen to port: ", "bind [", NULL};
    return any(line, words);
}

static void line_done(struct roam *r)
{
    struct roam_words *w = &r->words;
    struct slice all = {(const uint8_t *)w->line, w->len}, line = all;
    bool was_dropped = w->dropped;
    while (line.len > 0 && (line.at[line.len - 1] == '\n' || line.at[line.len - 1] == '\r'))
        line.len--;
    if (w->authenticated)
        note_after(r, line);
    else
        note_before(w, line);
    if (w->dropped == was_dropped && (r->set.verbose || !ours(line)) &&
        !(w->known && of_forward(line)))
        cli_say(2, all);
    w->len = 0;
}

void roam_words_feed(struct roam *r, struct slice bytes)
{
    struct roam_words *w = &r->words;
    for (size_t i = 0; i < bytes.len; i++) {
        w->line[w->len++] = (char)bytes.at[i];
        if (bytes.at[i] == '\n' || w->len == sizeof w->line)
            line_done(r);
    }
}

void roam_words_read(struct roam *r)
{
    size_t n;
    while ((n = roam_read(&r->child, r->line, sizeof r->line)) > 0)
        roam_words_feed(r, slice_make(r->line, n));
}

void roam_words_end(struct roam *r)
{
    if (r->words.len > 0)
        line_done(r);
}
