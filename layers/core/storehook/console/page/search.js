/** Search forms. Their values are in the address. */

import { go } from './address.js';
import { h } from './dom.js';

/** @typedef {[name: string, label: string, placeholder: string]} Input */

/**
 * @param {string} name the name of the form, for screen readers
 * @param {Input[]} inputs
 * @param {Record<string, string>} fields the initial values
 * @param {(typed: Record<string, string>) => string | null} to returns the address to go to; null for none
 */
export function searchForm(name, inputs, fields, to) {
  const submit = (/** @type {SubmitEvent} */ event) => {
    event.preventDefault();
    const form = new FormData(/** @type {HTMLFormElement} */ (event.currentTarget));
    const address = to(Object.fromEntries(inputs.map(([field]) => [field, String(form.get(field)).trim()])));
    if (address) go(address);
  };
  const input = (/** @type {Input} */ [field, label, placeholder]) =>
    h('label', {}, label, h('input', { name: field, value: fields[field] ?? '', placeholder, autocomplete: 'off', spellcheck: 'false' }));
  return h('form', { class: 'filters', role: 'search', 'aria-label': name, 'data-key': name, onsubmit: submit },
    inputs.map(input), h('div', { class: 'actions' }, h('button', {}, 'Show')));
}
