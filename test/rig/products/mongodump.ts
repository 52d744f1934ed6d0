/** mongodump as its manual describes it, for an image without MongoDB: https://www.mongodb.com/docs/database-tools/mongodump/ */
import type { ContainerSpec } from '../docker';

export interface Mongodump {
  /** How it goes wrong; by itself it does not. */
  readonly ends?: 'early' | 'login' | 'missing';
}

/** An archive begins with a magic number and ends with four bytes of ones. */
const PROGRAM = `#!/bin/sh
for word; do case $word in --archive=*) archive=\${word#--archive=};; esac; done
[ "$MONGODUMP_ENDS" != login ] || {
  echo "Failed: can't create session: could not connect to server: sasl conversation error: (AuthenticationFailed) Authentication failed." >&2
  exit 1
}
printf '\\155\\342\\231\\201' >"$archive"
[ "$MONGODUMP_ENDS" = early ] || printf '\\377\\377\\377\\377' >>"$archive"
echo "done dumping admin.system.version (1 document)" >&2
`;

const START = `
mkdir -p /tmp
[ "$MONGODUMP_ENDS" = missing ] || { printf %s "$1" >/bin/mongodump; chmod +x /bin/mongodump; }
trap "exit 0" TERM; while :; do sleep 0.1; done
`;

/** In the image `mongo:log` or any other with a shell. */
export function mongodumpContainer({ ends }: Mongodump): ContainerSpec {
  return {
    Image: 'mongo:log',
    Cmd: ['sh', '-c', START, 'sh', PROGRAM],
    Env: ends === undefined ? [] : [`MONGODUMP_ENDS=${ends}`],
  };
}
