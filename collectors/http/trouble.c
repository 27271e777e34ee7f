#include "collectors/http/trouble.h"

#include <stdio.h>
#include <string.h>

#include "common/date.h"
#include "common/lang.h"

struct trouble {
    int of; /* enum http_stop; 0: of a status */
    enum hd_rc rc;
    const char *code;
    const char *message;
};

/* {host} {address} {seconds} {limit} {type} */
static const struct trouble stops[] = {
    { HTTP_STOP_CANCELLED, HD_AGAIN, "http_cancelled",
      N_("The run was given up because the service ends. It is made again after the start.") },
    { HTTP_STOP_DEADLINE, HD_AGAIN, "http_deadline",
      N_("{host} did not answer completely within {seconds} s. Ask for less, or raise timeout.") },
    { HTTP_STOP_STALL, HD_AGAIN, "http_stall",
      N_("{host} sent less than 1000 bytes a second for {stall} s. It is asked again later; raise "
         "stall if it is always so slow.") },
    { HTTP_STOP_CONNECT_TIME, HD_AGAIN, "http_connect_time",
      N_("No connection to {host} within {connect} s. It is asked again later.") },
    { HTTP_STOP_NAME, HD_AGAIN, "http_name",
      N_("The name {host} leads nowhere. See that the address is right and that this machine can "
         "look up names.") },
    { HTTP_STOP_CLOSED, HD_DENIED, "http_address_closed",
      N_("{host} leads to {address}, which is not in the open internet, and was not asked. If that "
         "is meant, list its network in allow_private in a file of the configuration.") },
    { HTTP_STOP_CONNECT, HD_AGAIN, "http_connect",
      N_("{host} takes no connection. It is asked again later; see that the address is right and "
         "that no firewall is between.") },
    { HTTP_STOP_TLS, HD_AGAIN, "http_tls",
      N_("No encryption with {host}: it must offer TLS 1.2 or newer.") },
    { HTTP_STOP_UNTRUSTED, HD_DENIED, "http_certificate",
      N_("The certificate of {host} comes from nobody this machine trusts. If it is right, give "
         "the certificate of its issuer in ca_file.") },
    { HTTP_STOP_EXPIRED, HD_AGAIN, "http_certificate_expired",
      N_("The certificate of {host} is not valid at this time. Tell those who run it, and see that "
         "the clock of this machine is right.") },
    { HTTP_STOP_MISNAMED, HD_DENIED, "http_certificate_name",
      N_("The certificate of {host} is that of another host. See that the address is right.") },
    { HTTP_STOP_CA_FILE, HD_SYSTEM, "http_ca_file",
      N_("The certificates to trust cannot be read. See that ca_file names a file of certificates "
         "in PEM that the service may read, or install the package ca-certificates.") },
    { HTTP_STOP_NOT_HTTP, HD_AGAIN, "http_not_http",
      N_("{host} answers, but not in HTTP. See that address and port are right.") },
    { HTTP_STOP_HEAD, HD_AGAIN, "http_head",
      N_("{host} sends headers without end. Nothing was taken.") },
    { HTTP_STOP_SHORT, HD_AGAIN, "http_short",
      N_("The answer of {host} ended before it was complete. It is asked again later.") },
    { HTTP_STOP_BROKEN, HD_AGAIN, "http_broken",
      N_("The connection to {host} broke before the answer was complete. It is asked again "
         "later.") },
    { HTTP_STOP_BYTES, HD_LIMIT, "http_bytes",
      N_("{host} sends more than max_bytes = {limit}. Ask for less, or raise it.") },
    { HTTP_STOP_INFLATED, HD_LIMIT, "http_inflated_bytes",
      N_("What {host} sends is more than max_inflated_bytes = {inflated}. Ask for less, or raise "
         "it.") },
    { HTTP_STOP_RATIO, HD_LIMIT, "http_ratio",
      N_("What {host} sends becomes more than 1000 times larger when inflated, which no table "
         "does. Nothing was taken.") },
    { HTTP_STOP_GZIP, HD_AGAIN, "http_gzip",
      N_("What {host} sends as gzip is damaged or not complete. It is asked again later.") },
    { HTTP_STOP_FRAMING, HD_AGAIN, "http_framing",
      N_("The answer of {host} has neither a length nor chunks, so that nobody can tell whether it "
         "is complete. Those who run it must give Content-Length.") },
    { HTTP_STOP_LENGTHS, HD_AGAIN, "http_lengths",
      N_("The answer of {host} gives its length in two ways. Nothing was taken.") },
    { HTTP_STOP_NO_TYPE, HD_BAD_INPUT, "http_no_type",
      N_("The answer of {host} does not say what it is. Those who run it must give "
         "Content-Type.") },
    { HTTP_STOP_TYPE, HD_BAD_INPUT, "http_type",
      N_("{host} sends {type}, which is not expected. See what a browser shows at the address; if "
         "it is right, list the type in types.") },
    { HTTP_STOP_CHARSET, HD_BAD_INPUT, "http_charset",
      N_("{host} sends text in {charset} rather than UTF-8. If it is ASCII in truth, list the "
         "name in charsets.") },
    { HTTP_STOP_CODING, HD_BAD_INPUT, "http_coding",
      N_("{host} sends its answer compressed in a way that was not asked for. Set compressed = yes "
         "if it is gzip.") },
    { HTTP_STOP_OTHER, HD_AGAIN, "http_other",
      N_("Asking {host} failed: {words}. It is asked again later.") },
};

static const char wants_secret[] =
    N_("{host} answered {status}: it wants to know who asks. See that the secret in header_file, "
       "bearer_file or password_file is right and may read this.");
static const char own_trouble[] =
    N_("{host} answered {status}: trouble on its side. It is asked again later.");

/* The first row that fits counts. */
static const struct {
    long first, last;
    struct trouble trouble;
} statuses[] = {
    { 304,
      304,
      { 0, HD_AGAIN, "http_status_unasked",
        N_("{host} answered {status}, although nothing was said of an earlier answer. It is asked "
           "again later.") } },
    { 401, 401, { 0, HD_BAD_INPUT, "http_status_secret", wants_secret } },
    { 403, 403, { 0, HD_BAD_INPUT, "http_status_secret", wants_secret } },
    { 404,
      404,
      { 0, HD_BAD_INPUT, "http_status_missing",
        N_("{host} answered {status}: there is nothing at this address. See that it is right.") } },
    { 407, 407, { 0, HD_BAD_INPUT, "http_status_secret", wants_secret } },
    { 408, 409, { 0, HD_AGAIN, "http_status_server", own_trouble } },
    { 410,
      410,
      { 0, HD_BAD_INPUT, "http_status_missing",
        N_("{host} answered {status}: there is nothing at this address any more. Look for its new "
           "place.") } },
    { 429,
      429,
      { 0, HD_AGAIN, "http_status_many",
        N_("{host} answered {status}: it is asked too often. It is asked again later; let the "
           "schedule be sparser.") } },
    { 400,
      499,
      { 0, HD_BAD_INPUT, "http_status_refused",
        N_("{host} answered {status} and refuses the question. See that the address is right.") } },
    { 500, 599, { 0, HD_AGAIN, "http_status_server", own_trouble } },
    { 0,
      999,
      { 0, HD_BAD_INPUT, "http_status_nothing",
        N_("{host} answered {status}, which brings no data. See that the address is right.") } },
};

static const char *const retry_message =
    N_("{host} answered {status} and wants to be left alone until {time}. It is asked again "
       "after that.");

#define TEXT_MAX 160

struct args {
    char status[24], seconds[24], stall[24], connect[24], limit[24], inflated[24], time[24];
    char type[128], charset[32];
};

static const struct trouble *find_stop(enum http_stop stop)
{
    const size_t count = sizeof stops / sizeof *stops;

    for (size_t i = 0; i < count; i++) {
        if (stops[i].of == (int)stop)
            return &stops[i];
    }
    return &stops[count - 1];
}

static const struct trouble *find_status(long status)
{
    size_t i = 0;

    while (status < statuses[i].first || status > statuses[i].last)
        i++;
    return &statuses[i].trouble;
}

static void put_number(char out[static 24], int64_t number)
{
    snprintf(out, 24, "%lld", (long long)number);
}

static void fill_args(const struct http_options *options, const struct http_answer *answer,
                      struct args *args)
{
    put_number(args->status, answer->response.status);
    put_number(args->seconds, options->timeout_ms / 1000);
    put_number(args->stall, options->stall_ms / 1000);
    put_number(args->connect, options->connect_timeout_ms / 1000);
    put_number(args->limit, options->max_bytes);
    put_number(args->inflated, options->max_inflated_bytes);
    http_response_type(&answer->response, args->type, args->charset);
}

/* A message has at most HD_PROBLEM_ARGS / 2 places: only those it names are given. */
static void choose_args(const char *message, const char *const *all, const char **chosen)
{
    size_t count = 0;

    for (; *all && count < HD_PROBLEM_ARGS; all += 2) {
        char place[32];

        snprintf(place, sizeof place, "{%s}", all[0]);
        if (strstr(message, place)) {
            chosen[count++] = all[0];
            chosen[count++] = all[1];
        }
    }
}

static enum hd_rc say(const char *code, const char *message, enum hd_rc rc, const char *words,
                      const char *const *args, struct hd_problems *problems, struct hd_error *err)
{
    struct hd_problem problem = { .code = code, .message = message };

    choose_args(message, args, problem.args);
    hd_problem_add(problems, &problem);
    return hd_fail(err, rc, "%s: %s: %s", args[1], code, words);
}

enum hd_rc http_trouble(const struct http_options *options, const struct http_url *url,
                        const struct http_answer *answer, int64_t now_at_ms,
                        struct hd_problems *problems, struct hd_error *err)
{
    int64_t retry_at_ms = http_retry_at_ms(answer->response.retry_after, now_at_ms);
    const struct trouble *trouble =
        answer->stop ? find_stop(answer->stop) : find_status(answer->response.status);
    const char *message = trouble->message;
    struct args args = { .time = "" };

    fill_args(options, answer, &args);
    if (!answer->stop && trouble->rc == HD_AGAIN && retry_at_ms) {
        hd_instant_text(retry_at_ms, args.time);
        message = retry_message;
    }
    return say(trouble->code, message, trouble->rc, answer->stop ? answer->words : args.status,
               HD_ARGS("host", url->host, "address", answer->address, "status", args.status,
                       "seconds", args.seconds, "stall", args.stall, "connect", args.connect,
                       "limit", args.limit, "inflated", args.inflated, "type", args.type, "charset",
                       args.charset, "time", args.time, "words", answer->words),
               problems, err);
}

/* ---- redirects ---- */

enum hd_rc http_trouble_redirect(enum http_redirect_flaw flaw, const struct http_options *options,
                                 const struct http_url *from, const char *to,
                                 struct hd_problems *problems, struct hd_error *err)
{
    static const struct {
        const char *code, *message;
    } texts[] = {
        [HTTP_REDIRECT_OFF] = { "http_redirect",
                                N_("{host} sends on to {place}. Write that address in url, or set "
                                   "redirects = 1 if it changes.") },
        [HTTP_REDIRECT_MANY] = { "http_redirect_many",
                                 N_("{host} sends on to {place}, which is one redirect more than "
                                    "the {count} that are allowed.") },
        [HTTP_REDIRECT_SCHEME] = { "http_redirect_scheme",
                                   N_("{host} sends on to something that is not encrypted, or not "
                                      "in the web. It was not followed.") },
        [HTTP_REDIRECT_HOST] = { "http_redirect_host",
                                 N_("{host} sends on to {place}. It was not followed: list that "
                                    "host in hosts if it is right.") },
        [HTTP_REDIRECT_NOWHERE] = { "http_redirect_nowhere",
                                    N_("{host} sends on without saying where to.") },
    };
    char place[TEXT_MAX] = "", count[24];
    struct hd_buf HD_BUF_AUTO shown;

    hd_buf_init(&shown, HTTP_SHOWN_MAX);
    if (to)
        http_url_show(to, &shown);
    snprintf(place, sizeof place, "%s", shown.data);
    put_number(count, options->redirects);
    return say(texts[flaw].code, texts[flaw].message, HD_BAD_INPUT, place,
               HD_ARGS("host", from->host, "place", place, "count", count), problems, err);
}

/* ---- pages ---- */

enum hd_rc http_trouble_pages(enum http_page_flaw flaw, const struct http_options *options,
                              const struct http_url *url, long asked, long page, long pages,
                              struct hd_problems *problems, struct hd_error *err)
{
    static const struct {
        enum hd_rc rc;
        const char *code, *message;
    } texts[] = {
        [HTTP_PAGES_MANY] = { HD_LIMIT, "http_pages_many",
                              N_("The document of {host} has {pages} pages, more than max_pages = "
                                 "{max}. Ask for larger pages, or raise it.") },
        [HTTP_PAGES_CHANGED] = { HD_AGAIN, "http_pages_changed",
                                 N_("The document of {host} changed its number of pages at page "
                                    "{asked}. It is asked again later.") },
        [HTTP_PAGES_REPEATED] = { HD_AGAIN, "http_pages_repeated",
                                  N_("{host} answered with page {page} when asked for page "
                                     "{asked}. See that page_parameter is right.") },
    };
    char numbers[4][24];

    put_number(numbers[0], asked);
    put_number(numbers[1], page);
    put_number(numbers[2], pages);
    put_number(numbers[3], options->max_pages);
    return say(texts[flaw].code, texts[flaw].message, texts[flaw].rc, "pages",
               HD_ARGS("host", url->host, "asked", numbers[0], "page", numbers[1], "pages",
                       numbers[2], "max", numbers[3]),
               problems, err);
}
