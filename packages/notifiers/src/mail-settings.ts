import { domainToASCII } from 'node:url';
import addressparser from 'nodemailer/lib/addressparser';

export interface MailAddress {
  name: string;
  address: string;
}

export interface MailSettings {
  from: MailAddress;
  to: MailAddress[];
  /** Absent for a server that wants no login. */
  auth?: { user: string; pass: string };
}

export interface MailSettingsInput {
  from: string;
  to: string | readonly string[];
  user?: string;
  pass?: string;
}

/** Checks addresses and login. Operators may see `problem`; it quotes no value. */
export function readMailSettings(input: MailSettingsInput): MailSettings | { problem: string } {
  const from = parseAddresses(input.from);
  const to = parseAddresses(input.to);
  const [sender] = from ?? [];
  if (sender === undefined || from?.length !== 1) return { problem: 'the sender is not one email address' };
  if (to === undefined) return { problem: 'a recipient is not an email address' };
  const { user = '', pass = '' } = input;
  if ((user === '') !== (pass === '')) return { problem: 'the login needs both a user and a password' };
  return { from: sender, to, ...(user !== '' && { auth: { user, pass } }) };
}

/** Whether a text is one mail address, with or without a name: `Shop Alerts <hub@shop.example>`. */
export function isMailSender(text: string): boolean {
  return parseAddresses(text)?.length === 1;
}

/** Whether a text is one or several mail addresses with commas between them. */
export function areMailRecipients(text: string): boolean {
  return parseAddresses(text) !== undefined;
}

/** Parses addresses as typed: one string or several, each comma-separated. Returns undefined unless all are valid. */
function parseAddresses(input: string | readonly string[]): MailAddress[] | undefined {
  const texts = typeof input === 'string' ? [input] : input;
  // A line break would end the header, so reject it before parsing.
  if (texts.some((text) => /\p{Cc}/u.test(text))) return undefined;
  const addresses = texts
    .flatMap((text) => addressparser(text, { flatten: true }))
    .map(({ name, address }) => ({ name, address }));
  const isValid = addresses.length > 0 && addresses.every(({ address }) => isMailAddress(address));
  return isValid ? addresses : undefined;
}

function isMailAddress(address: string): boolean {
  return address.length <= 254 && /^[^\s@<>",;:()[\]\\]+@[^\s@<>",;:()[\]\\]+$/.test(address);
}

/** Shows the recipients without whole addresses: `admin@…`, `admin@… and 2 more`. */
export function maskRecipients(input: string | readonly string[]): string {
  const [first, ...others] = parseAddresses(input) ?? [];
  if (first === undefined) return '(invalid address)';
  const masked = `${first.address.slice(0, first.address.indexOf('@'))}@…`;
  return others.length === 0 ? masked : `${masked} and ${others.length} more`;
}

/** The mail's Message-ID: the same in every attempt at a delivery, so that a duplicate is recognisable. */
export function messageId(id: string, from: MailAddress): string {
  const local = id.replace(/[^A-Za-z0-9._-]/g, '-').replace(/^\.|\.(?=\.|$)/g, '-');
  const domain = domainToASCII(from.address.slice(from.address.indexOf('@') + 1));
  return `<${local || 'notification'}@${domain || 'localhost'}>`;
}
