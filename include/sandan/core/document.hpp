#pragma once

#include <string>
#include <string_view>

namespace sandan {

/// Canonical text of a JSON document: members sorted by the bytes of their
/// names, null members dropped, no white space, numbers shortest round-trip.
/// Throws Error{parse}.
std::string canonical_document(std::string_view json);

/// SHA-256 of the canonical text in lower-case hexadecimal.
std::string document_digest(std::string_view json);

/// JSON array of the shipped documents: kind, name, label, digest.
std::string shipped_documents();

/// Text of a shipped document. Throws Error{invalid_argument} with the names
/// there are when there is none.
std::string_view shipped_document(std::string_view kind, std::string_view name);

}  // namespace sandan
