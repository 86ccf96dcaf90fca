/** Views refresh themselves, unless updates are paused or the page is hidden. */

let paused = false;

/** Tell whether updates are paused. */
export const isPaused = () => paused;

/** Pause or resume updates. */
export function togglePause() {
  paused = !paused;
  dispatchEvent(new Event('wake'));
}

/**
 * Do some work repeatedly until the signal.
 * @param {number} seconds between the end of one round and the start of the next
 * @param {() => Promise<void>} work handles its errors itself
 * @param {AbortSignal} signal
 */
export async function repeat(seconds, work, signal) {
  while (!signal.aborted) {
    await work();
    await new Promise((done) => setTimeout(done, seconds * 1000));
    while (!signal.aborted && (paused || document.hidden)) await awake();
  }
}

function awake() {
  return new Promise((done) => {
    addEventListener('wake', done, { once: true });
    document.addEventListener('visibilitychange', done, { once: true });
  });
}
