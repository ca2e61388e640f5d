/* rc.h - exit statuses, documented once in at(7) */
enum {
	RC_OK = 0,		/* done; or the answer is yes */
	RC_NO = 1,		/* the answer is no; the test failed */
	RC_TROUBLE = 2,		/* bad usage, bad input, failed I/O */
	RC_TIMEOUT = 124,	/* a runner ended its command at a time limit */
	RC_BROKEN = 125,	/* a runner failed before its command ran */
	RC_NOEXEC = 126,	/* command found but not executable */
	RC_NOTFOUND = 127,	/* command not found */
	RC_SIGNAL = 128		/* plus the signal that ended the command */
};
