# Links all objects of the given object libraries into one, in which only
# sandan_* is global: a host may have another version of anything inside.
# Sets sandan_prelinked_objects in the caller's scope.
function(sandan_prelink object)
  set(inputs "${sandan_pugixml_objects}")
  foreach(library IN LISTS ARGN)
    list(APPEND inputs "$<TARGET_OBJECTS:${library}>")
  endforeach()

  # Sanitizers keep tables that name symbols across objects, and other linkers
  # than GNU's cannot fold groups: these builds take the objects as they are.
  if(NOT UNIX OR APPLE OR SANDAN_SANITIZE)
    set(sandan_prelinked_objects ${inputs} PARENT_SCOPE)
    return()
  endif()

  add_custom_command(
    OUTPUT "${object}"
    COMMAND "${CMAKE_LINKER}" -r --force-group-allocation -o "${object}.all" ${inputs}
    COMMAND "${CMAKE_OBJCOPY}" --strip-debug --wildcard "--keep-global-symbol=sandan_*"
            "${object}.all" "${object}"
    COMMAND "${CMAKE_COMMAND}" -E rm -f "${object}.all"
    DEPENDS ${inputs}
    COMMENT "Prelinking the static library"
    COMMAND_EXPAND_LISTS VERBATIM)
  set_source_files_properties("${object}" PROPERTIES EXTERNAL_OBJECT TRUE GENERATED TRUE)
  set(sandan_prelinked_objects "${object}" PARENT_SCOPE)
endfunction()
