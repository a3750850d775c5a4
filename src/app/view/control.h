/* Messages that both dialects have: resize, pause and resume from the viewer, the title to it. */
#ifndef APP_CONTROL_H
#define APP_CONTROL_H

#include "app/view/viewers.h"

/* The members columns and rows, each from 1 to 65535. False: they are missing or wrong, and the
 * viewer's size is as it was. */
bool control_read_size(struct json j, struct viewer *v);
/* '1' resize, '2' pause, '3' resume. NULL, or a sentence that says what is wrong. */
const char *control_take(struct conn *c, struct viewer *v, struct slice message);
/* '1' and the title. False: the out buffer has no room. */
bool control_send_title(struct conn *c, struct slice title);

#endif
