/*
 * What was found with tmux 3.3a, and holds from 3.1 on:
 *
 * - Without -u, and without a locale that says UTF-8, every character beyond ASCII is told as '_'.
 * - Names are told as they are but for controls, malformed bytes and backslashes, which are escaped
 * by three octal digits or a letter. So a name has no newline; since older ones might, each stands
 * after its length in bytes (#{n:}), last in its line: app/jobs/tmux_list reads it without looking for
 * an end.
 * - A name that is given is a format: #{pid} is replaced, and #(id) is run by a shell. Doubled, a
 * '#' is itself; but before a '[' a run of them is left as it is by tmux, and by us. ':' and '.'
 * become '_'.
 * - A word that ends in ';' ends a command, unless "\;" stands there. A name may begin with '-'
 * where a flag takes it, or after "--".
 * - Viewers that share a session show the same window of it. So each has a session of its own in
 * the group of the one that it looks at: the windows are common, which one is looked at is not.
 * - Such a session is made detached, told destroy-unattached, and attached at last, in one command,
 *   which the server carries out without looking at anything else meanwhile: whenever its client
 * dies, the session goes with it. (With "new-session -t" alone, which attaches at once, a terminal
 * that is lost just then ends the whole server of tmux 3.3a: "tcgetattr failed".) has-session goes
 * first, because new-session -t makes a group of whatever name it does not find.
 * - kill-session ends one session of a group, and not its windows while another has them: whoever
 *   kills a session ends the viewers' programs beside.
 * - A server that hangs answers nobody: who asks must have a deadline.
 */
#include "source/tmux.h"

#define SESSION_FORMAT                                                                             \
    "S#{session_id} #{session_windows} "                                                           \
    "#{?session_grouped,#{session_group_attached},#{session_attached}} #{session_created} "        \
    "#{session_activity} #{?@boundtty,1,0} #{n:session_name}:#{session_name}"
#define WINDOW_FORMAT                                                                              \
    "W#{session_id} #{window_id} #{window_index} #{window_active} #{n:window_name}:#{window_name}"

static bool read_id(struct slice text, char kind, uint32_t *number)
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
    return read_id(text, to->kind, &to->number);
}

bool tmux_read_target(struct slice text, struct tmux_target *to)
{
    struct slice session;
    *to = (struct tmux_target){.chosen = slice_find(text, ':') >= 0};
    struct slice window = slice_cut(text, ':', &session);
    if (text.len > 0 && text.at[0] == '$')
        return read_id(session, '$', &to->session) &&
               (!to->chosen || read_id(window, '@', &to->window));
    to->name = text;
    return text.len > 0 && !to->chosen && slice_find(text, '.') < 0;
}

static void put_id(struct text *to, char kind, uint32_t number)
{
    text_char(to, kind);
    text_u64(to, number);
}

/* Words that stand in one literal, each ending in a NUL; the last one's is the literal's own. */
#define WORDS(to, literal) text_add(to, slice_make((literal), sizeof(literal)))

static void put_id_word(struct text *to, char kind, uint32_t number)
{
    put_id(to, kind, number);
    text_char(to, '\0');
}

static void put_word(struct text *to, struct slice word)
{
    text_add(to, word);
    text_char(to, '\0');
}

/* What the word has so far does not end a command, though it may end in ';'. */
static void end_word(struct text *to)
{
    if (!to->cut && slice_ends(text_slice(to), SLICE(";"))) {
        to->len--;
        text_str(to, "\\;");
    }
    text_char(to, '\0');
}

/* The name of a session that there is: '=' asks for this one alone, not for one that begins so. */
static void put_session(struct text *to, const struct tmux_target *t)
{
    if (t->name.len == 0) {
        put_id_word(to, '$', t->session);
        return;
    }
    text_char(to, '=');
    text_add(to, t->name);
    end_word(to);
}

/* A name as a word that tmux takes for just this name. */
static void put_name(struct text *to, struct slice name)
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
    end_word(to);
}

static void put_program(struct text *to, struct slice socket)
{
    WORDS(to, "tmux\0-u");
    if (socket.len == 0)
        return;
    put_word(to, slice_find(socket, '/') >= 0 ? SLICE("-S") : SLICE("-L"));
    put_word(to, socket);
}

void tmux_list_words(struct text *to, struct slice socket)
{
    put_program(to, socket);
    WORDS(to, "list-sessions\0-F\0" SESSION_FORMAT "\0;\0list-windows\0-a\0-F\0" WINDOW_FORMAT);
}

void tmux_new_words(struct text *to, struct slice socket, struct slice name)
{
    put_program(to, socket);
    WORDS(to, "new-session\0-d\0-P\0-F\0" SESSION_FORMAT);
    if (name.len > 0) {
        WORDS(to, "-s");
        put_name(to, name);
    }
}

void tmux_new_window_words(struct text *to, struct slice socket, uint32_t session,
                           struct slice name)
{
    put_program(to, socket);
    WORDS(to, "new-window\0-d\0-P\0-F\0" WINDOW_FORMAT "\0-t");
    put_id(to, '$', session);
    put_word(to, SLICE(":"));
    if (name.len > 0) {
        WORDS(to, "-n");
        put_name(to, name);
    }
}

void tmux_rename_words(struct text *to, struct slice socket, struct tmux_id id, struct slice name)
{
    put_program(to, socket);
    put_word(to, id.kind == '$' ? SLICE("rename-session") : SLICE("rename-window"));
    WORDS(to, "-t");
    put_id_word(to, id.kind, id.number);
    WORDS(to, "--");
    put_name(to, name);
}

void tmux_kill_words(struct text *to, struct slice socket, struct tmux_id id)
{
    put_program(to, socket);
    put_word(to, id.kind == '$' ? SLICE("kill-session") : SLICE("kill-window"));
    WORDS(to, "-t");
    put_id_word(to, id.kind, id.number);
}

void tmux_attach_words(struct text *to, struct slice socket, const struct tmux_target *target,
                       struct slice as)
{
    put_program(to, socket);
    WORDS(to, "has-session\0-t");
    put_session(to, target);
    WORDS(to, ";\0new-session\0-d\0-t");
    put_session(to, target);
    WORDS(to, "-s");
    put_word(to, as);
    WORDS(to, ";\0set-option\0-t");
    put_word(to, as);
    WORDS(to, "destroy-unattached\0on\0;\0set-option\0-t");
    put_word(to, as);
    WORDS(to, "@boundtty\0"
              "1");
    if (target->chosen) {
        WORDS(to, ";\0select-window\0-t");
        text_add(to, as);
        text_char(to, ':');
        put_id_word(to, '@', target->window);
    }
    WORDS(to, ";\0attach-session\0-t");
    put_word(to, as);
}
