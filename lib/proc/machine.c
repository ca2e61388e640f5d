/* machine.c - the machine since its boot: changes, cold caches */
#define _XOPEN_SOURCE	700	/* sync */
#include <sys/utsname.h>

#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "proc.h"

void
bufboot(struct buf *b)
{
	if (readfile("/proc/sys/kernel/random/boot_id", b) == 0 && b->len > 0)
		bufshorten(b, b->len - 1);	/* the newline */
}

void
bufpidspace(struct buf *b)
{
	readlinkin(HERE, "/proc/self/ns/pid", b);
}

void
bufkernel(struct buf *b)
{
	struct utsname u;

	bufputs(b, uname(&u) < 0 ? "unknown" : u.release);
}

/* name a disk by its UUID: device names may change at the next boot */
static void
bufdisk(struct buf *b, const char *device)
{
	static const char dir[] = "/dev/disk/by-uuid";
	struct stat disk, st;
	const char *name = NULL;
	DIR *d;

	d = statpath(device, &disk) == 0 ? listin(HERE, dir) : NULL;
	while (d && (name = listnext(d)) &&
	    (statpath(tempfmt("%s/%s", dir, name), &st) < 0 ||
	    !S_ISBLK(st.st_mode) || st.st_rdev != disk.st_rdev))
		continue;
	bufputs(b, name ? name : device);
	if (d)
		closedir(d);
}

/* 1 and the device and place of a mounted disk; changes the line */
static int
mounted(char *line, char **device, char **place)
{
	*device = line;
	if (!(*place = strchr(line, ' ')))
		return 0;
	*(*place)++ = '\0';
	(*place)[strcspn(*place, " ")] = '\0';
	return strncmp(line, "/dev/", 5) == 0 &&
	    strncmp(line, "/dev/loop", 9) != 0;
}

/* 1 if the n bytes are a line of the text */
static int
hasline(const char *text, const char *line, size_t n)
{
	for (; *text; text += strcspn(text, "\n"), text += *text != '\0')
		if (strncmp(text, line, n) == 0 &&
		    (text[n] == '\n' || !text[n]))
			return 1;
	return 0;
}

void
bufmachine(struct buf *b)
{
	char *device, *place, *s;
	struct buf line = { 0 };
	struct reader r;
	size_t n;

#ifdef _SC_NPROCESSORS_ONLN
	buffmt(b, "cpus %ld\n", sysconf(_SC_NPROCESSORS_ONLN));
#endif
	if (openlines(&r, "/proc/self/mounts") < 0)
		return;
	while ((s = readline(&r, &n))) {
		if (!mounted(s, &device, &place))
			continue;
		bufclear(&line);
		bufputs(&line, "mount ");
		bufdisk(&line, device);
		buffmt(&line, " %s", place);
		if (!b->s || !hasline(b->s, line.s, line.len))
			buffmt(b, "%s\n", line.s);
	}
	closelines(&r);
	buffree(&line);
}

/* append the mounts of one that the other lacks */
static int
only(const char *one, const char *other, struct buf *b)
{
	int found = 0;
	size_t n;

	for (; *one; one += n + (one[n] != '\0')) {
		n = strcspn(one, "\n");
		if (strncmp(one, "mount ", 6) != 0 || hasline(other, one, n))
			continue;
		buffmt(b, "%s%.*s", found ? ", " : "", (int)n - 6, one + 6);
		found = 1;
	}
	if (!found)
		bufputs(b, "none");
	return found;
}

static long
cpus(const char *text)
{
	return strncmp(text, "cpus ", 5) == 0 ? numberin(text + 5, NULL) :
	    0;
}

int
machinechange(const char *before, const char *now, struct buf *b)
{
	struct buf gone = { 0 }, come = { 0 };
	int some = only(before, now, &gone);

	some |= only(now, before, &come);
	if (some)
		buffmt(b, "mounted partitions are different after reboot "
		    "(old entries: %s, new entries: %s)", gone.s, come.s);
	else if ((some = cpus(before) != cpus(now)))
		buffmt(b, "Number of CPUs changed after reboot "
		    "(old count: %ld, new count: %ld)", cpus(before),
		    cpus(now));
	buffree(&gone);
	buffree(&come);
	return some;
}

int
dropcaches(const char *jobdir)
{
	int fd, done;

	sync();
	fd = openin(HERE, "/proc/sys/vm/drop_caches", O_WRONLY);
	done = fd >= 0 && write(fd, "3\n", 2) == 2;
	if (fd >= 0)
		close(fd);
	if (done)
		return 0;
	if (!jobdir)
		return 1;
	fd = openin(HERE, tempfmt("%s/tmp/uncached", jobdir), O_WRONLY |
	    O_CREAT | O_EXCL);
	if (fd < 0)
		return errno == EEXIST ? -1 : 1;
	close(fd);
	return 1;
}
