#include "daemon/export/sdmx_meta.h"

#include <stdio.h>

#include "common/date.h"

void sdmx_meta_put(struct hd_jsonw *w, const struct sdmx_meta *meta)
{
    char prepared[21], id[32];

    hd_instant_text(meta->prepared_at_ms, prepared);
    snprintf(id, sizeof id, "hedef-%lld", (long long)meta->prepared_at_ms);
    hd_jsonw_key_object(w, "meta");
    hd_jsonw_key_string(w, "schema", meta->schema);
    hd_jsonw_key_string(w, "id", id);
    hd_jsonw_key_bool(w, "test", false);
    hd_jsonw_key_string(w, "prepared", prepared);
    hd_jsonw_key_array(w, "contentLanguages");
    hd_jsonw_string(w, hd_lang_code(meta->lang));
    hd_jsonw_end_array(w);
    hd_jsonw_key_object(w, "sender");
    hd_jsonw_key_string(w, "id", meta->agency);
    hd_jsonw_key_string(w, "name", meta->title);
    hd_jsonw_end_object(w);
    hd_jsonw_end_object(w);
}
