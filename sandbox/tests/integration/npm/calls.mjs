// Makes the calls that it reads, a line of JSON each, with a client that npm has; answers each with a line.

import https from "node:https";
import net from "node:net";
import readline from "node:readline";
import { createRequire } from "node:module";

const [name, store, token] = process.argv.slice(2);
const { hostname, host, port, pathname } = new URL(store);
const storeHash = pathname.split("/")[2];

// The clients know but one address: their connections are led to a server of this machine.
class Redirected extends https.Agent {
  addRequest(request, options) {
    request.setHeader("Host", host);
    super.addRequest(request, options);
  }

  createConnection() {
    return net.connect(port, hostname);
  }
}
const agent = new Redirected({ keepAlive: true });

const typed = ({ Management }) => {
  const client = new Management.Client({ storeHash, accessToken: token, agent });
  return async ({ method, version, path, query, body }) => {
    if (method !== "list") return await client[version][method](path, { query, body });
    const items = [];
    for await (const item of client[version].list(path, { query })) items.push(item);
    return items;
  };
};

const raw = (BigCommerce) => async ({ method, version, path, query, body }) => {
  const client = new BigCommerce({ clientId: "client-1", accessToken: token, storeHash, apiVersion: version, agent });
  const asked = new URLSearchParams(query).toString();
  const answer = await client[method](asked ? `${path}?${asked}` : path, body);
  return version === "v3" ? (answer.data ?? answer) : answer;
};

const found = createRequire(import.meta.url)(name);
const answer = name === "node-bigcommerce" ? raw(found) : typed(found);

for await (const line of readline.createInterface({ input: process.stdin })) {
  const told = await answer(JSON.parse(line)).then(
    (value) => ({ value: value ?? null }),
    (error) => ({ error: error.message }),
  );
  console.log(JSON.stringify(told));
}
