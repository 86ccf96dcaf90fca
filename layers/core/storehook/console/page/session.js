/** The key that `storehook console` wants with every request: of this tab, and of no other site or port. */

const NAME = 'storehook-session';
const WAIT = 500; // milliseconds
const tabs = new BroadcastChannel(NAME);

tabs.addEventListener('message', ({ data }) => {
  if (data && !key()) sessionStorage.setItem(NAME, data);
  if (!data && key()) tabs.postMessage(key());
});

/** @returns {string} empty if this tab has none */
export function key() {
  return sessionStorage.getItem(NAME) ?? '';
}

/**
 * Asks the console's other tabs for the key: one that was opened from a link begins without.
 * @param {string} refused what was not taken, as one of an earlier `storehook console`
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
