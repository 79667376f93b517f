#include "civil_dates.h"

#include <stdio.h>

static const int64_t micros_per_day = INT64_C(86400000000);

/* Years begin in March here, so that the leap day is the last of its year;
 * 719,468 days lie between 0000-03-01 and 1970-01-01. */
static int64_t days_from_civil(int64_t year, int64_t month, int64_t day) {
  const int64_t y = month <= 2 ? year - 1 : year;
  const int64_t era = (y >= 0 ? y : y - 399) / 400;
  const int64_t year_of_era = y - era * 400;
  const int64_t day_of_year = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1;
  const int64_t day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
  return era * 146097 + day_of_era - 719468;
}

static bool is_leap(int64_t year) { return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0; }

static int64_t days_in_month(int64_t year, int64_t month) {
  static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  return month == 2 && is_leap(year) ? 29 : days[month - 1];
}

/* Reads exactly `count` digits and moves past them. */
static bool take_digits(const char** text, int count, int64_t* value) {
  *value = 0;
  for (int i = 0; i < count; ++i) {
    const char c = **text;
    if (c < '0' || c > '9') return false;
    *value = *value * 10 + (c - '0');
    ++*text;
  }
  return true;
}

static bool take(const char** text, char wanted) {
  if (**text != wanted) return false;
  ++*text;
  return true;
}

static bool take_day(const char** text, int64_t* day) {
  int64_t year = 0;
  int64_t month = 0;
  int64_t day_of_month = 0;
  if (!take_digits(text, 4, &year) || !take(text, '-') || !take_digits(text, 2, &month) ||
      !take(text, '-') || !take_digits(text, 2, &day_of_month)) {
    return false;
  }
  if (month < 1 || month > 12 || day_of_month < 1 || day_of_month > days_in_month(year, month)) {
    return false;
  }
  *day = days_from_civil(year, month, day_of_month);
  return true;
}

/* Time of day; seconds and their fraction may be left out. */
static bool take_time(const char** text, int64_t* micros) {
  int64_t hour = 0;
  int64_t minute = 0;
  int64_t second = 0;
  int64_t fraction = 0;
  if (!take_digits(text, 2, &hour) || !take(text, ':') || !take_digits(text, 2, &minute)) {
    return false;
  }
  if (take(text, ':') && !take_digits(text, 2, &second)) return false;
  if (take(text, '.')) {
    if (**text < '0' || **text > '9') return false;
    for (int64_t unit = 100000; **text >= '0' && **text <= '9'; unit /= 10) {
      fraction += (**text - '0') * unit; /* what is finer than a microsecond adds 0 */
      ++*text;
    }
  }
  if (hour > 23 || minute > 59 || second > 59) return false;
  *micros = ((hour * 60 + minute) * 60 + second) * 1000000 + fraction;
  return true;
}

bool parse_moment(const char* text, int64_t* micros) {
  int64_t day = 0;
  int64_t time = 0;
  if (!take_day(&text, &day)) return false;
  if ((take(&text, ' ') || take(&text, 'T')) && !take_time(&text, &time)) return false;
  if (*text != '\0') return false;
  *micros = day * micros_per_day + time;
  return true;
}

bool parse_day(const char* text, int64_t* day) {
  int64_t micros = 0;
  if (!parse_moment(text, &micros)) return false;
  return take_day(&text, day);
}

const char* day_text(int64_t day, char text[DAY_TEXT_SIZE]) {
  const int64_t shifted = day + 719468;
  const int64_t era = (shifted >= 0 ? shifted : shifted - 146096) / 146097;
  const int64_t day_of_era = shifted - era * 146097;
  const int64_t year_of_era =
      (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
  const int64_t day_of_year =
      day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
  const int64_t month = (5 * day_of_year + 2) / 153; /* 0 is March */
  const int day_of_month = (int)(day_of_year - (153 * month + 2) / 5 + 1);
  const int civil_month = (int)(month < 10 ? month + 3 : month - 9);
  const int year = (int)(year_of_era + era * 400 + (civil_month <= 2 ? 1 : 0));
  snprintf(text, DAY_TEXT_SIZE, "%04d-%02d-%02d", year, civil_month, day_of_month);
  return text;
}
