export { judgeSecret, type SecretVerdict } from './judge';
export { isQuantityName, isSecretName } from './names';
export { issuedTokens, mayHoldToken, type IssuedToken } from './tokens';
export { urlCredentials, type UrlCredential } from './urls';
export { isHarmlessValue, isQuantity, UNKNOWN_PART } from './values';
export { isWeakSecret } from './weak';
