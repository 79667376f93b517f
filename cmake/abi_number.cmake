# The number of the binary interface: SONAME libsandan.so.<number>, version
# node SANDAN_<number> in capi/sandan.map, result of sandan_abi_version().
#
# When it moves: only when a program linked against the previous release could
# break: a stable function goes away or changes its signature, a released
# struct changes the place or type of a field (sandan_run may grow at its end),
# a status value changes its meaning. Then, in one commit: raise the number
# here, rename the node in capi/sandan.map, record tests/abi/sandan.abi and the
# layout test anew, and say so in the release notes.
#
# When it does not move: functions, statuses, documents, request fields or
# result columns are added. The project version (CMakeLists.txt) moves instead.
#
# While the number is 0 it may move with any minor version.
set(SANDAN_ABI_NUMBER 0)
