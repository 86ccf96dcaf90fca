/** Formatted payloads: indented, but with the numbers as they were sent. */

import { h } from './dom.js';

/** @import { Child } from './dom.js' */

const TOKEN = /"(?:[^"\\]|\\.)*"|[{}[\],:]|[^\s"{}[\],:]+/g;
const LARGEST = 64 * 1024;
const DEEPEST = 40;

/** Return the payload's parts. null if it is not JSON, or too large. @param {string} text */
export function pretty(text) {
  if (text.length > LARGEST || !isJson(text)) return null;
  /** @type {Child[]} */
  const parts = [];
  const tokens = text.match(TOKEN) ?? [];
  let depth = 0;
  let plain = '';
  const line = () => `\n${'  '.repeat(Math.min(depth, DEEPEST))}`;
  const put = (/** @type {string} */ kind, /** @type {string} */ token) => {
    parts.push(plain, h('span', { class: kind }, token));
    plain = '';
  };
  tokens.forEach((token, index) => {
    const [before = '', after = ''] = [tokens[index - 1], tokens[index + 1]];
    if ('{['.includes(token)) {
      depth += 1;
      plain += token + ('}]'.includes(after) ? '' : line());
    } else if ('}]'.includes(token)) {
      depth -= 1;
      plain += ('{['.includes(before) ? '' : line()) + token;
    } else if (token === ',') plain += token + line();
    else if (token === ':') plain += ': ';
    else put(after === ':' ? 'name' : token[0] === '"' ? 'text' : 'value', token);
  });
  return [...parts, plain];
}

/** @param {string} text */
function isJson(text) {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
