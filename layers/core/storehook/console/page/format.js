/** Numbers and times for people. */

const NUMBER = new Intl.NumberFormat('en');
const MOMENT = new Intl.DateTimeFormat('en-GB', { year: 'numeric', month: 'short', day: 'numeric', hour: '2-digit', minute: '2-digit', second: '2-digit', timeZoneName: 'short' });
const SHORT = new Intl.DateTimeFormat('en-GB', { month: 'short', day: 'numeric', hour: '2-digit', minute: '2-digit', second: '2-digit' });
const PRECISE = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit', second: '2-digit', fractionalSecondDigits: 3 });
const CLOCK = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit' });
const DAY = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short' });

/** @param {number} value */
export const number = (value) => NUMBER.format(value);

/** "1 run", "2,000 runs". @param {number} count @param {string} noun */
export const many = (count, noun) => `${number(count)} ${noun}${count === 1 ? '' : 's'}`;

/** Now. @returns {number} unix seconds */
export const now = () => Date.now() / 1000;

/** "14 Nov 2026, 13:02:11 CET", in the browser's time zone. @param {number} at unix seconds */
export const moment = (at) => MOMENT.format(at * 1000);

/** "14 Nov, 13:02:11". @param {number} at unix seconds */
export const brief = (at) => SHORT.format(at * 1000);

/** "13:02:11.042". @param {number} at unix seconds */
export const precise = (at) => PRECISE.format(at * 1000);

/** "13:02". @param {number} at unix seconds */
export const clock = (at) => CLOCK.format(at * 1000);

/** "14 Nov". @param {number} at unix seconds */
export const day = (at) => DAY.format(at * 1000);

/** "3 min ago", "in 2 h". @param {number} at unix seconds */
export function ago(at) {
  const seconds = now() - at;
  if (Math.abs(seconds) < 2) return 'now';
  return seconds < 0 ? `in ${rough(-seconds)}` : `${rough(seconds)} ago`;
}

/** "420 ms", "1.2 s", "3 min". @param {number} seconds */
export function duration(seconds) {
  if (seconds < 1) return `${Math.round(seconds * 1000)} ms`;
  return seconds < 60 ? `${seconds.toFixed(1)} s` : rough(seconds);
}

/** @param {number} seconds */
function rough(seconds) {
  if (seconds < 60) return `${Math.round(seconds)} s`;
  if (seconds < 3600) return `${Math.round(seconds / 60)} min`;
  return seconds < 48 * 3600 ? `${Math.round(seconds / 3600)} h` : `${Math.round(seconds / 86400)} d`;
}

/** Format a time for an <input type="datetime-local">. @param {string | undefined} at unix seconds, or empty */
export function localTime(at) {
  if (!Number(at)) return '';
  const date = new Date(Number(at) * 1000);
  return new Date(date.getTime() - date.getTimezoneOffset() * 60000).toISOString().slice(0, 16);
}

/** Parse the value of an <input type="datetime-local">. @param {string} [text] @returns {number | ''} unix seconds */
export const unixTime = (text) => (text ? new Date(text).getTime() / 1000 : '');
