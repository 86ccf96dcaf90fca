/** What is shown is kept up to date, unless it is paused or nobody looks. */

let paused = false;

/** Whether updates are paused. */
export const isPaused = () => paused;

/** Pause updates, or go on. */
export function togglePause() {
  paused = !paused;
  dispatchEvent(new Event('wake'));
}

/**
 * Do something now, and again and again until the signal.
 * @param {number} seconds between the end of one time and the next
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
