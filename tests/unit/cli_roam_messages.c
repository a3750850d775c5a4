/* Messages of ssh, and their meaning to roam. */
#include "check.h"
#include "cli/roam/messages.h"
#include "cli_said.h"

static struct roam_messages m;
static struct roam_plan plan;
static struct roam_settings set;

static void start(void)
{
    plan = (struct roam_plan){.forwards = 2};
    plan.forward[0] =
        (struct roam_forward){.direction = ROAM_LOCAL, .port = 8080, .words = "8080 [pi]:80"};
    plan.forward[1] =
        (struct roam_forward){.direction = ROAM_REMOTE, .port = 8080, .words = "8080 [pi]:81"};
    plan.forward[0].failed = plan.forward[1].failed = true;
    roam_messages_start(&m, &set, &plan);
}

/* Feeds the text; returns the bytes passed on. */
static const char *feed(const char *text)
{
    said_start();
    roam_messages_feed(&m, slice_of(text));
    return said();
}

static void login(void)
{
    STORY("messages before the session are passed on and interpreted")
    {
        start();
        CHECK_SAID("Host key verification failed.\r\n", feed("Host key verification failed.\r\n"));
        CHECK(m.host_key_mismatch && !m.refused && !m.unknown_host && !m.authenticated);
        start();
        (void)feed("ssh: Could not resolve hostname pi: no\n");
        CHECK(m.unknown_host && !m.host_key_mismatch);
        start();
        (void)feed("me@pi: Permission denied (publickey).\nmore\n");
        CHECK(m.refused);
        start();
        (void)feed("Authenticated to pi\nhttp: Permission denied (x)\n");
        CHECK(m.authenticated && !m.refused);
    }
    STORY("lines of LogLevel=VERBOSE alone are shown only with -V")
    {
        start();
        CHECK_SAID("", feed("Authenticated to pi ([::1]:22) using \"publickey\".\r\n"));
        set.verbose = true;
        start();
        CHECK_SAID("Authenticated to pi\n", feed("Authenticated to pi\n"));
        set.verbose = false;
    }
}

static void losses(void)
{
    STORY("the reason of a lost connection is held back the first time")
    {
        start();
        (void)feed("Authenticated to pi\n");
        CHECK_SAID("", feed("Timeout, server pi not responding.\r\n"));
        CHECK(m.dropped && !m.closed);
        CHECK_STR("Timeout, server pi not responding.", m.why);
        CHECK_SAID("client_loop: x\n", feed("client_loop: x\n"));
        CHECK_STR("Timeout, server pi not responding.", m.why);
    }
    STORY("the end of the program is a close in good order")
    {
        start();
        (void)feed("Authenticated to pi\nConnection to pi closed.\r\n");
        CHECK(m.closed && !m.dropped);
        start();
        (void)feed("Authenticated to pi\nConnection to pi closed by remote host.\r\n");
        CHECK(!m.closed && m.dropped);
        start();
        (void)feed("Authenticated to pi\nConnection to pi closed by remote host\r\n");
        CHECK(m.dropped);
    }
}

static void forwards(void)
{
    STORY("a forward that fails is reported by its name, once")
    {
        start();
        CHECK(!plan.forward[0].failed && !plan.forward[1].failed);
        (void)feed("Authenticated to pi\n");
        const char *shown = feed("channel_setup_fwd_listener_tcpip: cannot listen to port: 8080\n");
        CHECK(strstr(shown,
                     "boundtty roam: LocalForward 8080 [pi]:80: the port is in use; left out"));
        CHECK(plan.forward[0].failed && !plan.forward[1].failed);
        shown = feed("Warning: remote port forwarding failed for listen port 8080\n");
        CHECK(strstr(shown,
                     "RemoteForward 8080 [pi]:81: the remote host refuses the port; left out"));
        CHECK(plan.forward[1].failed && m.forward_refused);
        CHECK(!strstr(feed("cannot listen to port: 8080\n"), "LocalForward"));
        CHECK(!strstr(feed("cannot listen to port: 9\n"), "LocalForward"));
    }
    STORY("repeated messages are not passed on")
    {
        m.repeated = true;
        CHECK_SAID("", feed("bind [127.0.0.1]:8080: Address already in use\n"));
        CHECK_SAID("other\n", feed("other\n"));
    }
}

static void pieces(void)
{
    STORY("a line is passed on once it is complete, or at the end")
    {
        start();
        CHECK_SAID("", feed("Enter "));
        CHECK_SAID("Enter a line\n", feed("a line\nrest"));
        said_start();
        roam_messages_end(&m);
        CHECK_SAID("rest", said());
        said_start();
        roam_messages_end(&m);
        CHECK_SAID("", said());
    }
    STORY("a line that is too long is passed on in parts")
    {
        static char many[ROAM_MESSAGE_BYTES + 1];
        memset(many, 'x', sizeof many - 1);
        start();
        CHECK_SAID(many, feed(many));
        CHECK_SAID("\n", feed("\n"));
    }
}

int main(void)
{
    login();
    losses();
    forwards();
    pieces();
    return check_end();
}
