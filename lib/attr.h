/* attr.h - what compilers are told about a function, where they listen */
#ifdef __GNUC__
#define PRINTF(f, a)	__attribute__((__format__(__printf__, f, a)))
#define NORETURN	__attribute__((__noreturn__))
#else
#define PRINTF(f, a)
#define NORETURN
#endif

#define LEN(a)	(sizeof (a) / sizeof *(a))
