/*
 * sysnum.h - numbers out of the texts that Linux has below /proc and /sys
 *
 * A text that is cut short or of another form has no number: 0 or -1.
 */

/* what all processors together did since boot, in ticks of USER_HZ */
struct ticks {
	long long busy;		/* for anybody, and for the kernel */
	long long stolen;	/* the hypervisor had them elsewhere */
	long long all;		/* idle and waiting included; not 0 */
};

/* the line `cpu' of /proc/stat; 1, or 0 */
int systicks(const char *text, struct ticks *);

/*
 * A file of /proc/pressure: microseconds since boot in which some process
 * had to wait, or -1.
 */
long long syspressure(const char *text);

/* the line `NAME NUMBER' of /proc/vmstat, or -1 */
long long sysfield(const char *text, const char *name);

/* the first of /proc/loadavg, in thousandths, or -1 */
long long sysload(const char *text);

/* a file of /sys that is one whole number, to 10^12; 1, or 0 */
int sysvalue(const char *text, long long *);
