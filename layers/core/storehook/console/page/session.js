/** Session key that `storehook console` requires with every request. No other site or port has it. */

const NAME = 'storehook-session';
const WAIT = 500; // milliseconds
const tabs = new BroadcastChannel(NAME);

tabs.addEventListener('message', ({ data }) => {
  if (data && !key()) sessionStorage.setItem(NAME, data);
  if (!data && key()) tabs.postMessage(key());
});

/** @returns {string} the key; empty if this tab has none */
export function key() {
  return sessionStorage.getItem(NAME) ?? '';
}

/**
 * Ask the console's other tabs for the key. A tab that was opened from a link starts without it.
 * @param {string} refused the key that was refused, such as that of an earlier `storehook console`
 * @returns {Promise<boolean>} whether there is one now
 */
export function borrow(refused) {
  if (key() === refused) sessionStorage.removeItem(NAME);
  return new Promise((resolve) => {
    const end = () => resolve(Boolean(key()));
    tabs.addEventListener('message', end, { once: true });
    setTimeout(end, WAIT);
    tabs.postMessage('');
  });
}
