'use strict';
// node openapi.js FILE: what others find wrong with a document of OpenAPI, and with values that should be of its schemas, or should not. FILE is {document, values: [{at, value, isRight}]}, where at is a way into the document.
const fs = require('node:fs');
const path = require('node:path');
const { pathToFileURL } = require('node:url');
const { createRequire } = require('node:module');

const { resolve } = createRequire(path.join(path.resolve(__dirname, '../../..'), '.cache/npm/load.js'));
const load = (name) => import(pathToFileURL(resolve(name)));
const { document, values } = JSON.parse(fs.readFileSync(process.argv[2], 'utf8'));

(async () => {
  const { Validator } = await load('@seriousme/openapi-schema-validator');
  const { lintFromString, createConfig } = await load('@redocly/openapi-core');
  const { default: Ajv } = await load('ajv/dist/2020.js');
  const { default: addFormats } = await load('ajv-formats');
  const faults = [];

  const valid = await new Validator().validate(structuredClone(document));
  if (!valid.valid) faults.push(`schema of OpenAPI: ${JSON.stringify(valid.errors)}`);

  const rules = { extends: ['spec'], rules: { 'no-identical-paths': 'error', 'path-parameters-defined': 'error', 'no-unresolved-refs': 'error', 'operation-operationId-unique': 'error', 'operation-parameters-unique': 'error', 'operation-operationId-url-safe': 'error' } };
  const found = await lintFromString({ source: JSON.stringify(document), config: await createConfig(rules) });
  for (const one of found) faults.push(`${one.ruleId}: ${one.message} ${one.location[0].pointer}`);

  const ajv = new Ajv({ strict: false, logger: false, allErrors: true });
  addFormats(ajv);
  const known = new Map();
  for (const { at, value, isRight } of values) {
    const key = at.join(' ');
    if (!known.has(key)) {
      const schema = at.reduce((inside, step) => inside?.[step], document);
      if (schema === undefined) { faults.push(`there is no ${key}`); continue; }
      known.set(key, ajv.compile({ allOf: [schema], components: document.components }));
    }
    const check = known.get(key);
    if (check(value) !== isRight) faults.push(`${key}: ${JSON.stringify(value)} is ${isRight ? `refused: ${JSON.stringify(check.errors)}` : 'taken'}`);
  }

  console.log(JSON.stringify({ faults, checked: values.length }));
})().catch((error) => {
  console.error(error);
  process.exit(1);
});
