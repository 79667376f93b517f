# Configures PROJECT afresh in BUILD with OPTIONS, builds it and runs every
# program it puts into hosts/.
#   cmake -DPROJECT=… -DBUILD=… [-DOPTIONS=-DA=b;…] -P build_and_run.cmake

function(run)
  execute_process(COMMAND ${ARGN} RESULT_VARIABLE status OUTPUT_VARIABLE output
                  ERROR_VARIABLE output)
  if(NOT status EQUAL 0)
    list(JOIN ARGN " " command)
    message(FATAL_ERROR "${command}\n${output}")
  endif()
endfunction()

file(REMOVE_RECURSE "${BUILD}")
run("${CMAKE_COMMAND}" -S "${PROJECT}" -B "${BUILD}" -G Ninja ${OPTIONS})
run("${CMAKE_COMMAND}" --build "${BUILD}")

file(GLOB hosts "${BUILD}/hosts/*")
if(NOT hosts)
  message(FATAL_ERROR "${PROJECT} built no program")
endif()
foreach(host IN LISTS hosts)
  run("${host}")
endforeach()
