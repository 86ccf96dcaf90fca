/** Elements made from data. Text is always text: there is no way from here to markup. */

const SVG = 'http://www.w3.org/2000/svg';
const HANDLERS = ['onclick', 'onchange', 'onsubmit'];
const LINK = /^(\?|#|https:\/\/)/;

/**
 * Make an HTML element.
 * @param {string} tag
 * @param {Record<string, any>} [fields] handlers as functions, the rest as attributes; null and false leave one out
 * @param {...any} children elements and text; null and false leave one out
 * @returns {any}
 */
export function h(tag, fields, ...children) {
  return filled(document.createElement(tag), fields, children);
}

/** The same for SVG. @param {string} tag @param {Record<string, any>} [fields] @param {...any} children @returns {any} */
export function svg(tag, fields, ...children) {
  return filled(document.createElementNS(SVG, tag), fields, children);
}

function filled(node, fields, children) {
  for (const [name, value] of Object.entries(fields ?? {})) {
    if (value == null || value === false) continue;
    if (typeof value === 'function') node[name] = value;
    else if (name.startsWith('on')) throw new TypeError(`${name} takes a function`);
    else if (name !== 'href' || LINK.test(value)) node.setAttribute(name, value === true ? '' : value);
  }
  node.append(...present(children));
  return node;
}

function present(children) {
  return children.flat(Infinity).filter((child) => child != null && child !== false && child !== '');
}

/**
 * Make the children of a node what is wanted, and change no more than that: the focus, a selection and what is being
 * typed stay. An element with `data-key` is the same one wherever it stands.
 * @param {Element} parent
 * @param {...any} wanted
 */
export function show(parent, ...wanted) {
  const made = document.createElement('div');
  made.append(...present(wanted));
  match(parent, made);
}

function match(parent, made) {
  const wanted = [...made.childNodes];
  const keys = new Set(wanted.map(keyOf));
  const keyed = new Map();
  for (const child of [...parent.children]) {
    if (!keyOf(child)) continue;
    if (keys.has(keyOf(child))) keyed.set(keyOf(child), child);
    else child.remove();
  }
  let at = parent.firstChild;
  for (const next of wanted) {
    const old = keyOf(next) ? keyed.get(keyOf(next)) : at;
    if (!old || old.nodeName !== next.nodeName || keyOf(old) !== keyOf(next)) {
      parent.insertBefore(next, at);
      continue;
    }
    if (old === at) at = at.nextSibling;
    else parent.insertBefore(old, at);
    update(old, next);
  }
  while (at) {
    const gone = at;
    at = at.nextSibling;
    gone.remove();
  }
}

function keyOf(node) {
  return node.dataset?.key;
}

function update(old, next) {
  if (old.nodeType === Node.TEXT_NODE) {
    if (old.data !== next.data) old.data = next.data;
    return;
  }
  for (const { name } of [...old.attributes]) {
    if (!next.hasAttribute(name) && name !== 'open') old.removeAttribute(name); // a <details> that was opened stays so
  }
  const changed = [...next.attributes].filter(({ name, value }) => name !== 'open' && old.getAttribute(name) !== value);
  for (const { name, value } of changed) old.setAttribute(name, value);
  for (const name of HANDLERS) old[name] = next[name];
  match(old, next);
  // What was typed stays, until the address says otherwise.
  for (const { name, value } of changed) if (name === 'value' || name === 'data-value') old.value = value;
}
