/** Pausing and resuming actions and lanes, and the banner of those that are paused. */

import { button, data, fullTime, note, say } from './parts.js';
import { confirm } from './dialog.js';
import { h } from './dom.js';
import { href } from './address.js';
import { many } from './format.js';
import { post } from './api.js';

/** @import { HeldCount, PauseAnswer, PausedKind } from './answers' */

/** @typedef {() => Promise<void>} Done reads the view again after an operation */

/** Return the number of held runs. @param {HeldCount} held */
export const heldRuns = ({ count, capped }) => `${capped ? 'At least ' : ''}${many(count, 'run')} held`;

/** Return the paused actions and lanes. @param {PauseAnswer[]} pauses @param {Done} done */
export const banner = (pauses, done) => pauses.length > 0 && h('div', { class: 'notes' }, pauses.map((pause) => line(pause, done)));

/** @param {PauseAnswer} pause @param {Done} done */
function line(pause, done) {
  const { kind, name, by, at, reason, held } = pause;
  const runs = kind === 'action' ? h('a', { href: href({ view: 'queue', action: name, state: 'held' }) }, heldRuns(held)) : heldRuns(held);
  return h('div', { 'data-key': `${kind} ${name}` }, note('warn', h('strong', {}, `The ${kind} `, data(name, 'code'), ' is paused: '), runs, ' since ', fullTime(at), ' by ', data(by), '. ', data(reason), ' ',
    button('Resume …', () => resume(kind, name, done), 'small', { 'aria-label': `Resume … the ${kind} ${name}` })));
}

/** @param {PausedKind} kind @param {string} name @param {Done} done */
export function pause(kind, name, done) {
  const reason = h('input', { type: 'text', maxlength: '200', autocomplete: 'off' });
  confirm(`Pause the ${kind} ${name}?`, 'Its runs are held until you resume it. No run fails or is lost because of the pause.', [h('label', {}, 'Reason', reason)], 'Pause', async () => {
    await post(`api/${kind}s/${encodeURIComponent(name)}/pause`, { reason: reason.value });
    say('Paused.');
    await done();
  });
}

/** @param {PausedKind} kind @param {string} name @param {Done} done */
export function resume(kind, name, done) {
  confirm(`Resume the ${kind} ${name}?`, 'Held runs continue within a minute, oldest first.', [], 'Resume', async () => {
    await post(`api/${kind}s/${encodeURIComponent(name)}/resume`, {});
    say('Resumed.');
    await done();
  });
}
