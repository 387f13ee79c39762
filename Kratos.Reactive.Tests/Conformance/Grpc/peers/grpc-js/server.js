// The server of the standard interop cases: --port=N [--use_tls --tls_cert_file=PEM --tls_key_file=PEM].
// With --wrong every answer is a little wrong, and every client has to notice: sizes, texts, or else the metadata.
const fs = require('node:fs');
const { setTimeout: wait } = require('node:timers/promises');
const { grpc, testing, flags, initialKey, trailingKey, zeros } = require('./peer.js');

const { port, use_tls: tls, tls_cert_file: certificate, tls_key_file: key, wrong } = flags();
const off = wrong === 'true' ? 1 : 0;

function echo(call) {
  const [initial] = call.metadata.get(initialKey);
  if (initial !== undefined && !off) {
    const headers = new grpc.Metadata();
    headers.set(initialKey, initial);
    call.sendMetadata(headers);
  }
  const trailers = new grpc.Metadata();
  for (const value of call.metadata.get(trailingKey)) trailers.add(trailingKey, value);
  return trailers;
}

// The calls that send metadata are answered with the right sizes, so that only the metadata is wrong.
const offOf = (call) => (call.metadata.get(initialKey).length > 0 ? 0 : off);

const failure = ({ code, message }) => ({ code, details: message + (off ? '?' : '') });

async function answer(call, request) {
  for (const { size, interval_us } of request.response_parameters) {
    if (interval_us > 0) await wait(interval_us / 1000);
    call.write({ payload: zeros(size + offOf(call)) });
  }
}

// Each message is answered in its turn; the end of the call waits for the last answer.
function duplex(call) {
  const trailers = echo(call);
  let last = Promise.resolve();
  let failed = false;
  call.on('data', (request) => {
    last = last.then(async () => {
      if (failed) return;
      if (request.response_status?.code) {
        failed = true;
        call.emit('error', failure(request.response_status));
      } else {
        await answer(call, request);
      }
    });
  });
  call.on('end', () => last.then(() => failed || surplus(call).end(trailers)));
}

// One reply more than was asked for.
function surplus(call) {
  if (offOf(call)) call.write({});
  return call;
}

const service = {
  EmptyCall: (call, reply) => (off ? reply(failure({ code: 2, message: 'no' })) : reply(null, {}, echo(call))),
  UnaryCall: (call, reply) => {
    const trailers = echo(call);
    const { response_status: status, response_size: size } = call.request;
    if (status?.code) reply(failure(status), null, trailers);
    else reply(null, { payload: zeros(size + offOf(call)) }, trailers);
  },
  StreamingOutputCall: async (call) => {
    const trailers = echo(call);
    await answer(call, call.request);
    call.end(trailers);
  },
  StreamingInputCall: (call, reply) => {
    let size = off;
    call.on('data', (request) => (size += request.payload?.body.length ?? 0));
    call.on('end', () => reply(null, { aggregated_payload_size: size }));
  },
  FullDuplexCall: duplex,
};

const credentials = tls === 'true'
  ? grpc.ServerCredentials.createSsl(null, [{ cert_chain: fs.readFileSync(certificate), private_key: fs.readFileSync(key) }])
  : grpc.ServerCredentials.createInsecure();

const server = new grpc.Server();
server.addService(testing.TestService.service, off ? { ...service, UnimplementedCall: service.EmptyCall } : service);
if (off) server.addService(testing.UnimplementedService.service, { UnimplementedCall: (call, reply) => reply(null, {}) });
server.bindAsync(`127.0.0.1:${port}`, credentials, (error, bound) => {
  if (error) throw error;
  console.log(`listens on ${tls === 'true' ? 'https' : 'http'}://127.0.0.1:${bound}`);
});
