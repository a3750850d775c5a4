#include "app/core/app.h"

struct app app;
