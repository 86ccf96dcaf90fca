/** Forms that look for something: what they hold stands in the address. */

import { go } from './address.js';
import { h } from './dom.js';

/** @typedef {[name: string, label: string, placeholder: string]} Input */

/**
 * @param {string} name the form's, for those who do not see what is in it
 * @param {Input[]} inputs
 * @param {Record<string, string>} fields what they hold at first
 * @param {(given: Record<string, string>) => string | null} to where what was typed leads; null is nowhere
 */
export function searchForm(name, inputs, fields, to) {
  const submit = (/** @type {SubmitEvent} */ event) => {
    event.preventDefault();
    const form = new FormData(/** @type {HTMLFormElement} */ (event.currentTarget));
    const address = to(Object.fromEntries(inputs.map(([each]) => [each, String(form.get(each)).trim()])));
    if (address) go(address);
  };
  const input = (/** @type {Input} */ [each, label, placeholder]) =>
    h('label', {}, label, h('input', { name: each, value: fields[each] ?? '', placeholder, autocomplete: 'off', spellcheck: 'false' }));
  return h('form', { class: 'filters', role: 'search', 'aria-label': name, 'data-key': name, onsubmit: submit },
    inputs.map(input), h('div', { class: 'actions' }, h('button', {}, 'Show')));
}
