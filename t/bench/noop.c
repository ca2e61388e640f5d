/* noop - the command that the bench repeats */
int
main(void)
{
	return 0;
}
