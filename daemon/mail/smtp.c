#include "daemon/mail/smtp.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/curl.h"
#include "common/file.h"
#include "common/memory.h"
#include "daemon/mail/message.h"

#define PASSWORD_MAX     4096
#define SERVER_WORDS_MAX 200

struct upload {
    const char *data;
    size_t left;
};

/* The last reply line of the server, for the operator. */
struct words {
    char text[SERVER_WORDS_MAX];
};

static size_t give(char *to, size_t size, size_t count, void *ctx)
{
    struct upload *upload = ctx;
    size_t len = size * count < upload->left ? size * count : upload->left;

    memcpy(to, upload->data, len);
    upload->data += len;
    upload->left -= len;
    return len;
}

static size_t hear(char *line, size_t size, size_t count, void *ctx)
{
    struct words *words = ctx;
    size_t len = strcspn(line, "\r\n");

    if (len > size * count)
        len = size * count;
    snprintf(words->text, sizeof words->text, "%.*s", (int)len, line);
    return size * count;
}

static long tls_level(int tls)
{
    switch ((enum smtp_tls)tls) {
    case SMTP_TLS_REQUIRED:
    case SMTP_TLS_IMPLICIT:
        return CURLUSESSL_ALL;
    case SMTP_TLS_OPPORTUNISTIC:
        return CURLUSESSL_TRY;
    case SMTP_TLS_NONE:
        return CURLUSESSL_NONE;
    }
    return CURLUSESSL_ALL;
}

/* The first line of the password file; it lives in memory only while a message is sent. */
static enum hd_rc read_password(const char *path, char **password_out, struct hd_error *err)
{
    size_t len;
    enum hd_rc rc = hd_file_read(path, PASSWORD_MAX, password_out, &len, err);

    if (rc == HD_NOT_FOUND)
        return hd_fail(err, HD_SYSTEM, "the password file '%s' does not exist", path);
    if (rc)
        return rc;
    (*password_out)[strcspn(*password_out, "\r\n")] = '\0';
    return HD_OK;
}

static void forget_password(char **password)
{
    if (*password)
        explicit_bzero(*password, strlen(*password));
    free(*password);
    *password = NULL;
}

static void set_options(const struct curl_library *curl, CURL *handle,
                        const struct settings *settings, const char *password)
{
    char url[512];

    snprintf(url, sizeof url, "%s://%s:%lld",
             settings->smtp_tls == SMTP_TLS_IMPLICIT ? "smtps" : "smtp", settings->smtp_host,
             (long long)settings->smtp_port);
    curl->easy_setopt(handle, CURLOPT_URL, url);
    curl->easy_setopt(handle, CURLOPT_PROTOCOLS_STR, "smtp,smtps");
    curl->easy_setopt(handle, CURLOPT_USE_SSL, tls_level(settings->smtp_tls));
    curl->easy_setopt(handle, CURLOPT_SSL_VERIFYPEER, 1L);
    curl->easy_setopt(handle, CURLOPT_SSL_VERIFYHOST, 2L);
    curl->easy_setopt(handle, CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2);
    curl->easy_setopt(handle, CURLOPT_CONNECTTIMEOUT, 30L);
    curl->easy_setopt(handle, CURLOPT_SERVER_RESPONSE_TIMEOUT, 60L);
    curl->easy_setopt(handle, CURLOPT_TIMEOUT, 300L);
    curl->easy_setopt(handle, CURLOPT_NOSIGNAL, 1L);
    curl->easy_setopt(handle, CURLOPT_PROXY, "");
    if (settings->smtp_user) {
        curl->easy_setopt(handle, CURLOPT_USERNAME, settings->smtp_user);
        curl->easy_setopt(handle, CURLOPT_PASSWORD, password ? password : "");
    }
}

/* All of the message was handed over, and the last thing heard is the invitation to send it:
 * whether the server queued it cannot be known. */
static bool is_ambiguous(const struct upload *upload, long reply)
{
    return upload->left == 0 && reply == 354;
}

static enum smtp_result judge_result(CURLcode code, long reply, const struct upload *upload,
                                     const char *why, struct hd_error *err)
{
    if (code == CURLE_OK)
        return SMTP_SENT;
    hd_fail(err, HD_AGAIN, "%s", why);
    if (is_ambiguous(upload, reply))
        return SMTP_AMBIGUOUS;
    /* A refused log-in is our configuration's trouble, not this recipient's. */
    if (reply >= 500 && reply < 600 && code != CURLE_LOGIN_DENIED) {
        err->rc = HD_BAD_INPUT;
        return SMTP_REFUSED;
    }
    return SMTP_RETRY;
}

static enum smtp_result perform(const struct curl_library *curl, CURL *handle,
                                const struct settings *settings, struct curl_slist *recipients,
                                struct upload *upload, struct hd_error *err)
{
    char reason[CURL_ERROR_SIZE] = "", why[CURL_ERROR_SIZE + SERVER_WORDS_MAX + 8];
    struct words words = { .text = "" };
    CURLcode code;
    long reply = 0;

    curl->easy_setopt(handle, CURLOPT_MAIL_FROM, settings->mail_from);
    curl->easy_setopt(handle, CURLOPT_MAIL_RCPT, recipients);
    curl->easy_setopt(handle, CURLOPT_UPLOAD, 1L);
    curl->easy_setopt(handle, CURLOPT_READFUNCTION, give);
    curl->easy_setopt(handle, CURLOPT_READDATA, upload);
    curl->easy_setopt(handle, CURLOPT_HEADERFUNCTION, hear);
    curl->easy_setopt(handle, CURLOPT_HEADERDATA, &words);
    curl->easy_setopt(handle, CURLOPT_ERRORBUFFER, reason);
    code = curl->easy_perform(handle);
    curl->easy_getinfo(handle, CURLINFO_RESPONSE_CODE, &reply);
    snprintf(why, sizeof why, "%s%s%s%s", reason[0] ? reason : curl->easy_strerror(code),
             words.text[0] ? " (" : "", words.text, words.text[0] ? ")" : "");
    return judge_result(code, reply, upload, why, err);
}

enum smtp_result smtp_send(const struct settings *settings, const char *recipient,
                           const char *message, size_t len, struct hd_error *err)
{
    struct upload upload = { .data = message, .left = len };
    const struct curl_library *curl;
    struct curl_slist *recipients;
    enum smtp_result result;
    char *password = NULL;
    CURL *handle;

    if (!settings->smtp_host || !settings->mail_from) {
        hd_fail(err, HD_AGAIN, "no mail server: set smtp_host and from in [mail] of hedef.conf");
        return SMTP_RETRY;
    }
    /* libcurl 7.88 would pass a line break on as a second command (reliability.md 0.8). */
    if (!mail_address_valid(recipient) || !mail_address_valid(settings->mail_from)) {
        hd_fail(err, HD_BAD_INPUT, "'%.80s' is not an address we send to", recipient);
        return SMTP_REFUSED;
    }
    if (curl_library_get(&curl, err) ||
        (settings->smtp_password_file &&
         read_password(settings->smtp_password_file, &password, err)))
        return SMTP_RETRY;
    handle = curl->easy_init();
    recipients = curl->slist_append(NULL, recipient);
    if (handle && recipients) {
        set_options(curl, handle, settings, password);
        result = perform(curl, handle, settings, recipients, &upload, err);
    } else {
        hd_fail(err, HD_SYSTEM, "libcurl gave no handle");
        result = SMTP_RETRY;
    }
    curl->slist_free_all(recipients);
    if (handle)
        curl->easy_cleanup(handle);
    forget_password(&password);
    return result;
}
