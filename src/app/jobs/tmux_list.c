/*
 * A line is an entry if it begins with S (a session) or W (a window), followed by numbers separated
 * by spaces, the last of which is the length of the name after the ':'. A name is never searched
 * and may contain any byte. The table holds each entry as a struct followed by its name. Sessions
 * of our own viewers are left out, together with the windows that they share.
 */
#include "app/jobs/tmux_list.h"

#include <errno.h>
#include <string.h>
#include <sys/wait.h>

enum at { AT_LINE, AT_NUMBER, AT_NAME, AT_END, AT_SAID };

#define SESSION_NUMBERS 7 /* id, windows, attached, created, activity, ours, length */
#define WINDOW_NUMBERS 5  /* session, id, index, current, length */

_Static_assert(sizeof(struct tmux_list) <= LIMIT_TMUX_BYTES + 384, "what a profile gives for it");
_Static_assert(LIMIT_TMUX_BYTES <= UINT16_MAX, "a place in the table is 16 bits");
_Static_assert(LIMIT_NAME_BYTES <= UINT8_MAX, "a name's length is 8 bits");

void tmux_list_start(struct tmux_list *l)
{
    memset(l, 0, sizeof *l);
}

/* Length of the part of the name that can be kept: whole characters. */
static uint8_t name_len(const struct tmux_list *l)
{
    uint32_t whole = l->numbers[l->field];
    size_t n = LIMIT_NAME_BYTES - 1;
    if (whole <= n)
        return (uint8_t)whole;
    while (n > 0 && ((uint8_t)l->name[n] & 0xC0u) == 0x80)
        n--;
    return (uint8_t)n;
}

static bool session_kept(const struct tmux_list *l, uint32_t id)
{
    struct tmux_entry e;
    struct slice name;
    uint16_t cursor = 0;
    while (tmux_list_next(l, &cursor, &e, &name))
        if (e.kind == '$' && e.id == id)
            return true;
    return false;
}

static uint16_t clamped(uint32_t n)
{
    return n < UINT16_MAX ? (uint16_t)n : UINT16_MAX;
}

static bool wanted(const struct tmux_list *l, const struct tmux_entry *e)
{
    if (e->kind == '$')
        return l->numbers[5] == 0;
    return !l->sessions || session_kept(l, e->session);
}

static void tmux_list_keep(struct tmux_list *l)
{
    const uint32_t *n = l->numbers;
    struct tmux_entry *e = &l->entry;
    bool session = e->kind == '$';
    if (session)
        *e = (struct tmux_entry){.id = n[0],
                                 .windows = clamped(n[1]),
                                 .attached = clamped(n[2]),
                                 .created = n[3],
                                 .activity = n[4]};
    else
        *e = (struct tmux_entry){
            .session = n[0], .id = n[1], .windows = clamped(n[2]), .attached = n[3] > 0};
    e->kind = session ? '$' : '@';
    e->name_len = name_len(l);
    if (wanted(l, e)) {
        size_t size = sizeof *e + e->name_len;
        if (size > sizeof l->bytes - l->used) {
            uint16_t *over = session ? &l->sessions_over : &l->windows_over;
            *over = clamped(*over + 1u);
        } else {
            memcpy(l->bytes + l->used, e, sizeof *e);
            memcpy(l->bytes + l->used + sizeof *e, l->name, e->name_len);
            l->used = (uint16_t)(l->used + size);
        }
    }
    l->sessions = l->sessions || session;
}

/* Keeps the first line that is not an entry. */
static void tmux_list_say(struct tmux_list *l, uint8_t byte)
{
    l->at = byte == '\n' ? AT_LINE : AT_SAID;
    l->said_all = l->said_all || (byte == '\n' && l->said_len > 0);
    if (!l->said_all && byte != '\n' && l->said_len < sizeof l->said)
        l->said[l->said_len++] = (char)byte;
}

static void begin_line(struct tmux_list *l, uint8_t byte)
{
    if (byte != 'S' && byte != 'W') {
        tmux_list_say(l, byte);
        return;
    }
    memset(l->numbers, 0, sizeof l->numbers);
    l->field = 0;
    l->entry.kind = byte == 'S' ? '$' : '@';
    l->at = AT_NUMBER;
}

static void feed_number(struct tmux_list *l, uint8_t byte)
{
    uint8_t last = (l->entry.kind == '$' ? SESSION_NUMBERS : WINDOW_NUMBERS) - 1;
    uint32_t *n = &l->numbers[l->field];
    if (byte >= '0' && byte <= '9') {
        uint32_t digit = byte - (uint32_t)'0';
        *n = *n > (UINT32_MAX - digit) / 10 ? UINT32_MAX : *n * 10 + digit;
    } else if (byte == ' ' && l->field < last) {
        l->field++;
    } else if (byte == ':' && l->field == last) {
        l->left = *n;
        l->at = l->left > 0 ? AT_NAME : AT_END;
    } else if (byte != '$' && byte != '@') {
        l->broken = true;
        tmux_list_say(l, byte);
    }
}

/* Keeps one byte more than a name may have, to detect whether the last character is complete. */
static void tmux_list_feed_name(struct tmux_list *l, uint8_t byte)
{
    uint32_t done = l->numbers[l->field] - l->left;
    if (done < sizeof l->name)
        l->name[done] = (char)byte;
    if (--l->left == 0)
        l->at = AT_END;
}

static void tmux_list_end_line(struct tmux_list *l, uint8_t byte)
{
    if (byte == '\n') {
        tmux_list_keep(l);
        l->at = AT_LINE;
    } else {
        l->broken = true;
        tmux_list_say(l, byte);
    }
}

static void feed_byte(struct tmux_list *l, uint8_t byte)
{
    switch ((enum at)l->at) {
    case AT_LINE:
        begin_line(l, byte);
        break;
    case AT_NUMBER:
        feed_number(l, byte);
        break;
    case AT_NAME:
        tmux_list_feed_name(l, byte);
        break;
    case AT_END:
        tmux_list_end_line(l, byte);
        break;
    case AT_SAID:
        tmux_list_say(l, byte);
        break;
    }
}

void tmux_list_feed(struct tmux_list *l, struct slice bytes)
{
    for (size_t i = 0; i < bytes.len; i++)
        feed_byte(l, bytes.at[i]);
}

static bool says(const struct tmux_list *l, struct slice words)
{
    struct slice said = tmux_list_said(l);
    for (size_t i = 0; i + words.len <= said.len; i++)
        if (slice_equal(slice_part(said, i, words.len), words))
            return true;
    return false;
}

/* Derives the state from tmux's error message; the wording has not changed since tmux 2. */
static enum tmux_state state_of_said(const struct tmux_list *l)
{
    static const struct {
        const char *words;
        enum tmux_state state;
    } known[] = {
        {"ermission", TMUX_DENIED}, /* "Permission denied", "unsafe permissions" */
        {"no server running", TMUX_NO_SERVER},
        {"No such file or directory", TMUX_NO_SERVER},
        {"server exited", TMUX_NO_SERVER},
        {"lost server", TMUX_NO_SERVER},
        {"can't find", TMUX_NO_SUCH},
        {"duplicate session", TMUX_TAKEN},
    };
    for (size_t i = 0; i < COUNT(known); i++)
        if (says(l, slice_of(known[i].words)))
            return known[i].state;
    return TMUX_FAILED;
}

enum tmux_state tmux_list_state(const struct tmux_list *l, int error, int status)
{
    if (error != 0)
        return error == ENOENT ? TMUX_MISSING : error == ETIMEDOUT ? TMUX_SLOW : TMUX_FAILED;
    if (!WIFEXITED(status) || WEXITSTATUS(status) != 0)
        return state_of_said(l);
    return l->broken || l->at != AT_LINE ? TMUX_FAILED : TMUX_OK;
}

const char *tmux_state_name(enum tmux_state s)
{
    static const char *const names[] = {"ok",      "missing", "no server", "denied",
                                        "timeout", "gone",    "taken",     "failed"};
    return names[s];
}

struct slice tmux_list_said(const struct tmux_list *l)
{
    return slice_make(l->said, l->said_len);
}

bool tmux_list_next(const struct tmux_list *l, uint16_t *cursor, struct tmux_entry *e,
                    struct slice *name)
{
    if (*cursor >= l->used)
        return false;
    memcpy(e, l->bytes + *cursor, sizeof *e);
    *name = (struct slice){l->bytes + *cursor + sizeof *e, e->name_len};
    *cursor = (uint16_t)(*cursor + sizeof *e + e->name_len);
    return true;
}
