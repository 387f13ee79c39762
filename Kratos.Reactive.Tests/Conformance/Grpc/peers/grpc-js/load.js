// Loads a package from the cache that test.sh fills.
const path = require('node:path');
const { createRequire } = require('node:module');

const root = path.resolve(__dirname, '../../../../..');

module.exports = { root, load: createRequire(path.join(root, '.cache/npm/load.js')) };
