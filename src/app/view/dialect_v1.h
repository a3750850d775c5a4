/* The dialect boundtty.v1, spoken by our page and by `boundtty attach`. */
#ifndef APP_DIALECT_V1_H
#define APP_DIALECT_V1_H

#include "app/view/dialect.h"

extern const struct dialect dialect_v1;

#endif
