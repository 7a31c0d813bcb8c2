#pragma once

#include <zlib.h>

/* The functions that begin a stream are macros, which Swift does not import. 31 is the largest window and a gzip
   header (zlib.h, deflateInit2). */
static inline int farsign_deflate_begin(z_stream *stream, int level) {
    return deflateInit2(stream, level, Z_DEFLATED, 31, 8, Z_DEFAULT_STRATEGY);
}

static inline int farsign_inflate_begin(z_stream *stream) {
    return inflateInit2(stream, 31);
}
