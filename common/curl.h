/* common/curl.h - libcurl, loaded when it is first needed: loading costs several milliseconds
 * and megabytes that a command line without a daemon, or a daemon without mail and sources, never
 * pays. */
#ifndef HEDEF_COMMON_CURL_H
#define HEDEF_COMMON_CURL_H

#include <curl/curl.h>

#include "common/error.h"

/* The calls in use, named as in libcurl without `curl_`. */
struct curl_library {
    CURL *(*easy_init)(void);
    CURLcode (*easy_setopt)(CURL *handle, CURLoption option, ...);
    CURLcode (*easy_perform)(CURL *handle);
    CURLcode (*easy_getinfo)(CURL *handle, CURLINFO info, ...);
    void (*easy_cleanup)(CURL *handle);
    const char *(*easy_strerror)(CURLcode code);
    struct curl_slist *(*slist_append)(struct curl_slist *list, const char *text);
    void (*slist_free_all)(struct curl_slist *list);
    /* Transfers that can be watched, bounded and given up from outside. */
    CURLM *(*multi_init)(void);
    CURLMcode (*multi_add_handle)(CURLM *multi, CURL *handle);
    CURLMcode (*multi_remove_handle)(CURLM *multi, CURL *handle);
    CURLMcode (*multi_perform)(CURLM *multi, int *running_out);
    CURLMcode (*multi_poll)(CURLM *multi, struct curl_waitfd *more, unsigned more_count,
                            int timeout_ms, int *ready_out);
    CURLMsg *(*multi_info_read)(CURLM *multi, int *left_out);
    CURLMcode (*multi_cleanup)(CURLM *multi);
};

/* Loaded and initialised once, kept until the process ends; any thread.  HD_SYSTEM when the
 * library is not installed or lacks a call; *library_out is then not touched. */
HD_MUST_CHECK enum hd_rc curl_library_get(const struct curl_library **library_out,
                                          struct hd_error *err);

#endif
