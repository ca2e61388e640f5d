/* flushed.c - IMAGE as it is when what no flush followed is lost */
/*
 * usage: flushed LOG IMAGE
 *
 * LOG is what qemu's blklogwrites made, in the form of dm-log-writes: a
 * superblock (magic, version, number of entries, 32 bits of sector size),
 * then entries (sector, sectors, flags, length), each with its data, all in
 * whole sectors.  The superblock is written with each flush, so its number
 * counts the entries up to the last one.
 */
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

enum { SECTOR = 512, DISCARD = 4 };

static int
trouble(const char *what)
{
	fprintf(stderr, "flushed: %s\n", what);
	return 2;
}

/* one write, sector by sector; a discard takes nothing away here */
static int
redo(FILE *log, int image, uint64_t sector, uint64_t n)
{
	static char data[SECTOR];

	while (n-- > 0) {
		if (fread(data, SECTOR, 1, log) != 1)
			return -1;
		if (pwrite(image, data, SECTOR, sector++ * SECTOR) != SECTOR)
			return -1;
	}
	return 0;
}

int
main(int argc, char *argv[])
{
	static uint64_t super[SECTOR / 8], entry[SECTOR / 8];
	uint64_t i;
	FILE *log;
	int image;

	if (argc != 3)
		return trouble("usage: flushed log image");
	if (!(log = fopen(argv[1], "rb")) ||
	    (image = open(argv[2], O_WRONLY)) < 0)
		return trouble("cannot open");
	if (fread(super, SECTOR, 1, log) != 1)
		return 0;	/* there was no flush yet */
	if (super[0] != 0x6a736677736872 || (uint32_t)super[3] != SECTOR)
		return trouble("no such log");
	for (i = 0; i < super[2]; i++) {
		if (fread(entry, SECTOR, 1, log) != 1)
			return trouble("the log ends early");
		if (!(entry[2] & DISCARD) &&
		    redo(log, image, entry[0], entry[1]) < 0)
			return trouble("cannot redo a write");
	}
	return close(image) < 0 ? trouble("cannot write") : 0;
}
