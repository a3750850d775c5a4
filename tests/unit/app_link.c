/* Tests of the link to the keeper: pending messages, their order, and which replaces which. */
#include "app_stage.h"

#include <errno.h>

static struct window *w;
static struct handle h;

static void begin(void)
{
    stage_begin();
    w = stage_window(SOURCE_COMMAND, NULL);
    h = windows_handle(w);
}

/* Fills the socket; returns the number of messages in it. */
static unsigned stuff(void)
{
    struct message m = {.type = MESSAGE_READY};
    unsigned n = 0;
    while (message_send(stage_socket, &m, -1))
        n++;
    CHECK(message_later(errno));
    return n;
}

static void unstuff(unsigned n)
{
    while (n-- > 0)
        CHECK(stage_sent() == MESSAGE_READY);
}

static void sent_at_once(void)
{
    STORY("a message is sent at once, filled in with the present state")
    {
        begin();
        link_start(h, 7);
        CHECK(stage_sent() == MESSAGE_START);
        CHECK_U64(7, stage_message.request);
        CHECK(handle_equal(stage_message.window, h));
        CHECK(stage_message.source.kind == SOURCE_COMMAND);
        CHECK(stage_sent() == MESSAGE_NONE);
    }
    STORY("nothing is sent about a window that is gone")
    {
        windows_give(w);
        link_start(h, 8);
        CHECK(stage_sent() == MESSAGE_NONE);
        link_end(h, 8);
        CHECK(stage_sent() == MESSAGE_END);
    }
    STORY("messages without contents are sent")
    {
        begin();
        link_figures();
        link_logged();
        link_pong();
        CHECK(stage_sent() == MESSAGE_FIGURES);
        CHECK(stage_sent() == MESSAGE_LOGGED);
        CHECK(stage_sent() == MESSAGE_PONG);
        link_ready();
        link_bye();
        CHECK(stage_sent() == MESSAGE_READY);
        CHECK(stage_sent() == MESSAGE_BYE);
    }
}

static void pending(void)
{
    STORY("messages that a full socket refuses are sent later, in the order that the keeper needs")
    {
        begin();
        unsigned n = stuff();
        link_end(h, 1);
        link_log(h);
        link_lost(h, 1);
        link_forget(h, 1);
        link_pong();
        unstuff(n);
        CHECK(stage_sent() == MESSAGE_NONE);
        link_flush();
        CHECK(stage_sent() == MESSAGE_PONG);
        CHECK(stage_sent() == MESSAGE_FORGET);
        CHECK(stage_sent() == MESSAGE_LOST);
        CHECK(stage_sent() == MESSAGE_LOG);
        CHECK(stage_sent() == MESSAGE_END);
        CHECK(stage_sent() == MESSAGE_NONE);
    }
    STORY("a server that is ready while the socket is full says so later")
    {
        begin();
        unsigned n = stuff();
        link_ready();
        unstuff(n);
        CHECK(stage_sent() == MESSAGE_NONE);
        link_flush();
        CHECK(stage_sent() == MESSAGE_READY);
    }
}

static void pending_starts(void)
{
    STORY("the next start drops a pending end, and the last start counts")
    {
        begin();
        unsigned n = stuff();
        link_start(h, 1);
        link_end(h, 1);
        link_start(h, 2);
        unstuff(n);
        link_flush();
        CHECK(stage_sent() == MESSAGE_START);
        CHECK_U64(2, stage_message.request);
        CHECK(stage_sent() == MESSAGE_NONE);
    }
    STORY("an end after a start is sent after it")
    {
        begin();
        unsigned n = stuff();
        link_start(h, 1);
        link_end(h, 1);
        unstuff(n);
        link_flush();
        CHECK(stage_sent() == MESSAGE_START);
        CHECK(stage_sent() == MESSAGE_END);
    }
    STORY("a sent message is not sent again")
    {
        link_flush();
        CHECK(stage_sent() == MESSAGE_NONE);
    }
}

static void received(void)
{
    STORY("the keeper's messages arrive one by one, with or without a descriptor")
    {
        struct message m = {.type = MESSAGE_PING}, got;
        int fd = -1, pair[2];
        begin();
        CHECK(!link_receive(&got, &fd));
        CHECK(message_send(stage_keeper, &m, -1));
        m.type = MESSAGE_LISTENER;
        (void)socketpair(AF_UNIX, SOCK_STREAM, 0, pair);
        CHECK(message_send(stage_keeper, &m, pair[0]));
        link_wait();
        CHECK(link_receive(&got, &fd) && got.type == MESSAGE_PING && fd == -1);
        CHECK(link_receive(&got, &fd) && got.type == MESSAGE_LISTENER && fd >= 0);
        CHECK(!link_receive(&got, &fd));
    }
}

int main(void)
{
    sent_at_once();
    pending();
    pending_starts();
    received();
    return check_end();
}
