// interop-peer server --port=N | interop-peer client --server_host=H --server_port=N --test_case=NAME, each with --use_tls and its files.
#include <fstream>
#include <iostream>
#include <sstream>
#include <stdexcept>

#include "peer.h"

namespace peer {

std::string read_file(const std::string& path) {
  std::ifstream file(path);
  if (!file) throw std::runtime_error("cannot read '" + path + "'");
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

// --flag=value, --flag value, and --flag alone, which is true.
static Flags parse(int count, char** arguments) {
  Flags found;
  for (int i = 2; i < count; i++) {
    std::string text = arguments[i];
    if (text.rfind("--", 0) != 0) throw std::runtime_error("'" + text + "' is not a flag");
    auto equals = text.find('=');
    if (equals != std::string::npos)
      found[text.substr(2, equals - 2)] = text.substr(equals + 1);
    else if (i + 1 < count && std::string(arguments[i + 1]).rfind("--", 0) != 0)
      found[text.substr(2)] = arguments[++i];
    else
      found[text.substr(2)] = "true";
  }
  return found;
}

}  // namespace peer

int main(int count, char** arguments) {
  try {
    std::string role = count > 1 ? arguments[1] : "";
    if (role == "server") return peer::serve(peer::parse(count, arguments));
    if (role == "client") return peer::call(peer::parse(count, arguments));
    std::cerr << "interop-peer server|client --flag=value ..." << std::endl;
  } catch (const std::exception& e) {
    std::cerr << e.what() << std::endl;
  }
  return 2;
}
