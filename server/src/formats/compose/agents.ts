import type { HostAccess } from '../../images';
import type { ComposeService } from './model';

/** Agents that no row of the images table describes, by what their repositories are called. */
const AGENT_NAMES: Readonly<Partial<Record<HostAccess, RegExp>>> = {
  network:
    /node[-_]exporter|telegraf|datadog|netdata|dynatrace|newrelic|wireguard|tailscale|zerotier|openvpn|keepalived|avahi|mdns|home-?assistant|homebridge|dhcp|kea|unifi|matter-server|frigate|scrypted|plex|pihole/,
  pid: /node[-_]exporter|process[-_]exporter|ebpf|falco|tetragon|tracee|parca-agent|beyla|datadog|dd-agent|netdata|sysdig|dynatrace|newrelic|crowdsec-firewall/,
  'container-logs': /filebeat|elastic-agent|fluent-?bit|fluentd|vector|logspout|logstash|cadvisor/,
  'root-mount':
    /node[-_]exporter|cadvisor|datadog|dd-agent|netdata|sysdig|dynatrace|newrelic|telegraf|filebeat|metricbeat|falco/,
};

/** Whether the image is an agent that has a good reason to take this from the host. */
export function isAgentFor(service: ComposeService, access: HostAccess): boolean {
  if (service.isBuilt) return false;
  const { knownImage, image } = service;
  if (knownImage) return knownImage.justifiedHostAccess?.includes(access) === true || isVpn(service, access);
  return AGENT_NAMES[access]?.test(image?.reference.repository ?? '') === true;
}

function isVpn(service: ComposeService, access: HostAccess): boolean {
  return access === 'network' && service.knownImage?.class === 'vpn';
}
