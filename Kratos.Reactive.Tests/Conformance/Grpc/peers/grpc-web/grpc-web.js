// gRPC's own client of gRPC-Web, on an XMLHttpRequest for Node: grpc-web.js URL text|binary unary|stream NAME. What came of the call is one line of JSON.
const path = require('node:path');
const { root, load } = require('../grpc-js/load.js');

globalThis.XMLHttpRequest = load('xhr2');
const { GrpcWebClientBase, MethodDescriptor } = load('grpc-web');
const [url, format, shape, name] = process.argv.slice(2);

const protos = load('@grpc/proto-loader').loadSync(['helloworld/v1/greeter.proto', 'google/rpc/status.proto', 'google/rpc/error_details.proto'], {
  includeDirs: [path.join(root, 'Kratos.Reactive.Tests/Protos'), path.join(root, 'Kratos.Reactive.Protoc/protos')],
});
const method = protos['helloworld.v1.Greeter'][shape === 'unary' ? 'SayHello' : 'LotsOfReplies'];
const descriptor = new MethodDescriptor(method.path, shape === 'unary' ? 'unary' : 'server_streaming', Object, Object,
  (request) => new Uint8Array(method.requestSerialize(request)), (bytes) => method.responseDeserialize(Buffer.from(bytes)));

// What the trailer grpc-status-details-bin says.
function details(base64) {
  if (!base64) return undefined;
  const status = protos['google.rpc.Status'].deserialize(Buffer.from(base64, 'base64'));
  const { reason, metadata } = protos['google.rpc.ErrorInfo'].deserialize(status.details[0].value);
  return { code: status.code, reason, metadata };
}

const seen = { replies: [], header: undefined, status: undefined, message: undefined, trailer: undefined, details: undefined, failed: undefined };
const client = new GrpcWebClientBase({ format });
const metadata = { 'x-sent': 'to the server', 'x-sent-bin': 'q6urAA==', deadline: String(Date.now() + 20_000) };
const call = shape === 'unary'
  ? client.rpcCall(url + method.path, { name }, metadata, descriptor, (error, reply) => (error ? failed(error) : seen.replies.push(reply.message)))
  : client.serverStreaming(url + method.path, { name }, metadata, descriptor);

call.on('metadata', (fields) => (seen.header = fields['x-echo'] ?? seen.header));
call.on('data', (reply) => shape === 'unary' || seen.replies.push(reply.message));
call.on('status', ({ code, details: message, metadata: fields = {} }) => Object.assign(seen, { status: code, message, trailer: fields['x-echo-bin'], details: details(fields['grpc-status-details-bin']) }));
call.on('error', failed);
call.on('end', end);

function failed({ code }) {
  seen.failed = code;
  end();
}

// The status comes with the end, before it or after it.
function end() {
  setImmediate(() => {
    console.log(JSON.stringify(seen));
    process.exit();
  });
}
