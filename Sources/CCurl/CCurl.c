#include "CCurl.h"

#include <dlfcn.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

// The headers define these as macros that check types; the plain functions are needed here.
#undef curl_easy_setopt
#undef curl_easy_getinfo

extern char **environ;

// The environment variables that libcurl and its libraries may read: proxies and the settings of the resolver. Others
// are hidden, because SSLKEYLOGFILE would write the connection's keys to a file and OPENSSL_CONF could load code. The
// second half is for programs that another thread starts meanwhile; it means nothing to those libraries.
static const char *const readable[] = {
    "https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY", "no_proxy", "NO_PROXY", "RES_OPTIONS",

    "PATH", "HOME", "USER", "LOGNAME", "SHELL", "LANG", "LC_ALL", "TERM", "TMPDIR", "LD_LIBRARY_PATH",
    "DISPLAY", "WAYLAND_DISPLAY", "XAUTHORITY", "XDG_RUNTIME_DIR", "DBUS_SESSION_BUS_ADDRESS",
};
enum { readable_count = sizeof readable / sizeof readable[0] };

static pthread_mutex_t environment_lock = PTHREAD_MUTEX_INITIALIZER;
static int calls_inside;
static char **whole_environment;

/// The entry of the environment for `name`, or NULL.
static char *entry_of(const char *name) {
    size_t length = strlen(name);
    for (char **entry = environ; entry != NULL && *entry != NULL; entry++) {
        if (strncmp(*entry, name, length) == 0 && (*entry)[length] == '=') {
            return *entry;
        }
    }
    return NULL;
}

/// Hides all other variables while libcurl runs in any thread. Programs that are started later get all variables.
static void enter_library(void) {
    static char *entries[readable_count + 1];

    pthread_mutex_lock(&environment_lock);
    if (calls_inside++ == 0) {
        size_t count = 0;
        for (size_t i = 0; i < readable_count; i++) {
            char *entry = entry_of(readable[i]);
            if (entry != NULL) {
                entries[count++] = entry;
            }
        }
        entries[count] = NULL;
        whole_environment = environ;
        environ = entries;
    }
    pthread_mutex_unlock(&environment_lock);
}

static void leave_library(void) {
    pthread_mutex_lock(&environment_lock);
    if (--calls_inside == 0) {
        environ = whole_environment;
    }
    pthread_mutex_unlock(&environment_lock);
}

struct farsign_curl {
    __typeof__(curl_global_init) *global_init;
    __typeof__(curl_version_info) *version_info;
    __typeof__(curl_easy_init) *easy_init;
    __typeof__(curl_easy_cleanup) *easy_cleanup;
    __typeof__(curl_easy_perform) *easy_perform;
    __typeof__(curl_easy_strerror) *easy_strerror;
    __typeof__(curl_easy_setopt) *easy_setopt;
    __typeof__(curl_easy_getinfo) *easy_getinfo;
    __typeof__(curl_slist_append) *slist_append;
    __typeof__(curl_slist_free_all) *slist_free_all;
};

/// Fills `curl` from `library`. Returns the name of the first missing function, or NULL.
static const char *find_all(void *library, farsign_curl *curl) {
    const struct {
        const char *name;
        void *slot;
    } wanted[] = {
        {"curl_global_init", &curl->global_init},       {"curl_version_info", &curl->version_info},
        {"curl_easy_init", &curl->easy_init},           {"curl_easy_cleanup", &curl->easy_cleanup},
        {"curl_easy_perform", &curl->easy_perform},     {"curl_easy_strerror", &curl->easy_strerror},
        {"curl_easy_setopt", &curl->easy_setopt},       {"curl_easy_getinfo", &curl->easy_getinfo},
        {"curl_slist_append", &curl->slist_append},     {"curl_slist_free_all", &curl->slist_free_all},
    };
    for (size_t i = 0; i < sizeof wanted / sizeof wanted[0]; i++) {
        void *address = dlsym(library, wanted[i].name);
        if (address == NULL) {
            return wanted[i].name;
        }
        // ISO C has no cast from an object pointer to a function pointer, so copy the result of dlsym, as POSIX
        // describes.
        memcpy(wanted[i].slot, &address, sizeof address);
    }
    return NULL;
}

static farsign_curl *open_library(const char *name, char *reason, size_t size) {
    // curl_global_init sets up the TLS library and is not thread-safe everywhere.
    static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

    void *library = dlopen(name, RTLD_LAZY | RTLD_LOCAL);
    if (library == NULL) {
        const char *told = dlerror();
        snprintf(reason, size, "%s", told == NULL ? name : told);
        return NULL;
    }
    farsign_curl *curl = calloc(1, sizeof *curl);
    if (curl == NULL) {
        snprintf(reason, size, "%s: out of memory", name);
        return NULL;
    }
    const char *missing = find_all(library, curl);
    if (missing != NULL) {
        snprintf(reason, size, "%s has no %s", name, missing);
        free(curl);
        return NULL;
    }
    pthread_mutex_lock(&lock);
    CURLcode code = curl->global_init(CURL_GLOBAL_DEFAULT);
    pthread_mutex_unlock(&lock);
    if (code != CURLE_OK) {
        snprintf(reason, size, "%s: %s", name, curl->easy_strerror(code));
        free(curl);
        return NULL;
    }
    return curl;
}

farsign_curl *farsign_curl_open(const char *name, char *reason, size_t size) {
    enter_library();
    farsign_curl *curl = open_library(name, reason, size);
    leave_library();
    return curl;
}

void farsign_curl_close(farsign_curl *curl) { free(curl); }

unsigned int farsign_curl_version(const farsign_curl *curl) {
    return curl->version_info(CURLVERSION_FIRST)->version_num;
}

CURL *farsign_curl_init(const farsign_curl *curl) { return curl->easy_init(); }

void farsign_curl_cleanup(const farsign_curl *curl, CURL *handle) { curl->easy_cleanup(handle); }

CURLcode farsign_curl_perform(const farsign_curl *curl, CURL *handle) {
    enter_library();
    CURLcode code = curl->easy_perform(handle);
    leave_library();
    return code;
}

const char *farsign_curl_describe(const farsign_curl *curl, CURLcode code) { return curl->easy_strerror(code); }

CURLcode farsign_curl_set_long(const farsign_curl *curl, CURL *handle, CURLoption option, long value) {
    return curl->easy_setopt(handle, option, value);
}

CURLcode farsign_curl_set_string(const farsign_curl *curl, CURL *handle, CURLoption option, const char *value) {
    return curl->easy_setopt(handle, option, value);
}

CURLcode farsign_curl_set_pointer(const farsign_curl *curl, CURL *handle, CURLoption option, void *value) {
    return curl->easy_setopt(handle, option, value);
}

CURLcode farsign_curl_set_sink(const farsign_curl *curl, CURL *handle, CURLoption option, farsign_curl_sink value) {
    return curl->easy_setopt(handle, option, value);
}

long farsign_curl_get_long(const farsign_curl *curl, CURL *handle, CURLINFO info) {
    long value = 0;
    return curl->easy_getinfo(handle, info, &value) == CURLE_OK ? value : 0;
}

curl_off_t farsign_curl_get_time(const farsign_curl *curl, CURL *handle, CURLINFO info) {
    curl_off_t value = 0;
    return curl->easy_getinfo(handle, info, &value) == CURLE_OK ? value : 0;
}

struct curl_slist *farsign_curl_append(const farsign_curl *curl, struct curl_slist *list, const char *line) {
    return curl->slist_append(list, line);
}

void farsign_curl_free(const farsign_curl *curl, struct curl_slist *list) {
    for (struct curl_slist *item = list; item != NULL; item = item->next) {
        // Volatile, because the compiler would drop writes to memory that is freed next.
        for (volatile char *byte = item->data; *byte != '\0'; byte++) {
            *byte = '\0';
        }
    }
    curl->slist_free_all(list);
}
