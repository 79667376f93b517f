#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <string>
#include <vector>

/// Jobs of a benchmark by the library's kernels; quota/README.md says how a
/// program is called and what it prints.
namespace bench {

using Integers = std::vector<std::int64_t>;
using Numbers = std::vector<double>;
using Codes = std::vector<std::int32_t>;

/// The arrays of a workload by name.
struct Arrays {
  std::map<std::string, Integers> integers;
  std::map<std::string, Numbers> numbers;
  std::map<std::string, Codes> codes;

  static Arrays read(const std::filesystem::path& folder);
  void write(const std::filesystem::path& folder) const;
  const Integers& i64(const std::string& name) const { return integers.at(name); }
  const Numbers& f64(const std::string& name) const { return numbers.at(name); }
  const Codes& i32(const std::string& name) const { return codes.at(name); }
};

/// What a run did, told after the last one.
struct Figures {
  std::int64_t items = 0;
  std::int64_t output_bytes = 0;
  Arrays arrays;                       ///< to be equal to the peer's
  std::map<std::string, double> told;  ///< numbers worth printing
};

/// A job with its input ready. `run` is timed; it makes its output anew.
struct Job {
  std::string unit;
  std::function<void()> run;
  std::function<Figures()> figures;
};

/// Makes a method known to the program; one at namespace scope in
/// jobs_<family>.cpp for each.
struct Method {
  Method(std::string name, std::function<Job(const Arrays&)> prepare);
};

}  // namespace bench
