// What the client and the server share: grpc-js, the flags, the protos.
const path = require('node:path');
const { root, load } = require('./load.js');

const grpc = load('@grpc/grpc-js');

const definition = load('@grpc/proto-loader').loadSync('grpc/testing/test.proto', {
  includeDirs: [path.join(root, 'samples/GrpcInterop/Protos')],
  keepCase: true,
  defaults: true,
});

const { testing } = grpc.loadPackageDefinition(definition).grpc;

// --flag=value, --flag value, and --flag alone, which is true.
function flags() {
  const found = {};
  const args = process.argv.slice(2);
  for (let i = 0; i < args.length; i++) {
    const [, name, value] = /^--?([^=]+)(?:=(.*))?$/s.exec(args[i]) ?? [];
    if (!name) throw new Error(`'${args[i]}' is not a flag`);
    found[name] = value ?? (args[i + 1]?.startsWith('--') === false ? args[++i] : 'true');
  }
  return found;
}

const initialKey = 'x-grpc-test-echo-initial';
const trailingKey = 'x-grpc-test-echo-trailing-bin';
const zeros = (size) => ({ type: 'COMPRESSABLE', body: Buffer.alloc(size) });

module.exports = { grpc, testing, flags, initialKey, trailingKey, zeros };
