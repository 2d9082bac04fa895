// What is neither kept nor put into a link.

/**
 * Three runs of base64url, the first of which opens a JSON object: a token, wherever it was pasted. Beside them GitHub's
 * own tokens, and environment variables that hold secrets.
 */
const secret = /eyJ[\w-]*\.[\w-]+\.[\w-]*|\bgh[a-z]_\w{20,}|\bgithub_pat_\w{20,}|\b(AKIA|ASIA)[A-Z0-9]{16}\b|(TOKEN|SECRET|PASSWORD)\w*=[^\s\\"]/;

export const holdsSecret = (text) => secret.test(text);

/** The signature of a token is of no use here, and is what lets others act as the job. */
export const withoutSignatures = (text) => text.replace(/(eyJ[\w-]+\.eyJ[\w-]+\.)[\w-]{16,}/g, "$1");
