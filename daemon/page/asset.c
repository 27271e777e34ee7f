#include "daemon/page/asset.h"

#include "daemon/api/handlers.h"
#include "daemon/web_files.h"

#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

struct asset {
    const char *name, *content_type;
    const struct hd_embedded *file; /* NULL: not part of this build */
    char version[16], link[64];
};

static struct asset assets[] = {
    { .name = "hedef.css", .content_type = "text/css; charset=utf-8" },
    { .name = "icon.svg", .content_type = "image/svg+xml" },
};
#define ASSETS (sizeof assets / sizeof assets[0])

static pthread_once_t linked = PTHREAD_ONCE_INIT;

/* FNV-1a: tells two builds apart, nothing more is asked of it. */
static uint64_t hash_of(const char *data, size_t len)
{
    uint64_t hash = UINT64_C(14695981039346656037);

    for (size_t i = 0; i < len; i++)
        hash = (hash ^ (unsigned char)data[i]) * UINT64_C(1099511628211);
    return hash;
}

static void name_version(struct asset *asset)
{
    uint64_t hash = hash_of(asset->file->data, asset->file->len) & UINT64_C(0xffffffffffff);

    snprintf(asset->version, sizeof asset->version, "%012llx", (unsigned long long)hash);
    snprintf(asset->link, sizeof asset->link, "/%s?v=%s", asset->name, asset->version);
}

static void link_all(void)
{
    for (size_t i = 0; i < ASSETS; i++) {
        for (const struct hd_embedded *file = web_files; file->name; file++)
            if (strcmp(file->name, assets[i].name) == 0)
                assets[i].file = file;
        if (assets[i].file)
            name_version(&assets[i]);
    }
}

static const struct asset *asset_find(const char *name)
{
    pthread_once(&linked, link_all);
    for (size_t i = 0; i < ASSETS; i++)
        if (strcmp(assets[i].name, name) == 0)
            return &assets[i];
    return NULL;
}

const char *asset_link(const char *name)
{
    const struct asset *asset = asset_find(name);

    return asset ? asset->link : "";
}

enum hd_rc page_asset(struct service *service, struct api_request *request, struct api_reply *reply,
                      struct hd_error *err)
{
    const struct asset *asset = asset_find(request->path + (*request->path == '/'));
    const char *asked = api_param(request, "v");

    (void)service;
    if (!asset || !asset->file)
        return hd_fail(err, HD_NOT_FOUND, "no file '%s'", request->path);
    reply->content_type = asset->content_type;
    hd_buf_put(&reply->body, asset->file->data, asset->file->len);
    /* An address without this build's hash must not be kept: it may be of another build. */
    api_reply_header(reply, "Cache-Control",
                     asked && strcmp(asked, asset->version) == 0
                         ? "public, max-age=31536000, immutable"
                         : "no-cache");
    return HD_OK;
}
