// grpc-health-check as a client: health.js host:port check|watch [service]. Each status is a line; so is the code of a failure.
const { load } = require('./load.js');

const grpc = load('@grpc/grpc-js');
const [address, method, service = ''] = process.argv.slice(2);

const client = new (grpc.makeGenericClientConstructor(load('grpc-health-check').service))(address, grpc.credentials.createInsecure());
const told = ({ status }) => console.log(`status: ${status}`);
const failed = ({ code, details }) => console.log(`failed: ${code} ${details}`);

if (method === 'check') {
  client.Check({ service }, { deadline: Date.now() + 20_000 }, (error, reply) => (error ? failed(error) : told(reply)));
} else {
  const watch = client.Watch({ service });
  watch.on('data', told);
  watch.on('error', failed);
  watch.on('end', () => console.log('ended'));
}
