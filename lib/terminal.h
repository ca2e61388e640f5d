/* terminal.h - what a terminal can show */

/*
 * How many columns it has: COLUMNS, if that is a number up to 9999, what
 * the terminal says, or 80.  0 if the descriptor is no terminal and
 * COLUMNS says nothing.
 */
int terminalwidth(int fd);

/* is it a terminal that does more than print, by TERM? */
int terminalable(int fd);

/*
 * May it be written to now?  Not if we are in its background, where what
 * is in front has the line, nor if it takes nothing (Ctrl-S), which is no
 * reason to wait.  Anything that is no terminal may, unless it is full.
 */
int terminalready(int fd);
