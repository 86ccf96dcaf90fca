/** Summary above the runs: counts by state, charts of the last hours, lanes, and failures by cause. */

import { STATES, button, data, empty, section, stateMark, table, time, why } from './parts.js';
import { latency, throughput } from './chart.js';
import { filterOf, href } from './address.js';
import { h } from './dom.js';
import { many, moment, number } from './format.js';
import { retryMatching } from './retry.js';

/** @import { FailuresAnswer, FailureGroup, State, SummaryAnswer } from './answers' */

/** @type {Record<string, string>} */
const PERIODS = { 1: 'hour', 6: '6 hours', 24: '24 hours', 168: '7 days' };

/** Return the hours of the summary. @param {Record<string, string>} fields */
export const hoursOf = (fields) => (Object.hasOwn(PERIODS, fields.hours ?? '') ? Number(fields.hours) : 6);

/** Return the links that choose the hours. @param {Record<string, string>} fields */
export function periods(fields) {
  const link = (/** @type {[string, string]} */ [hours, text]) =>
    h('a', { href: href({ ...fields, hours }), 'aria-current': Number(hours) === hoursOf(fields) ? 'true' : null }, text);
  return h('nav', { class: 'periods', 'aria-label': 'Period' }, h('span', {}, 'Last'), Object.entries(PERIODS).map(link));
}

/** Return the number of failed runs: all of them, not only those among the newest runs. @param {FailuresAnswer} failures */
export const failed = ({ groups }) => groups.reduce((sum, { count }) => sum + count, 0);

/** Return the states with their counts, as filters. @param {SummaryAnswer} summary @param {FailuresAnswer} failures @param {Record<string, string>} fields */
export function states(summary, failures, fields) {
  const counted = (/** @type {State} */ state) => (state === 'failed'
    ? atLeast(failures.capped, failed(failures)) : atLeast(summary.capped, summary.states[state] ?? 0));
  const link = (/** @type {State} */ state) => {
    const chosen = fields.state === state;
    const to = href({ ...fields, view: 'queue', state: chosen ? '' : state });
    const count = h('span', { class: 'count' }, counted(state));
    return h('li', { 'data-key': state }, h('a', { href: to, 'aria-current': chosen ? 'true' : null }, stateMark(state), count));
  };
  return h('nav', { 'aria-label': 'Filter by state' }, h('ul', { class: 'states' }, /** @type {State[]} */ (Object.keys(STATES)).map(link)));
}

/** @param {boolean} capped @param {number} count */
const atLeast = (capped, count) => (capped ? 'at least ' : '') + number(count);

/** Return a note if counts and charts do not cover all runs. @param {SummaryAnswer} summary @param {Record<string, string>} fields */
export function sampled({ capped, states: counts, searched_until: since }, fields) {
  const looked = number(Object.values(counts).reduce((sum, count) => sum + count, 0));
  return capped && h('p', { class: 'faint' }, `Counts and charts cover the newest ${looked} runs, since ${moment(since)}. Failures cover the last ${PERIODS[hoursOf(fields)]}. For all runs, see the CloudWatch dashboard.`);
}

/** Return the charts and the lanes. @param {SummaryAnswer} summary @param {Record<string, string>} fields @param {(lane: string) => void} pause */
export function pictures(summary, fields, pause) {
  const filter = filterOf(fields);
  return h('div', { class: 'pictures' },
    section('Throughput', throughput(summary.slots, filter)),
    section('Time to completion', latency(summary.slots, filter)),
    section('Messages by lane', table('Lanes', [
      ['Lane', (lane) => data(lane.lane)],
      ['Waiting', (lane) => number(lane.waiting), 'count'],
      ['In flight', (lane) => number(lane.in_flight), 'count'],
      ['Dead letters', (lane) => h('span', { class: lane.dead_letters ? 'alarming' : null }, number(lane.dead_letters)), 'count'],
      ['Oldest', (lane) => time(lane.oldest_dead_letter_at, '–')],
    ], summary.lanes, (lane) => lane.lane, { class: 'plain' }),
    h('p', { class: 'faint' }, 'Counts from SQS are about a minute old.'),
    h('div', { class: 'actions' }, summary.lanes.map(({ lane }) => button(`Pause ${lane} …`, () => pause(lane), 'small')))));
}

/** Return the failures by cause. @param {FailuresAnswer} failures @param {Record<string, string>} fields */
export function causes(failures, fields) {
  const { groups, capped } = failures;
  if (!groups.length) return section('Failures by cause', empty(`Nothing failed in the last ${PERIODS[hoursOf(fields)]}`, 'Failed runs with the same cause are grouped here.'));
  return section('Failures by cause', capped && h('p', { class: 'faint' }, 'There are more failures than can be counted. Choose a shorter period.'),
    table('Failures by cause', [
      ['Error', (group) => cause(group, fields), 'wide'],
      ['Action', (group) => data(group.action, 'code')],
      ['Runs', (group) => number(group.count), 'count'],
      ['Stores', (group) => number(group.stores), 'count'],
      ['First', (group) => time(group.first_at)],
      ['Latest', (group) => time(group.last_at)],
      ['', (group) => retryOf(group, fields), 'act'],
    ], groups, (group) => `${group.fingerprint} ${group.action}`, { class: 'causes' }));
}

/** @param {FailureGroup} group @param {Record<string, string>} fields */
function retryOf({ fingerprint, action, error_type: kind }, fields) {
  const filter = filterOf({ state: 'failed', store: fields.store, action, fingerprint });
  return button('Retry …', () => retryMatching(filter, hoursOf(fields)), 'small', { 'aria-label': `Retry … runs that failed with ${kind} in ${action}` });
}

/** @param {FailureGroup} group @param {Record<string, string>} fields */
function cause(group, fields) {
  const chosen = fields.fingerprint === group.fingerprint;
  const to = { ...fields, view: 'queue', fingerprint: chosen ? '' : group.fingerprint, state: chosen ? fields.state : 'failed' };
  const label = `${group.error_type}: show ${many(group.count, 'failed run')} with this cause`;
  return h('span', {},
    h('a', { href: href(to), 'aria-current': chosen ? 'true' : null, title: label }, data(group.error_type, 'code')),
    ' ', data(group.fingerprint, 'code faint'), why(group.error));
}
