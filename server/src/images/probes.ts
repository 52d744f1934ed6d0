import type { ImageProbe } from './types';

type CommandProbe = Extract<ImageProbe, { kind: 'command' }>;

/** Timing of a health check where the image asks for nothing else: a dead service shows within a minute. */
export const PROBE_DEFAULTS = { interval: '10s', timeout: '5s', retries: 3, startPeriod: '30s' } as const;

/** Timing for probes that start a runtime of their own (JVM, Erlang, Node) and take seconds of CPU time each. */
export const HEAVY_PROBE = { interval: '30s', timeout: '15s' } as const;

/**
 * The addresses below are 127.0.0.1 and never `localhost`: busybox wget tries ::1 first, and many servers listen on IPv4
 * only. They GET, because several health endpoints answer HEAD with 405.
 */
export function wgetProbe(address: string, more: Partial<CommandProbe> = {}): CommandProbe {
  return { kind: 'command', test: ['CMD', 'wget', '-q', '-O', '/dev/null', `http://${address}`], ...more };
}

export function curlProbe(address: string, more: Partial<CommandProbe> = {}): CommandProbe {
  return { kind: 'command', test: ['CMD', 'curl', '-fsS', '-o', '/dev/null', `http://${address}`], ...more };
}

/** For images with bash but without any HTTP client: asks over bash's own /dev/tcp and reads the status line. */
export function bashProbe(port: number, path: string, more: Partial<CommandProbe> = {}): CommandProbe {
  const script = [
    `exec 3<>/dev/tcp/127.0.0.1/${port}`,
    `printf 'GET ${path} HTTP/1.0\\r\\n\\r\\n' >&3`,
    'read -r status <&3',
    `[[ $$status == *' 200 '* ]]`,
  ];
  return { kind: 'command', test: ['CMD', 'bash', '-c', script.join(' && ')], ...more };
}

/** For images without shell and tools. */
export function noProbe(reason: string): ImageProbe {
  return { kind: 'none', reason };
}
