/* storage/setting.h - private to storage/: settings that live in the store and bind every door. */
#ifndef HEDEF_STORAGE_SETTING_H
#define HEDEF_STORAGE_SETTING_H

#include <stdbool.h>

#include "common/error.h"

struct txn;

#define SETTING_SECOND_PERSON "require_second_person"

/* Off until it is set. */
HD_MUST_CHECK enum hd_rc setting_require_second_person(struct txn *txn, bool *required_out,
                                                       struct hd_error *err);

#endif
