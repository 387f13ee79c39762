// grpc-js-reflection-client: reflection.js host:port v1|v1alpha list | type SYMBOL | call SERVICE METHOD JSON
// A call is made with nothing but what the server says of itself.
const { load } = require('./load.js');

const grpc = load('@grpc/grpc-js');
const { GrpcReflection } = load('grpc-js-reflection-client');
const [address, version, what, name, ...more] = process.argv.slice(2);

const insecure = grpc.credentials.createInsecure();
const reflection = new GrpcReflection(address, insecure, {}, version);

async function type() {
  const found = (await reflection.getDescriptorBySymbol(name)).getProtobufJsRoot().lookup(name);
  if (found.methodsArray) return found.methodsArray.map((m) => `${m.name}(${m.requestStream ? 'stream ' : ''}${m.requestType}) ${m.responseStream ? 'stream ' : ''}${m.responseType}`);
  return found.fieldsArray.map((f) => `${f.name} = ${f.id}: ${f.map ? `map<${f.keyType}, ${f.type}>` : f.type}`);
}

async function call() {
  const [method, request] = more;
  const root = (await reflection.getDescriptorBySymbol(name)).getPackageObject({ keepCase: true, enums: String });
  const Service = name.split('.').reduce((found, part) => found[part], root);
  return new Promise((resolve, reject) =>
    new Service(address, insecure)[method](JSON.parse(request), { deadline: Date.now() + 20_000 }, (error, reply) => (error ? reject(error) : resolve([JSON.stringify(reply)]))));
}

const all = { list: () => reflection.listServices(), type, call };
all[what]().then((lines) => lines.forEach((line) => console.log(line)), (error) => {
  console.log(`failed: ${error.code ? `${error.code} ${error.details}` : error.message}`);
  process.exit(1);
}).finally(() => process.exit());
