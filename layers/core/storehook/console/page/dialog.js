/** Dialogs before an operation. */

import { button, problem } from './parts.js';
import { h, show } from './dom.js';

/** @import { Child } from './dom.js' */

/**
 * `draw` takes the announced text, the body and the buttons.
 * @typedef {{draw: (text: string, body?: Child[], actions?: Child[]) => void, close: () => void, signal: AbortSignal}} Dialog
 */

/**
 * Open a dialog. The browser keeps the focus in it, and Escape closes it.
 * @param {string} title
 * @returns {Dialog}
 */
export function open(title) {
  const ended = new AbortController();
  const status = h('p', { class: 'announcement', role: 'status' });
  const body = h('div', { class: 'body' });
  const actions = h('div', { class: 'actions' });
  const head = h('h2', { id: 'dialog-title' }, title);
  const dialog = h('dialog', { 'aria-labelledby': 'dialog-title', tabindex: '-1' }, head, status, body, actions);
  const close = () => dialog.close();
  /** @type {Dialog['draw']} */
  const draw = (text, inside = [], choices = []) => {
    show(status, text);
    show(body, inside);
    show(actions, button('Close', close), choices);
    if (dialog.open && !dialog.contains(document.activeElement)) dialog.focus(); // the button with the focus was removed
  };
  dialog.addEventListener('close', () => {
    ended.abort();
    dialog.remove();
  });
  addEventListener('addresschange', close, { signal: ended.signal }); // Back closes the dialog, too
  document.body.append(dialog);
  draw('Loading …');
  dialog.showModal();
  return { draw, close, signal: ended.signal };
}

/**
 * Ask, then act. An error is shown in the dialog.
 * @param {string} title
 * @param {string} question
 * @param {Child[]} body
 * @param {string} verb the button's text
 * @param {() => Promise<void>} act
 */
export function confirm(title, question, body, verb, act) {
  const dialog = open(title);
  const draw = (/** @type {Error | null} */ error, busy = false) => dialog.draw(question, [body, problem(error)], [button(verb, start, 'primary', { disabled: busy })]);
  const start = async () => {
    draw(null, true);
    await act().then(dialog.close, (error) => draw(error));
  };
  draw(null);
}
