/** Which stack the page is of: told in its foot, and to hints that name a command. */

import { get } from './api.js';
import { h, show } from './dom.js';

/** @import { AboutAnswer } from './answers' */

/** @type {AboutAnswer | null} */
let known = null;

/** What a command needs to speak to this stack. */
export const onThisStack = () => (known?.is_local ? ' --local' : '');

/** Tell it in the foot; without an answer there is nothing to tell. @param {Element} foot */
export async function tellAbout(foot) {
  known = await get('api/about', {}, new AbortController().signal).catch(() => null);
  if (known) show(foot, h('span', {}, `storehook ${known.version}`), known.is_local && h('span', {}, 'on this machine'));
}
