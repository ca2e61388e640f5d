/*
 * pcg.h - random numbers that are the same everywhere
 *
 * PCG32, XSH RR: O'Neill, PCG: A Family of Simple Fast Space-Efficient
 * Statistically Good Algorithms for Random Number Generation, HMC-CS-2014-
 * 0905 (2014); https://www.pcg-random.org.
 */
#include <stdint.h>

struct pcg {
	uint64_t state, step;
};

/* begin the sequence of that seed, one of 2^63 streams */
void pcgseed(struct pcg *, uint64_t seed, uint64_t stream);

/* 32 random bits */
uint32_t pcg(struct pcg *);

/* a whole number below n (1 to 2^32 - 1), each as probable as the others */
uint32_t pcgbelow(struct pcg *, uint32_t n);
