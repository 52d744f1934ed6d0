import { isBooleanWord } from './types';
import { bytesOf } from './units';

/** What a text must look like in a place. */
export interface Grammar {
  readonly isValid: (text: string) => boolean;
  /** Completes "must be …". */
  readonly words: string;
  /** All values there are, where they can be counted. */
  readonly values?: readonly string[];
}

/** Whether a text can stand in a place of the specification; true where nothing is known about the place. */
export function isValid(path: string, text: string): boolean {
  return GRAMMARS[path]?.isValid(text) ?? true;
}

function oneOf(...values: readonly string[]): Grammar {
  return { values, isValid: (text) => values.includes(text), words: `one of ${values.join(', ')}` };
}

/** https://docs.docker.com/reference/compose-file/extension/#specifying-durations */
const DURATION: Grammar = {
  isValid: (text) => text === '0' || /^-?(?:\d*\.?\d+(?:ns|us|µs|μs|ms|s|m|h|d|w))+$/.test(text),
  words: 'a duration with its unit, such as 30s or 1m30s',
};

/** https://docs.docker.com/reference/compose-file/extension/#specifying-byte-values */
const SIZE: Grammar = {
  isValid: (text) => /^-\d+$/.test(text) || (bytesOf(text) !== undefined && !/i$/i.test(text)),
  words: 'a number of bytes with b, k, m or g behind it, such as 512m',
};

const NUMBER: Grammar = {
  isValid: (text) => /^[-+]?(?:\d+(?:\.\d*)?|\.\d+)(?:e[-+]?\d+)?$/i.test(text),
  words: 'a number without a unit, such as 0.5',
};

const WHOLE_NUMBER: Grammar = {
  isValid: (text) => /^[-+]?\d+$/.test(text) || /^0[xo][\da-f]+$/i.test(text),
  words: 'a whole number',
};

const BOOLEAN: Grammar = { isValid: isBooleanWord, words: 'true or false' };

const UPDATE = {
  delay: DURATION,
  monitor: DURATION,
  order: oneOf('start-first', 'stop-first'),
  parallelism: WHOLE_NUMBER,
  max_failure_ratio: NUMBER,
};

/** Texts whose values are limited, by their place in the specification. */
export const GRAMMARS: Readonly<Record<string, Grammar>> = {
  // https://docs.docker.com/reference/compose-file/services/
  ...at('service', {
    cgroup: oneOf('host', 'private'),
    cpu_count: WHOLE_NUMBER,
    cpu_percent: NUMBER,
    cpu_period: WHOLE_NUMBER,
    cpu_quota: WHOLE_NUMBER,
    cpu_rt_period: WHOLE_NUMBER,
    cpu_rt_runtime: WHOLE_NUMBER,
    cpu_shares: WHOLE_NUMBER,
    cpus: NUMBER,
    init: BOOLEAN,
    mem_limit: SIZE,
    mem_reservation: SIZE,
    memswap_limit: SIZE,
    oom_kill_disable: BOOLEAN,
    oom_score_adj: WHOLE_NUMBER,
    pids_limit: WHOLE_NUMBER,
    privileged: BOOLEAN,
    pull_policy: {
      ...oneOf('always', 'never', 'missing', 'if_not_present', 'build', 'daily', 'weekly', 'refresh', 'every_12h'),
      isValid: (text) =>
        /^(?:always|never|build|if_not_present|missing|refresh|daily|weekly|every_(?:\d+[wdhms])+)$/.test(text),
    },
    read_only: BOOLEAN,
    restart: {
      ...oneOf('no', 'always', 'on-failure', 'unless-stopped'),
      isValid: (text) => /^(?:no|always|unless-stopped|on-failure(?::\d+)?)$/.test(text),
    },
    scale: WHOLE_NUMBER,
    shm_size: SIZE,
    stdin_open: BOOLEAN,
    stop_grace_period: DURATION,
    tty: BOOLEAN,
    'ulimits.*': WHOLE_NUMBER,
  }),
  ...at('service.build', { shm_size: SIZE }),
  ...at('ulimits.*', { hard: WHOLE_NUMBER, soft: WHOLE_NUMBER }),
  ...at('service.depends_on.*', {
    condition: oneOf('service_started', 'service_healthy', 'service_completed_successfully'),
    required: BOOLEAN,
    restart: BOOLEAN,
  }),
  ...at('service.ports', {
    mode: oneOf('host', 'ingress'),
    protocol: {
      ...oneOf('tcp', 'udp', 'sctp'),
      isValid: (text) => /^(?:tcp|udp|sctp)$/i.test(text),
    },
  }),
  ...at('service.volumes', {
    read_only: BOOLEAN,
    type: oneOf('bind', 'volume', 'tmpfs', 'npipe', 'image', 'cluster'),
  }),
  ...at('service.volumes.bind', {
    propagation: oneOf('rprivate', 'private', 'rshared', 'shared', 'rslave', 'slave'),
    recursive: oneOf('enabled', 'disabled', 'writable', 'readonly'),
    selinux: oneOf('z', 'Z'),
  }),
  ...at('service.volumes.volume', { nocopy: BOOLEAN }),
  ...at('service.volumes.tmpfs', { size: SIZE }),
  ...at('healthcheck', {
    disable: BOOLEAN,
    interval: DURATION,
    retries: WHOLE_NUMBER,
    start_interval: DURATION,
    start_period: DURATION,
    timeout: DURATION,
  }),
  // https://docs.docker.com/reference/compose-file/deploy/
  ...at('deployment', {
    endpoint_mode: oneOf('vip', 'dnsrr'),
    mode: oneOf('replicated', 'global', 'replicated-job', 'global-job'),
    replicas: WHOLE_NUMBER,
  }),
  ...at('deployment.update_config', { ...UPDATE, failure_action: oneOf('continue', 'rollback', 'pause') }),
  ...at('deployment.rollback_config', { ...UPDATE, failure_action: oneOf('continue', 'pause') }),
  ...at('deployment.restart_policy', {
    condition: {
      ...oneOf('none', 'on-failure', 'any'),
      isValid: (text) => /^(?:none|no|on-failure|any|always|unless-stopped)$/.test(text),
    },
    delay: DURATION,
    max_attempts: WHOLE_NUMBER,
    window: DURATION,
  }),
  ...at('deployment.placement', { max_replicas_per_node: WHOLE_NUMBER }),
  ...at('deployment.resources.limits', { cpus: NUMBER, memory: SIZE, pids: WHOLE_NUMBER }),
  ...at('deployment.resources.reservations', { cpus: NUMBER, memory: SIZE }),
  // https://docs.docker.com/reference/compose-file/develop/
  ...at('development.watch', { action: oneOf('rebuild', 'restart', 'sync', 'sync+restart', 'sync+exec') }),
  ...at('network', {
    attachable: BOOLEAN,
    enable_ipv4: BOOLEAN,
    enable_ipv6: BOOLEAN,
    external: BOOLEAN,
    internal: BOOLEAN,
  }),
  ...at('volume', { external: BOOLEAN }),
  ...at('secret', { external: BOOLEAN }),
  ...at('config', { external: BOOLEAN }),
};

function at(section: string, keys: Readonly<Record<string, Grammar>>): Record<string, Grammar> {
  return Object.fromEntries(Object.entries(keys).map(([key, grammar]) => [`${section}.${key}`, grammar]));
}
