/* One table of settings: a name, the function that reads its value, and the sentence for a value
 * that it does not read. */
#include "source/serial.h"

struct serial_settings serial_default(void)
{
    return (struct serial_settings){
        .line = {.speed = 115200, .data_bits = 8, .parity = 'N', .stop_bits = 1}};
}

static bool read_number(struct slice value, uint64_t least, uint64_t most, uint64_t *number)
{
    return slice_u64(value, number) && *number >= least && *number <= most;
}

/* The place of a word in a list of words that end with NULL. */
static bool read_word(struct slice value, const char *const *words, uint8_t *place)
{
    for (uint8_t i = 0; words[i]; i++)
        if (slice_equal_nocase(value, slice_of(words[i]))) {
            *place = i;
            return true;
        }
    return false;
}

static bool read_speed(struct serial_settings *s, struct slice value)
{
    uint64_t speed = s->line.speed;
    bool automatic = slice_equal_nocase(value, SLICE("auto"));
    if (!automatic && !read_number(value, 1, SERIAL_SPEED_MAX, &speed))
        return false;
    s->guess = automatic;
    s->line.speed = (uint32_t)speed;
    return true;
}

static bool read_frame(struct serial_settings *s, struct slice value)
{
    static const char *const parities[] = {"N", "E", "O", "M", "S", NULL};
    uint8_t parity;
    if (value.len != 3 || value.at[0] < '5' || value.at[0] > '8' || value.at[2] < '1' ||
        value.at[2] > '2' || !read_word(slice_part(value, 1, 1), parities, &parity))
        return false;
    s->line.data_bits = (uint8_t)(value.at[0] - '0');
    s->line.parity = (uint8_t)parities[parity][0];
    s->line.stop_bits = (uint8_t)(value.at[2] - '0');
    return true;
}

static const char *const flows[] = {"none", "rtscts", "xonxoff", NULL};
static const char *const answers[] = {"no", "yes", NULL};
static const char *const eols[] = {"cr", "lf", "crlf", NULL};
_Static_assert(OS_SERIAL_FLOW_RTSCTS == 1 && OS_SERIAL_FLOW_XONXOFF == 2, "as flows has them");
_Static_assert(SERIAL_CR == 0 && SERIAL_LF == 1 && SERIAL_CRLF == 2, "as eols has them");

static bool read_delay(struct serial_settings *s, struct slice value)
{
    uint64_t delay;
    if (!read_number(value, 0, SERIAL_DELAY_MAX, &delay))
        return false;
    s->delay_ms = (uint16_t)delay;
    return true;
}

enum setting { SPEED, FRAME, FLOW, HANGUP, EOL, LOCAL_ECHO, DELAY, SETTINGS };

static const struct {
    const char *name, *wrong;
} settings[SETTINGS] = {
    [SPEED] = {"speed", "is no speed: write bits a second (9600, 115200, 1500000...), or auto"},
    [FRAME] = {"frame",
               "is no frame: write data bits, parity (N, E, O, M, S) and stop bits, as 8N1"},
    [FLOW] = {"flow", "is none of none rtscts xonxoff"},
    [HANGUP] = {"hangup", "is none of yes no"},
    [EOL] = {"eol", "is none of cr lf crlf"},
    [LOCAL_ECHO] = {"local-echo", "is none of yes no"},
    [DELAY] = {"delay", "is no number of milliseconds up to 10000"},
};

static enum setting find(struct slice name)
{
    enum setting i = 0;
    while (i < SETTINGS && !slice_equal(name, slice_of(settings[i].name)))
        i++;
    return i;
}

bool serial_has(struct slice name)
{
    return find(name) < SETTINGS;
}

static bool read_setting(struct serial_settings *s, enum setting which, struct slice value)
{
    switch (which) {
    case SPEED:
        return read_speed(s, value);
    case FRAME:
        return read_frame(s, value);
    case FLOW:
        return read_word(value, flows, &s->line.flow);
    case HANGUP:
        return read_word(value, answers, &s->line.hangup);
    case EOL:
        return read_word(value, eols, &s->eol);
    case LOCAL_ECHO:
        return read_word(value, answers, &s->local_echo);
    default:
        return read_delay(s, value);
    }
}

const char *serial_set(struct serial_settings *s, struct slice name, struct slice value)
{
    enum setting which = find(name);
    if (which == SETTINGS)
        return "is no setting of a serial line";
    return read_setting(s, which, value) ? NULL : settings[which].wrong;
}

void serial_put_frame(struct text *t, const struct serial_settings *s)
{
    text_char(t, (char)('0' + s->line.data_bits));
    text_char(t, (char)s->line.parity);
    text_char(t, (char)('0' + s->line.stop_bits));
}

const char *serial_flow(const struct serial_settings *s)
{
    return flows[s->line.flow];
}
