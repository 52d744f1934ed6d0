import { describe, expect, it } from 'vitest';
import { DEFAULT_SETTINGS } from '../../../server/src/engine/settings';
import { EVERYTHING, lintText } from '../../support/lint';

const rulesOf = (image: string, settings = DEFAULT_SETTINGS) =>
  lintText(`services:\n  app:\n    image: example/app:1.4\n    depends_on: [other]\n  other:\n    image: ${image}\n`, {
    path: '/w/compose.yaml',
    settings,
  }).findings.map(({ rule }) => rule.id);

describe('a health check that stands in an image only', () => {
  it('is worth waiting for where it is known what the image does', () => {
    expect(rulesOf('axllent/mailpit:v1.28.4')).toContain('compose/unconditional-dependency');
  });

  it('is a matter of the preset strict where it is not', () => {
    expect(rulesOf('mailu/clamav:2.0')).not.toContain('compose/unconditional-dependency');
    expect(rulesOf('mailu/clamav:2.0', EVERYTHING)).toContain('compose/unconditional-dependency');
  });
});
