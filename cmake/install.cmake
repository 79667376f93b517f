# Installation: libraries, headers, CMake package (also of the build tree) and
# pkg-config file. Everything is relocatable.

include(CMakePackageConfigHelpers)

set(sandan_package_dir "${CMAKE_INSTALL_LIBDIR}/cmake/sandan")

install(TARGETS sandan_shared EXPORT sandan_targets
  RUNTIME DESTINATION "${CMAKE_INSTALL_BINDIR}" COMPONENT sandan_runtime
  LIBRARY DESTINATION "${CMAKE_INSTALL_LIBDIR}" COMPONENT sandan_runtime
  NAMELINK_COMPONENT sandan_development
  ARCHIVE DESTINATION "${CMAKE_INSTALL_LIBDIR}" COMPONENT sandan_development)
install(TARGETS sandan_static sandan_core EXPORT sandan_targets
  ARCHIVE DESTINATION "${CMAKE_INSTALL_LIBDIR}" COMPONENT sandan_development)
install(DIRECTORY "${PROJECT_SOURCE_DIR}/capi/include/" "${PROJECT_SOURCE_DIR}/include/"
  DESTINATION "${CMAKE_INSTALL_INCLUDEDIR}" COMPONENT sandan_development
  FILES_MATCHING PATTERN "*.h" PATTERN "*.hpp")
install(FILES "${PROJECT_SOURCE_DIR}/LICENSE" "${PROJECT_SOURCE_DIR}/THIRD_PARTY_NOTICES"
  DESTINATION "${CMAKE_INSTALL_DOCDIR}" COMPONENT sandan_runtime)

# ---- CMake package
configure_package_config_file(
  "${PROJECT_SOURCE_DIR}/cmake/sandan-config.cmake.in" "${PROJECT_BINARY_DIR}/sandan-config.cmake"
  INSTALL_DESTINATION "${sandan_package_dir}"
  NO_SET_AND_CHECK_MACRO NO_CHECK_REQUIRED_COMPONENTS_MACRO)
# Before 1.0 a minor version may break source code, so it must match.
write_basic_package_version_file("${PROJECT_BINARY_DIR}/sandan-config-version.cmake"
  COMPATIBILITY SameMinorVersion)
install(EXPORT sandan_targets NAMESPACE sandan:: FILE sandan-targets.cmake
  DESTINATION "${sandan_package_dir}" COMPONENT sandan_development)
install(FILES "${PROJECT_BINARY_DIR}/sandan-config.cmake"
              "${PROJECT_BINARY_DIR}/sandan-config-version.cmake"
  DESTINATION "${sandan_package_dir}" COMPONENT sandan_development)
export(EXPORT sandan_targets NAMESPACE sandan:: FILE "${PROJECT_BINARY_DIR}/sandan-targets.cmake")

# ---- pkg-config
cmake_path(RELATIVE_PATH CMAKE_INSTALL_PREFIX
  BASE_DIRECTORY "${CMAKE_INSTALL_FULL_LIBDIR}/pkgconfig" OUTPUT_VARIABLE sandan_prefix_from_pc)
list(TRANSFORM sandan_system_libraries PREPEND "-l" OUTPUT_VARIABLE sandan_pc_private)
list(JOIN sandan_pc_private " " sandan_pc_private)
configure_file("${PROJECT_SOURCE_DIR}/sandan.pc.in" "${PROJECT_BINARY_DIR}/sandan.pc" @ONLY)
install(FILES "${PROJECT_BINARY_DIR}/sandan.pc"
  DESTINATION "${CMAKE_INSTALL_LIBDIR}/pkgconfig" COMPONENT sandan_development)
