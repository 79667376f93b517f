# The three libraries, all made of the same object files:
#   sandan_shared (sandan::shared)  C ABI, libsandan.so, only sandan_* exported
#   sandan_static (sandan::static)  C ABI, libsandan.a, one object, only sandan_* global
#   sandan_core   (sandan::core)    C++20, libsandan_core.a, headers include/sandan/*.hpp
# sandan::sandan is the shared one, or the static one where the project that
# adds sandan sets BUILD_SHARED_LIBS to OFF.

find_package(Boost 1.81 REQUIRED) # headers only
find_package(Eigen3 3.4 REQUIRED NO_MODULE) # headers only
get_target_property(sandan_eigen_include Eigen3::Eigen INTERFACE_INCLUDE_DIRECTORIES)
include(cmake/pugixml.cmake)

file(GLOB_RECURSE sandan_core_sources CONFIGURE_DEPENDS "${PROJECT_SOURCE_DIR}/src/*.cpp")
file(GLOB sandan_capi_sources CONFIGURE_DEPENDS "${PROJECT_SOURCE_DIR}/capi/src/*.cpp")

add_library(sandan_core_objects OBJECT ${sandan_core_sources} "${sandan_builtin_source}")
add_library(sandan_capi_objects OBJECT ${sandan_capi_sources})
foreach(objects sandan_core_objects sandan_capi_objects)
  sandan_library_options(${objects})
  target_include_directories(${objects} PRIVATE
    "${PROJECT_SOURCE_DIR}/include" "${PROJECT_SOURCE_DIR}/capi/include"
    "${PROJECT_SOURCE_DIR}/src")
  target_link_libraries(${objects} PRIVATE Boost::headers)
  target_include_directories(${objects} SYSTEM PRIVATE "${sandan_eigen_include}" "${sandan_pugixml_include}")
endforeach()
# The ABI gate reads the debug information of the C interface; the rest builds
# a third faster without.
if(CMAKE_CXX_COMPILER_ID MATCHES "GNU|Clang")
  target_compile_options(sandan_capi_objects PRIVATE -g)
endif()

# What a program needs besides the library itself.
set(sandan_system_libraries "")
if(UNIX AND NOT APPLE)
  set(sandan_system_libraries stdc++ m pthread)
endif()

function(sandan_public_headers target) # further arguments: folders below the source
  foreach(folder IN LISTS ARGN)
    target_include_directories(${target} INTERFACE
      "$<BUILD_INTERFACE:${PROJECT_SOURCE_DIR}/${folder}>")
  endforeach()
  target_include_directories(${target} INTERFACE
    "$<INSTALL_INTERFACE:${CMAKE_INSTALL_INCLUDEDIR}>")
endfunction()

# Where programs and libraries of a top-level build go.
if(PROJECT_IS_TOP_LEVEL)
  set(CMAKE_LIBRARY_OUTPUT_DIRECTORY "${PROJECT_BINARY_DIR}/lib")
  set(CMAKE_ARCHIVE_OUTPUT_DIRECTORY "${PROJECT_BINARY_DIR}/lib")
  set(CMAKE_RUNTIME_OUTPUT_DIRECTORY "${PROJECT_BINARY_DIR}/bin")
endif()

# ---- C ABI, shared
add_library(sandan_shared SHARED
  $<TARGET_OBJECTS:sandan_core_objects> $<TARGET_OBJECTS:sandan_capi_objects>
  ${sandan_pugixml_objects})
add_library(sandan::shared ALIAS sandan_shared)
sandan_compile_options(sandan_shared)
sandan_public_headers(sandan_shared capi/include)
target_compile_definitions(sandan_shared INTERFACE SANDAN_SHARED)
set_target_properties(sandan_shared PROPERTIES
  OUTPUT_NAME sandan EXPORT_NAME shared LINKER_LANGUAGE CXX
  VERSION "${SANDAN_ABI_NUMBER}.${PROJECT_VERSION}" SOVERSION "${SANDAN_ABI_NUMBER}")
if(UNIX AND NOT APPLE)
  set(version_script "${PROJECT_SOURCE_DIR}/capi/sandan.map")
  target_link_options(sandan_shared PRIVATE
    "LINKER:--version-script=${version_script}" "LINKER:--gc-sections")
  if(NOT SANDAN_SANITIZE) # the sanitizers' functions come with the program
    target_link_options(sandan_shared PRIVATE "LINKER:-z,defs")
  endif()
  set_target_properties(sandan_shared PROPERTIES LINK_DEPENDS "${version_script}")
endif()

# ---- C ABI, static
include(cmake/prelink.cmake)
sandan_prelink("${PROJECT_BINARY_DIR}/sandan.o" sandan_core_objects sandan_capi_objects)
add_library(sandan_static STATIC ${sandan_prelinked_objects})
add_library(sandan::static ALIAS sandan_static)
sandan_public_headers(sandan_static capi/include)
# The archive needs no C++ of its host: a project in C alone may link it.
set_target_properties(sandan_static PROPERTIES
  OUTPUT_NAME sandan EXPORT_NAME static LINKER_LANGUAGE C)
target_link_libraries(sandan_static INTERFACE ${sandan_system_libraries})

# ---- C++
add_library(sandan_core STATIC $<TARGET_OBJECTS:sandan_core_objects> ${sandan_pugixml_objects})
add_library(sandan::core ALIAS sandan_core)
sandan_compile_options(sandan_core)
sandan_public_headers(sandan_core include capi/include)
target_compile_features(sandan_core INTERFACE cxx_std_20)
set_target_properties(sandan_core PROPERTIES EXPORT_NAME core LINKER_LANGUAGE CXX)
target_link_libraries(sandan_core INTERFACE ${sandan_system_libraries})

# ---- the name to link
if(DEFINED BUILD_SHARED_LIBS AND NOT BUILD_SHARED_LIBS)
  add_library(sandan::sandan ALIAS sandan_static)
else()
  add_library(sandan::sandan ALIAS sandan_shared)
endif()
