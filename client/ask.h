/* client/ask.h - a command's row turned into its request, and the answer printed. */
#ifndef HEDEF_CLIENT_ASK_H
#define HEDEF_CLIENT_ASK_H

#include "client/request.h"

/* Method, path, parameters and JSON body from the command line; texts live in the arena. */
HD_MUST_CHECK enum hd_rc ask_fill(const struct client *client, struct request *request,
                                  struct hd_arena *arena, struct hd_error *err);
/* Sends it, prints the answer or tells the problem; the program's exit status. */
int ask(struct client *client);
/* The same with a JSON body that the row does not describe. */
int ask_with_body(struct client *client, const char *body, size_t len);
/* The same with the answer in a format of its own. */
int ask_in_format(struct client *client, const char *format);

#endif
