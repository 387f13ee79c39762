'use strict';
// npm's consul as a judge of the double: consul.js PORT. It registers, is heard of, finds, watches and leaves, one line each.
const path = require('node:path');
const { createRequire } = require('node:module');

const root = path.resolve(__dirname, '../../..');
const Consul = createRequire(path.join(root, '.cache/npm/load.js'))('consul');

const consul = new Consul({ host: '127.0.0.1', port: Number(process.argv[2]) });
const say = (what, all) => console.log(`${what} ${all.map((one) => `${one.Service.ID}=${one.Service.Address}:${one.Service.Port}${JSON.stringify(one.Service.Meta)}`).sort().join(' ')}`);
const lines = require('node:readline').createInterface({ input: process.stdin });

const watch = consul.watch({ method: consul.health.service, options: { service: 'shop', passing: true, wait: '5s' }, backoffFactor: 50 });
watch.on('change', (all) => say('watched', all));
watch.on('error', (error) => console.log(`watch failed: ${error.message}`));

lines.on('line', async (line) => {
  try {
    if (line === 'find') say('found', await consul.health.service({ service: 'shop', passing: true }));
    if (line === 'register') {
      await consul.agent.service.register({
        id: 'theirs', name: 'shop', tags: ['version=v7'], meta: { zone: 'b' }, address: '10.0.0.7', port: 7000,
        check: { checkid: 'heard', ttl: '15s', deregistercriticalserviceafter: '1m' },
      });
      console.log('registered');
    }
    if (line === 'pass') { await consul.agent.check.pass('heard'); console.log('passed'); }
    if (line === 'services') console.log(`services ${Object.keys(await consul.agent.service.list()).sort().join(' ')}`);
    if (line === 'deregister') { await consul.agent.service.deregister('theirs'); console.log('deregistered'); }
    if (line === 'unknown') await consul.agent.check.pass('nothing').catch((error) => console.log(`refused ${error.statusCode}`));
  } catch (error) {
    console.log(`failed ${line}: ${error.message}`);
  }
});
lines.on('close', () => { watch.end(); process.exit(0); });
