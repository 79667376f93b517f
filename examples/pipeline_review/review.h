/* review.h: the parts of the pipeline review. Each asks the history one
 * question and prints the answer; false after a failure, which has been told. */
#ifndef REVIEW_H
#define REVIEW_H

#include <sandan.h>
#include <stdbool.h>

#include "stage_labels.h"

typedef struct review {
  const sandan_process_history* history;
  const stage_labels* labels;
} review;

/* review_open.c */
bool print_pipeline(const review* of);
bool print_oldest_deals(const review* of);

/* review_closed.c; `by` is the name of a group key, or NULL */
bool print_funnel(const review* of);
bool print_outcomes(const review* of, const char* by);

/* review_moves.c */
bool print_moves(const review* of);
bool print_faults(const review* of);

#endif
