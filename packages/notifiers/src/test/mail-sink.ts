import type { AddressInfo, Socket } from 'node:net';
import { text } from 'node:stream/consumers';
import { SMTPServer } from 'smtp-server';
import { type ParsedMail, parseMail } from './mail-parser.ts';
import { createMessageLog } from './message-log.ts';
import { testCertificate } from './test-certificate.ts';

/** Where in an SMTP session a script acts. `data` is after the whole message has come. */
export type MailStage = 'connect' | 'auth' | 'mail' | 'rcpt' | 'data';

/** A refusal with an SMTP code, silence, or a cut connection, at one stage of one session. */
export type MailAnswerScript = { stage: MailStage } & (
  | { code: number; message?: string }
  | { hang: true }
  | { drop: true }
);

export interface MailMessage extends ParsedMail {
  from: string;
  /** The envelope's recipients. */
  to: readonly string[];
  isEncrypted: boolean;
  /** The user who logged in, if one did. */
  user?: string;
}

export interface MailSinkOptions {
  /** `starttls` offers the upgrade, `implicit` starts with TLS, `none` (the default) knows no TLS. */
  tls?: 'none' | 'starttls' | 'implicit';
  /** The only login accepted; without it a login is neither offered nor needed. */
  login?: { user: string; pass: string };
}

export interface MailSink {
  readonly host: string;
  readonly port: number;
  /** Complete messages only, also those answered with an error or a cut connection after DATA. */
  readonly messages: readonly MailMessage[];
  /** Every login that reached the sink, right or wrong. */
  readonly loginAttempts: readonly { user: string; isEncrypted: boolean }[];
  readonly connectionCount: number;
  /** Queues scripts; the first one whose stage comes up in any session is used once. */
  answerNext(...scripts: MailAnswerScript[]): void;
  waitForMessages(count: number, timeoutMs?: number): Promise<readonly MailMessage[]>;
  close(): Promise<void>;
}

/** An SMTP server on a free local port. */
export async function startMailSink(options: MailSinkOptions = {}): Promise<MailSink> {
  const { tls = 'none', login } = options;
  const log = createMessageLog<MailMessage>();
  const scripts: MailAnswerScript[] = [];
  const loginAttempts: { user: string; isEncrypted: boolean }[] = [];
  const sockets = new Map<number, Socket>();
  let connectionCount = 0;

  /** Runs the next script for this stage, or `proceed` when there is none. */
  function act(
    stage: MailStage,
    session: { remotePort: number },
    refuse: (error: Error) => void,
    proceed: () => void,
  ) {
    const index = scripts.findIndex((script) => script.stage === stage);
    const [script] = index < 0 ? [] : scripts.splice(index, 1);
    if (script === undefined) proceed();
    else if ('drop' in script) sockets.get(session.remotePort)?.destroy();
    else if ('code' in script) {
      refuse(Object.assign(new Error(script.message ?? 'scripted'), { responseCode: script.code }));
    }
  }

  const server = new SMTPServer({
    ...testCertificate,
    secure: tls === 'implicit',
    authOptional: true,
    allowInsecureAuth: true,
    disableReverseLookup: true,
    disabledCommands: [...(tls === 'none' ? ['STARTTLS'] : []), ...(login === undefined ? ['AUTH'] : [])],
    onConnect: (session, callback) => act('connect', session, callback, () => callback()),
    onMailFrom: (_address, session, callback) => act('mail', session, callback, () => callback()),
    onRcptTo: (_address, session, callback) => act('rcpt', session, callback, () => callback()),
    onAuth(auth, session, callback) {
      const user = auth.username ?? '';
      loginAttempts.push({ user, isEncrypted: session.secure });
      const isRight = user === login?.user && auth.password === login?.pass;
      act('auth', session, callback, () =>
        isRight
          ? callback(null, { user })
          : callback(Object.assign(new Error(`no login for ${user}`), { responseCode: 535 })),
      );
    },
    async onData(stream, session, callback) {
      const raw = await text(stream);
      const { mailFrom, rcptTo } = session.envelope;
      log.add({
        ...parseMail(raw),
        from: mailFrom ? mailFrom.address : '',
        to: rcptTo.map(({ address }) => address),
        isEncrypted: session.secure,
        ...(typeof session.user === 'string' && { user: session.user }),
      });
      act('data', session, callback, () => callback(null, 'OK: message taken'));
    },
  });
  // A dropped or refused session is what a test asked for; it must not end the process.
  server.on('error', () => undefined);
  server.server.on('connection', (socket: Socket) => {
    connectionCount += 1;
    const { remotePort = 0 } = socket;
    sockets.set(remotePort, socket);
    socket.on('close', () => sockets.delete(remotePort));
  });
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));

  return {
    host: '127.0.0.1',
    port: (server.server.address() as AddressInfo).port,
    messages: log.messages,
    loginAttempts,
    get connectionCount() {
      return connectionCount;
    },
    answerNext: (...next) => void scripts.push(...next),
    waitForMessages: log.waitForMessages,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of sockets.values()) socket.destroy();
      }),
  };
}
