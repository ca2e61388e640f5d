/* clock.h - durations and dates */

struct buf;

/* CLOCK_MONOTONIC in nanoseconds: for durations and limits only */
long long nanoseconds(void);

/*
 * A time limit of ns nanoseconds times so many thousandths; at most 10
 * years, and 0 only for nothing.
 */
long long scaled(long long ns, long long thousandths);

/* seconds since the epoch, CLOCK_REALTIME: for time stamps only */
long long timestamp(void);

/* `Jul 14 02:40:00', local time: the localtime field of a status line */
void buflocaltime(struct buf *, long long stamp);

/* `2017-07-14 02:40:00.123', local time, now: the log's border lines */
void bufnow(struct buf *);
