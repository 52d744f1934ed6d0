import type { ScalarView } from '../../document/view';
import type { ComposeService, Item } from './model';

/** One item of `security_opt` (https://docs.docker.com/reference/compose-file/services/#security_opt). */
export interface SecurityOption {
  readonly item: Item;
  readonly token: ScalarView;
  readonly name: string;
  /** Behind the first `:` or `=`; empty where there is none. */
  readonly value: string;
}

/** The options whose text is known. */
export function securityOptions(service: ComposeService): readonly SecurityOption[] {
  return service.once('securityOptions', () =>
    service.items('security_opt').flatMap((item) => {
      if (item.view.kind !== 'scalar') return [];
      const { text, known } = service.interpolate(item.view);
      if (!known) return [];
      const [, name = '', value = ''] = /^\s*([^:=]*)[:=]?(.*?)\s*$/.exec(text) ?? [];
      return [{ item, token: item.view, name: name.trim().toLowerCase(), value: value.trim().toLowerCase() }];
    }),
  );
}

/** The item that switches a protection off, as `name=value`. */
export function securityOption(service: ComposeService, name: string, value: string): SecurityOption | undefined {
  return securityOptions(service).find((option) => option.name === name && option.value === value);
}
