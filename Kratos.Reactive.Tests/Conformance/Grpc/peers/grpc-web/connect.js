// Connect's client of gRPC-Web: connect.js URL 1.1|2 unary|stream NAME [CA-PEM]. What came of the call is one line of JSON.
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');
const { execFileSync } = require('node:child_process');
const { root, load } = require('../grpc-js/load.js');

const { createFileRegistry, fromBinary } = load('@bufbuild/protobuf');
const { FileDescriptorSetSchema } = load('@bufbuild/protobuf/wkt');
const { createClient, encodeBinaryHeader, decodeBinaryHeader, ConnectError } = load('@connectrpc/connect');
const { createGrpcWebTransport } = load('@connectrpc/connect-node');
const [baseUrl, httpVersion, shape, name, ca] = process.argv.slice(2);

// What protoc makes of the protos.
function compiled(...files) {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'kratos-protos'));
  const into = path.join(folder, 'set.bin');
  try {
    const protos = ['Kratos.Reactive.Tests/Protos', 'Kratos.Reactive.Protoc/protos'].map((from) => `-I${path.join(root, from)}`);
    execFileSync('protoc', [...protos, '--include_imports', `--descriptor_set_out=${into}`, ...files]);
    return createFileRegistry(fromBinary(FileDescriptorSetSchema, fs.readFileSync(into)));
  } finally {
    fs.rmSync(folder, { recursive: true });
  }
}

const types = compiled('helloworld/v1/greeter.proto', 'google/rpc/error_details.proto');
const nodeOptions = ca ? { ca: fs.readFileSync(ca), servername: 'foo.test.google.fr' } : undefined;
const client = createClient(types.getService('helloworld.v1.Greeter'), createGrpcWebTransport({ baseUrl, httpVersion, nodeOptions }));

async function main() {
  const seen = { replies: [], header: undefined, trailer: undefined };
  const header = (fields) => (seen.header = fields.get('x-echo'));
  const trailer = (fields) => (seen.trailer = fields.has('x-echo-bin') ? [...decodeBinaryHeader(fields.get('x-echo-bin'))] : null);
  const headers = { 'x-sent': 'to the server', 'x-sent-bin': encodeBinaryHeader(new Uint8Array([0xab, 0xab, 0xab, 0])) };
  const options = { timeoutMs: 20_000, headers, onHeader: header, onTrailer: trailer };
  try {
    if (shape === 'unary') seen.replies.push((await client.sayHello({ name }, options)).message);
    else for await (const { message } of client.lotsOfReplies({ name }, options)) seen.replies.push(message);
  } catch (e) {
    const error = ConnectError.from(e);
    const [{ reason, metadata } = {}] = error.findDetails(types.getMessage('google.rpc.ErrorInfo'));
    seen.error = { code: error.code, message: error.rawMessage, reason, metadata };
    if (seen.header === undefined) header(error.metadata);
    if (seen.trailer === undefined) trailer(error.metadata);
  }
  console.log(JSON.stringify(seen));
}

main().finally(() => process.exit());
