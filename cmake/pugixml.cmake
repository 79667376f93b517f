# pugixml goes into each library as the objects of its static archive, so that a
# program that links sandan needs no pugixml of its own.
# Sets sandan_pugixml_objects and sandan_pugixml_include.

find_path(sandan_pugixml_include pugixml.hpp REQUIRED)
find_library(sandan_pugixml_archive libpugixml.a REQUIRED)
mark_as_advanced(sandan_pugixml_include sandan_pugixml_archive)

set(sandan_pugixml_dir "${PROJECT_BINARY_DIR}/pugixml")
file(MAKE_DIRECTORY "${sandan_pugixml_dir}")
execute_process(COMMAND "${CMAKE_AR}" x "${sandan_pugixml_archive}"
  WORKING_DIRECTORY "${sandan_pugixml_dir}" COMMAND_ERROR_IS_FATAL ANY)
file(GLOB sandan_pugixml_objects "${sandan_pugixml_dir}/*.o")
set_source_files_properties(${sandan_pugixml_objects} PROPERTIES EXTERNAL_OBJECT TRUE)
