'use strict';
// node socket.js URL [protocol]: a WebSocket of somebody else's make. Each line of the input is sent as a text, in two pieces; `ping` is a ping, `end` the control frame that ends the messages, `close` a close.
// What comes is a line of the output.
const path = require('path');
const readline = require('readline');
const WebSocket = require(path.join(__dirname, '..', '..', '..', '.cache', 'npm', 'node_modules', 'ws'));

const [url, protocol] = process.argv.slice(2);
const socket = new WebSocket(url, protocol ? [protocol] : []);

socket.on('open', () => {
  console.log(`open ${socket.protocol}`);
  readline.createInterface({ input: process.stdin }).on('line', (line) => {
    if (line === 'ping') socket.ping('are you there');
    else if (line === 'close') socket.close(1000);
    else if (line === 'end') socket.send('\u001eend');
    else {
      const half = line.length >> 1;
      socket.send(line.slice(0, half), { fin: false });
      socket.send(line.slice(half), { fin: true });
    }
  });
});
socket.on('message', (data, binary) => console.log(binary ? `bytes ${data.toString('hex')}` : data.toString().replace('\u001e', '<1e>')));
socket.on('pong', (data) => console.log(`pong ${data}`));
socket.on('unexpected-response', (request, response) => {
  console.log(`refused ${response.statusCode}`);
  process.exit(0);
});
socket.on('error', (error) => console.log(`failed ${error.message}`));
socket.on('close', (code, reason) => {
  console.log(`close ${code} ${reason}`.trim());
  process.exit(0);
});
