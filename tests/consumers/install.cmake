# Installs BUILD, then moves the tree to PREFIX: nothing in it may depend on
# where it was.
#   cmake -DBUILD=… -DPREFIX=… -P install.cmake

file(REMOVE_RECURSE "${PREFIX}" "${PREFIX}.staging")
execute_process(COMMAND "${CMAKE_COMMAND}" --install "${BUILD}" --prefix "${PREFIX}.staging"
                OUTPUT_QUIET COMMAND_ERROR_IS_FATAL ANY)
file(RENAME "${PREFIX}.staging" "${PREFIX}")
