/* The text that boundtty -h prints. */
#ifndef CONFIG_USAGE_H
#define CONFIG_USAGE_H

/* The text, which ends with a newline. */
const char *config_usage(void);

#endif
