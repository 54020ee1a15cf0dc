import { once } from 'node:events';
import net from 'node:net';
import type { SMTPTransportOptions } from 'nodemailer';
import { type EgressPolicy, pinnedLookup } from './egress.ts';
import { beforeAbort } from './sending.ts';

export interface VettedSocketOptions {
  host: string;
  port: number;
  hasCredentials: boolean;
  egress: EgressPolicy;
  /** Bounds lookup and connection together. */
  connectionMs: number;
}

type GetSocket = NonNullable<SMTPTransportOptions['getSocket']>;

/**
 * Gives nodemailer its connections: the egress policy checks each one, and it goes to a checked address. TLS still
 * verifies the host's name, because nodemailer keeps `host` for that.
 */
export function vettedSocket(options: VettedSocketOptions): GetSocket {
  return (_transportOptions, callback) => {
    connect(options).then(
      (socketOptions) => callback(null, socketOptions),
      (error: unknown) => callback(error instanceof Error ? error : new Error('connection failed')),
    );
  };
}

async function connect({ host, port, hasCredentials, egress, connectionMs }: VettedSocketOptions) {
  const deadline = AbortSignal.timeout(connectionMs);
  const destination = await beforeAbort(egress.checkMailServer(host, port), deadline).catch((error) => {
    throw deadline.aborted ? timeout() : error;
  });
  const connection = net.connect({
    host: destination.host,
    port,
    lookup: pinnedLookup(destination.addresses),
    keepAlive: true,
  });
  try {
    await once(connection, 'connect', { signal: deadline });
  } catch (error) {
    connection.destroy();
    throw deadline.aborted ? timeout() : error;
  }
  // A password goes in plain text only to this machine or its own network. If an attacker strips STARTTLS from the
  // server's greeting, the connection ends before the login.
  return { connection, requireTLS: hasCredentials && !destination.isPrivate };
}

function timeout(): Error {
  return Object.assign(new Error('connection timed out'), { code: 'ETIMEDOUT' });
}
