import { LackingRightError } from '@dreamteamhub/db';
import { StartError } from './start-error.ts';

/** A variable that has the address of a database. */
export type DatabaseVariable = 'DATABASE_URL' | 'DATABASE_DIRECT_URL' | 'MIGRATION_DATABASE_URL';

/** OpenSSL's names of what it says about an authority that nobody told it of. */
const UNKNOWN_AUTHORITY = new Set([
  'CERT_SIGNATURE_FAILURE',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_GET_ISSUER_CERT',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
]);

/**
 * Does work at the address of a variable. What PostgreSQL, the network or TLS say against it becomes a {@link StartError} that
 * says what to set; `signal`'s reason stays as it is.
 */
export async function atDatabase<T>(
  { variable, url, signal }: { variable: DatabaseVariable; url: string; signal?: AbortSignal | undefined },
  work: () => Promise<T>,
): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof StartError || (signal?.aborted && error === signal.reason)) throw error;
    throw new StartError(`cannot use the database ${placeOf(url, variable)}: ${explain(error, variable)}`, {
      cause: error,
    });
  }
}

function explain(error: unknown, variable: DatabaseVariable): string {
  const reason = reasonOf(error);
  const { code, path } = error as { code?: unknown; path?: unknown };
  if (error instanceof LackingRightError)
    return `the role "${error.role}" lacks a right: ${reason}. ${whoCould(variable)}`;
  if (UNKNOWN_AUTHORITY.has(String(code))) {
    return `${reason}. No authority that this machine trusts has signed its certificate: add sslrootcert=/path/to/ca.pem to ${variable}, with the certificate of the one that has.`;
  }
  if (code === 'ERR_TLS_CERT_ALTNAME_INVALID') {
    return `${reason} Give ${variable} a host name of that certificate, or the server a certificate for this name.`;
  }
  if (code === 'CERT_HAS_EXPIRED' || code === 'CERT_NOT_YET_VALID') {
    return `${reason}. Renew the server’s certificate, or check this machine’s clock.`;
  }
  if (/does not support SSL/.test(reason)) {
    return `${reason}. Turn TLS on there (ssl = on), or take sslmode out of ${variable}.`;
  }
  if (/no encryption$/.test(reason)) return `${reason}. Add sslmode=verify-full to ${variable}.`;
  if (typeof path === 'string') return `${reason}. Check sslrootcert, sslcert and sslkey in ${variable}.`;
  if (code === '28P01' || code === '28000')
    return `${reason}. Check the user and the password in ${variable}.`;
  return (
    `${reason}\nCheck ${variable}, and that the server runs and lets this machine in; ` +
    'or unset it to use the embedded database.'
  );
}

function whoCould(variable: DatabaseVariable): string {
  return variable === 'MIGRATION_DATABASE_URL'
    ? 'Set MIGRATION_DATABASE_URL to the role that owns the database and the hub’s tables, or grant it that.'
    : 'Set MIGRATION_DATABASE_URL to the role that owns the database and the hub’s tables: here, or for a single `npm run hub -- migrate` beside this DATABASE_URL, which grants its role what the hub needs.';
}

/** Host, port and name of the database; never a password. */
function placeOf(url: string, variable: DatabaseVariable): string {
  if (!URL.canParse(url)) return `of ${variable}`;
  const { hostname, port, pathname } = new URL(url);
  return `${hostname}:${port || '5432'}${pathname}`;
}

// A refused connection on a name with several addresses is an AggregateError without a message.
function reasonOf(error: unknown): string {
  if (error instanceof AggregateError) return error.errors.map(reasonOf).join('; ');
  return error instanceof Error ? error.message : String(error);
}
