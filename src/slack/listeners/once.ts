/** An acknowledgement that goes out once: the first call counts, whichever way the work ends. */
export function once<A extends unknown[]>(ack: (...args: A) => Promise<void>): (...args: A) => Promise<void> {
  let isAcked = false;
  return async (...args) => {
    if (isAcked) return;
    isAcked = true;
    await ack(...args);
  };
}
