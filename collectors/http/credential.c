#include "collectors/http/credential.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "common/buf.h"
#include "common/file.h"
#include "common/lang.h"
#include "common/memory.h"

#define FILE_MAX 16384

static void wipe(char **text)
{
    if (*text)
        explicit_bzero(*text, strlen(*text));
    free(*text);
    *text = NULL;
}

void http_credential_clear(struct http_credential *credential)
{
    for (size_t i = 0; i < credential->count; i++)
        wipe(&credential->headers[i]);
    wipe(&credential->user);
    wipe(&credential->password);
    *credential = (struct http_credential){ .count = 0 };
}

static enum hd_rc refuse(const char *option, const char *path, long line, const char *message,
                         struct hd_problems *problems, struct hd_error *err)
{
    hd_problem_add(problems, &(struct hd_problem){
                                 .code = "http_secret_file",
                                 .message = message,
                                 .args = { "option", option, "path", path },
                                 .file = line ? path : NULL,
                                 .line = line,
                             });
    return hd_fail(err, HD_BAD_INPUT, "%s: '%s' cannot be used", option, path);
}

static enum hd_rc read_file(const char *option, const char *path, char **text_out,
                            struct hd_problems *problems, struct hd_error *err)
{
    struct hd_error cause;
    size_t len;

    if (hd_file_read(path, FILE_MAX, text_out, &len, &cause))
        return refuse(option, path, 0,
                      N_("The file {path} of {option} cannot be read. See that it exists and that "
                         "the service may read it."),
                      problems, err);
    if (*text_out && strlen(*text_out) == len)
        return HD_OK;
    wipe(text_out);
    return refuse(option, path, 0, N_("The file {path} of {option} is not a text."), problems, err);
}

/* Visible characters and blanks: nothing that ends a line. */
static bool is_value(const char *text)
{
    for (; *text; text++) {
        if ((unsigned char)*text < ' ' || *text == 127)
            return false;
    }
    return true;
}

static enum hd_rc read_first_line(const char *option, const char *path, char **line_out,
                                  struct hd_problems *problems, struct hd_error *err)
{
    enum hd_rc rc = read_file(option, path, line_out, problems, err);

    if (rc || !*line_out)
        return rc;
    (*line_out)[strcspn(*line_out, "\r\n")] = '\0';
    if (**line_out && is_value(*line_out))
        return HD_OK;
    wipe(line_out);
    return refuse(option, path, 1,
                  N_("The first line of {path} is not a secret: it is empty or "
                     "has control characters."),
                  problems, err);
}

/* Those that frame the message or are ours to say. */
static bool is_taken(const char *line, size_t len)
{
    static const char *const names[] = {
        "Host",       "Content-Length",  "Transfer-Encoding",
        "Connection", "Upgrade",         "TE",
        "Trailer",    "Accept-Encoding", "Keep-Alive",
        "Expect",     "Range",           "Proxy-Authorization",
    };

    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        if (strlen(names[i]) == len && strncasecmp(line, names[i], len) == 0)
            return true;
    }
    return false;
}

static bool is_header(const char *line)
{
    size_t len = strspn(line, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_");

    return len > 0 && line[len] == ':' && line[len + 1 + strspn(line + len + 1, " \t")] &&
           is_value(line) && !is_taken(line, len);
}

static enum hd_rc take_headers(char *text, const char *path, struct http_credential *credential,
                               struct hd_problems *problems, struct hd_error *err)
{
    for (long line = 1; *text; line++) {
        size_t len = strcspn(text, "\n");
        char *next = text + len + (text[len] == '\n');

        text[len] = '\0';
        if (len && text[len - 1] == '\r')
            text[len - 1] = '\0';
        if (*text && *text != '#') {
            if (!is_header(text) || credential->count == HTTP_HEADERS_MAX - 1)
                return refuse("header_file", path, line,
                              N_("This line is no header that can be sent. Write Name: value, one "
                                 "a line; length, host and coding are not set here."),
                              problems, err);
            credential->headers[credential->count++] = hd_strdup(text);
        }
        text = next;
    }
    return HD_OK;
}

static enum hd_rc read_headers(const char *path, struct http_credential *credential,
                               struct hd_problems *problems, struct hd_error *err)
{
    char *text = NULL;
    size_t len;
    enum hd_rc rc = read_file("header_file", path, &text, problems, err);

    if (rc || !text)
        return rc;
    len = strlen(text);
    rc = take_headers(text, path, credential, problems, err);
    explicit_bzero(text, len);
    free(text);
    return rc;
}

static enum hd_rc read_bearer(const char *path, struct http_credential *credential,
                              struct hd_problems *problems, struct hd_error *err)
{
    static const char prefix[] = "Authorization: Bearer ";
    char *token = NULL, *header;
    enum hd_rc rc = read_first_line("bearer_file", path, &token, problems, err);
    size_t room;

    if (rc || !token)
        return rc;
    room = sizeof prefix + strlen(token);
    header = hd_alloc(room);
    snprintf(header, room, "%s%s", prefix, token);
    credential->headers[credential->count++] = header;
    wipe(&token);
    return HD_OK;
}

enum hd_rc http_credential_read(const struct http_options *options,
                                struct http_credential *credential, struct hd_problems *problems,
                                struct hd_error *err)
{
    enum hd_rc rc = HD_OK;

    *credential = (struct http_credential){ .count = 0 };
    if (options->header_file)
        rc = read_headers(options->header_file, credential, problems, err);
    if (!rc && options->bearer_file)
        rc = read_bearer(options->bearer_file, credential, problems, err);
    if (!rc && options->user) {
        credential->user = hd_strdup(options->user);
        rc = read_first_line("password_file", options->password_file, &credential->password,
                             problems, err);
    }
    if (rc)
        http_credential_clear(credential);
    return rc;
}
