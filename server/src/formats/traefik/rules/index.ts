import type { Rule } from '../../../engine/rule';
import insecureApi from './insecure-api';
import syntaxError from './syntax-error';
import unprotectedDashboard from './unprotected-dashboard';

/** Every rule of the format, in the order of their ids. */
export const rules: readonly Rule[] = [insecureApi, syntaxError, unprotectedDashboard];
