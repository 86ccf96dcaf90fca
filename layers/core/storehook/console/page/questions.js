/** Questions that wait for a person, with buttons that answer them. */

import { button, data, fullTime, note, say } from './parts.js';
import { confirm } from './dialog.js';
import { h } from './dom.js';
import { keyFields, keyOf } from './runs.js';
import { post } from './api.js';
import { runHref } from './address.js';

/** @import { Child } from './dom.js' */
/** @import { QuestionAnswer } from './answers' */
/** @import { Done } from './pauses.js' */

/** @param {QuestionAnswer[]} questions @param {Done} done @param {Child} [more] */
export const desk = (questions, done, more) => questions.length > 0 && h('div', { class: 'notes' }, questions.map((question) => line(question, done)), more);

/** @param {QuestionAnswer} asked @param {Done} done */
function line(asked, done) {
  const { step, question, choices, asked_at: at, until } = asked;
  const title = question ?? `Has the step ${step} happened?`;
  const send = async (/** @type {object} */ answer) => {
    const { result } = await post('api/answer', { run: keyFields(asked), ...answer });
    say(result === null ? 'The step is executed again.' : `Answered: ${result}. The run continues.`);
    await done();
  };
  const act = (/** @type {string} */ verb, /** @type {string} */ text, /** @type {() => object} */ answer, /** @type {Child[]} */ body = []) =>
    [' ', button(`${verb} …`, () => confirm(title, text, body, verb, () => send(answer())), 'small')];
  const result = h('input', { type: 'text', autocomplete: 'off', placeholder: '"ch_1"' });
  return h('div', { 'data-key': `${keyOf(asked)} ${step}` }, note('warn', h('strong', {}, data(title)), ' ',
    h('a', { href: runHref(asked) }, data(asked.action, 'code')), ' of ', data(asked.store_hash, 'code'), ', ', fullTime(at), until && [', until ', fullTime(until)],
    choices.map((choice) => act(choice, 'The run continues with this answer.', () => ({ choice }))),
    question === null && [
      act('It happened', 'Find the result at the other service. The run continues after the step.', () => ({ result: result.value }), [h('label', {}, 'Result, as JSON', result)]),
      act('Execute it again', 'Do so if the other service shows that it has not happened.', () => ({ result: null })),
    ]));
}
