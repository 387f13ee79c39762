// What both programs share: grpc-js, the service, and lines in and out.
const path = require('node:path');
const readline = require('node:readline');
const { createRequire } = require('node:module');

const load = createRequire(path.join(process.argv[2], 'load.js'));
const grpc = load('@grpc/grpc-js');
const definition = load('@grpc/proto-loader').loadSync(process.argv[3], { keepCase: true, defaults: true });
const { Measured } = grpc.loadPackageDefinition(definition).bench.v1;

const say = (line) => process.stdout.write(`${line}\n`);

// Answers each line; ends the process when no more come.
function asked(answer) {
  const lines = readline.createInterface({ input: process.stdin });
  lines.on('line', async (line) => say(await answer(line)));
  lines.on('close', () => process.exit(0));
}

module.exports = { grpc, Measured, say, asked };
