import { Uri, workspace } from 'vscode';
import { PrometheusClient, PrometheusError, type PrometheusServersOptions } from '../../live/prometheus';
import type { PrometheusCredentials } from './credentials';

export const PROMETHEUS_SETTING = 'holdfast.live.prometheusUrl';

/** How servers are found and asked: with the credentials that the person has given for them. */
export function prometheusAccess(
  credentials: PrometheusCredentials,
): Pick<PrometheusServersOptions, 'setting' | 'connect'> {
  return {
    setting(stack) {
      const folder = stack?.declared?.folder;
      const scope = folder === undefined ? undefined : Uri.parse(folder);
      return workspace.getConfiguration(undefined, scope).get<string>(PROMETHEUS_SETTING);
    },
    connect(url) {
      if (holdsCredentials(url)) {
        throw new PrometheusError(
          'configuration',
          `A user or a password stands in the setting ${PROMETHEUS_SETTING}.`,
          {
            remedy:
              'Settings are shared and synchronised: take it out and run "Holdfast: Set Prometheus Credentials…".',
          },
        );
      }
      return new PrometheusClient({ url, authorization: () => credentials.of(url) });
    },
  };
}

function holdsCredentials(url: string): boolean {
  if (!URL.canParse(url)) return false;
  const { username, password } = new URL(url);
  return username !== '' || password !== '';
}
