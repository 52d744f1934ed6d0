/** What an entrypoint needs that starts as root, gives its data folder to the service's user and becomes that user. */
export const STEP_DOWN_CAPABILITIES = ['CHOWN', 'DAC_OVERRIDE', 'FOWNER', 'SETGID', 'SETUID'];
