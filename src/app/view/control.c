/* These messages are ttyd's; boundtty.v1 has adopted them unchanged. */
#include "app/view/control.h"

#include "app/view/viewer.h"
#include "base/clock.h"
#include "net/upgrade.h"

#include <string.h>

#define CONTROL_RESIZE_MS 50 /* least time between two sizes of a viewer */

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
    uint16_t cols = v->cols, rows = v->rows;
    uint64_t now_ms = clock_ms();
    if (!control_read_size(json_read(size), v))
        return "a resize holds columns and rows";
    v->late_cols = v->late_rows = 0;
    if (v->resized_ms != 0 && now_ms < v->resized_ms + CONTROL_RESIZE_MS) {
        v->late_cols = v->cols;
        v->late_rows = v->rows;
        v->cols = cols;
        v->rows = rows;
    } else {
        v->resized_ms = now_ms;
        viewer_claim(c, v);
    }
    return NULL;
}

uint64_t control_resize_late(struct conn *c, struct viewer *v, uint64_t now_ms)
{
    if (v->late_cols == 0)
        return UINT64_MAX;
    if (now_ms < v->resized_ms + CONTROL_RESIZE_MS)
        return v->resized_ms + CONTROL_RESIZE_MS;
    v->cols = v->late_cols;
    v->rows = v->late_rows;
    v->late_cols = v->late_rows = 0;
    v->resized_ms = now_ms;
    viewer_claim(c, v);
    return UINT64_MAX;
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
