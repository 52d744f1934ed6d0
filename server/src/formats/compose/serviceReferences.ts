import type { Token } from '../../document/text';
import type { ScalarView } from '../../document/view';
import { dependenciesOf } from './dependencies';
import type { ComposeService } from './model';

/** One place where a service names another one that has to run first. */
export interface ServiceReference {
  readonly name: string;
  readonly token: Token;
  /** `depends_on`, `links` … */
  readonly via: string;
  /** Compose goes on without it. */
  readonly isOptional: boolean;
}

/** Everything that makes Compose start another service first; names that only a variable knows are left out. */
export function referencesOf(service: ComposeService): readonly ServiceReference[] {
  return service.once('references', () => {
    const dependencies = dependenciesOf(service).map(({ name, token, isOptional }): ServiceReference => {
      return { name, token, via: 'depends_on', isOptional };
    });
    return [...dependencies, ...namespaceReferences(service)];
  });
}

/** References other than `depends_on`: shared namespaces, `volumes_from` and `links`. */
export function namespaceReferences(service: ComposeService): readonly ServiceReference[] {
  return service.once('namespaceReferences', () => readNamespaces(service));
}

function readNamespaces(service: ComposeService): ServiceReference[] {
  const shared = ['network_mode', 'ipc', 'pid'].flatMap((via): ServiceReference[] => {
    const value = service.text(via);
    const name = value?.known ? /^service:(.+)$/.exec(value.text)?.[1] : undefined;
    return value && name !== undefined ? [referenceTo(value.token, name, via)] : [];
  });
  const listed = ['volumes_from', 'links'].flatMap((via) =>
    service.items(via).flatMap(({ view }): ServiceReference[] => {
      if (view.kind !== 'scalar' || view.isNull) return [];
      const { text, known } = service.interpolate(view);
      const name = /^[^:]+/.exec(text)?.[0];
      const isContainer = via === 'volumes_from' && name === 'container' && text.includes(':');
      return known && name !== undefined && !isContainer ? [referenceTo(view, name, via)] : [];
    }),
  );
  return [...shared, ...listed];
}

function referenceTo(scalar: ScalarView, name: string, via: string): ServiceReference {
  const at = scalar.text.lastIndexOf(name, via === 'links' || via === 'volumes_from' ? 0 : Infinity);
  const token = at < 0 ? scalar : scalar.partToken(at, at + name.length);
  return { name, token, via, isOptional: false };
}
