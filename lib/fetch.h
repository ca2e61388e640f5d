/*
 * fetch.h - files by path or by URL
 *
 * A place is a path, a file: URL (taken as it stands, nothing in it is
 * decoded), or an http: or https: URL, which the system's wget or curl
 * is run for.
 */

/* 1 if it is an http: or https: URL */
int remote(const char *place);

/* the path of a place that is not remote; NULL: a URL of another kind */
const char *localpath(const char *place);

/*
 * Open the place for reading, at its beginning, close-on-exec.  What is
 * remote is fetched first, into a file without a name in TMPDIR.  -1
 * with errno: 0 if the fetcher failed, whatever it was that it met.
 * No fetcher, or no TMPDIR to write in, is fatal.
 */
int openplace(const char *place);
