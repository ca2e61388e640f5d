/* htmlstyle.h - how the page of at-report -f html looks */
extern const char htmlstyle[];
