// The server of the standard interop cases.
#include <grpcpp/grpcpp.h>

#include <chrono>
#include <iostream>
#include <thread>

#include "peer.h"

using namespace grpc;
using namespace grpc::testing;

namespace peer {
namespace {

void echo(ServerContext& context) {
  const auto& sent = context.client_metadata();
  auto initial = sent.find(initial_key);
  if (initial != sent.end()) context.AddInitialMetadata(initial_key, {initial->second.data(), initial->second.size()});
  auto trailing = sent.equal_range(trailing_key);
  for (auto it = trailing.first; it != trailing.second; ++it) context.AddTrailingMetadata(trailing_key, {it->second.data(), it->second.size()});
}

Status status(const EchoStatus& wanted) { return {static_cast<StatusCode>(wanted.code()), wanted.message()}; }

Status not_as_expected(bool expected) {
  return {StatusCode::INVALID_ARGUMENT, expected ? "the message had to come compressed" : "the message had to come uncompressed"};
}

// Replies for each of the parameters; false when the caller has left.
template <class Writer>
bool answer(Writer* writer, const StreamingOutputCallRequest& request) {
  for (const auto& wanted : request.response_parameters()) {
    if (wanted.interval_us() > 0) std::this_thread::sleep_for(std::chrono::microseconds(wanted.interval_us()));
    StreamingOutputCallResponse reply;
    *reply.mutable_payload() = zeros(wanted.size());
    WriteOptions options;
    if (!wanted.compressed().value()) options.set_no_compression();
    if (!writer->Write(reply, options)) return false;
  }
  return true;
}

class Server final : public TestService::Service {
  Status EmptyCall(ServerContext* context, const Empty*, Empty*) override {
    echo(*context);
    return Status::OK;
  }

  Status UnaryCall(ServerContext* context, const SimpleRequest* request, SimpleResponse* reply) override {
    echo(*context);
    if (request->has_expect_compressed() && request->expect_compressed().value() != was_compressed(*context))
      return not_as_expected(request->expect_compressed().value());
    if (request->response_status().code() != 0) return status(request->response_status());
    if (request->response_compressed().value()) context->set_compression_algorithm(GRPC_COMPRESS_GZIP);
    *reply->mutable_payload() = zeros(request->response_size());
    return Status::OK;
  }

  Status StreamingOutputCall(ServerContext* context, const StreamingOutputCallRequest* request, ServerWriter<StreamingOutputCallResponse>* writer) override {
    echo(*context);
    for (const auto& wanted : request->response_parameters())
      if (wanted.compressed().value()) context->set_compression_algorithm(GRPC_COMPRESS_GZIP);
    return answer(writer, *request) ? Status::OK : Status::CANCELLED;
  }

  Status StreamingInputCall(ServerContext* context, ServerReader<StreamingInputCallRequest>* reader, StreamingInputCallResponse* reply) override {
    echo(*context);
    StreamingInputCallRequest request;
    while (reader->Read(&request)) {
      if (request.has_expect_compressed() && request.expect_compressed().value() != was_compressed(*context))
        return not_as_expected(request.expect_compressed().value());
      reply->set_aggregated_payload_size(reply->aggregated_payload_size() + static_cast<int>(request.payload().body().size()));
    }
    return Status::OK;
  }

  Status FullDuplexCall(ServerContext* context, ServerReaderWriter<StreamingOutputCallResponse, StreamingOutputCallRequest>* stream) override {
    echo(*context);
    StreamingOutputCallRequest request;
    while (stream->Read(&request)) {
      if (request.response_status().code() != 0) return status(request.response_status());
      if (!answer(stream, request)) return Status::CANCELLED;
    }
    return Status::OK;
  }
};

std::shared_ptr<ServerCredentials> credentials(const Flags& flags) {
  if (flag(flags, "use_tls") != "true") return InsecureServerCredentials();
  SslServerCredentialsOptions options;
  options.pem_key_cert_pairs.push_back({read_file(flag(flags, "tls_key_file")), read_file(flag(flags, "tls_cert_file"))});
  return SslServerCredentials(options);
}

}  // namespace

int serve(const Flags& flags) {
  Server service;
  int bound = 0;
  ServerBuilder builder;
  builder.AddListeningPort("127.0.0.1:" + flag(flags, "port", "0"), credentials(flags), &bound);
  builder.RegisterService(&service);
  auto server = builder.BuildAndStart();
  if (!server || bound == 0) throw std::runtime_error("cannot listen on port " + flag(flags, "port", "0"));
  std::cout << "listens on " << (flag(flags, "use_tls") == "true" ? "https" : "http") << "://127.0.0.1:" << bound << std::endl;
  server->Wait();
  return 0;
}

}  // namespace peer
