/** How busy this machine is with other things: an emulated GPU's times mean nothing without it. */

const SPIN_MS = 300;
/** A machine that is busier than this proves nothing, and must not excuse everything either. */
const MOST = 5;

/** Wall clock ÷ processor time of a short computation here and now: 1 on an idle machine, 5 where five programs share each core; no more than that. */
export function slowdown(): number {
  const before = process.cpuUsage();
  const start = performance.now();
  let rest = SPIN_MS;
  while (rest > 0) {
    const { user, system } = process.cpuUsage(before);
    rest = SPIN_MS - (user + system) / 1000;
  }
  return Math.min(MOST, Math.max(1, (performance.now() - start) / SPIN_MS));
}
