/* Any text: a tree within its bounds, or a problem with a line. */
#include "fuzz/fuzz.h"

#include <string.h>

#include "common/utf8.h"
#include "common/yaml.h"

#define DEPTH_MAX 16

static void check_node(const struct hd_yaml *node, long lines, unsigned depth)
{
    size_t count = 0;

    FUZZ_CHECK(node->line >= 1 && node->line <= lines);
    FUZZ_CHECK((node->type == HD_YAML_SCALAR) == (node->text != NULL));
    if (node->text)
        FUZZ_CHECK(hd_utf8_valid(node->text, strlen(node->text)));
    for (const struct hd_yaml *child = node->first; child; child = child->next) {
        FUZZ_CHECK((node->type == HD_YAML_MAP) == (child->key != NULL));
        if (child->key)
            FUZZ_CHECK(hd_yaml_get(node, child->key) == child); /* no key twice */
        check_node(child, lines, depth + 1);
        count++;
    }
    FUZZ_CHECK(count == node->count);
    FUZZ_CHECK(!count || depth < DEPTH_MAX);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct hd_problems problems HD_PROBLEMS_AUTO = { 0 };
    struct hd_arena arena HD_ARENA_AUTO = { 0 };
    struct hd_yaml *root;
    struct hd_error err;
    enum hd_rc rc =
        hd_yaml_parse("x.yaml", (const char *)data, size, &arena, &root, &problems, &err);

    FUZZ_CHECK((rc == HD_OK) == (problems.errors == 0));
    FUZZ_CHECK((rc == HD_OK) == (root != NULL));
    if (root)
        check_node(root, (long)size + 1, 0);
    return 0;
}
