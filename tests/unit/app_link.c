/* The link to the keeper: what is pending, in which order it leaves, and what replaces what. */
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

/* Nothing more fits into the socket; returns how many messages are in it. */
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
    STORY("a message leaves at once, filled in with what is true now")
    {
        begin();
        link_start(h, 7);
        CHECK(stage_sent() == MESSAGE_START);
        CHECK_U64(7, stage_message.request);
        CHECK(handle_equal(stage_message.window, h));
        CHECK(stage_message.source.kind == SOURCE_COMMAND);
        CHECK(stage_sent() == MESSAGE_NONE);
    }
    STORY("of a window that is gone nothing is sent")
    {
        windows_give(w);
        link_start(h, 8);
        CHECK(stage_sent() == MESSAGE_NONE);
        link_end(h, 8);
        CHECK(stage_sent() == MESSAGE_END);
    }
    STORY("messages of their type alone")
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
    STORY("what a full socket does not take leaves later, in the order that the keeper needs")
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
    STORY("an end that is pending is dropped by the next start, and the last start counts")
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
    STORY("an end after a start leaves after it")
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
    STORY("what was sent is not sent again")
    {
        link_flush();
        CHECK(stage_sent() == MESSAGE_NONE);
    }
}

static void received(void)
{
    STORY("the keeper's messages arrive one by one, with a descriptor or without")
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
    received();
    return check_end();
}
