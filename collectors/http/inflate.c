#include "collectors/http/inflate.h"

#include <stdint.h>
#include <stdlib.h>
#define ZLIB_CONST /* what is read is const */
#include <zlib.h>

#include "common/memory.h"

#define GZIP_ONLY  (16 + MAX_WBITS)
#define STEP       65536
#define RATIO_FROM INT64_C(65536) /* so much may come of anything: small answers pack well */

struct http_inflate {
    z_stream stream;
    enum http_inflate_state state;
    int64_t in, out;
    unsigned char step[STEP];
};

struct http_inflate *http_inflate_open(void)
{
    struct http_inflate *self = hd_alloc(sizeof *self);

    if (inflateInit2(&self->stream, GZIP_ONLY) != Z_OK)
        self->state = HTTP_INFLATE_WRONG;
    return self;
}

void http_inflate_close(struct http_inflate **self)
{
    if (!*self)
        return;
    inflateEnd(&(*self)->stream);
    free(*self);
    *self = NULL;
}

/* What one step made is counted before it is kept. */
static enum http_inflate_state keep(struct http_inflate *self, size_t made, struct hd_buf *out)
{
    self->out += (int64_t)made;
    if (self->out > RATIO_FROM && self->out / HTTP_RATIO_MAX > self->in)
        return HTTP_INFLATE_RATIO;
    hd_buf_put(out, self->step, made);
    return out->overflow ? HTTP_INFLATE_FULL : HTTP_INFLATE_MORE;
}

static enum http_inflate_state take_step(struct http_inflate *self, struct hd_buf *out)
{
    z_stream *stream = &self->stream;
    uInt before = stream->avail_in;
    enum http_inflate_state state;
    int code;

    /* Several members one after the other are one stream (RFC 1952). */
    if (self->state == HTTP_INFLATE_END && inflateReset(stream) != Z_OK)
        return HTTP_INFLATE_WRONG;
    stream->next_out = self->step;
    stream->avail_out = STEP;
    code = inflate(stream, Z_NO_FLUSH);
    if (code != Z_OK && code != Z_STREAM_END && code != Z_BUF_ERROR)
        return HTTP_INFLATE_WRONG;
    self->in += before - stream->avail_in;
    state = keep(self, STEP - stream->avail_out, out);
    if (state == HTTP_INFLATE_MORE && code == Z_STREAM_END)
        return HTTP_INFLATE_END;
    return state;
}

static bool has_more(const struct http_inflate *self)
{
    const z_stream *stream = &self->stream;

    if (self->state == HTTP_INFLATE_END)
        return stream->avail_in > 0;
    return self->state == HTTP_INFLATE_MORE && (stream->avail_in > 0 || stream->avail_out == 0);
}

enum http_inflate_state http_inflate_put(struct http_inflate *self, const char *data, size_t len,
                                         struct hd_buf *out)
{
    self->stream.next_in = (const Bytef *)data;
    self->stream.avail_in = (uInt)len;
    while (has_more(self))
        self->state = take_step(self, out);
    return self->state;
}
