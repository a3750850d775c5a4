/*
 * Who may type into a window of which its source says keyboard = one (lines say so unless told
 * otherwise): the first who types has it, until another one takes it, or it leaves. The others
 * look, and may ask.
 */
#ifndef APP_KEYBOARD_H
#define APP_KEYBOARD_H

#include "app/view/viewer.h"

/* Whether what this viewer types counts; where nobody has the keyboard it is its from now on. */
bool keyboard_types(struct window *w, const struct viewer *v);
/* 'a': asks who has it; 't': takes it; 'g': gives it to who asked, or to nobody. False: no such
 * wish. */
bool keyboard_wish(struct window *w, const struct viewer *v, uint8_t wish);
/* How it looks to this viewer: "all" (anybody types), "free", "mine", "other". */
const char *keyboard_name(const struct window *w, const struct viewer *v);
/* Somebody asked this viewer for it. */
bool keyboard_asked(const struct window *w, const struct viewer *v);

#endif
