import type { Credential } from './context.ts';

/** Who did something, for the record: an operator's mail address, or that a key did. */
export function callerName(credential: Credential): string {
  switch (credential.kind) {
    case 'operator':
      return credential.email;
    case 'secret':
      return 'secret key';
    case 'publishable':
      return 'publishable key';
    case 'anonymous':
      return 'anybody';
  }
}
