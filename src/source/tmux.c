/*
 * Behaviour of tmux, as observed with 3.3a and valid from 3.1 on:
 *
 * - Without -u, and without a locale that says UTF-8, tmux writes '_' for every character beyond
 *   ASCII.
 * - Names are written as they are, except for controls, malformed bytes and backslashes, which are
 *   escaped by three octal digits or a letter. A name thus has no newline; since names of older
 *   versions might, each is the last field of its line and preceded by its length in bytes (#{n:}):
 *   app/jobs/tmux_list need not search for its end.
 * - A name in an argument is a format: #{pid} is replaced, and #(id) is run by a shell. "##" is a
 *   literal '#'; but tmux leaves a run of '#' before a '[' as it is, and so do we. ':' and '.'
 *   become '_'.
 * - A word that ends in ';' ends a command, unless it ends in "\;". A name may begin with '-' as
 *   the argument of a flag or after "--".
 * - Clients that share a session show the same window. Each viewer therefore gets its own session
 *   in the group of the session that it shows: the windows are shared, the current window is not.
 * - Such a session is created detached, set to destroy-unattached, and attached last, in one
 *   command sequence that the server executes without interruption: the session ends with its
 *   client, whenever that dies. ("new-session -t" alone attaches at once; a terminal that is lost
 *   at that moment then ends the whole server of tmux 3.3a: "tcgetattr failed".) has-session comes
 *   first, because new-session -t creates a new group for an unknown name.
 * - kill-session ends one session of a group, but not its windows while another session has them.
 *   To end these, the programs of the viewers are ended as well.
 * - A server that hangs never answers, so every request needs a deadline.
 */
#include "source/tmux.h"

#define SESSION_FORMAT                                                                             \
    "S#{session_id} #{session_windows} "                                                           \
    "#{?session_grouped,#{session_group_attached},#{session_attached}} #{session_created} "        \
    "#{session_activity} #{?@boundtty,1,0} #{n:session_name}:#{session_name}"
#define WINDOW_FORMAT                                                                              \
    "W#{session_id} #{window_id} #{window_index} #{window_active} #{n:window_name}:#{window_name}"

static bool tmux_id_read(struct slice text, char kind, uint32_t *number)
{
    uint64_t n;
    if (text.len < 2 || text.at[0] != kind || !slice_u64(slice_from(text, 1), &n) || n > UINT32_MAX)
        return false;
    *number = (uint32_t)n;
    return true;
}

bool tmux_read_id(struct slice text, struct tmux_id *to)
{
    to->kind = text.len > 0 && text.at[0] == '@' ? '@' : '$';
    return tmux_id_read(text, to->kind, &to->number);
}

bool tmux_read_target(struct slice text, struct tmux_target *to)
{
    struct slice session;
    *to = (struct tmux_target){.chosen = slice_find(text, ':') >= 0};
    struct slice window = slice_cut(text, ':', &session);
    if (text.len > 0 && text.at[0] == '$')
        return tmux_id_read(session, '$', &to->session) &&
               (!to->chosen || tmux_id_read(window, '@', &to->window));
    to->name = text;
    return text.len > 0 && !to->chosen && slice_find(text, '.') < 0;
}

static void tmux_put_id(struct text *to, char kind, uint32_t number)
{
    text_char(to, kind);
    text_u64(to, number);
}

/* Appends the words of one literal, each ending in a NUL; the last NUL is the literal's own. */
#define WORDS(to, literal) text_add(to, slice_make((literal), sizeof(literal)))

static void tmux_put_id_word(struct text *to, char kind, uint32_t number)
{
    tmux_put_id(to, kind, number);
    text_char(to, '\0');
}

static void tmux_put_word(struct text *to, struct slice word)
{
    text_add(to, word);
    text_char(to, '\0');
}

/* Ends a word; a ';' at its end is escaped, since it would end the command. */
static void tmux_end_word(struct text *to)
{
    if (!to->cut && slice_ends(text_slice(to), SLICE(";"))) {
        to->len--;
        text_str(to, "\\;");
    }
    text_char(to, '\0');
}

/* Appends the session as a target; '=' matches the whole name rather than its beginning. */
static void tmux_put_session(struct text *to, const struct tmux_target *t)
{
    if (t->name.len == 0) {
        tmux_put_id_word(to, '$', t->session);
        return;
    }
    text_char(to, '=');
    text_add(to, t->name);
    tmux_end_word(to);
}

/* Appends a name as a word that tmux takes literally. */
static void tmux_put_name(struct text *to, struct slice name)
{
    for (size_t i = 0, end; i < name.len; i = end + 1) {
        for (end = i; end < name.len && name.at[end] == '#'; end++)
            ;
        struct slice marks = slice_part(name, i, end - i);
        text_add(to, marks);
        if (end == name.len || name.at[end] != '[')
            text_add(to, marks);
        text_add(to, slice_part(name, end, 1));
    }
    tmux_end_word(to);
}

static void tmux_put_program(struct text *to, struct slice socket)
{
    WORDS(to, "tmux\0-u");
    if (socket.len == 0)
        return;
    tmux_put_word(to, slice_find(socket, '/') >= 0 ? SLICE("-S") : SLICE("-L"));
    tmux_put_word(to, socket);
}

void tmux_list_words(struct text *to, struct slice socket)
{
    tmux_put_program(to, socket);
    WORDS(to, "list-sessions\0-F\0" SESSION_FORMAT "\0;\0list-windows\0-a\0-F\0" WINDOW_FORMAT);
}

void tmux_new_words(struct text *to, struct slice socket, struct slice name)
{
    tmux_put_program(to, socket);
    WORDS(to, "new-session\0-d\0-P\0-F\0" SESSION_FORMAT);
    if (name.len > 0) {
        WORDS(to, "-s");
        tmux_put_name(to, name);
    }
}

void tmux_new_window_words(struct text *to, struct slice socket, uint32_t session,
                           struct slice name)
{
    tmux_put_program(to, socket);
    WORDS(to, "new-window\0-d\0-P\0-F\0" WINDOW_FORMAT "\0-t");
    tmux_put_id(to, '$', session);
    tmux_put_word(to, SLICE(":"));
    if (name.len > 0) {
        WORDS(to, "-n");
        tmux_put_name(to, name);
    }
}

void tmux_rename_words(struct text *to, struct slice socket, struct tmux_id id, struct slice name)
{
    tmux_put_program(to, socket);
    tmux_put_word(to, id.kind == '$' ? SLICE("rename-session") : SLICE("rename-window"));
    WORDS(to, "-t");
    tmux_put_id_word(to, id.kind, id.number);
    WORDS(to, "--");
    tmux_put_name(to, name);
}

void tmux_kill_words(struct text *to, struct slice socket, struct tmux_id id)
{
    tmux_put_program(to, socket);
    tmux_put_word(to, id.kind == '$' ? SLICE("kill-session") : SLICE("kill-window"));
    WORDS(to, "-t");
    tmux_put_id_word(to, id.kind, id.number);
}

void tmux_attach_words(struct text *to, struct slice socket, const struct tmux_target *target,
                       struct slice as)
{
    tmux_put_program(to, socket);
    WORDS(to, "has-session\0-t");
    tmux_put_session(to, target);
    WORDS(to, ";\0new-session\0-d\0-t");
    tmux_put_session(to, target);
    WORDS(to, "-s");
    tmux_put_word(to, as);
    WORDS(to, ";\0set-option\0-t");
    tmux_put_word(to, as);
    WORDS(to, "destroy-unattached\0on\0;\0set-option\0-t");
    tmux_put_word(to, as);
    WORDS(to, "detach-on-destroy\0on\0;\0set-option\0-t");
    tmux_put_word(to, as);
    WORDS(to, "@boundtty\0"
              "1");
    if (target->chosen) {
        WORDS(to, ";\0select-window\0-t");
        text_add(to, as);
        text_char(to, ':');
        tmux_put_id_word(to, '@', target->window);
    }
    WORDS(to, ";\0attach-session\0-t");
    tmux_put_word(to, as);
}
