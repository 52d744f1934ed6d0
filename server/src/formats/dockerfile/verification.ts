/** Options that switch verification off, by program. */
export const OPTIONS: Readonly<Record<string, RegExp>> = {
  curl: /^(?:--insecure|--proxy-insecure|-[fsSLgjJOvinqlaB#]*k[fsSLgjJOvinqlaBoO#]*)$/,
  wget: /^--no-check-certificate$/,
  pip: /^--trusted-host/,
  pip2: /^--trusted-host/,
  pip3: /^--trusted-host/,
  python: /^--trusted-host/,
  python3: /^--trusted-host/,
  'apt-get': /^--(?:allow-unauthenticated|force-yes|allow-insecure-repositories)$/,
  apt: /^--(?:allow-unauthenticated|force-yes|allow-insecure-repositories)$/,
  yum: /^--nogpgcheck$/,
  dnf: /^--nogpgcheck$|^--no-gpgchecks?$/,
  microdnf: /^--nogpgcheck$/,
  tdnf: /^--nogpgcheck$/,
  rpm: /^--(?:nosignature|nodigest|nofiledigest|noverify)$/,
  apk: /^--allow-untrusted$/,
  zypper: /^--no-gpg-checks?$/,
  npm: /^--(?:no-)?strict-ssl(?:=false)?$/,
};

const NO_TLS = /\bsslverify=(?:false|0|no)\b/i;
/** Hosts without a domain are those of one's own network. */
const TRUSTED_HOST = /\bconfig set \S*trusted-host \S*\.\S/;

/** Settings that a command writes: program and words behind each other. */
export const SETTINGS: Readonly<Record<string, RegExp>> = {
  npm: /\bstrict-ssl[= ]false\b/,
  yarn: /\bstrict-ssl false\b/,
  pnpm: /\bstrict-ssl[= ]false\b/,
  pip: TRUSTED_HOST,
  pip3: TRUSTED_HOST,
  yum: NO_TLS,
  dnf: NO_TLS,
  microdnf: NO_TLS,
  tdnf: NO_TLS,
  'yum-config-manager': NO_TLS,
  git: /\bhttp\.sslverify[= ]"?(?:false|0)\b/i,
};

/** Variables, and the values that switch verification off. */
export const VARIABLES: Readonly<Record<string, RegExp>> = {
  NODE_TLS_REJECT_UNAUTHORIZED: /^0$/,
  PYTHONHTTPSVERIFY: /^0$/,
  GIT_SSL_NO_VERIFY: /^(?:1|true)$/i,
  NPM_CONFIG_STRICT_SSL: /^(?:false|0)$/i,
  PIP_TRUSTED_HOST: /\.(?!\d)/,
};
