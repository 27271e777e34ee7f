#include "queries/yaml_problem.h"

#include "common/buf.h"
#include "common/lang.h"

void yaml_problem(const struct yaml_file *file, long line, const char *key, const char *value,
                  const char *code, const char *message, const char *const *args)
{
    struct hd_problem problem = { .code = code,
                                  .message = message,
                                  .file = file->path,
                                  .line = line,
                                  .key = key,
                                  .value = value };

    for (size_t i = 0; args && args[i] && i < HD_PROBLEM_ARGS; i++)
        problem.args[i] = args[i];
    hd_problem_add(file->problems, &problem);
}

const char *yaml_unknown_key(const struct yaml_file *file, const struct hd_yaml *node,
                             const char *const *known, size_t count)
{
    const char *near = hd_nearest(node->key, known, count);

    if (near)
        yaml_problem(file, node->key_line, node->key, NULL, "unknown_key",
                     N_("There is no key '{key}' here. Did you mean '{nearest}'?"),
                     HD_ARGS("key", node->key, "nearest", near));
    else
        yaml_problem(file, node->key_line, node->key, NULL, "unknown_key",
                     N_("There is no key '{key}' here."), HD_ARGS("key", node->key));
    return near;
}

void yaml_unknown_word(const struct yaml_file *file, const struct hd_yaml *node, const char *key,
                       const char *const *words, size_t count)
{
    const char *near = hd_nearest(node->text, words, count);
    struct hd_buf HD_BUF_AUTO all = { 0 };

    if (near) {
        yaml_problem(file, node->line, key, node->text, "unknown_word",
                     N_("'{value}' is not known here. Did you mean '{nearest}'?"),
                     HD_ARGS("value", node->text, "nearest", near));
        return;
    }
    hd_buf_init(&all, 1024);
    for (size_t i = 0; i < count; i++)
        hd_buf_printf(&all, "%s%s", i ? ", " : "", words[i]);
    yaml_problem(file, node->line, key, node->text, "unknown_word",
                 N_("'{value}' is not known here. Write one of: {words}."),
                 HD_ARGS("value", node->text, "words", all.data));
}
