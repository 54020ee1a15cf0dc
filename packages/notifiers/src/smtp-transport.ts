import { createTransport } from 'nodemailer';
import type { EgressPolicy } from './egress.ts';
import type { MailSettings } from './mail-settings.ts';
import { vettedSocket } from './smtp-socket.ts';

/** Bounds of one mail, in milliseconds. */
export interface MailTimeouts {
  /** Lookup and TCP connection. */
  connectionMs: number;
  /** The server's greeting and STARTTLS. */
  greetingMs: number;
  /** Silence on an open connection. */
  socketMs: number;
  /** The whole send, even when a server answers byte by byte. */
  totalMs: number;
}

const DEFAULT_TIMEOUTS: MailTimeouts = {
  connectionMs: 10_000,
  greetingMs: 10_000,
  socketMs: 30_000,
  totalMs: 45_000,
};

/** How to reach a mail server. */
export interface SmtpServer {
  host: string;
  /** 465 speaks TLS from the first byte, every other port STARTTLS. */
  port: number;
  user?: string;
  pass?: string;
  egress: EgressPolicy;
  timeouts?: Partial<MailTimeouts>;
  /** PEM of the authority that signed the server's certificate, unless it is a public one. */
  certificateAuthority?: string;
}

/** Creates a transport with a new connection for each mail: alerts are rare, and each connection is vetted anew. */
export function createSmtpTransport(server: SmtpServer, auth: MailSettings['auth']) {
  const { host, port, egress, certificateAuthority } = server;
  const { connectionMs, greetingMs, socketMs, totalMs } = { ...DEFAULT_TIMEOUTS, ...server.timeouts };
  const transport = createTransport({
    host,
    port,
    secure: port === 465,
    ...(auth !== undefined && { auth }),
    getSocket: vettedSocket({ host, port, egress, connectionMs, hasCredentials: auth !== undefined }),
    // nodemailer's connectionTimeout includes the greeting and would otherwise cut its own limit short.
    connectionTimeout: connectionMs + greetingMs,
    greetingTimeout: greetingMs,
    socketTimeout: socketMs,
    // How long a server may keep its side open after we closed ours.
    socketCloseTimeout: 1_000,
    tls: {
      minVersion: 'TLSv1.2',
      ...(certificateAuthority !== undefined && { ca: certificateAuthority }),
    },
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  return { transport, totalMs };
}
