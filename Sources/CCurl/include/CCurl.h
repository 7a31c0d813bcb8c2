#pragma once

#include <curl/curl.h>
#include <stddef.h>

// libcurl, loaded for the first request and not when the program starts, because loading takes longer than handing
// out valid credentials (see docs/decisions/0002-libcurl-by-dlopen.md). The types and constants come from
// <curl/curl.h>; nothing here links against the library.
//
// Swift cannot call variadic functions, nor functions of which it only has the address, so there is one function per
// argument type.

/// The addresses of the functions that are used.
typedef struct farsign_curl farsign_curl;

/// The type of the callback for pieces of the reply.
typedef size_t (*farsign_curl_sink)(char *bytes, size_t size, size_t count, void *context);

/// Loads the library `name`. Here and in farsign_curl_perform, the library sees only the proxy and resolver variables
/// of the environment. On failure it returns NULL and writes the reason into `reason`. The library is never unloaded,
/// because TLS libraries register functions that run at exit.
farsign_curl *farsign_curl_open(const char *name, char *reason, size_t size);

/// Frees the table of addresses. Called by its only owner's deinit.
void farsign_curl_close(farsign_curl *curl);

/// The version of the loaded library as 0xXXYYZZ. A library that is older than the headers would refuse single
/// options with an unclear error.
unsigned int farsign_curl_version(const farsign_curl *curl);

/// curl_easy_init, through the table.
CURL *farsign_curl_init(const farsign_curl *curl);

/// curl_easy_cleanup, through the table.
void farsign_curl_cleanup(const farsign_curl *curl, CURL *handle);

/// curl_easy_perform, through the table.
CURLcode farsign_curl_perform(const farsign_curl *curl, CURL *handle);

/// curl_easy_strerror, through the table.
const char *farsign_curl_describe(const farsign_curl *curl, CURLcode code);

/// curl_easy_setopt is variadic: for options that take a long.
CURLcode farsign_curl_set_long(const farsign_curl *curl, CURL *handle, CURLoption option, long value);

/// curl_easy_setopt is variadic: for options that copy a string, or clear it with NULL.
CURLcode farsign_curl_set_string(const farsign_curl *curl, CURL *handle, CURLoption option, const char *value);

/// curl_easy_setopt is variadic: for options that keep an address until the transfer has ended.
CURLcode farsign_curl_set_pointer(const farsign_curl *curl, CURL *handle, CURLoption option, void *value);

/// curl_easy_setopt is variadic: for the two options that take a callback for pieces of the reply.
CURLcode farsign_curl_set_sink(const farsign_curl *curl, CURL *handle, CURLoption option, farsign_curl_sink value);

/// curl_easy_getinfo is variadic: for values of type long. Returns zero if there is none.
long farsign_curl_get_long(const farsign_curl *curl, CURL *handle, CURLINFO info);

/// curl_easy_getinfo is variadic: for times in microseconds of type curl_off_t. Returns zero if there is none.
curl_off_t farsign_curl_get_time(const farsign_curl *curl, CURL *handle, CURLINFO info);

/// curl_slist_append, through the table. If memory runs out, it returns NULL and does not change `list`.
struct curl_slist *farsign_curl_append(const farsign_curl *curl, struct curl_slist *list, const char *line);

/// Overwrites every line of the list before freeing it, because one of them contains a session token.
void farsign_curl_free(const farsign_curl *curl, struct curl_slist *list);
