# Shipped documents (data/**/*.json) as text inside the library: one generated
# source file that defines what src/core/builtin.hpp declares.

file(GLOB_RECURSE sandan_documents CONFIGURE_DEPENDS RELATIVE "${PROJECT_SOURCE_DIR}/data"
     "${PROJECT_SOURCE_DIR}/data/*.json")
list(SORT sandan_documents)
list(TRANSFORM sandan_documents PREPEND "${PROJECT_SOURCE_DIR}/data/"
     OUTPUT_VARIABLE sandan_document_paths)

set(sandan_builtin_source "${PROJECT_BINARY_DIR}/generated/builtin_documents.cpp")
add_custom_command(
  OUTPUT "${sandan_builtin_source}"
  COMMAND "${CMAKE_COMMAND}"
          "-DDATA=${PROJECT_SOURCE_DIR}/data"
          "-DDOCUMENTS=${sandan_documents}"
          "-DOUTPUT=${sandan_builtin_source}"
          -P "${PROJECT_SOURCE_DIR}/cmake/write_builtin_documents.cmake"
  DEPENDS ${sandan_document_paths} "${PROJECT_SOURCE_DIR}/cmake/write_builtin_documents.cmake"
  COMMENT "Embedding the shipped documents"
  VERBATIM)
# Some of them are longer than the texts every compiler must take.
if(CMAKE_CXX_COMPILER_ID MATCHES "GNU|Clang")
  set_source_files_properties("${sandan_builtin_source}" PROPERTIES
    COMPILE_OPTIONS -Wno-overlength-strings)
endif()
