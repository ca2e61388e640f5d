/* hold FILE SECONDS - hold a read lock on the file; prints the process */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

int
main(int argc, char *argv[])
{
	struct flock l;
	int fd = argc == 3 ? open(argv[1], O_RDONLY) : -1;

	memset(&l, 0, sizeof l);
	l.l_type = F_RDLCK;
	l.l_whence = SEEK_SET;
	if (fd < 0 || fcntl(fd, F_SETLK, &l) < 0)
		return 1;
	printf("%ld\n", (long)getpid());
	fflush(stdout);
	sleep(atoi(argv[2]));
	return 0;
}
