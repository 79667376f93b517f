#pragma once

#include "sandan/core/dates.hpp"
#include "sandan/core/document.hpp"
#include "sandan/core/labels.hpp"
#include "sandan/core/money.hpp"
#include "sandan/core/result.hpp"
#include "sandan/core/run.hpp"
#include "sandan/core/status.hpp"
#include "sandan/core/tables.hpp"
