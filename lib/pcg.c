/* pcg.c - random numbers that are the same everywhere */
#include "pcg.h"

void
pcgseed(struct pcg *g, uint64_t seed, uint64_t stream)
{
	g->state = 0;
	g->step = stream << 1 | 1;
	pcg(g);
	g->state += seed;
	pcg(g);
}

uint32_t
pcg(struct pcg *g)
{
	uint64_t old = g->state;
	uint32_t bits = (old >> 18 ^ old) >> 27, turn = old >> 59;

	g->state = old * UINT64_C(6364136223846793005) + g->step;
	return bits >> turn | bits << (-turn & 31);
}

uint32_t
pcgbelow(struct pcg *g, uint32_t n)
{
	/* the lowest 2^32 mod n would make small numbers more probable */
	uint32_t least = -n % n, r;

	while ((r = pcg(g)) < least)
		continue;
	return r % n;
}
