/*
 * The far side runs a small script in sh, whatever the user's login shell is. It finds or makes the
 * session, shows it, and then looks whether the session still lives: its exit status tells a
 * detach from an end, without a second connection. The names are handed to it as arguments, so that
 * only one shell, the login shell, ever sees them quoted.
 *
 * screen takes the beginning of a name for the name, so that the script looks for the whole one.
 */
#include "cli/roam/roam.h"

#include <string.h>

/* $0 is the session, $1 the socket. */
#define TMUX_LIVES "tmux -L \"$1\" has-session -t \"=$0\" 2>/dev/null"
#define TMUX_SHOW "tmux -u -L \"$1\" new-session -A -s \"$0\"; s=$?; "
#define SCREEN_FIND                                                                                \
    "f() { screen -ls | while IFS=\"\t\" read -r p r; do case $r in *Dead*) continue;; esac; "     \
    "[ \"${p#*.}\" = \"$0\" ] && echo \"$p\" && break; done; }; "
#define SCREEN_LIVES "[ \"$(f)\" ]"
#define SCREEN_SHOW                                                                                \
    "p=$(f); if [ \"$p\" ]; then screen -U -x \"$p\"; else screen -U -S \"$0\"; fi; s=$?; "
#define TELL " || exit $s; case $s in 0) exit 220;; 137) exit 221;; *) exit 222;; esac"

_Static_assert(ROAM_LIVES == 220 && ROAM_LIVES_KILLED == 221 && ROAM_LIVES_FAILED == 222,
               "the script says them");

static void put_quoted(struct text *t, const char *word)
{
    text_char(t, '\'');
    for (; *word; word++)
        if (*word == '\'')
            text_str(t, "'\\''");
        else
            text_char(t, *word);
    text_char(t, '\'');
}

/* tmux makes an underscore of what means a window or a pane to it. */
static void put_session(struct text *t, const struct roam_settings *s)
{
    TEXT(name, LIMIT_NAME_BYTES + 1);
    for (const char *c = s->session; *c; c++)
        text_char(&name, !s->screen && (*c == ':' || *c == '.') ? '_' : *c);
    put_quoted(t, text_end(&name));
}

static bool put_script(struct roam *r, const char *script)
{
    struct text t;
    text_init(&t, r->remote, sizeof r->remote);
    text_str(&t, "exec sh -c ");
    put_quoted(&t, script);
    text_char(&t, ' ');
    put_session(&t, &r->set);
    text_char(&t, ' ');
    put_quoted(&t, r->set.socket);
    bool fits = !t.cut && t.len < t.size;
    text_end(&t);
    return fits;
}

bool roam_remote_attach(struct roam *r)
{
    return put_script(r, r->set.screen ? SCREEN_FIND SCREEN_SHOW SCREEN_LIVES TELL
                                       : TMUX_SHOW TMUX_LIVES TELL);
}

bool roam_remote_lives(struct roam *r)
{
    return put_script(r, r->set.screen ? SCREEN_FIND SCREEN_LIVES : TMUX_LIVES);
}

const char *roam_remote_check(const struct roam_settings *s)
{
    if (strlen(s->session) == 0 || strlen(s->session) > LIMIT_NAME_BYTES)
        return "a session's name has 1 to 64 bytes";
    if (strchr("=$@%+-!{~", s->session[0]))
        return "a session's name begins with a letter or a digit";
    for (const char *c = s->session; *c; c++)
        if ((unsigned char)*c < ' ' || *c == 127 || strchr("#$\\", *c) || (*c == '/' && s->screen))
            return "a session's name holds no control character, and none of # $ \\ (with -S no /)";
    if (strlen(s->socket) == 0 || strlen(s->socket) > LIMIT_NAME_BYTES || strchr(s->socket, '/'))
        return "a socket's name has 1 to 64 bytes, and no /";
    return NULL;
}
