#pragma once

#include <sqlite3.h>

/* SQLITE_TRANSIENT is a cast of -1 to a function pointer, which Swift does not
   import: SQLite copies the text before this returns. A null pointer would bind
   NULL, and an empty text may have no address. */
static inline int farsign_sqlite_bind_text(sqlite3_stmt *statement, int index, const char *text, int length) {
    return sqlite3_bind_text(statement, index, text ? text : "", length, SQLITE_TRANSIENT);
}

/* Lets the page cache take memory page by page. Otherwise it takes and touches
   20 pages at once, and a vend needs eight. To be called before anything else.
   sqlite3_config() takes variable arguments, which Swift cannot call. */
static inline int farsign_sqlite_keep_small(void) {
    return sqlite3_config(SQLITE_CONFIG_PAGECACHE, (void *)0, 0, 0);
}

/* sqlite3_db_config() takes variable arguments, which Swift cannot call: this
   is its form for the options that take an int and, here, no pointer to the
   old value. */
static inline int farsign_sqlite_configure(sqlite3 *database, int option, int value) {
    return sqlite3_db_config(database, option, value, (int *)0);
}
