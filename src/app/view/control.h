/* Messages common to both dialects: resize, pause and resume from the viewer, the title to it. */
#ifndef APP_CONTROL_H
#define APP_CONTROL_H

#include "app/view/viewers.h"

/* Reads the members columns and rows, each from 1 to 65535. False: missing or invalid; the viewer's
 * size is unchanged. */
bool control_read_size(struct json j, struct viewer *v);
/* Handles '1' resize, '2' pause and '3' resume. Returns NULL, or a sentence about the error. */
const char *control_take(struct conn *c, struct viewer *v, struct slice message);
/* Applies a resize that arrived within 50 ms of another one, once that time has passed; the last of
 * several counts. Returns the time to call it again; UINT64_MAX: nothing is late. */
uint64_t control_resize_late(struct conn *c, struct viewer *v, uint64_t now_ms);
/* Sends '1' and the title. False: no room in the out buffer. */
bool control_send_title(struct conn *c, struct slice title);

#endif
