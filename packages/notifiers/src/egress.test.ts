import { describe, expect, it } from 'vitest';
import { createEgressPolicy, type EgressError, type LookupAddresses, pinnedLookup } from './egress.ts';
import { HOSTILE_HOSTS } from './test/hostile-hosts.ts';

const PUBLIC = [{ address: '93.184.215.14', family: 4 }];

function policy(allowPrivateDestinations: boolean, ...addresses: string[]) {
  const answer = addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 }));
  return createEgressPolicy({
    allowPrivateDestinations,
    lookup: async () => (addresses.length > 0 ? answer : PUBLIC),
  });
}

const refused = expect.objectContaining({ name: 'EgressError', code: 'not_allowed' });

describe('egress policy', () => {
  it.each(HOSTILE_HOSTS)('refuses %s', async (host) => {
    const inUrl = host.includes(':') ? `[${host}]` : host;
    await expect(policy(false).checkUrl(`https://${inUrl}/services/x`)).rejects.toEqual(refused);
    await expect(policy(false).checkMailServer(host, 587)).rejects.toEqual(refused);
  });

  it.each([
    'http://hooks.slack.com/services/x',
    'ftp://hooks.slack.com/x',
    'file:///etc/passwd',
    'gopher://hooks.slack.com/',
    'javascript:alert(1)',
    'data:text/plain,x',
    'https://user:pass@hooks.slack.com/services/x',
    'https://hooks.slack.com@127.0.0.1/',
    'https://127.0.0.1#@hooks.slack.com/',
    'https://127.0.0.1\\@hooks.slack.com/',
    'https://[fe80::1%25eth0]/',
    'https://./',
    'https://hooks.slack.com../',
    'hooks.slack.com/services/x',
    '//hooks.slack.com/x',
    '',
    `https://hooks.slack.com/${'x'.repeat(3_000)}`,
  ])('refuses the URL %s', async (url) => {
    await expect(policy(false).checkUrl(url)).rejects.toEqual(refused);
  });

  it.each([
    '',
    ' ',
    'smtp.example.com/x',
    'user@smtp.example.com',
    'smtp.example.com:25',
    'smtp.example.com#',
    'smtp example.com',
    'smtp.example.com\r\nQUIT',
    'fe80::1%eth0',
    '[::1]',
    '.',
  ])('refuses the mail host %j', async (host) => {
    await expect(policy(false).checkMailServer(host, 587)).rejects.toEqual(refused);
  });

  it.each([
    [['127.0.0.1']],
    [['10.0.0.5']],
    [['169.254.169.254']],
    [['::1']],
    [['93.184.215.14', '127.0.0.1']],
    [['2606:2800:21f:cb07::1', 'fd12::1']],
    [['64:ff9b::a00:1']],
    [['::ffff:10.0.0.1']],
    [['nonsense']],
  ])('refuses a public name that resolves to %j', async (addresses) => {
    await expect(policy(false, ...addresses).checkUrl('https://evil.example.com/')).rejects.toEqual(refused);
    await expect(policy(false, ...addresses).checkMailServer('evil.example.com', 25)).rejects.toEqual(
      refused,
    );
  });

  it('does not say what a name resolved to', async () => {
    const error: unknown = await policy(false, '10.9.8.7')
      .checkUrl('https://a.example.com')
      .catch((e) => e);
    expect((error as EgressError).message).toBe(
      "destination not allowed: one of the host's addresses is not public",
    );
  });

  it('returns the addresses it checked, and a second lookup does not change them', async () => {
    const answers = [[...PUBLIC], [{ address: '127.0.0.1', family: 4 }]];
    const lookup: LookupAddresses = async () => answers.shift() ?? [];
    const egress = createEgressPolicy({ allowPrivateDestinations: false, lookup });
    const vetted = await egress.checkUrl('https://Rebind.Example.com./x');
    expect(vetted).toMatchObject({ host: 'rebind.example.com', addresses: PUBLIC, isPrivate: false });
    const pinned = pinnedLookup(vetted.addresses);
    pinned('rebind.example.com', { all: true }, (_error, all) => expect(all).toEqual(PUBLIC));
    pinned('rebind.example.com', {}, (_error, one) => expect(one).toBe('93.184.215.14'));
    await expect(egress.checkUrl('https://rebind.example.com/x')).rejects.toEqual(refused);
  });

  it('allows public destinations', async () => {
    await expect(policy(false).checkUrl('https://hooks.slack.com/services/x')).resolves.toBeTruthy();
    await expect(policy(false).checkUrl('https://93.184.215.14:8443/x')).resolves.toBeTruthy();
    await expect(policy(false).checkUrl('https://[2606:4700::1111]/x')).resolves.toBeTruthy();
    await expect(policy(false).checkMailServer('2606:4700::1111', 465)).resolves.toBeTruthy();
    await expect(policy(false).checkMailServer('smtp.gmail.com', 587)).resolves.toMatchObject({
      isPrivate: false,
    });
  });

  it.each([25, 465, 587, 2525])('lets mail port %i through', async (port) => {
    await expect(policy(false).checkMailServer('smtp.example.com', port)).resolves.toBeTruthy();
  });

  it.each([22, 80, 6379, 5432, 0, -1, 70_000, 1.5, Number.NaN])('refuses mail port %d', async (port) => {
    await expect(policy(false).checkMailServer('smtp.example.com', port)).rejects.toEqual(refused);
  });

  it('calls a name without addresses unresolved, not refused', async () => {
    const unresolved = expect.objectContaining({ name: 'EgressError', code: 'unresolved' });
    const failing: LookupAddresses[] = [async () => [], () => Promise.reject(new Error('ENOTFOUND'))];
    for (const lookup of failing) {
      const egress = createEgressPolicy({ allowPrivateDestinations: false, lookup });
      await expect(egress.checkUrl('https://gone.example.com/')).rejects.toEqual(unresolved);
    }
  });
});

describe('egress policy with private destinations allowed', () => {
  it.each(['http://127.0.0.1:3000/x', 'http://localhost:3000/', 'http://[::1]/', 'https://10.0.0.1/'])(
    'lets %s through',
    async (url) => {
      await expect(policy(true, '127.0.0.1').checkUrl(url)).resolves.toMatchObject({ isPrivate: true });
    },
  );

  it('allows any mail port and a local name', async () => {
    const vetted = policy(true, '127.0.0.1').checkMailServer('mailpit', 1025);
    await expect(vetted).resolves.toMatchObject({ host: 'mailpit', isPrivate: true });
  });

  it('is private only when every address is', async () => {
    const vetted = policy(true, '10.0.0.1', '93.184.215.14').checkMailServer('mail.example.com', 587);
    await expect(vetted).resolves.toMatchObject({ isPrivate: false });
  });

  it.each(['169.254.169.254', '100.100.100.200', '[fd00:ec2::254]', 'metadata.google.internal', '0.0.0.0'])(
    'still refuses %s',
    async (host) => {
      await expect(policy(true).checkUrl(`http://${host}/latest/meta-data`)).rejects.toEqual(refused);
    },
  );

  it('still refuses a name that resolves to a metadata service', async () => {
    await expect(policy(true, '169.254.169.254').checkUrl('http://a.example.com')).rejects.toEqual(refused);
  });
});

describe('egress policy with some private hosts allowed', () => {
  const egress = createEgressPolicy({
    allowPrivateDestinations: false,
    allowedPrivateHosts: ['Mail.Internal:2500', '10.0.0.5:8080', 'fd12::1:587', 'db.internal:443'],
    lookup: async (host) => [
      {
        address:
          host === 'mail.internal' ? '10.0.0.6' : host === 'db.internal' ? '169.254.169.254' : '10.0.0.7',
        family: 4,
      },
    ],
  });

  it('allows them, also over plain http and on ports that are not for mail', async () => {
    await expect(egress.checkMailServer('mail.internal', 2500)).resolves.toMatchObject({ isPrivate: true });
    await expect(egress.checkMailServer('MAIL.internal.', 2500)).resolves.toMatchObject({ isPrivate: true });
    await expect(egress.checkMailServer('fd12::1', 587)).resolves.toMatchObject({ isPrivate: true });
    await expect(egress.checkUrl('http://10.0.0.5:8080/hook')).resolves.toMatchObject({ isPrivate: true });
  });

  it('refuses their other ports, other hosts, and forbidden destinations', async () => {
    await expect(egress.checkMailServer('mail.internal', 25)).rejects.toEqual(refused);
    await expect(egress.checkMailServer('other.internal', 2500)).rejects.toEqual(refused);
    await expect(egress.checkUrl('http://10.0.0.5/hook')).rejects.toEqual(refused);
    await expect(egress.checkUrl('http://10.0.0.5:8080@10.0.0.8/')).rejects.toEqual(refused);
    await expect(egress.checkUrl('https://db.internal/')).rejects.toEqual(refused);
    await expect(egress.checkUrl('http://hooks.slack.com/services/x')).rejects.toEqual(refused);
  });
});
