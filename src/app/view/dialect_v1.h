/* boundtty.v1: the dialect of our page and of `boundtty attach`. */
#ifndef APP_DIALECT_V1_H
#define APP_DIALECT_V1_H

#include "app/view/dialect.h"

extern const struct dialect dialect_v1;

#endif
