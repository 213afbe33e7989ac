/** Tasks of this thread that run as soon as what is under way has ended. Unlike a timer's they are not held back in a hidden page. */

const channel = new MessageChannel();
const tasks: (() => void)[] = [];
channel.port1.onmessage = (): void => tasks.shift()?.();

export function soon(task: () => void): void {
  tasks.push(task);
  channel.port2.postMessage(null);
}

/** Resolves in a task of its own: messages posted until now have left. */
export function nextTask(): Promise<void> {
  return new Promise(soon);
}
