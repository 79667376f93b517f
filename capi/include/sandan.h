/* sandan.h: the whole C interface of sandan, the sales process as a library. */
#ifndef SANDAN_H
#define SANDAN_H

#include "sandan/core.h"

#include "sandan/calendar.h"
#include "sandan/rules.h"

#include "sandan/process.h"

#include "sandan/org.h"
#include "sandan/quota.h"

#endif /* SANDAN_H */
