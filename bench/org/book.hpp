#pragma once

#include "jobs.hpp"
#include "sandan/org.hpp"

/// The made-up books of inputs_maps.py as tables and as maps.
namespace bench {

/// Tables `people`, `departments`, `relations`, `stances` of a workload.
sandan::Result tables_of(const Arrays& arrays);

/// The maps of these tables, with the shipped vocabulary.
sandan::DecisionMaps build_maps(const sandan::Result& tables, const sandan::Run& run = {});

}  // namespace bench
