/** Sockets, timers, processes and watched files that this thread holds now. */
export function resources(): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const name of process.getActiveResourcesInfo()) counts[name] = (counts[name] ?? 0) + 1;
  return counts;
}

/** What is held beyond what was held before, once what is being closed is closed. */
export async function leftSince(before: Record<string, number>): Promise<Record<string, number>> {
  const left = (): [string, number][] =>
    Object.entries(resources())
      .map(([name, count]): [string, number] => [name, count - (before[name] ?? 0)])
      .filter(([, count]) => count > 0);
  // Handles close in later turns of the event loop; a few are enough for what is really closing.
  for (let turn = 0; turn < 20 && left().length > 0; turn++) await new Promise((resolve) => setImmediate(resolve));
  return Object.fromEntries(left());
}
