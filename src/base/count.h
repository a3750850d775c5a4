/* The number of elements of an array (not of a pointer). */
#ifndef BASE_COUNT_H
#define BASE_COUNT_H

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

#endif
