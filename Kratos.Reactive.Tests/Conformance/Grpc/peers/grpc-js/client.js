// The client of the standard interop cases: --server_host=H --server_port=N --test_case=NAME [--use_tls --ca_file=PEM --server_host_override=H].
const fs = require('node:fs');
const { grpc, testing, flags } = require('./peer.js');
const cases = require('./cases.js');

const { server_host: host = '127.0.0.1', server_port: port, test_case: name, use_tls: tls, ca_file: ca, server_host_override: override } = flags();
const run = cases[name];
if (!run) {
  console.error(`no case is called '${name}': ${Object.keys(cases).join(' ')}`);
  process.exit(2);
}

const credentials = tls === 'true' ? grpc.credentials.createSsl(ca ? fs.readFileSync(ca) : null) : grpc.credentials.createInsecure();
const options = override ? { 'grpc.ssl_target_name_override': override, 'grpc.default_authority': override } : {};
const stub = (service, more) => new service(`${host}:${port}`, credentials, { ...options, ...more });
const gzip = { 'grpc.default_compression_algorithm': grpc.compressionAlgorithms.gzip };

setTimeout(() => end(new Error('it took more than 30 s')), 30_000);

function end(error) {
  if (error) console.error(`${name} failed: ${error.message}`);
  else console.log(`${name} passed`);
  process.exit(error ? 1 : 0);
}

run(stub(testing.TestService), stub(testing.TestService, gzip), stub(testing.UnimplementedService)).then(() => end(), end);
