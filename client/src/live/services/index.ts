/**
 * How services feel, from what an engine says and what the files declare:
 *
 *   figures    what one container says about itself (observed, probes), with what we remember of its place (history, histories)
 *   verdict    figures against objectives, with one short reason
 *   join       projects find their stacks (labels, match); replicas make services; drift and findings point into the files
 *
 * All of it is functions of what is given; `ServiceWatch` keeps the result current. Views and commands use this file only.
 */
export type { Drift } from './drift';
export { liveFindings, type LiveCode, type LiveFinding } from './findings';
export { isWell, joinStacks, type JoinedService, type JoinedStack, type Replica, type ServiceState } from './join';
export { measureOnce } from './measure';
export { isStable, type Figures } from './observed';
export type { ObservedProbe } from './probes';
export { ServiceWatch } from './serviceWatch';
export type { Condition } from './verdict';
export { bytesText, durationText, percentText, tellingLineOf } from './words';
