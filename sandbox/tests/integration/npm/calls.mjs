// Makes the calls that it reads, a line of JSON each, with the client that npm has; answers each with a line.

import http from "node:http";
import readline from "node:readline";
import { createRequire } from "node:module";

const require = createRequire(import.meta.url);
const { Management } = require("@space48/bigcommerce-api");
const { fetchTransport } = require("@space48/bigcommerce-api/lib/internal/operation");

const [store, token] = process.argv.slice(2);
// Its own transport, to a server of this machine: by itself it knows but one address.
const client = (version) =>
  fetchTransport({
    baseUrl: `${store}/${version}`,
    headers: { "X-Auth-Token": token },
    agent: new http.Agent({ keepAlive: true }),
    retry: false,
  });
const clients = {
  v2: new Management.V2.Client(client("v2")),
  v3: new Management.V3.Client(client("v3")),
};

async function answer({ method, version, path, query, body }) {
  if (method !== "list") return await clients[version][method](path, { query, body });
  const items = [];
  for await (const item of clients[version].list(path, { query })) items.push(item);
  return items;
}

for await (const line of readline.createInterface({ input: process.stdin })) {
  const told = await answer(JSON.parse(line)).then(
    (value) => ({ value: value ?? null }),
    (error) => ({ error: error.message }),
  );
  console.log(JSON.stringify(told));
}
