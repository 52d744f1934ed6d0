/** A scrape address taken apart; offsets count in the text it was read from. */
export interface Address {
  /** In lower case, without the brackets of an IPv6 address. */
  readonly host: string;
  readonly hostStart: number;
  readonly hostEnd: number;
  /** Undefined where none is written. */
  readonly port: { readonly number: number; readonly start: number; readonly end: number } | undefined;
}

/** `host`, `host:port`, `[::1]:port`; and a URL in the place of an address, which Prometheus refuses but a person means. */
const ADDRESS =
  /^\s*(?:[a-z][a-z0-9+.-]*:\/\/)?(?:[^@/\s]*@)?(?:\[([0-9a-f:.]+)\]|([^\s:/?#[\]]+))(?::(\d{1,5}))?(?:[/?#].*)?\s*$/di;

/** What a template leaves for later, `SERVER_IP` among them: nobody knows its value before it is filled in. */
const TEMPLATE = /[${}<>%*]|__|^[A-Z][A-Z0-9]*_[A-Z0-9_]*(?::|$)/;

/** Undefined for what is no address, and for templates. */
export function parseAddress(text: string): Address | undefined {
  if (TEMPLATE.test(text)) return undefined;
  const match = ADDRESS.exec(text);
  const host = match?.[1] ?? match?.[2];
  const hostRange = match?.indices?.[1] ?? match?.indices?.[2];
  const portRange = match?.indices?.[3];
  if (host === undefined || !hostRange) return undefined;
  const [hostStart, hostEnd] = hostRange;
  const port = portRange && { number: Number(match?.[3]), start: portRange[0], end: portRange[1] };
  return { host: host.toLowerCase(), hostStart, hostEnd, port };
}
