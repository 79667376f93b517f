# Plain C comments to those Doxygen reads: of the file, of what follows, of the
# same line; headings between sections go.
/^\/\* ---- .*\*\/$/d
s:^/\*$:/** @file:
s:^( *)/\* :\1/** :
s:; +/\* :; /**< :
s:^(#define .*[0-9]) /\* :\1 /**< :
