/* Settings of serial lines: their textual form, and the sentences about invalid ones. */
#include "check.h"
#include "source/serial.h"

static struct serial_settings s;

static const char *set(const char *name, const char *value)
{
    const char *wrong = serial_set(&s, slice_of(name), slice_of(value));
    return wrong ? wrong : "";
}

static const char *shown(void)
{
    static char storage[64];
    struct text t;
    text_init(&t, storage, sizeof storage);
    text_u64(&t, s.line.speed);
    text_char(&t, ' ');
    serial_put_frame(&t, &s);
    text_char(&t, ' ');
    text_str(&t, serial_flow(&s));
    return text_end(&t);
}

static void valid(void)
{
    STORY("a line without settings is 115200 8N1")
    {
        s = serial_default();
        CHECK_STR("115200 8N1 none", shown());
        CHECK(!s.guess && !s.local_echo && s.delay_ms == 0 && s.eol == SERIAL_CR && !s.line.hangup);
    }
    STORY("every setting is read")
    {
        s = serial_default();
        CHECK_STR("", set("speed", "1500000"));
        CHECK_STR("", set("frame", "7e2"));
        CHECK_STR("", set("flow", "rtscts"));
        CHECK_STR("", set("hangup", "yes"));
        CHECK_STR("", set("eol", "CRLF"));
        CHECK_STR("", set("local-echo", "yes"));
        CHECK_STR("", set("delay", "10000"));
        CHECK_U64(10000, s.delay_ms);
        CHECK_STR("", set("delay", "0"));
        CHECK_U64(0, s.delay_ms);
        CHECK_STR("", set("delay", "10000"));
        CHECK_STR("1500000 7E2 rtscts", shown());
        CHECK(s.line.hangup && s.local_echo && s.eol == SERIAL_CRLF && s.delay_ms == 10000);
    }
    STORY("a speed is any number, or auto")
    {
        s = serial_default();
        CHECK_STR("", set("speed", "1"));
        CHECK_U64(1, s.line.speed);
        CHECK_STR("", set("speed", "50000000"));
        CHECK_U64(50000000, s.line.speed);
        CHECK_STR("", set("speed", "4000000"));
        CHECK_STR("", set("speed", "250000"));
        CHECK_U64(250000, s.line.speed);
        CHECK_STR("", set("speed", "auto"));
        CHECK(s.guess && s.line.speed == 250000);
        CHECK_STR("", set("speed", "9600"));
        CHECK(!s.guess);
    }
}

static void invalid(void)
{
    STORY("an invalid value gets a sentence and changes nothing")
    {
        static const char *const bad[][2] = {
            {"speed", "0"},     {"speed", "fast"},  {"speed", "50000001"},
            {"speed", ""},      {"frame", "8N"},    {"frame", "9N1"},
            {"frame", "8X1"},   {"frame", "8N3"},   {"frame", "8N11"},
            {"frame", "4N1"},   {"frame", "8N0"},   {"flow", "dtrdsr"},
            {"hangup", "1"},    {"eol", "nl"},      {"delay", "-1"},
            {"delay", "10001"}, {"local-echo", ""}, {"parity", "N"},
            {"", ""},
        };
        s = serial_default();
        for (size_t i = 0; i < COUNT(bad); i++) {
            CHECK(strlen(set(bad[i][0], bad[i][1])) > 10);
            CHECK_STR("115200 8N1 none", shown());
        }
        CHECK_STR("is not one of none, rtscts, xonxoff", set("flow", "dtrdsr"));
    }
    STORY("the smallest and the largest frame, and every parity")
    {
        static const char *const frames[] = {"5N1", "8N2", "8E1", "8O1", "8M1", "8S1"};
        for (size_t i = 0; i < COUNT(frames); i++) {
            s = serial_default();
            CHECK_STR("", set("frame", frames[i]));
            CHECK_BYTES(frames[i], (size_t)3, shown() + 7, (size_t)3);
        }
    }
    STORY("the names of settings are recognized, others are not")
    {
        CHECK(serial_has(SLICE("speed")) && serial_has(SLICE("local-echo")));
        CHECK(!serial_has(SLICE("Speed")) && !serial_has(SLICE("")));
    }
}

int main(void)
{
    valid();
    invalid();
    return check_end();
}
