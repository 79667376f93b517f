# How sandan's own sources are compiled. Nothing here is global and nothing
# reaches a program that links sandan.

# Applies warnings, reproducible arithmetic and sanitizers to one target.
function(sandan_compile_options target)
  target_compile_features(${target} PRIVATE cxx_std_20 c_std_11)
  set_target_properties(${target} PROPERTIES CXX_EXTENSIONS OFF C_EXTENSIONS OFF)

  if(CMAKE_CXX_COMPILER_ID MATCHES "GNU|Clang")
    target_compile_options(${target} PRIVATE
      -Wall -Wextra -Wpedantic -Wshadow
      $<$<COMPILE_LANGUAGE:CXX>:-Wnon-virtual-dtor>
      $<$<COMPILE_LANGUAGE:CXX>:-Woverloaded-virtual>
      $<$<BOOL:${SANDAN_WERROR}>:-Werror>
      # The same doubles from every compiler and machine.
      -ffp-contract=off)
  endif()
  # gcc alone has unique symbols; they would keep the library from being unloaded.
  if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
    # gcc 12 sees overlaps in `"text" + std::string` where there are none (its bug 105651).
    target_compile_options(${target} PRIVATE
      $<$<COMPILE_LANGUAGE:CXX>:-fno-gnu-unique> $<$<COMPILE_LANGUAGE:CXX>:-Wno-restrict>)
  endif()
  target_compile_definitions(${target} PRIVATE EIGEN_DONT_VECTORIZE)

  if(SANDAN_SANITIZE)
    target_compile_options(${target} PRIVATE
      -fsanitize=${SANDAN_SANITIZE} -fno-sanitize-recover=all -fno-omit-frame-pointer -g)
    # fuzzer-no-link instruments only; programs take the runtime of the others.
    string(REPLACE "fuzzer-no-link," "" runtimes "${SANDAN_SANITIZE}")
    target_link_options(${target} PUBLIC -fsanitize=${runtimes})
  endif()
endfunction()

# The stricter part for the library itself (tests may compare and convert freely).
function(sandan_library_options target)
  sandan_compile_options(${target})
  if(CMAKE_CXX_COMPILER_ID MATCHES "GNU|Clang")
    target_compile_options(${target} PRIVATE -Wconversion -Wno-sign-conversion
      # What a program does not use, the linker can leave out.
      -ffunction-sections -fdata-sections
      # The library does not say where it was built.
      "-ffile-prefix-map=${PROJECT_SOURCE_DIR}/=")
  endif()
  set_target_properties(${target} PROPERTIES
    POSITION_INDEPENDENT_CODE ON
    CXX_VISIBILITY_PRESET hidden C_VISIBILITY_PRESET hidden
    VISIBILITY_INLINES_HIDDEN ON)
  target_compile_definitions(${target} PRIVATE
    SANDAN_BUILDING
    SANDAN_ABI_NUMBER=${SANDAN_ABI_NUMBER}
    SANDAN_VERSION_TEXT="${PROJECT_VERSION}"
    SANDAN_VERSION_MAJOR=${PROJECT_VERSION_MAJOR}
    SANDAN_VERSION_MINOR=${PROJECT_VERSION_MINOR}
    SANDAN_VERSION_PATCH=${PROJECT_VERSION_PATCH})
endfunction()
