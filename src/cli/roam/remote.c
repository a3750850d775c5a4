/*
 * Writes the command for the remote host. It is a small sh script, whatever the user's login shell
 * is. It finds or creates the session, shows it, and then checks whether the session still lives:
 * its exit status distinguishes a detach from an end, without a second connection. The names are
 * arguments of the script, and therefore need quoting for one shell only, the login shell.
 *
 * The client of an attempt whose connection was lost may still be attached, and would determine the
 * session's size: an option of the session keeps the pid of the script and its terminal, and the
 * next attempt detaches that client. The session is kept when it has no client, and the client ends
 * with it, whatever the remote host's configuration of tmux says. A terminal that the remote host
 * does not know (tput exits with 3) is called xterm-256color.
 *
 * screen accepts a prefix of a session's name; the script therefore compares the whole name.
 */
#include "cli/roam/remote.h"

#include "base/text.h"
#include "limits.h"

/* In the script $0 is the session, $1 the socket, $2 this roam's id. */
#define TERM_KNOWN "tput longname >/dev/null 2>&1; [ $? = 3 ] && TERM=xterm-256color; "
#define TMUX_LIVES "tmux -L \"$1\" has-session -t \"=$0\" 2>/dev/null"
#define TMUX_OPTION "-t \"=$0:\" \"@boundtty-$2\""
#define TMUX_OLD                                                                                   \
    "o() { tmux -L \"$1\" show-options -qv " TMUX_OPTION " 2>/dev/null; }; r=$(o \"$@\"); "        \
    "m=\"$$ $(tty)\"; [ \"$r\" ] && kill -0 ${r%% *} 2>/dev/null && "                              \
    "tmux -L \"$1\" detach-client -t \"${r#* }\" 2>/dev/null; "
#define TMUX_SHOW                                                                                  \
    TMUX_OLD "tmux -u -L \"$1\" new-session -A -s \"$0\" \\; set-option " TMUX_OPTION              \
             " \"$m\" \\; "                                                                        \
             "set-option -t \"=$0:\" destroy-unattached off \\; "                                  \
             "set-option -t \"=$0:\" detach-on-destroy on; s=$?; "                                 \
             "[ \"$(o \"$@\")\" = \"$m\" ] && tmux -L \"$1\" set-option -qu " TMUX_OPTION "; "
#define SCREEN_FIND                                                                                \
    "f() { screen -ls | while IFS=\"\t\" read -r p r; do case $r in *Dead*) continue;; esac; "     \
    "[ \"${p#*.}\" = \"$0\" ] && echo \"$p\" && break; done; }; "
#define SCREEN_LIVES "[ \"$(f)\" ]"
#define SCREEN_SHOW                                                                                \
    "p=$(f); if [ \"$p\" ]; then screen -U -x \"$p\"; else screen -U -S \"$0\"; fi; s=$?; "
#define EXIT_STATUS " || exit $s; case $s in 0) exit 220;; 137) exit 221;; *) exit 222;; esac"

_Static_assert(ROAM_LIVES == 220 && ROAM_LIVES_KILLED == 221 && ROAM_LIVES_FAILED == 222,
               "the script exits with them");

/* Appends a word in single quotes, for sh. */
static void remote_put_quoted(struct text *t, const char *word)
{
    text_char(t, '\'');
    for (; *word; word++)
        if (*word == '\'')
            text_str(t, "'\\''");
        else
            text_char(t, *word);
    text_char(t, '\'');
}

/* Appends the session's name as tmux stores it, with "_" for ":" and ".", which separate windows
 * and panes. */
static void remote_put_session(struct text *t, const struct roam_settings *s)
{
    TEXT(name, LIMIT_NAME_BYTES + 1);
    for (const char *c = s->session; *c; c++)
        text_char(&name, !s->screen && (*c == ':' || *c == '.') ? '_' : *c);
    remote_put_quoted(t, text_end(&name));
}

static bool remote_put_script(const struct roam_settings *s, const char *script,
                              char command[ROAM_REMOTE_BYTES])
{
    struct text t;
    text_init(&t, command, ROAM_REMOTE_BYTES);
    text_str(&t, "exec sh -c ");
    remote_put_quoted(&t, script);
    text_char(&t, ' ');
    remote_put_session(&t, s);
    text_char(&t, ' ');
    remote_put_quoted(&t, s->socket);
    text_char(&t, ' ');
    remote_put_quoted(&t, s->id);
    bool fits = !t.cut && t.len < t.size;
    (void)text_end(&t);
    return fits;
}

bool roam_remote_attach(const struct roam_settings *s, char command[ROAM_REMOTE_BYTES])
{
    return remote_put_script(s,
                             s->screen ? TERM_KNOWN SCREEN_FIND SCREEN_SHOW SCREEN_LIVES EXIT_STATUS
                                       : TERM_KNOWN TMUX_SHOW TMUX_LIVES EXIT_STATUS,
                             command);
}

bool roam_remote_lives(const struct roam_settings *s, char command[ROAM_REMOTE_BYTES])
{
    return remote_put_script(s, s->screen ? SCREEN_FIND SCREEN_LIVES : TMUX_LIVES, command);
}
