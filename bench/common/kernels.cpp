// Times the jobs of a module's kernels; called as quota/README.md says. Not through the C ABI: the
// jobs link sandan::core and read the headers in src.

#include <algorithm>
#include <chrono>
#include <fstream>
#include <iostream>
#include <stdexcept>

#include "jobs.hpp"
#include "sandan/version.hpp"

namespace bench {
namespace {

using Clock = std::chrono::steady_clock;

std::map<std::string, std::function<Job(const Arrays&)>>& methods() {
  static std::map<std::string, std::function<Job(const Arrays&)>> known;
  return known;
}

template <class T>
std::vector<T> read_values(const std::filesystem::path& file) {
  std::vector<T> values(std::filesystem::file_size(file) / sizeof(T));
  std::ifstream stream(file, std::ios::binary);
  stream.read(reinterpret_cast<char*>(values.data()),
              static_cast<std::streamsize>(values.size() * sizeof(T)));
  return values;
}

template <class T>
void write_values(const std::filesystem::path& file, const std::vector<T>& values) {
  std::ofstream stream(file, std::ios::binary);
  stream.write(reinterpret_cast<const char*>(values.data()),
               static_cast<std::streamsize>(values.size() * sizeof(T)));
}

// VmRSS or VmHWM of this process. Not ru_maxrss, which starts at what the parent had.
std::int64_t memory_bytes(const std::string& name) {
  std::ifstream status("/proc/self/status");
  for (std::string line; std::getline(status, line);) {
    if (line.rfind(name + ":", 0) == 0) return std::stoll(line.substr(name.size() + 1)) * 1024;
  }
  throw std::runtime_error("no " + name);
}

void reset_peak() { std::ofstream("/proc/self/clear_refs") << '5'; }

struct Options {
  std::string folder;
  std::string method;
  std::string figures;
  int warm_runs = 5;
};

Options read_options(int argc, char** argv) {
  Options options;
  for (int i = 1; i < argc; ++i) {
    const std::string word = argv[i];
    const bool has_value = i + 1 < argc;
    if (word == "--method" && has_value) {
      options.method = argv[++i];
    } else if (word == "--figures" && has_value) {
      options.figures = argv[++i];
    } else if (word == "--warm-runs" && has_value) {
      options.warm_runs = std::stoi(argv[++i]);
    } else {
      options.folder = word;
    }
  }
  return options;
}

void print(const Options& options, const Job& job, const Figures& figures,
           const std::vector<double>& seconds, std::int64_t peak) {
  std::cout.precision(9);
  std::cout << R"({"program": "sandan", "version": ")" << sandan::version_text
            << R"(", "method": ")" << options.method << R"(", "items": )" << figures.items
            << R"(, "unit": ")" << job.unit << R"(", "cold_seconds": )" << seconds[0]
            << R"(, "warm_seconds": [)";
  for (std::size_t i = 1; i < seconds.size(); ++i)
    std::cout << (i > 1 ? ", " : "") << seconds[i];
  std::cout << R"(], "output_bytes": )" << figures.output_bytes << R"(, "peak_bytes": )" << peak
            << R"(, "told": {)";
  const char* separator = "";
  for (const auto& [name, value] : figures.told) {
    std::cout << separator << '"' << name << "\": " << value;
    separator = ", ";
  }
  std::cout << "}}\n";
}

void run(const Options& options) {
  const auto method = methods().find(options.method);
  if (method == methods().end()) throw std::runtime_error("no method " + options.method);
  const Job job = method->second(Arrays::read(options.folder));
  reset_peak();
  const std::int64_t before = memory_bytes("VmRSS");
  std::vector<double> seconds;
  for (int i = 0; i <= options.warm_runs; ++i) {
    const auto start = Clock::now();
    job.run();
    seconds.push_back(std::chrono::duration<double>(Clock::now() - start).count());
  }
  const std::int64_t peak = memory_bytes("VmHWM") - before;
  const Figures figures = job.figures();
  if (!options.figures.empty()) figures.arrays.write(options.figures);
  print(options, job, figures, seconds, peak);
}

}  // namespace

Method::Method(std::string name, std::function<Job(const Arrays&)> prepare) {
  methods().emplace(std::move(name), std::move(prepare));
}

Arrays Arrays::read(const std::filesystem::path& folder) {
  Arrays arrays;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    const std::filesystem::path& file = entry.path();
    if (file.extension() == ".i64")
      arrays.integers[file.stem()] = read_values<std::int64_t>(file);
    else if (file.extension() == ".f64")
      arrays.numbers[file.stem()] = read_values<double>(file);
    else if (file.extension() == ".i32")
      arrays.codes[file.stem()] = read_values<std::int32_t>(file);
  }
  return arrays;
}

void Arrays::write(const std::filesystem::path& folder) const {
  std::filesystem::create_directories(folder);
  for (const auto& [name, values] : integers)
    write_values(folder / (name + ".i64"), values);
  for (const auto& [name, values] : numbers)
    write_values(folder / (name + ".f64"), values);
  for (const auto& [name, values] : codes)
    write_values(folder / (name + ".i32"), values);
}

}  // namespace bench

int main(int argc, char** argv) {
  try {
    bench::run(bench::read_options(argc, argv));
  } catch (const std::exception& failure) {
    std::cerr << std::filesystem::path(argv[0]).filename().string() << ": " << failure.what()
              << '\n';
    return 1;
  }
  return 0;
}
