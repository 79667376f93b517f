#pragma once

#include "org/map_data.hpp"

/// What a book says without being told: who heads each department, which two
/// people each relation connects, and what is odd.
namespace sandan::org {

/// The order of `MapData::relations` inside a map: by start, end and kind,
/// people before departments; relations alike in all keep the order of their
/// rows (a stable sort).
bool relation_before(const Relation& a, const Relation& b) noexcept;

/// Computes Department::head, `edges`, `first_edge` and `findings` of all maps
/// from people, departments, relations, stances and their firsts, and replaces
/// what stood there. Relations must be in the order of relation_before.
///
/// The head of a department is the one person of it with nobody of the same
/// department above and, where it has several people, somebody of it below.
/// Findings are in the order of maps, of Finding, and of what they concern; a
/// map with several heads has one for each head.
void derive(MapData& data);

}  // namespace sandan::org
