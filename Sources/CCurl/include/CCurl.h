#pragma once

#include <curl/curl.h>
#include <stddef.h>

// libcurl, opened when the first request is made and not when the program
// starts: loading it takes longer than handing out live credentials (see
// docs/decisions/0002-libcurl-by-dlopen.md). The types and constants come
// from <curl/curl.h>; nothing here links against the library.
//
// Swift can neither call a variadic function nor one that it only has the
// address of, hence one function for each type of argument.

/// The addresses of the functions that we call.
typedef struct farsign_curl farsign_curl;

/// What libcurl calls with a piece of the reply.
typedef size_t (*farsign_curl_sink)(char *bytes, size_t size, size_t count, void *context);

/// Opens the library `name`. It sees no environment variables but those of proxies, here and in
/// farsign_curl_perform. On failure it returns NULL and says why in
/// `reason`. The library itself stays open: TLS libraries register functions
/// to run at exit, which must still be there then.
farsign_curl *farsign_curl_open(const char *name, char *reason, size_t size);

/// Frees the table of addresses, for its one owner's deinit.
void farsign_curl_close(farsign_curl *curl);

/// The version of the library that was found, as 0xXXYYZZ: an older one than
/// the headers' would refuse options one by one, with less to say.
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

/// curl_easy_setopt is variadic: for options that keep an address until the transfer is over.
CURLcode farsign_curl_set_pointer(const farsign_curl *curl, CURL *handle, CURLoption option, void *value);

/// curl_easy_setopt is variadic: for the two options that take a function for pieces of the reply.
CURLcode farsign_curl_set_sink(const farsign_curl *curl, CURL *handle, CURLoption option, farsign_curl_sink value);

/// curl_easy_getinfo is variadic: a figure that libcurl gives as a long. Zero where there is none.
long farsign_curl_get_long(const farsign_curl *curl, CURL *handle, CURLINFO info);

/// curl_easy_getinfo is variadic: a time in microseconds, given as a curl_off_t. Zero where there is none.
curl_off_t farsign_curl_get_time(const farsign_curl *curl, CURL *handle, CURLINFO info);

/// curl_slist_append, through the table. Returns NULL, and leaves `list` as it was, when memory ran out.
struct curl_slist *farsign_curl_append(const farsign_curl *curl, struct curl_slist *list, const char *line);

/// Overwrites every line of the list before freeing it: one of them is a session token.
void farsign_curl_free(const farsign_curl *curl, struct curl_slist *list);
