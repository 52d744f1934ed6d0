import { describe } from 'vitest';
import { Coverage, SPOKEN } from './coverage';
import { overTheWire } from './overTheWire';

const coverage = new Coverage(SPOKEN);

describe('over the wire', { timeout: 30_000 }, () => overTheWire(coverage));
