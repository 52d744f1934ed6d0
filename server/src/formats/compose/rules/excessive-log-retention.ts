import { insertAt } from '../../../document/edit';
import { finding } from '../../../engine/rule';
import type { ComposeService } from '../model';
import { composeRule } from '../rule';
import { bytesOf, MEBIBYTE, quantityAt, replaceQuantity, type Quantity } from '../units';

/** What the files of one service may take together. */
const MOST = 500 * MEBIBYTE;

/** What the drivers do by themselves; `json-file` writes one file without end. */
const DEFAULTS: Readonly<Record<string, { readonly size: number; readonly files: number }>> = {
  'json-file': { size: Number.POSITIVE_INFINITY, files: 1 },
  local: { size: 20 * MEBIBYTE, files: 5 },
};

export default composeRule({
  id: 'compose/excessive-log-retention',
  severity: 'info',
  preset: 'recommended',
  category: 'resources',
  since: '0.1.0',
  summary: 'Logs of the service may take very much space',
  why: 'The bound holds for every service on its own, and a dozen of them fill a disk together. For longer memory logs belong into a log store.',
  references: [
    'https://docs.docker.com/engine/logging/drivers/json-file/#options',
    'https://docs.docker.com/engine/logging/drivers/local/#options',
  ],
  examples: {
    bad: 'services:\n  web:\n    image: nginx:1.29.1\n    logging:\n      driver: json-file\n      options:\n        max-size: 100m\n        max-file: "10"\n',
    good: 'services:\n  web:\n    image: nginx:1.29.1\n    logging:\n      driver: json-file\n      options:\n        max-size: 10m\n        max-file: "10"\n',
  },
  on: {
    service(service, { severity }) {
      const driver = service.text('logging', 'driver');
      const defaults = DEFAULTS[driver?.known === false ? '' : (driver?.text ?? 'json-file')];
      const size = option(service, 'max-size', bytesOf);
      const files = option(service, 'max-file', (text) => (/^\d+$/.test(text) ? Number(text) : undefined));
      if (!defaults || size === 'unknown' || files === 'unknown') return undefined;
      const count = files?.value ?? defaults.files;
      const isUnbounded = (size?.value ?? defaults.size) === Number.POSITIVE_INFINITY;
      const more = { severity: service.lenient(severity) };
      // Without a size and a count it is missing-log-rotation that speaks.
      const total = isUnbounded ? undefined : (size?.value ?? defaults.size) * count;
      const isTooMuch = total === undefined ? files !== undefined && count > 1 : total > MOST;
      const token = size?.token ?? files?.token;
      return token && isTooMuch ? finding(token, { service, size, files, total }, more) : undefined;
    },
  },
  message: ({ service, total }) =>
    total === undefined
      ? `The logs of "${service.name}" are never rotated: \`max-file\` counts only together with \`max-size\`. Set both.`
      : `The logs of "${service.name}" may take ${Math.round(total / MEBIBYTE)} MB of the disk. 10m and 3 files are enough to see what happened last.`,
  fixes: [
    {
      kind: 'review',
      title: 'Rotate at 10 MB',
      edits: ({ service, size, files }) => {
        const options = service.get('logging', 'options')?.value;
        const rotated = size ? replaceQuantity(size.token, '10m') : insertAt(options, ['max-size'], '10m');
        if (!files || files.value * 10 * MEBIBYTE <= MOST) return rotated;
        const fewer = replaceQuantity(files.token, 3);
        return rotated && fewer && [...rotated, ...fewer];
      },
    },
  ],
});

function option(
  service: ComposeService,
  name: string,
  read: (text: string) => number | undefined,
): Quantity | 'unknown' | undefined {
  return quantityAt(service, read, 'logging', 'options', name);
}
