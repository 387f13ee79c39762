// The standard interop cases, each an async function of (stub, stub that compresses, stub of the unknown service).
const assert = require('node:assert/strict');
const { grpc, initialKey, trailingKey, zeros } = require('./peer.js');
const { status } = grpc;

const sizes = [31415, 9, 2653, 58979];
const uploads = [27182, 8, 1828, 45904];
const large = { response_size: 314159, payload: zeros(271828) };

const soon = () => ({ deadline: Date.now() + 20_000 });

// The reply, the headers and the trailers of a unary call; what it fails with is thrown.
const unary = (stub, method, request, metadata = new grpc.Metadata()) => new Promise((resolve, reject) => {
  let headers, trailers;
  const call = stub[method](request, metadata, soon(), (error, reply) =>
    error ? reject(error) : setImmediate(() => resolve({ reply, headers, trailers })));
  call.on('metadata', (metadata) => (headers = metadata));
  call.on('status', (end) => (trailers = end.metadata));
});

// Everything a stream gives, and how it ends. `step` is called with each reply.
const drain = (call, step = () => {}) => new Promise((resolve) => {
  const replies = [];
  let headers;
  call.on('metadata', (metadata) => (headers = metadata));
  call.on('data', (reply) => step(replies.push(reply), call));
  call.on('error', () => {});
  call.on('status', (end) => setImmediate(() => resolve({ replies, headers, end })));
});

const upload = (stub, requests) => new Promise((resolve, reject) => {
  const call = stub.StreamingInputCall(soon(), (error, reply) => (error ? reject(error) : resolve(reply)));
  requests.forEach((request) => call.write(request));
  call.end();
});

async function fails(call, code, details) {
  const error = await call.then(() => assert.fail(`succeeded, and had to fail with ${code}`), (error) => error);
  assert.equal(error.code, code, error.message);
  if (details !== undefined) assert.equal(error.details, details);
}

function body(reply, size) {
  assert.equal(reply.payload?.body.length, size);
  assert.ok(reply.payload.body.equals(Buffer.alloc(size)), 'the payload is not all zeros');
}

const bodies = (replies, sizes) => {
  assert.deepEqual(replies.map((reply) => reply.payload?.body.length), sizes);
  replies.forEach((reply, i) => body(reply, sizes[i]));
};

async function echoesStatus(stub, message) {
  const response_status = { code: status.UNKNOWN, message };
  await fails(unary(stub, 'UnaryCall', { response_status }), status.UNKNOWN, message);
  return response_status;
}

function echoed({ headers, trailers }) {
  assert.deepEqual(headers.get(initialKey), ['test_initial_metadata_value']);
  assert.deepEqual(trailers.get(trailingKey), [Buffer.from('ababab', 'hex')]);
}

module.exports = {
  async empty_unary(stub) {
    assert.deepEqual((await unary(stub, 'EmptyCall', {})).reply, {});
  },
  async large_unary(stub) {
    body((await unary(stub, 'UnaryCall', large)).reply, 314159);
  },
  async client_streaming(stub) {
    const reply = await upload(stub, uploads.map((size) => ({ payload: zeros(size) })));
    assert.equal(reply.aggregated_payload_size, 74922);
  },
  async server_streaming(stub) {
    const { replies, end } = await drain(stub.StreamingOutputCall({ response_parameters: sizes.map((size) => ({ size })) }, soon()));
    assert.equal(end.code, status.OK, end.details);
    bodies(replies, sizes);
  },
  async ping_pong(stub) {
    const call = stub.FullDuplexCall(soon());
    const ping = (i) => call.write({ response_parameters: [{ size: sizes[i] }], payload: zeros(uploads[i]) });
    const over = drain(call, (count) => (count < sizes.length ? ping(count) : call.end()));
    ping(0);
    const { replies, end } = await over;
    assert.equal(end.code, status.OK, end.details);
    bodies(replies, sizes);
  },
  async empty_stream(stub) {
    const call = stub.FullDuplexCall(soon());
    call.end();
    const { replies, end } = await drain(call);
    assert.equal(end.code, status.OK, end.details);
    assert.equal(replies.length, 0);
  },
  async timeout_on_sleeping_server(stub) {
    const call = stub.FullDuplexCall({ deadline: Date.now() + 1 });
    call.write({ payload: zeros(27182) });
    assert.equal((await drain(call)).end.code, status.DEADLINE_EXCEEDED);
  },
  async cancel_after_begin(stub) {
    const error = await new Promise((resolve) => stub.StreamingInputCall(soon(), resolve).cancel());
    assert.equal(error?.code, status.CANCELLED);
  },
  async cancel_after_first_response(stub) {
    const call = stub.FullDuplexCall(soon());
    const over = drain(call, () => call.cancel());
    call.write({ response_parameters: [{ size: 31415 }], payload: zeros(27182) });
    const { replies, end } = await over;
    bodies(replies, [31415]);
    assert.equal(end.code, status.CANCELLED);
  },
  async custom_metadata(stub) {
    const metadata = new grpc.Metadata();
    metadata.set(initialKey, 'test_initial_metadata_value');
    metadata.set(trailingKey, Buffer.from('ababab', 'hex'));
    const end = await unary(stub, 'UnaryCall', large, metadata);
    body(end.reply, 314159);
    echoed(end);

    const call = stub.FullDuplexCall(metadata, soon());
    call.write({ response_parameters: [{ size: 314159 }], payload: zeros(271828) });
    call.end();
    const stream = await drain(call);
    assert.equal(stream.end.code, status.OK, stream.end.details);
    bodies(stream.replies, [314159]);
    echoed({ headers: stream.headers, trailers: stream.end.metadata });
  },
  async status_code_and_message(stub) {
    const response_status = await echoesStatus(stub, 'test status message');
    const call = stub.FullDuplexCall(soon());
    call.write({ response_status });
    call.end();
    const { end } = await drain(call);
    assert.equal(end.code, status.UNKNOWN);
    assert.equal(end.details, 'test status message');
  },
  async special_status_message(stub) {
    await echoesStatus(stub, '\t\ntest with whitespace\r\nand Unicode BMP \u263a and non-BMP \u{1f608}\t\n');
  },
  async unimplemented_method(stub) {
    await fails(unary(stub, 'UnimplementedCall', {}), status.UNIMPLEMENTED);
  },
  async unimplemented_service(stub, compressing, unknown) {
    await fails(unary(unknown, 'UnimplementedCall', {}), status.UNIMPLEMENTED);
  },
  async client_compressed_unary(stub, compressing) {
    const expecting = (value) => ({ ...large, expect_compressed: { value } });
    await fails(unary(stub, 'UnaryCall', expecting(true)), status.INVALID_ARGUMENT);
    body((await unary(compressing, 'UnaryCall', expecting(true))).reply, 314159);
    body((await unary(stub, 'UnaryCall', expecting(false))).reply, 314159);
  },
};
