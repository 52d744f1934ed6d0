/** The tests that need no file: from what a stack declares and runs, and what is known about its images. */
import type { SmokeTest } from '../../../../server/src/protocol';
import type { JoinedStack } from '../services';

/** @returns one list for the stack: those of single services carry the service's name in `probe.service` */
export declare function builtInTests(stack: JoinedStack): readonly SmokeTest[];
