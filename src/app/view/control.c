/* These messages are ttyd's; boundtty.v1 has adopted them unchanged. */
#include "app/view/control.h"

#include "app/view/viewer.h"
#include "net/upgrade.h"

#include <string.h>

bool control_read_size(struct json j, struct viewer *v)
{
    uint64_t cols, rows;
    if (!json_u64(json_member(j, "columns"), UINT16_MAX, &cols) ||
        !json_u64(json_member(j, "rows"), UINT16_MAX, &rows) || cols == 0 || rows == 0)
        return false;
    v->cols = (uint16_t)cols;
    v->rows = (uint16_t)rows;
    return true;
}

static const char *control_resize(struct conn *c, struct viewer *v, struct slice size)
{
    if (!control_read_size(json_read(size), v))
        return "a resize holds columns and rows";
    viewer_claim(c, v);
    return NULL;
}

const char *control_take(struct conn *c, struct viewer *v, struct slice message)
{
    switch (message.at[0]) {
    case '1':
        return control_resize(c, v, slice_from(message, 1));
    case '2':
    case '3':
        v->pace.paused = message.at[0] == '2';
        return NULL;
    default:
        return "a message of an unknown type";
    }
}

bool control_send_title(struct conn *c, struct slice title)
{
    uint8_t message[1 + LIMIT_TITLE_BYTES] = {'1'};
    memcpy(message + 1, title.at, title.len);
    return ws_send_frame(c, WS_BINARY, true, slice_make(message, title.len + 1));
}
