/** Elements made from data. Text stays text: nothing here turns it into markup. */

/** @typedef {Node | string | number | false | null | undefined | Child[]} Child null, false and '' add nothing */
/**
 * Functions are event handlers, other values are attributes. null and false add nothing.
 * @typedef {{
 *   onclick?: (event: MouseEvent) => void,
 *   onchange?: (event: Event) => void,
 *   onsubmit?: (event: SubmitEvent) => void,
 *   [name: string]: string | number | boolean | null | undefined | ((event: never) => void),
 * }} Attributes
 */

const SVG = 'http://www.w3.org/2000/svg';
const LINK = /^(\?|#|https:\/\/)/;

/**
 * Make an HTML element.
 * @template {keyof HTMLElementTagNameMap} T
 * @param {T} tag
 * @param {Attributes} fields
 * @param {...Child} children
 */
export function h(tag, fields, ...children) {
  return filled(document.createElement(tag), fields, children);
}

/**
 * Make an SVG element.
 * @template {keyof SVGElementTagNameMap} T
 * @param {T} tag
 * @param {Attributes} fields
 * @param {...Child} children
 */
export function svg(tag, fields, ...children) {
  return filled(document.createElementNS(SVG, tag), fields, children);
}

/** @template {Element} T @param {T} node @param {Attributes} fields @param {Child[]} children */
function filled(node, fields, children) {
  for (const [name, value] of Object.entries(fields)) {
    if (value == null || value === false) continue;
    if (typeof value === 'function') Object.assign(node, { [name]: value });
    else if (name.startsWith('on')) throw new TypeError(`${name} takes a function`);
    else if (name !== 'href' || LINK.test(String(value))) node.setAttribute(name, value === true ? '' : String(value));
  }
  node.append(...present(children));
  return node;
}

/** @param {Child[]} children @returns {(Node | string)[]} */
function present(children) {
  return children.flatMap((child) => {
    if (Array.isArray(child)) return present(child);
    if (child == null || child === false || child === '') return [];
    return [child instanceof Node ? child : String(child)];
  });
}

/**
 * Change the children of a node into the wanted ones, and nothing else: focus, selection and typed text stay. An
 * element with `data-key` is the same one in any position.
 * @param {Element} parent
 * @param {...Child} wanted
 */
export function show(parent, ...wanted) {
  const made = document.createElement('div');
  made.append(...present(wanted));
  match(parent, made);
}

/** @param {Element} parent @param {Element} made */
function match(parent, made) {
  const wanted = [...made.childNodes];
  const keys = new Set(wanted.map(keyOf));
  /** @type {Map<string, ChildNode>} */
  const keyed = new Map();
  for (const child of [...parent.children]) {
    const key = keyOf(child);
    if (!key) continue;
    if (keys.has(key)) keyed.set(key, child);
    else child.remove();
  }
  let at = parent.firstChild;
  for (const next of wanted) {
    const key = keyOf(next);
    const old = key ? keyed.get(key) : at;
    if (!old || old.nodeName !== next.nodeName || keyOf(old) !== key) {
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

/** @param {Node} node */
function keyOf(node) {
  return node instanceof Element ? node.getAttribute('data-key') : null;
}

/** @param {Node} old @param {Node} next of the same kind */
function update(old, next) {
  if (old instanceof Text && next instanceof Text && old.data !== next.data) old.data = next.data;
  if (old instanceof Element && next instanceof Element) updateElement(old, next);
}

/** @param {Element} old @param {Element} next */
function updateElement(old, next) {
  for (const { name } of [...old.attributes]) {
    if (!next.hasAttribute(name) && name !== 'open') old.removeAttribute(name); // an open <details> stays open
  }
  const changed = [...next.attributes].filter(({ name, value }) => name !== 'open' && old.getAttribute(name) !== value);
  for (const { name, value } of changed) old.setAttribute(name, value);
  const { onclick, onchange, onsubmit } = /** @type {HTMLElement | SVGElement} */ (next);
  Object.assign(old, { onclick, onchange, onsubmit });
  match(old, next);
  // Typed text stays until the address changes.
  for (const { name, value } of changed) if (name === 'value') Object.assign(old, { value });
}
