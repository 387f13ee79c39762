#!/usr/bin/env bash
# Everything that must hold: it builds without a warning, it is formatted, the tests pass.
# The last line is `N passed, N failed, N skipped`; it is there whenever tests ran.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"

export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 DOTNET_CLI_USE_MSBUILD_SERVER=0 MSBUILDDISABLENODEREUSE=1
tools=$PWD/.cache/npm
export PATH="$tools/node_modules/.bin:$PATH"

say() { printf '%s\n' "$*" >&2; }

as_root() {
    if [ "$(id -u)" = 0 ]; then "$@"
    elif command -v sudo >/dev/null; then sudo -n "$@"
    else say "test.sh: cannot become root to run: $*"; return 1; fi
}

# need_apt thing package ...: installs, in one go, each package whose thing, a command or a file, is not there.
need_apt() {
    local i thing missing=()
    there() { command -v "$1" >/dev/null || [ -e "$1" ]; }
    for ((i = 1; i < $#; i += 2)); do
        thing=${*:i:1}
        there "$thing" || missing+=("${*:i+1:1}")
    done
    if [ ${#missing[@]} = 0 ]; then return; fi
    say "test.sh: installing ${missing[*]}"
    as_root apt-get update -qq >&2
    as_root env DEBIAN_FRONTEND=noninteractive apt-get install -qq -y --no-install-recommends "${missing[@]}" >&2
    for ((i = 1; i < $#; i += 2)); do
        thing=${*:i:1}
        there "$thing" || { say "test.sh: ${*:i+1:1} brought no $thing"; return 1; }
    done
}

# need_npm package@version: installs the package under .cache/, unless this version of it is there; its commands are then in PATH.
need_npm() {
    if grep -qsxF "$1" "$tools/installed"; then return; fi
    say "test.sh: installing $1"
    mkdir -p "$tools"
    npm install --prefix "$tools" --no-audit --no-fund --loglevel=error "$1" >&2
    printf '%s\n' "$1" >>"$tools/installed"
}

need_apt curl curl h2load nghttp2-client etcd etcd-server /usr/lib/postgresql/15/bin/postgres postgresql-15 kubectl kubernetes-client g++ g++ protoc protobuf-compiler grpc_cpp_plugin protobuf-compiler-grpc \
    /usr/include/grpcpp/grpcpp.h libgrpc++-dev /usr/include/google/protobuf/message.h libprotobuf-dev chromium chromium
need_npm @grpc/grpc-js@1.14.7
need_npm @grpc/proto-loader@0.8.1
need_npm ws@8.23.0
need_npm playwright-core@1.65.1
need_npm grpc-health-check@2.1.0
need_npm grpc-js-reflection-client@1.4.2
need_npm @bufbuild/protobuf@2.17.0
need_npm @connectrpc/connect@2.1.2
need_npm @connectrpc/connect-node@2.1.2
need_npm grpc-web@2.1.1
need_npm xhr2@0.2.1
need_npm consul@2.0.1
need_npm ajv@8.20.0
need_npm ajv-formats@3.0.1
need_npm @seriousme/openapi-schema-validator@2.11.0
need_npm @redocly/openapi-core@2.64.0
bash Kratos.Reactive.Tests/Conformance/Grpc/peers/cpp/build.sh .cache/grpc-cpp &
building=$!

dotnet restore Kratos.Reactive.sln --nologo -v q
dotnet build Kratos.Reactive.sln -c Release --no-restore --nologo -v q -warnaserror

wait "$building"

broken=0
if ! Configuration=Release dotnet format Kratos.Reactive.sln --verify-no-changes --no-restore; then
    broken=1
fi

passed=0 failed=0 skipped=0
framework=$(sed -n 's:.*<TargetFramework>\(.*\)</TargetFramework>.*:\1:p' Directory.Build.props)
reports=$(mktemp -d)
trap 'rm -rf "$reports"' EXIT

# count report attribute: the sum of a number over the assemblies of an xunit report.
count() { grep -o '<assembly [^>]*>' "$1" | sed -n "s/.* $2=\"\([0-9]*\)\".*/\1/p" | awk '{ sum += $1 } END { print sum + 0 }'; }

fail() { say "test.sh: $*"; failed=$((failed + 1)); }

# run_tests project: runs its executable and adds up. An end without a report, with an error or without a test is a failure.
run_tests() {
    local name report status=0 before=$failed ran
    name=$(basename "$1" .csproj)
    report=$reports/$name.xml
    if ! grep -qF "$name.csproj" Kratos.Reactive.sln; then fail "$name is not in the solution"; return; fi
    timeout --foreground --kill-after=10s 30m "$(dirname "$1")/bin/Release/$framework/$name" -noLogo -noColor -noAutoReporters -xml "$report" </dev/null || status=$?
    if [ ! -s "$report" ]; then fail "$name ended with status $status and wrote no report"; return; fi
    ran=$(($(count "$report" passed) + $(count "$report" failed) + $(count "$report" skipped)))
    passed=$((passed + $(count "$report" passed)))
    skipped=$((skipped + $(count "$report" skipped)))
    failed=$((failed + $(count "$report" failed) + $(count "$report" errors)))
    if [ "$ran" = 0 ]; then fail "$name ran no test"
    elif [ "$status" != 0 ] && [ "$failed" = "$before" ]; then fail "$name ended with status $status"; fi
}

while IFS= read -r project; do
    run_tests "$project"
done < <(find . \( -name bin -o -name obj -o -name node_modules -o -name '.?*' \) -prune -o -name '*.Tests.csproj' -print | sort)

if [ $((passed + failed)) = 0 ]; then fail "no test was run"; fi
if [ "$broken" != 0 ]; then say "test.sh: dotnet format has changes to make (see above)"; fi
echo "$passed passed, $failed failed, $skipped skipped"
[ "$broken" = 0 ] && [ "$failed" = 0 ]
