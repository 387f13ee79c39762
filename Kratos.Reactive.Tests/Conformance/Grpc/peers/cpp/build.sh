#!/usr/bin/env bash
# Builds interop-peer into the folder given, once for these sources and this compiler.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
protos=$(cd "$here/../../../../../samples/GrpcInterop/Protos" && pwd)
mkdir -p "$1"
into=$(cd "$1" && pwd)
key=$(cat "$here"/*.cc "$here"/*.h "$here"/build.sh "$protos"/grpc/testing/*.proto /usr/include/grpcpp/version_info.h <(g++ --version; protoc --version) | sha256sum | cut -c 1-64)
if [ "$(cat "$into/key" 2>/dev/null)" = "$key" ] && [ -x "$into/interop-peer" ]; then exit 0; fi

rm -rf "$into"
mkdir -p "$into/obj"
cd "$into/obj"
protoc -I "$protos" --cpp_out=. --grpc_out=. --plugin=protoc-gen-grpc="$(command -v grpc_cpp_plugin)" "$protos"/grpc/testing/*.proto
ls grpc/testing/{empty,messages,test}.pb.cc grpc/testing/test.grpc.pb.cc "$here"/*.cc |
    xargs -P "$(nproc)" -I {} sh -c 'g++ -std=c++17 -O0 -I. -I"$1" -c "$2" -o "$(basename "$2").o"' sh "$here" {}
g++ ./*.o -o ../interop-peer -lgrpc++ -lgrpc -lgpr -lprotobuf -labsl_synchronization -ldl
cd ..
rm -rf obj
printf '%s\n' "$key" >key
