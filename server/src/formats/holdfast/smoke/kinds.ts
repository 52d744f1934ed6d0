import { SMOKE_KINDS, type SmokeKind, type SmokeProbe } from '../../../smoke/definition';

import type { Family, Field, Kind, Subject } from './kind';

export const FAMILIES: Readonly<Record<Family, { pattern: string; subject: Subject }>> = {
  json: {
    pattern: '^json[.\\[].+',
    subject: {
      type: 'any',
      description:
        'Is a value of the JSON that came back, named by a JSONPath without `$`: `json.status` or `json.models[0].name`.',
    },
  },
  header: {
    pattern: "^header\\.[!#$%&'*+.^_`|~\\w-]+$",
    subject: { type: 'text', description: 'Is a header of the answer, such as `header.content-type`.' },
  },
};

type ProbeOf<Name extends SmokeKind> = Extract<SmokeProbe, { kind: Name }>;
/** Every part of a probe can be written, under its own name but for lengths of time. */
type Written<Name> = Name extends `${infer Short}Ms` ? Short : Name;
type Kinds = {
  readonly [Name in SmokeKind]: Kind & {
    readonly fields: { readonly [Part in Written<Exclude<keyof ProbeOf<Name>, 'kind'>> & string]: Field };
  };
};

const service: Field = { type: 'service', description: 'Names a service of the stack.' };
const oneService: Field = { ...service, isRequired: true };
const anyService: Field = {
  ...service,
  description: 'Names a service of the stack. Without it every service is looked at.',
};
const port: Field = {
  type: 'integer',
  least: 1,
  most: 65_535,
  goesWith: 'service',
  description:
    'Is the port inside the container. Its published port is asked where there is one, else the address of the container.',
};
const program: Field = {
  type: 'words',
  isRequired: true,
  examples: ['[pg_isready, -h, 127.0.0.1]'],
  description: 'Lists the program and its arguments, an item for each word. No shell takes part.',
};
const environment: Field = {
  type: 'texts',
  holdsSecrets: true,
  description: 'Sets variables for the program. Secrets are written `${secret:NAME}`.',
};

const duration: Subject = {
  type: 'duration',
  description: 'Says how long it took: milliseconds, or a text with a unit such as `2s`.',
};
const exitCode: Subject = { type: 'number', description: 'Is the exit code.' };
const output: Readonly<Record<string, Subject>> = {
  stdout: { type: 'text', description: 'Is what it printed.' },
  stderr: { type: 'text', description: 'Is what it printed as errors.' },
  exitCode,
  duration,
};
const samples: Readonly<Record<string, Subject>> = {
  value: {
    type: 'number',
    description: 'Is each value of the answer: all have to hold, and where there is none it does not hold.',
  },
  results: { type: 'number', description: 'Says how many series came back.' },
  duration,
};

/** The languages of tests: what can be written below each kind, and what can be expected of it. */
export const KINDS: Kinds = {
  http: {
    description: 'Asks over HTTP: an address, or a port of a service.',
    either: ['url', 'service'],
    fields: {
      url: {
        type: 'url',
        holdsSecrets: true,
        description: 'Is the address that is asked. Secrets are written `${secret:NAME}`.',
        examples: ['http://127.0.0.1:9090/-/ready'],
      },
      service,
      port,
      path: {
        type: 'path',
        holdsSecrets: true,
        goesWith: 'service',
        description: 'Is the path on the service; `/` counts where nothing is written.',
        examples: ['/health'],
      },
      scheme: {
        type: 'text',
        goesWith: 'service',
        choices: ['http', 'https'],
        description: 'Is how the service speaks; `http` counts where nothing is written.',
      },
      method: {
        type: 'text',
        choices: ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'],
        description: 'Is the method of the request; without it that is `GET`, or `POST` with a body.',
      },
      headers: {
        type: 'texts',
        holdsSecrets: true,
        description: 'Sets headers of the request. Secrets are written `${secret:NAME}`.',
      },
      body: { type: 'text', holdsSecrets: true, description: 'Is what is sent.' },
      insecure: { type: 'switch', description: 'Takes certificates as they are, expired or not.' },
    },
    subjects: {
      status: { type: 'number', description: 'Is the HTTP status.' },
      body: { type: 'text', description: 'Is the answer as text.' },
      duration,
      certificateDays: { type: 'number', description: 'Says in how many days the certificate expires.' },
    },
    families: ['json', 'header'],
    needsExpectation: true,
    sample: 'status: 200',
  },
  tcp: {
    description: 'Opens a connection, may send something, and hears what comes back.',
    either: ['address', 'service'],
    fields: {
      address: {
        type: 'address',
        holdsSecrets: true,
        description: 'Names a host and a port.',
        examples: ['127.0.0.1:4222'],
      },
      service,
      port,
      send: { type: 'text', holdsSecrets: true, description: 'Is what is sent once the connection stands.' },
      tls: { type: 'switch', description: 'Encrypts the connection.' },
    },
    subjects: {
      connected: { type: 'switch', description: 'Says whether the port took the connection.' },
      received: { type: 'text', description: 'Is what the server said.' },
      duration,
    },
    needsExpectation: true,
    sample: 'connected: true',
  },
  exec: {
    description: 'Runs a program in the container of a service. Exit code 0 passes unless `exitCodes` says otherwise.',
    fields: {
      service: oneService,
      argv: {
        ...program,
        description: `${program.description} \`\${NAME}\` is a variable of the container, and \`$\${\` is left to a shell as \`\${\`.`,
      },
      user: {
        type: 'text',
        description: 'Names the user in the container; without it that of the image runs the program.',
      },
      env: environment,
    },
    subjects: output,
    families: ['json'],
    needsExpectation: false,
    sample: 'stdout: { contains: … }',
    hasExitCodes: true,
  },
  logs: {
    description: 'Reads the log of a service.',
    fields: {
      service: oneService,
      since: {
        type: 'since',
        byDefault: 'start',
        description:
          'Says how far back to read: `start` for since the container was last started, or a time such as `5m`.',
        examples: ['start', '5m'],
      },
      stream: {
        type: 'text',
        choices: ['both', 'stdout', 'stderr'],
        byDefault: 'both',
        description: 'Says which output is read.',
      },
    },
    subjects: {
      text: { type: 'text', description: 'Is everything that was written.' },
      lines: { type: 'number', description: 'Says how many lines were written.' },
    },
    needsExpectation: true,
    sample: 'text: { contains: … }',
  },
  promql: {
    description: 'Asks a Prometheus.',
    fields: {
      query: {
        type: 'query',
        isRequired: true,
        description: 'Is PromQL, and is asked for now.',
        examples: ['count(up == 1)'],
      },
      url: {
        type: 'url',
        holdsSecrets: true,
        description: 'Is the address of the Prometheus; without it the one of the stack is asked.',
      },
    },
    subjects: samples,
    needsExpectation: true,
    sample: 'value: { gt: 0 }',
  },
  loki: {
    description: 'Asks a Loki.',
    fields: {
      query: {
        type: 'text',
        isRequired: true,
        description: 'Is LogQL that gives numbers, such as `sum(count_over_time({job=~".+"}[5m]))`.',
      },
      url: {
        type: 'url',
        holdsSecrets: true,
        description: 'Is the address of the Loki; without it the one of the stack is asked.',
      },
      since: {
        type: 'duration',
        byDefault: 300_000,
        property: 'sinceMs',
        description: 'Says how far back to look.',
        examples: ['5m'],
      },
      tenant: { type: 'text', description: 'Names the tenant; it goes into the header X-Scope-OrgID.' },
    },
    subjects: samples,
    needsExpectation: true,
    sample: 'value: { gt: 0 }',
  },
  container: {
    description: 'Looks at the containers of a service, or of all services.',
    fields: { service: anyService },
    subjects: {
      state: {
        type: 'choice',
        choices: ['created', 'running', 'paused', 'restarting', 'removing', 'exited', 'dead'],
        description: 'Is the state as the engine calls it.',
      },
      health: {
        type: 'choice',
        choices: ['none', 'starting', 'healthy', 'unhealthy'],
        description: 'Is what the health check says; `none` stands for a container without one.',
      },
      failingStreak: { type: 'number', description: 'Says how many health checks failed in a row.' },
      restarts: { type: 'number', description: 'Says how often the engine has restarted it.' },
      oomKilled: { type: 'switch', description: 'Says whether it was last ended for want of memory.' },
      exitCode,
      startupSeconds: { type: 'number', description: 'Says how many seconds after its start the health check passed.' },
    },
    needsExpectation: true,
    sample: 'state: running',
  },
  stats: {
    description: 'Measures what containers use.',
    fields: {
      service: anyService,
      samples: {
        type: 'integer',
        least: 1,
        most: 60,
        byDefault: 3,
        description: 'Says how many readings are taken, one a second. Their median counts.',
      },
    },
    subjects: {
      cpuPercentOfLimit: { type: 'number', description: 'Is the processor time in percent of its limit.' },
      memoryPercentOfLimit: { type: 'number', description: 'Is the memory in percent of its limit.' },
      cpuPercent: { type: 'number', description: 'Is the processor time in percent of one core.' },
      memoryBytes: {
        type: 'bytes',
        description: 'Is the memory in bytes, or with a unit such as `100 MiB`, without what only caches files.',
      },
    },
    needsExpectation: true,
    sample: 'memoryPercentOfLimit: { lt: 90 }',
  },
  logsize: {
    description: 'Looks at the size and the rotation of log files.',
    fields: { service: anyService },
    subjects: {
      bytes: { type: 'bytes', description: 'Is the size of the log in bytes, or with a unit such as `100 MiB`.' },
      rotated: { type: 'switch', description: 'Says whether the log is rotated or kept elsewhere.' },
    },
    needsExpectation: true,
    sample: 'rotated: true',
  },
  backup: {
    description: 'Makes a dump inside the container of a database, checks that it is complete, and removes it.',
    fields: {
      service: oneService,
      database: {
        type: 'text',
        description: 'Names the database; without it the variables of the container do.',
      },
      full: { type: 'switch', byDefault: false, description: 'Dumps rows too, not the schema alone.' },
    },
    subjects: {
      bytes: { type: 'bytes', description: 'Is the size of the dump in bytes, or with a unit such as `10 kB`.' },
      complete: { type: 'switch', description: 'Says whether the dump ends as a complete one does.' },
      duration,
    },
    needsExpectation: false,
    sample: 'bytes: { gt: 0 }',
  },
  command: {
    description: 'Runs a program on this machine. Exit code 0 passes unless `exitCodes` says otherwise.',
    fields: {
      argv: { ...program, examples: ['[df, --output=pcent, /var/backups]'] },
      cwd: { type: 'text', description: 'Names the folder it runs in, relative to that of this file.' },
      env: environment,
    },
    subjects: output,
    families: ['json'],
    needsExpectation: false,
    sample: 'stdout: { contains: … }',
    hasExitCodes: true,
  },
  persistence: {
    description:
      'Writes something, restarts the one service, and reads it again: does the data survive? Needs `destructive: true`.',
    fields: {
      service: oneService,
      write: {
        ...program,
        description: 'Is the program in the container that writes a marker, an item for each word.',
      },
      read: {
        ...program,
        description: 'Is the program in the container that reads the marker again, an item for each word.',
      },
      cleanup: {
        type: 'words',
        description: 'Is the program in the container that removes the marker, whatever happened.',
      },
    },
    subjects: { stdout: { type: 'text', description: 'Is what the reading program printed.' } },
    needsExpectation: false,
    sample: 'stdout: { contains: … }',
  },
};

/** The subject that a key below `expect` names; undefined for none of this kind. */
export function subjectOf(kind: Kind, name: string): Subject | undefined {
  if (Object.hasOwn(kind.subjects, name)) return kind.subjects[name];
  const family = kind.families?.find((one) => new RegExp(FAMILIES[one].pattern).test(name));
  return family && FAMILIES[family].subject;
}

export function isSmokeKind(name: string): name is SmokeKind {
  return (SMOKE_KINDS as readonly string[]).includes(name);
}
