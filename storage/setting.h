/* storage/setting.h - private to storage/: settings that live in the store and bind every door. */
#ifndef HEDEF_STORAGE_SETTING_H
#define HEDEF_STORAGE_SETTING_H

#include <stdbool.h>

#include "common/error.h"

struct txn;

#define SETTING_SECOND_PERSON         "require_second_person" /* for values */
#define SETTING_SECOND_PERSON_TARGETS "second_person_targets"

/* Off until it is set. */
HD_MUST_CHECK enum hd_rc setting_is_on(struct txn *txn, const char *key, bool *on_out,
                                       struct hd_error *err);
HD_MUST_CHECK enum hd_rc setting_require_second_person(struct txn *txn, bool *required_out,
                                                       struct hd_error *err);

#endif
