/* client/language.h - in which language a run of the command line speaks. */
#ifndef HEDEF_CLIENT_LANGUAGE_H
#define HEDEF_CLIENT_LANGUAGE_H

#include "common/lang.h"

/* What --lang asks for, else the environment's language where it is one of ours, else English.
 * Works on any command line, so that even one that cannot be parsed is answered in it. */
const struct hd_lang *language_wanted(int argc, char *const *argv);

#endif
