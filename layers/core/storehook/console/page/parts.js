/** Parts that views are made of. */

/** @import { Attributes, Child } from './dom.js' */
/** @import { State } from './answers' */

import { ago, brief, moment } from './format.js';
import { h, svg } from './dom.js';

/** States of a run, most urgent first, each with a tone and the shape of an icon, so that color is not the only sign. @type {Record<State, [string, string]>} */
export const STATES = {
  failed: ['bad', 'M3 3l6 6M9 3l-6 6'],
  retrying: ['warn', 'M9.5 4A4 4 0 1 0 10 6.5M9.5 1.5V4H7'],
  held: ['warn', 'M4 2.5v7M8 2.5v7'],
  running: ['busy', 'M4 2.5l5 3.5-5 3.5z'],
  waiting: ['busy', 'M2.5 6h.01M6 6h.01M9.5 6h.01'],
  scheduled: ['busy', 'M6 3v3l2 1.5M6 1.5a4.5 4.5 0 1 0 .01 0'],
  completed: ['good', 'M2.5 6.5l2.5 2.5 4.5-6'],
  ignored: ['calm', 'M3 9l6-6M6 1.5a4.5 4.5 0 1 0 .01 0'],
  coalesced: ['calm', 'M2 2.5c0 3.5 4 3.5 4 7M10 2.5c0 3.5-4 3.5-4 7'],
  cancelled: ['calm', 'M3 6h6'],
};
const PLUS = 'M6 2.5v7M2.5 6h7';
/** @type {Record<string, string>} */
const SHAPES = { create: PLUS, reactivate: STATES.retrying[1], good: STATES.completed[1], bad: 'M6 2v5M6 10h.01', warn: 'M6 2v5M6 10h.01', calm: STATES.cancelled[1] };

/**
 * Look a name up in an object. Names from outside, such as "constructor", only find own properties.
 * @template T @param {Record<string, T>} among @param {string} name @param {T} otherwise @returns {T}
 */
export const pick = (among, name, otherwise) => (Object.hasOwn(among, name) ? among[name] ?? otherwise : otherwise);

/** Return a word with an icon. @param {string} text @param {string} tone good, warn, bad, busy or calm @param {string} [shape] */
export function mark(text, tone, shape = pick(SHAPES, text, pick(SHAPES, tone, ''))) {
  const icon = svg('svg', { viewBox: '0 0 12 12', 'aria-hidden': 'true' }, svg('path', { d: shape }));
  return h('span', { class: `mark ${tone}` }, icon, text);
}

/** Return a run's state with its icon. @param {State} state */
export function stateMark(state) {
  const [tone, shape] = pick(STATES, state, ['calm', '']);
  return mark(state, tone, shape);
}

/** Return text from outside. It wraps anywhere, and cannot change the direction of the text around it. @param {string | number | null} text @param {string} [kind] */
export const data = (text, kind = '') => h('bdi', { class: `data ${kind}` }, text == null ? '' : String(text));

/** Return an error's message on one line. @param {string | null} text */
export const why = (text) => text && h('span', { class: 'why faint', title: text }, data(text));

/** Return a time as its age, with the exact time under the pointer or focus. @param {number | null} at @param {string} [none] */
export function time(at, none = 'never') {
  if (!at) return h('span', { class: 'faint' }, none);
  const stamp = new Date(at * 1000).toISOString();
  return h('time', { datetime: stamp, title: moment(at) }, h('span', {}, ago(at)), h('span', { class: 'exact' }, brief(at)));
}

/** Return a time as its age and in full. @param {number | null} at @param {string} [none] @returns {Child} */
export function fullTime(at, none = 'never') {
  return at ? [time(at), h('span', { class: 'faint' }, ` · ${moment(at)}`)] : time(at, none);
}

/** @template T @typedef {[title: string, cell: (row: T) => Child, kind?: string]} Column of a table; its kind is a class */

/**
 * Return a table. On a narrow screen each row is a card. The roles are explicit, as display: grid removes them.
 * @template T
 * @param {string} caption
 * @param {Column<T>[]} columns
 * @param {T[]} rows
 * @param {(row: T) => string} keyOf
 * @param {Attributes} [more]
 */
export function table(caption, columns, rows, keyOf, more = {}) {
  const heads = columns.map(([title, , kind]) => h('th', { role: 'columnheader', scope: 'col', class: kind }, title || h('span', { class: 'hidden' }, 'Operations')));
  const cells = (/** @type {T} */ row) =>
    columns.map(([title, cell, kind]) => h('td', { role: 'cell', 'data-title': title, class: kind }, cell(row)));
  return h('table', { role: 'table', 'aria-label': caption, ...more },
    h('thead', { role: 'rowgroup' }, h('tr', { role: 'row' }, heads)),
    h('tbody', { role: 'rowgroup' }, rows.map((row) => h('tr', { role: 'row', 'data-key': keyOf(row) }, cells(row)))));
}

/** @typedef {[name: string, address: string]} Up link to the parent view */

/**
 * Return the heading of a view. It is the same element from the start, as it gets the focus.
 * @param {Child} title
 * @param {Up | null} up
 * @param {...Child} actions
 */
export const heading = (title, up, ...actions) => [
  up && h('p', { class: 'up' }, h('a', { href: up[1] }, up[0])),
  h('div', { class: 'title' }, h('h1', { tabindex: '-1' }, title), h('div', { class: 'actions' }, actions)),
];

/** Return a section of a view. @param {string} title @param {...Child} children */
export function section(title, ...children) {
  const id = `part-${title.toLowerCase().replace(/\W+/g, '-')}`;
  return h('section', { 'aria-labelledby': id, 'data-key': id }, h('h2', { id }, title), children);
}

/** Return a list of names and values. Empty values are left out. @param {[string, Child][]} pairs */
export function facts(pairs) {
  const shown = pairs.filter(([, value]) => value != null && value !== '' && value !== false);
  return h('dl', { class: 'facts' }, shown.map(([name, value]) => h('div', { 'data-key': name }, h('dt', {}, name), h('dd', {}, value))));
}

/** Return the text for an empty list, with a next step. @param {string} title @param {string} text @param {...Child} more */
export const empty = (title, text, ...more) => h('div', { class: 'empty', 'data-key': title }, h('p', {}, h('strong', {}, title)), h('p', {}, text), more);

/** Return an error. @param {Error | null} error @param {string} [more] */
export const problem = (error, more) =>
  error && h('p', { class: 'note bad', role: 'alert', 'data-key': 'problem' }, error.message, more && ` ${more}`);

/** Return a note. @param {string} tone @param {...Child} children */
export const note = (tone, ...children) => h('div', { class: `note ${tone}` }, children);

/** Return a button. A button with another text is another element, so that a second click does not hit it. @param {string} text @param {() => void} onclick @param {string} [kind] @param {Attributes} [more] */
export const button = (text, onclick, kind = '', more = {}) => h('button', { type: 'button', class: kind, onclick, 'data-key': text, ...more }, text);

/** Return a button that copies a text. @param {string} text @param {string} what the name of the text, for screen readers */
export function copyButton(text, what) {
  const copy = () => navigator.clipboard.writeText(text).then(() => say(`Copied the ${what}.`), () => say('This browser does not allow copying.'));
  return button('Copy', copy, 'small', { 'aria-label': `Copy the ${what}` });
}

let clearing = 0;

/** Announce a result. It is shown for a while, and read by screen readers. @param {string} text */
export function say(text) {
  const status = /** @type {HTMLElement} */ (document.getElementById('status'));
  status.textContent = text;
  clearTimeout(clearing);
  clearing = setTimeout(() => (status.textContent = ''), 10000);
}
