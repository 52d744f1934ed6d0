import { MarkdownString, StatusBarAlignment, window, type Disposable } from 'vscode';
import type { Endpoint } from '../live/docker';
import type { SourceState } from '../live/source';

/** Low: what runs is less urgent than what is being edited. */
const PRIORITY = 10;

export interface EngineStatus extends Disposable {
  /** @param endpoint undefined while none is known */
  show(endpoint: Endpoint | undefined, state: SourceState): void;
}

/** Names the engine that is watched, so that nobody restarts a service on the wrong machine. */
export function createEngineStatus(): EngineStatus {
  const item = window.createStatusBarItem('holdfast.engine', StatusBarAlignment.Left, PRIORITY);
  item.name = 'Docker Engine';
  item.command = 'holdfast.services.explainProblem';
  return {
    show(endpoint, state) {
      if (state.kind === 'stopped') return item.hide();
      const name = engineName(endpoint);
      const { icon, words } = STATES[state.kind];
      item.text = `$(${icon}) Docker: ${name}`;
      item.accessibilityInformation = { label: `Docker engine ${name}: ${words}` };
      item.tooltip = tooltipOf(endpoint, state, words);
      item.show();
    },
    dispose: () => item.dispose(),
  };
}

/** As a person knows it: its context, or its address. */
export function engineName(endpoint: Endpoint | undefined): string {
  return endpoint ? (endpoint.context ?? endpoint.address) : 'no engine yet';
}

const STATES = {
  connecting: { icon: 'loading~spin', words: 'connecting' },
  connected: { icon: 'vm-running', words: 'connected' },
  lost: { icon: 'vm-outline', words: 'does not answer, is tried again' },
} as const;

function tooltipOf(endpoint: Endpoint | undefined, state: SourceState, words: string): MarkdownString {
  const tooltip = new MarkdownString();
  tooltip.appendText(`Docker engine: ${words}\n\n`);
  if (endpoint) tooltip.appendText(`${endpoint.address} (named by: ${endpoint.origin})\n\n`);
  if (state.kind === 'lost') tooltip.appendText([state.reason.message, state.reason.remedy].filter(Boolean).join(' '));
  return tooltip;
}
