# Run at build time: writes OUTPUT from the files DOCUMENTS below DATA.
# The folder gives the kind, the file name the name of a document.

set(texts "")
set(entries "")
set(index 0)
foreach(document IN LISTS DOCUMENTS)
  if(document MATCHES "^processes/([^/]+)\\.json$")
    set(kind process)
  elseif(document MATCHES "^calendars/([^/]+)\\.json$")
    set(kind calendar)
  elseif(document MATCHES "^policies/([^/]+)\\.json$")
    set(kind policy)
  elseif(document MATCHES "^plans/([^/]+)\\.json$")
    set(kind plan)
  elseif(document MATCHES "^map_vocabularies/([^/]+)\\.json$")
    set(kind map_vocabulary)
  elseif(document MATCHES "^schemas/([^/]+)\\.schema\\.json$")
    set(kind schema)
  elseif(document MATCHES "^(facts|vocabulary)\\.json$")
    set(kind "${CMAKE_MATCH_1}")
  else()
    message(FATAL_ERROR "data/${document}: no kind of document is known for this place; "
                        "add it to cmake/write_builtin_documents.cmake")
  endif()
  set(name "${CMAKE_MATCH_1}")

  # One string literal a line, so that no literal is long and none is cut
  # inside a character.
  file(READ "${DATA}/${document}" text)
  string(REPLACE "\\" "\\\\" text "${text}")
  string(REPLACE "\"" "\\\"" text "${text}")
  string(REPLACE "\r" "\\r" text "${text}")
  string(REPLACE "\t" "\\t" text "${text}")
  string(REPLACE "\n" "\\n\"\n    \"" text "${text}")
  string(APPEND texts "constexpr char text_${index}[] =\n    \"${text}\";\n\n")
  string(APPEND entries
         "    {\"${kind}\", \"${name}\", {text_${index}, sizeof(text_${index}) - 1}},\n")
  math(EXPR index "${index} + 1")
endforeach()

set(source "// Written by cmake/write_builtin_documents.cmake from the files under data/.\n")
string(APPEND source "#include \"core/builtin.hpp\"\n\nnamespace sandan::builtin {\n")
if(index EQUAL 0)
  string(APPEND source "\nstd::span<const Document> documents() { return {}; }\n")
else()
  string(APPEND source "namespace {\n\n${texts}"
         "constexpr Document all_documents[] = {\n${entries}};\n\n}  // namespace\n\n"
         "std::span<const Document> documents() { return all_documents; }\n")
endif()
string(APPEND source "\n}  // namespace sandan::builtin\n")
file(WRITE "${OUTPUT}" "${source}")
