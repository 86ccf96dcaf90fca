/** Questions before something is done. */

import { button, problem } from './parts.js';
import { h, show } from './dom.js';

/**
 * Open a dialog; the browser keeps the focus in it, and Escape closes it.
 * @param {string} title
 * @returns {{draw: (body: any[], actions?: any[]) => void, close: () => void, signal: AbortSignal}}
 */
export function open(title) {
  const ended = new AbortController();
  const body = h('div', { class: 'body', 'aria-live': 'polite' });
  const actions = h('div', { class: 'actions' });
  const dialog = h('dialog', { 'aria-labelledby': 'dialog-title' }, h('h2', { id: 'dialog-title' }, title), body, actions);
  const close = () => dialog.close();
  dialog.addEventListener('close', () => {
    ended.abort();
    dialog.remove();
  });
  document.body.append(dialog);
  dialog.showModal();
  const draw = (inside, choices = []) => {
    show(body, inside);
    show(actions, button('Close', close), choices);
  };
  draw([h('p', { class: 'loading' }, 'Loading …')]);
  return { draw, close, signal: ended.signal };
}

/**
 * Ask, then do it; an error is shown where one asked.
 * @param {string} title
 * @param {any[]} body
 * @param {string} verb the button's text
 * @param {() => Promise<void>} act
 */
export function confirm(title, body, verb, act) {
  const dialog = open(title);
  const draw = (error, busy) => dialog.draw([...body, problem(error)], [button(verb, start, 'primary', { disabled: busy })]);
  const start = async () => {
    draw(null, true);
    await act().then(dialog.close, (error) => draw(error, false));
  };
  draw(null, false);
}
