#include "collectors/http/options.h"

#include <stddef.h>
#include <string.h>

#include "collectors/http/address.h"
#include "collectors/http/url.h"
#include "common/lang.h"

#define OFFSET(field) offsetof(struct http_options, field)
#define TEXT_MAX      400
#define SECOND_MS     INT64_C(1000)
#define HOUR_MS       (3600 * SECOND_MS)
#define SIZE_MAX_MIB  (INT64_C(1024) << 20)

/* ---- values whose type says too little ---- */

static bool is_url(const char *text)
{
    struct http_url url;

    return http_url_parse(text, &url);
}

static bool are_networks(const char *text)
{
    struct http_networks networks;

    return http_networks_parse(text, &networks);
}

static bool is_printable(const char *text)
{
    if (strlen(text) > TEXT_MAX)
        return false;
    for (; *text; text++) {
        if (*text < ' ' || *text > '~')
            return false;
    }
    return true;
}

static bool is_parameter(const char *text)
{
    size_t len = strlen(text);

    return len > 0 && len < 64 &&
           strspn(text, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.$") ==
               len;
}

/* ---- the table ---- */

#define ADDRESS_INVALID                                                                            \
    N_("The option {option} is no address of the web. Write https://host/path in ASCII, without "  \
       "user, password or #.")

const struct hd_conf_key http_keys[] = {
    { .section = "source",
      .name = "url",
      .type = HD_CONF_TEXT,
      .offset = OFFSET(url),
      .valid = is_url,
      .invalid = ADDRESS_INVALID,
      .help = "The address to ask: https://host/path?query, in ASCII." },
    { .section = "source",
      .name = "plain_http",
      .type = HD_CONF_BOOL,
      .offset = OFFSET(plain_http),
      .fallback = "no",
      .help = "Allow http:// without encryption, for this source alone." },
    { .section = "source",
      .name = "hosts",
      .type = HD_CONF_LIST,
      .offset = OFFSET(hosts),
      .help = "Hosts a redirect may lead to beside that of the address; *.example.org is all "
              "below example.org." },
    { .section = "source",
      .name = "redirects",
      .type = HD_CONF_INT,
      .offset = OFFSET(redirects),
      .fallback = "0",
      .min = 0,
      .max = 3,
      .help = "How many redirects are followed." },
    { .section = "source",
      .name = "allow_private",
      .type = HD_CONF_TEXT,
      .offset = OFFSET(allow_private),
      .local_only = true,
      .valid = are_networks,
      .invalid =
          N_("{option} = {value} is no list of networks. Write them as 10.1.0.0/16, fd00::/8."),
      .help = "Networks that may be asked although they do not belong to the open internet: "
              "10.1.0.0/16, fd00::/8." },
    { .section = "source",
      .name = "timeout",
      .type = HD_CONF_DURATION,
      .offset = OFFSET(timeout_ms),
      .fallback = "2m",
      .min = SECOND_MS,
      .max = HOUR_MS,
      .help = "The time a run may take, all pages together." },
    { .section = "source",
      .name = "connect_timeout",
      .type = HD_CONF_DURATION,
      .offset = OFFSET(connect_timeout_ms),
      .fallback = "10s",
      .min = SECOND_MS,
      .max = HOUR_MS,
      .help = "The time until a connection stands, encryption included." },
    { .section = "source",
      .name = "stall",
      .type = HD_CONF_DURATION,
      .offset = OFFSET(stall_ms),
      .fallback = "20s",
      .min = SECOND_MS,
      .max = HOUR_MS,
      .help = "After so long with less than 1000 bytes a second the run is given up." },
    { .section = "source",
      .name = "max_bytes",
      .type = HD_CONF_SIZE,
      .offset = OFFSET(max_bytes),
      .fallback = "16MiB",
      .min = 1024,
      .max = SIZE_MAX_MIB,
      .help = "The most that is received, all pages together." },
    { .section = "source",
      .name = "max_inflated_bytes",
      .type = HD_CONF_SIZE,
      .offset = OFFSET(max_inflated_bytes),
      .fallback = "16MiB",
      .min = 1024,
      .max = SIZE_MAX_MIB,
      .help = "The most that it may become when it came compressed." },
    { .section = "source",
      .name = "compressed",
      .type = HD_CONF_BOOL,
      .offset = OFFSET(compressed),
      .fallback = "no",
      .help = "Ask for gzip." },
    { .section = "source",
      .name = "accept",
      .type = HD_CONF_TEXT,
      .offset = OFFSET(accept),
      .valid = is_printable,
      .invalid = N_("{option} = {value} is no short line of printable ASCII."),
      .help = "The header Accept, for a source that offers several formats at one address." },
    { .section = "source",
      .name = "types",
      .type = HD_CONF_LIST,
      .offset = OFFSET(types),
      .fallback = "text/csv, text/plain, text/tab-separated-values, application/csv, "
                  "application/json, text/json, application/*+json, application/vnd.*, "
                  "application/octet-stream",
      .help = "Content types that are taken; * stands for anything." },
    { .section = "source",
      .name = "charsets",
      .type = HD_CONF_LIST,
      .offset = OFFSET(charsets),
      .fallback = "utf-8, us-ascii",
      .help = "Character sets the answer may declare.  It is read as UTF-8 whatever it declares." },
    { .section = "source",
      .name = "page_parameter",
      .type = HD_CONF_TEXT,
      .offset = OFFSET(page_parameter),
      .fallback = "page",
      .valid = is_parameter,
      .invalid = N_("{option} = {value} is no name of a parameter. Write letters, digits and _."),
      .help = "The parameter of the address that asks for a page, where a document says that it "
              "has several." },
    { .section = "source",
      .name = "max_pages",
      .type = HD_CONF_INT,
      .offset = OFFSET(max_pages),
      .fallback = "100",
      .min = 1,
      .max = 10000,
      .help = "A document of more pages is refused." },
    { .section = "source",
      .name = "header_file",
      .type = HD_CONF_PATH,
      .offset = OFFSET(header_file),
      .local_only = true,
      .help = "A file with further headers, one a line, such as X-Api-Key: ..." },
    { .section = "source",
      .name = "bearer_file",
      .type = HD_CONF_PATH,
      .offset = OFFSET(bearer_file),
      .local_only = true,
      .help = "A file whose first line is the token of the header Authorization: Bearer." },
    { .section = "source",
      .name = "user",
      .type = HD_CONF_TEXT,
      .offset = OFFSET(user),
      .local_only = true,
      .valid = is_printable,
      .invalid = N_("{option} = {value} is no short line of printable ASCII."),
      .help = "The user's name, where the source asks for name and password." },
    { .section = "source",
      .name = "password_file",
      .type = HD_CONF_PATH,
      .offset = OFFSET(password_file),
      .local_only = true,
      .help = "A file whose first line is the password." },
    { .section = "source",
      .name = "ca_file",
      .type = HD_CONF_PATH,
      .offset = OFFSET(ca_file),
      .local_only = true,
      .help = "The certificates to trust for this source, in place of the machine's." },
    { .name = NULL },
};

/* ---- together ---- */

bool http_options_secret(const struct http_options *options)
{
    return options->header_file || options->bearer_file || options->user;
}

static void report(struct hd_problems *problems, const char *option, const char *code,
                   const char *message)
{
    hd_problem_add(problems, &(struct hd_problem){
                                 .code = code,
                                 .message = message,
                                 .args = { "option", option },
                             });
}

static void check_plain(const struct http_options *options, const struct http_url *url,
                        struct hd_problems *problems)
{
    if (!url->plain)
        return;
    if (!options->plain_http)
        report(problems, "url", "http_plain",
               N_("The address in {option} is not encrypted. Write https://, or set plain_http = "
                  "yes."));
    if (http_options_secret(options))
        report(problems, "url", "http_secret_plain",
               N_("A secret would go over the network unencrypted. Write https:// in {option}, or "
                  "leave out the secret."));
}

enum hd_rc http_options_check(const struct http_options *options, struct hd_problems *problems,
                              struct hd_error *err)
{
    size_t before = problems->errors;
    struct http_url url;

    if (!options->url || !http_url_parse(options->url, &url))
        report(problems, "url", "http_url",
               N_("The option {option} is needed: the address to ask."));
    else
        check_plain(options, &url, problems);
    if (options->bearer_file && options->user)
        report(problems, "bearer_file", "http_two_secrets",
               N_("Give either {option} or user and password_file, not both."));
    if (!options->user != !options->password_file)
        report(problems, options->user ? "password_file" : "user", "http_half_secret",
               N_("The option {option} is needed: user and password_file go together."));
    if (problems->errors != before)
        return hd_fail(err, HD_BAD_INPUT, "%zu contradictions", problems->errors - before);
    return HD_OK;
}
