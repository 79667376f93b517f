/* failure.h: every failure is told once, on stderr, where it is noticed: what
 * was being done, where it went wrong, and why. Functions then return false. */
#ifndef FAILURE_H
#define FAILURE_H

#include <sandan.h>
#include <stdbool.h>

/* Tells what sandan refused; returns false. */
bool fail_with(const char* doing, const sandan_error* error);

/* Tells a failure of the program's own, printf fashion; returns false. */
bool fail(const char* doing, const char* why, ...);

bool fail_no_memory(const char* doing);

#endif
