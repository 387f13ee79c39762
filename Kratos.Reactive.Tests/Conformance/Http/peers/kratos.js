// Answers over HTTP as a server of Kratos does, by Node's own reading of what it was asked: which is what the tests want to hear.
'use strict';

const http = require('http');
const zlib = require('zlib');

const failure = (code, reason, message, metadata) => ({ code, reason, message, metadata });

function answer(asked, body, reply) {
  const url = new URL(asked.url, 'http://peer');
  const send = (status, type, value, fields = {}) => {
    const text = typeof value === 'string' ? value : JSON.stringify(value);
    const packed = /\bgzip\b/.test(asked.headers['accept-encoding'] || '') && text.length > 1000;
    reply.writeHead(status, { 'Content-Type': type, ...(packed ? { 'Content-Encoding': 'gzip' } : {}), ...fields });
    reply.end(packed ? zlib.gzipSync(text) : text);
  };
  const [, first, ...rest] = url.pathname.split('/');
  if (first === 'fail') return send(Number(rest[0]), 'application/json', failure(Number(rest[0]), 'USER_NOT_FOUND', 'no user', { id: '7' }));
  if (first === 'page') return send(Number(rest[0]), 'text/html', '<h1>no</h1>');
  // What was understood, as the one field that the message has for many texts.
  const seen = [asked.method, ...[first, ...rest].map(decodeURIComponent), ...[...url.searchParams].flat()];
  if (body.length) seen.push(asked.headers['content-type'], body.toString());
  return send(200, 'application/protojson', { name: asked.headers['x-mine'] || '', test_repeated: seen });
}

const server = http.createServer((asked, reply) => {
  const parts = [];
  asked.on('data', (part) => parts.push(part));
  asked.on('end', () => answer(asked, Buffer.concat(parts), reply));
});

server.listen(0, '127.0.0.1', () => console.log(`http://127.0.0.1:${server.address().port}`));
