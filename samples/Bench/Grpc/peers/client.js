// The client of grpc-js: client.js MODULES PROTO. Each line is `METHOD COUNT SIZE CONCURRENCY SECONDS PORT`; the answer is how many messages came back.
const { grpc, Measured, asked, say } = require('./peer.js');

const works = {
  Say: (client, ask, over) => new Promise((done, failed) => {
    let many = 0;
    const next = () => client.Say(ask, (error) => {
      if (error) failed(error);
      else if (++many && over()) done(many);
      else next();
    });
    next();
  }),
  Count: (client, ask, over) => new Promise((done, failed) => {
    let many = 0;
    const next = () => {
      const call = client.Count(ask);
      call.on('data', () => {
        many++;
        if (over()) call.cancel();
      });
      call.on('error', (error) => (error.code === grpc.status.CANCELLED ? done(many) : failed(error)));
      call.on('end', () => over() || next());
    };
    next();
  }),
  Talk: (client, ask, over) => new Promise((done, failed) => {
    let many = 0;
    const call = client.Talk();
    call.on('data', () => {
      many++;
      if (over()) call.end();
      else call.write(ask);
    });
    call.on('error', failed);
    call.on('end', () => done(many));
    call.write(ask);
  }),
};

const clients = new Map();

async function run(line) {
  const [method, count, size, concurrency, seconds, port] = line.split(' ');
  if (!clients.has(port)) clients.set(port, new Measured(`127.0.0.1:${port}`, grpc.credentials.createInsecure()));
  const ask = { name: 'world', count: Number(count), size: Number(size) };
  const end = performance.now() + seconds * 1000;
  const all = await Promise.all(Array.from({ length: Number(concurrency) }, () => works[method](clients.get(port), ask, () => performance.now() >= end)));
  return all.reduce((sum, one) => sum + one, 0);
}

say(0);
asked(run);
