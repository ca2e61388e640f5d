/* whole.h - whole numbers that are exact or say that they overflow */

/* 1 and the result in *r, or 0 if it does not fit */
int addwhole(long long a, long long b, long long *r);
int subwhole(long long a, long long b, long long *r);
int mulwhole(long long a, long long b, long long *r);
int powwhole(long long a, long long b, long long *r);	/* 0 if b < 0 too */

/* the quotient rounded down, the remainder with b's sign; b is not 0 */
int floorwhole(long long a, long long b, long long *r);
int modwhole(long long a, long long b, long long *r);

/* less than, equal to or greater than 0 as i is to d, exactly; d no nan */
int wholetoreal(long long i, double d);
