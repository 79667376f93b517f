/* stage_labels.h: the labels of a process' stages, by their codes. */
#ifndef STAGE_LABELS_H
#define STAGE_LABELS_H

#include <sandan.h>
#include <stdbool.h>

#include "arrow_reader.h"

typedef struct stage_labels stage_labels;

/* Labels in `language` ("en", "zh"). NULL after a failure, which has been told. */
stage_labels* stage_labels_create(const sandan_process* process, const char* language);
void stage_labels_destroy(stage_labels* labels);

/* The label of a stage, as long as `labels` lives; "(no stage)" for null. */
text_view stage_label(const stage_labels* labels, const table_reader* reader, int64_t column);

#endif
