// Boost.JSON, compiled once as part of the library (its packaged static
// library cannot be linked into a shared one).
#include <boost/json/src.hpp>
