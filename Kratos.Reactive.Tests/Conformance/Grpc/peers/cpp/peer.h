// What the client and the server share: the flags, the payloads, whether a message came compressed.
#pragma once

#include <grpc/grpc.h>

#include <cstdint>
#include <map>
#include <string>

#include "grpc/testing/test.grpc.pb.h"

// Exported by libgrpc for judges like these; declared in no installed header.
uint32_t grpc_call_test_only_get_message_flags(grpc_call* call);

namespace peer {

using Flags = std::map<std::string, std::string>;

int serve(const Flags& flags);
int call(const Flags& flags);

inline std::string flag(const Flags& flags, const std::string& name, const std::string& otherwise = "") {
  auto found = flags.find(name);
  return found == flags.end() ? otherwise : found->second;
}

std::string read_file(const std::string& path);

inline constexpr char initial_key[] = "x-grpc-test-echo-initial";
inline constexpr char trailing_key[] = "x-grpc-test-echo-trailing-bin";

inline grpc::testing::Payload zeros(int size) {
  grpc::testing::Payload payload;
  payload.set_body(std::string(size, '\0'));
  return payload;
}

// Whether the last message read had the compressed flag.
template <class Context>
bool was_compressed(Context& context) {
  constexpr uint32_t came_compressed = 0x40000000u;
  return (grpc_call_test_only_get_message_flags(context.c_call()) & came_compressed) != 0;
}

}  // namespace peer
