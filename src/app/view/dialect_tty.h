/* The dialect tty, spoken by ttyd's clients. */
#ifndef APP_DIALECT_TTY_H
#define APP_DIALECT_TTY_H

#include "app/view/dialect.h"

extern const struct dialect dialect_tty;

#endif
