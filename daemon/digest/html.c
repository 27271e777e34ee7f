#include "daemon/digest/content.h"
#include "daemon/page/template.h"

static void add_item(struct tree *section, const struct digest_item *item)
{
    struct tree *tree = tree_append(section, "items");

    tree_set(tree, "headline", item->headline);
    tree_set(tree, "why", item->why);
    tree_set(tree, "who", item->who);
    tree_set(tree, "when", item->when);
    tree_set(tree, "link", item->link);
    tree_set(tree, "glyph", item->glyph);
    tree_set(tree, "fill", item->fill ? item->fill : "");
    tree_set(tree, "ink", item->ink ? item->ink : "");
}

static void add_section(const struct digest_content *content, enum digest_section section,
                        struct tree *root)
{
    const struct digest_list *list = &content->sections[section];
    struct tree *tree;

    if (!list->count)
        return;
    tree = tree_append(root, "sections");
    tree_set(tree, "title", digest_section_title(section, content->recipient->lang));
    tree_setf(tree, "count", "%zu", list->count);
    tree_list(tree, "items");
    for (size_t i = 0; i < list->count; i++)
        add_item(tree, &list->items[i]);
}

enum hd_rc digest_write_html(const struct digest_content *content, struct hd_buf *out,
                             struct hd_error *err)
{
    HD_ARENA_AUTO struct hd_arena arena = { 0 };
    struct tree *root = tree_new(&arena);
    const struct hd_lang *lang = content->recipient->lang;

    tree_set(root, "lang", hd_lang_code(lang));
    tree_set(root, "date", content->date);
    tree_set(root, "summary", content->summary);
    tree_set(root, "before", content->before);
    tree_flag(root, "demo", content->picture->demo);
    tree_set(root, "base_url", content->frame->base_url);
    tree_list(root, "sections");
    for (size_t i = 0; i < DIGEST_SECTIONS; i++)
        add_section(content, (enum digest_section)i, root);
    return template_render("mail_digest.html", root, lang, out, err);
}
