/* The one instance of the server's shared state. */
#include "app/core/app.h"

struct app app;
