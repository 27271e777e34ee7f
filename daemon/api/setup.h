/* daemon/api/setup.h - the set-up link of a new installation: whoever holds it tells once who the
 * operator is.  The key is a 256-bit secret of which only the hash is kept, for a week. */
#ifndef HEDEF_DAEMON_API_SETUP_H
#define HEDEF_DAEMON_API_SETUP_H

#include "daemon/api/token.h"

struct txn;

/* `stand_in` is the address of the user that the real operator takes the place of. */
HD_MUST_CHECK enum hd_rc setup_record(struct txn *txn, const struct token_secret *key,
                                      const char *stand_in, const char *actor,
                                      struct hd_error *err);

#endif
