/** The stack of this page, for its footer and for hints that name a command. */

import { get } from './api.js';
import { h, show } from './dom.js';

/** @import { AboutAnswer } from './answers' */

/** @type {AboutAnswer | null} */
let known = null;

/** Return the options that a command needs for this stack. */
export const onThisStack = () => (known?.is_local ? ' --local' : '');

/** Show the stack in the footer. @param {Element} foot */
export async function showAbout(foot) {
  known = await get('api/about', {}, new AbortController().signal).catch(() => null);
  if (known) show(foot, h('span', {}, `storehook ${known.version}`), known.is_local && h('span', {}, 'local stack'));
}
