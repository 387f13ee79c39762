// The client of the standard interop cases. A case that is not as it has to be throws, and the exit code says so.
#include <grpcpp/grpcpp.h>

#include <chrono>
#include <functional>
#include <iostream>
#include <vector>

#include "peer.h"

using namespace grpc;
using namespace grpc::testing;

namespace peer {
namespace {

void that(bool true_, const std::string& what) {
  if (!true_) throw std::runtime_error(what);
}

void ends(const Status& end, StatusCode code, const std::string& where) {
  that(end.error_code() == code, where + " ended with " + std::to_string(end.error_code()) + " '" + end.error_message() + "', and had to with " + std::to_string(code));
}

struct Context : ClientContext {
  explicit Context(std::chrono::milliseconds limit = std::chrono::seconds(20)) { set_deadline(std::chrono::system_clock::now() + limit); }
};

const std::vector<int> sizes{31415, 9, 2653, 58979};
const std::vector<int> uploads{27182, 8, 1828, 45904};

SimpleRequest large() {
  SimpleRequest request;
  request.set_response_size(314159);
  *request.mutable_payload() = zeros(271828);
  return request;
}

StreamingOutputCallRequest asking(int size, int payload) {
  StreamingOutputCallRequest request;
  request.add_response_parameters()->set_size(size);
  *request.mutable_payload() = zeros(payload);
  return request;
}

template <class Reply>
void body(const Reply& reply, int size) {
  that(reply.payload().body() == std::string(size, '\0'),
       "a payload of " + std::to_string(reply.payload().body().size()) + " bytes came, and had to be " + std::to_string(size) + " zeros");
}

template <class Reader>
void read(Reader& reader, int size) {
  StreamingOutputCallResponse reply;
  that(reader.Read(&reply), "a reply is missing");
  body(reply, size);
}

template <class Reader>
void no_more(Reader& reader) {
  StreamingOutputCallResponse reply;
  that(!reader.Read(&reply), "there is a reply too many");
}

void echoed(const ClientContext& context) {
  const auto& initial = context.GetServerInitialMetadata();
  auto first = initial.find(initial_key);
  that(first != initial.end() && first->second == "test_initial_metadata_value", "the initial metadata did not come back");
  const auto& trailing = context.GetServerTrailingMetadata();
  auto last = trailing.find(trailing_key);
  that(last != trailing.end() && last->second == "\xab\xab\xab", "the trailing metadata did not come back");
}

using Stub = TestService::Stub;

void empty_unary(Stub& stub) {
  Context context;
  Empty reply;
  ends(stub.EmptyCall(&context, {}, &reply), StatusCode::OK, "EmptyCall");
  that(reply.ByteSizeLong() == 0, "the reply is not empty");
}

void large_unary(Stub& stub) {
  Context context;
  SimpleResponse reply;
  ends(stub.UnaryCall(&context, large(), &reply), StatusCode::OK, "UnaryCall");
  body(reply, 314159);
}

void client_streaming(Stub& stub) {
  Context context;
  StreamingInputCallResponse reply;
  auto writer = stub.StreamingInputCall(&context, &reply);
  for (int size : uploads) {
    StreamingInputCallRequest request;
    *request.mutable_payload() = zeros(size);
    that(writer->Write(request), "a message could not be written");
  }
  writer->WritesDone();
  ends(writer->Finish(), StatusCode::OK, "StreamingInputCall");
  that(reply.aggregated_payload_size() == 74922, "the sum is " + std::to_string(reply.aggregated_payload_size()));
}

void server_streaming(Stub& stub) {
  Context context;
  StreamingOutputCallRequest request;
  for (int size : sizes) request.add_response_parameters()->set_size(size);
  auto reader = stub.StreamingOutputCall(&context, request);
  for (int size : sizes) read(*reader, size);
  no_more(*reader);
  ends(reader->Finish(), StatusCode::OK, "StreamingOutputCall");
}

void ping_pong(Stub& stub) {
  Context context;
  auto stream = stub.FullDuplexCall(&context);
  for (size_t i = 0; i < sizes.size(); i++) {
    that(stream->Write(asking(sizes[i], uploads[i])), "a message could not be written");
    read(*stream, sizes[i]);
  }
  stream->WritesDone();
  no_more(*stream);
  ends(stream->Finish(), StatusCode::OK, "FullDuplexCall");
}

void empty_stream(Stub& stub) {
  Context context;
  auto stream = stub.FullDuplexCall(&context);
  stream->WritesDone();
  no_more(*stream);
  ends(stream->Finish(), StatusCode::OK, "FullDuplexCall");
}

void timeout_on_sleeping_server(Stub& stub) {
  Context context(std::chrono::milliseconds(1));
  auto stream = stub.FullDuplexCall(&context);
  StreamingOutputCallRequest request;
  *request.mutable_payload() = zeros(27182);
  stream->Write(request);
  ends(stream->Finish(), StatusCode::DEADLINE_EXCEEDED, "FullDuplexCall");
}

void cancel_after_begin(Stub& stub) {
  Context context;
  StreamingInputCallResponse reply;
  auto writer = stub.StreamingInputCall(&context, &reply);
  context.TryCancel();
  ends(writer->Finish(), StatusCode::CANCELLED, "StreamingInputCall");
}

void cancel_after_first_response(Stub& stub) {
  Context context;
  auto stream = stub.FullDuplexCall(&context);
  that(stream->Write(asking(31415, 27182)), "a message could not be written");
  read(*stream, 31415);
  context.TryCancel();
  ends(stream->Finish(), StatusCode::CANCELLED, "FullDuplexCall");
}

void custom_metadata(Stub& stub) {
  auto with_metadata = [](ClientContext& context) {
    context.AddMetadata(initial_key, "test_initial_metadata_value");
    context.AddMetadata(trailing_key, "\xab\xab\xab");
  };
  {
    Context context;
    with_metadata(context);
    SimpleResponse reply;
    ends(stub.UnaryCall(&context, large(), &reply), StatusCode::OK, "UnaryCall");
    body(reply, 314159);
    echoed(context);
  }
  Context context;
  with_metadata(context);
  auto stream = stub.FullDuplexCall(&context);
  that(stream->Write(asking(314159, 271828)), "a message could not be written");
  stream->WritesDone();
  read(*stream, 314159);
  no_more(*stream);
  ends(stream->Finish(), StatusCode::OK, "FullDuplexCall");
  echoed(context);
}

void echoes_status(Stub& stub, const std::string& message) {
  Context context;
  SimpleRequest request;
  request.mutable_response_status()->set_code(2);
  request.mutable_response_status()->set_message(message);
  SimpleResponse reply;
  auto end = stub.UnaryCall(&context, request, &reply);
  ends(end, StatusCode::UNKNOWN, "UnaryCall");
  that(end.error_message() == message, "the message came as '" + end.error_message() + "'");
}

void status_code_and_message(Stub& stub) {
  echoes_status(stub, "test status message");
  Context context;
  auto stream = stub.FullDuplexCall(&context);
  StreamingOutputCallRequest request;
  request.mutable_response_status()->set_code(2);
  request.mutable_response_status()->set_message("test status message");
  that(stream->Write(request), "a message could not be written");
  stream->WritesDone();
  no_more(*stream);
  auto end = stream->Finish();
  ends(end, StatusCode::UNKNOWN, "FullDuplexCall");
  that(end.error_message() == "test status message", "the message came as '" + end.error_message() + "'");
}

void special_status_message(Stub& stub) {
  echoes_status(stub, "\t\ntest with whitespace\r\nand Unicode BMP \xE2\x98\xBA and non-BMP \xF0\x9F\x98\x88\t\n");
}

void unimplemented_method(Stub& stub) {
  Context context;
  Empty reply;
  ends(stub.UnimplementedCall(&context, {}, &reply), StatusCode::UNIMPLEMENTED, "UnimplementedCall");
}

SimpleRequest expecting(bool compressed) {
  auto request = large();
  request.mutable_expect_compressed()->set_value(compressed);
  return request;
}

void client_compressed_unary(Stub& stub) {
  auto call = [&](bool expected, bool compressed, StatusCode code) {
    Context context;
    if (compressed) context.set_compression_algorithm(GRPC_COMPRESS_GZIP);
    SimpleResponse reply;
    ends(stub.UnaryCall(&context, expecting(expected), &reply), code, "UnaryCall");
    if (code == StatusCode::OK) body(reply, 314159);
  };
  call(true, false, StatusCode::INVALID_ARGUMENT);
  call(true, true, StatusCode::OK);
  call(false, false, StatusCode::OK);
}

void server_compressed_unary(Stub& stub) {
  for (bool compressed : {true, false}) {
    Context context;
    auto request = large();
    request.mutable_response_compressed()->set_value(compressed);
    SimpleResponse reply;
    ends(stub.UnaryCall(&context, request, &reply), StatusCode::OK, "UnaryCall");
    that(was_compressed(context) == compressed, compressed ? "the reply was not compressed" : "the reply was compressed");
    body(reply, 314159);
  }
}

void client_compressed_streaming(Stub& stub) {
  auto write = [](auto& writer, bool expected, bool compressed, int size) {
    StreamingInputCallRequest request;
    request.mutable_expect_compressed()->set_value(expected);
    *request.mutable_payload() = zeros(size);
    WriteOptions options;
    if (!compressed) options.set_no_compression();
    return writer.Write(request, options);
  };
  {
    Context context;
    context.set_compression_algorithm(GRPC_COMPRESS_GZIP);
    StreamingInputCallResponse reply;
    auto writer = stub.StreamingInputCall(&context, &reply);
    write(*writer, true, false, 27182);
    writer->WritesDone();
    ends(writer->Finish(), StatusCode::INVALID_ARGUMENT, "StreamingInputCall");
  }
  Context context;
  context.set_compression_algorithm(GRPC_COMPRESS_GZIP);
  StreamingInputCallResponse reply;
  auto writer = stub.StreamingInputCall(&context, &reply);
  that(write(*writer, true, true, 27182), "the compressed message could not be written");
  that(write(*writer, false, false, 45904), "the uncompressed message could not be written");
  writer->WritesDone();
  ends(writer->Finish(), StatusCode::OK, "StreamingInputCall");
  that(reply.aggregated_payload_size() == 73086, "the sum is " + std::to_string(reply.aggregated_payload_size()));
}

void server_compressed_streaming(Stub& stub) {
  Context context;
  StreamingOutputCallRequest request;
  for (auto [compressed, size] : {std::pair{true, 31415}, {false, 92653}}) {
    auto* wanted = request.add_response_parameters();
    wanted->mutable_compressed()->set_value(compressed);
    wanted->set_size(size);
  }
  auto reader = stub.StreamingOutputCall(&context, request);
  read(*reader, 31415);
  that(was_compressed(context), "the first reply was not compressed");
  read(*reader, 92653);
  that(!was_compressed(context), "the second reply was compressed");
  no_more(*reader);
  ends(reader->Finish(), StatusCode::OK, "StreamingOutputCall");
}

std::shared_ptr<Channel> channel(const Flags& flags) {
  auto address = flag(flags, "server_host", "127.0.0.1") + ":" + flag(flags, "server_port");
  ChannelArguments arguments;
  auto host = flag(flags, "server_host_override");
  if (flag(flags, "use_tls") != "true") return CreateCustomChannel(address, InsecureChannelCredentials(), arguments);
  if (!host.empty()) arguments.SetSslTargetNameOverride(host);
  SslCredentialsOptions options;
  auto ca = flag(flags, "ca_file");
  if (!ca.empty()) options.pem_root_certs = read_file(ca);
  return CreateCustomChannel(address, SslCredentials(options), arguments);
}

void unimplemented_service(std::shared_ptr<Channel> channel) {
  auto stub = UnimplementedService::NewStub(channel);
  Context context;
  Empty reply;
  ends(stub->UnimplementedCall(&context, {}, &reply), StatusCode::UNIMPLEMENTED, "UnimplementedCall");
}

#define CASE(name) {#name, name}
const std::map<std::string, std::function<void(Stub&)>> cases{
    CASE(empty_unary), CASE(large_unary), CASE(client_streaming), CASE(server_streaming), CASE(ping_pong), CASE(empty_stream),
    CASE(timeout_on_sleeping_server), CASE(cancel_after_begin), CASE(cancel_after_first_response), CASE(custom_metadata),
    CASE(status_code_and_message), CASE(special_status_message), CASE(unimplemented_method), CASE(client_compressed_unary),
    CASE(server_compressed_unary), CASE(client_compressed_streaming), CASE(server_compressed_streaming)};
#undef CASE

}  // namespace

int call(const Flags& flags) {
  auto name = flag(flags, "test_case");
  auto to = channel(flags);
  auto found = cases.find(name);
  if (found == cases.end() && name != "unimplemented_service") throw std::runtime_error("no case is called '" + name + "'");
  try {
    if (found == cases.end()) {
      unimplemented_service(to);
    } else {
      auto stub = TestService::NewStub(to);
      found->second(*stub);
    }
  } catch (const std::exception& e) {
    std::cerr << name << " failed: " << e.what() << std::endl;
    return 1;
  }
  std::cout << name << " passed" << std::endl;
  return 0;
}

}  // namespace peer
