// The service by grpc-js: server.js MODULES PROTO. It says its port; nobody knows its bytes.
const { grpc, Measured, say, asked } = require('./peer.js');

const tell = ({ name }) => ({ text: name });

function count(call) {
  const { name, count: all, size } = call.request;
  const body = Buffer.alloc(size);
  let sent = 0;
  const more = () => {
    while (sent < all && !call.cancelled) {
      sent++;
      if (!call.write({ text: name, body })) {
        call.once('drain', more);
        return;
      }
    }
    call.end();
  };
  more();
}

const server = new grpc.Server();
server.addService(Measured.service, {
  Say: (call, reply) => reply(null, tell(call.request)),
  SayLater: (call, reply) => setImmediate(() => reply(null, tell(call.request))),
  Count: count,
  Talk: (call) => {
    call.on('data', (ask) => call.write(tell(ask)));
    call.on('end', () => call.end());
  },
});
server.bindAsync('127.0.0.1:0', grpc.ServerCredentials.createInsecure(), (error, port) => {
  if (error) throw error;
  say(port);
  asked(() => 0);
});
