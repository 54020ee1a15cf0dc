import iconv from 'iconv-lite';
import { describe, expect, test } from 'vitest';
import type { AppError } from '../../platform/app-error.ts';
import { decodeFile, type Encoding, guessEncoding } from './file-encoding.ts';
import { readImportFile } from './import-file.ts';

const GERMAN = 'sku;name\n1;Bügeleisen für Anfänger\n2;Größe XL, weiß\n3;ÄRMELHALTER\n';
const PRODUCE =
  'Produtor;PRODUTO;Valor\nSÍTIO UWADA;ALMEIRÃO PÃO DE AÇÚCAR; maço ;2\nSÍTIO SOL;ALHO PORÓ;4\n';

const encode = (text: string, encoding: Encoding) =>
  iconv.encode(text, encoding === 'ibm850' ? 'cp850' : encoding);

describe.each<[Encoding, string]>([
  ['utf-8', GERMAN],
  ['utf-16le', GERMAN],
  ['windows-1252', GERMAN],
  ['macintosh', GERMAN],
  ['ibm850', GERMAN],
  ['windows-1252', 'Jahr;Kinosäle;Sitzplätze\n1;2;3\n'],
  ['macintosh', PRODUCE],
  ['windows-1252', PRODUCE],
  ['windows-1252', 'sku,name\n1,Crème brûlée\n2,L’été – édition limitée\n3,Cœur d’œuf à 5 €\n'],
  ['macintosh', 'sku,name\n1,Crème brûlée\n2,L’été – édition limitée\n3,Cœur d’œuf\n'],
  ['windows-1252', 'sku,name\n1,Widget™ Pro\n2,Size 5° – 10 €\n'],
  ['windows-1251', 'sku;название\n1;Чайник электрический\n2;Кружка белая\n'],
  ['windows-1253', 'sku;όνομα\n1;Ελαιόλαδο εξαιρετικό παρθένο\n2;Φέτα\n'],
  ['iso-8859-2', 'sku;nazwa\n1;Świeży żurek z jajkiem\n2;Łyżka stołowa\n'],
  ['shift_jis', 'sku,商品名\n1,ワイヤレスイヤホン 黒\n2,USBケーブル 1m\n3,湯呑み（大）\n'],
  ['euc-jp', 'sku,商品名\n1,ワイヤレスイヤホン 黒\n2,USBケーブル 1m\n3,湯呑み（大）\n'],
  ['gb18030', 'sku,名称\n1,不锈钢保温杯\n2,数据线 红色\n3,蓝牙耳机\n'],
  ['big5', 'sku,名稱\n1,不鏽鋼保溫杯\n2,藍牙耳機\n3,傳輸線\n'],
  ['euc-kr', 'sku,상품명\n1,무선 이어폰\n2,스테인리스 텀블러\n'],
])('%s', (encoding, text) => {
  test(`is certain for ${text.slice(9, 40).replaceAll('\n', ' ')}`, () => {
    const bytes = encode(text, encoding);
    const guess = guessEncoding(bytes);
    expect([guess.name, guess.isCertain]).toEqual([encoding, true]);
    expect(decodeFile(bytes, guess.name)).toBe(text);
  });
});

test.each<[Encoding, string]>([
  ['macintosh', 'sku,name\n1,Käse\n'],
  ['macintosh', 'sku,namn\n1,Blåbärssylt\n'],
  ['windows-1250', 'sku;nazwa\n1;Świeży żurek z jajkiem\n2;Łyżka stołowa\n'],
  ['windows-1254', 'sku;ad\n1;Yeşil çay bardağı\n2;Işıklı gömlek\n3;Şişe\n'],
  ['koi8-r', 'sku;название\n1;Чайник электрический\n2;Кружка белая\n'],
  ['shift_jis', 'sku,name\n1,急須\n'],
])('%s is asked for where a few letters could be others: %j', (encoding, text) => {
  const { isCertain, candidates } = guessEncoding(encode(text, encoding));
  expect(isCertain).toBe(false);
  expect(candidates.map(({ name }) => name)).toContain(encoding);
  const [sample] = candidates.find(({ name }) => name === encoding)?.samples ?? [];
  expect(text).toContain(sample);
});

const importOf = (bytes: Buffer, encoding: Encoding | null = null) =>
  readImportFile({
    content: { file: bytes.toString('base64') },
    encoding,
    sent: null,
    remembered: {},
    currency: 'USD',
  });

test('a file of an uncertain encoding is refused with what it could be, and read as its sender says', () => {
  const bytes = encode('sku,name\n1,Käse\n', 'macintosh');
  let refusal: AppError | undefined;
  try {
    importOf(bytes);
  } catch (error) {
    refusal = error as AppError;
  }
  expect(refusal?.message).toBe(
    'encoding: say which one the file is in: macintosh ("Käse") or ibm850 ("Kèse")',
  );
  expect(refusal?.details).toMatchObject({ candidates: [{ name: 'macintosh', samples: ['Käse'] }, {}] });
  expect(importOf(bytes, 'macintosh').lines[0]?.values.name).toBe('Käse');
});

test('where a byte is broken in much that is sound, the file is UTF-8, and its line a problem', () => {
  const bytes = Buffer.concat([
    Buffer.from(`sku,name\n1,${'ä'.repeat(30)}\n2,K`),
    Buffer.from([0xe4]),
    Buffer.from('se\n'),
  ]);
  const { encoding, lines } = importOf(bytes);
  expect(encoding).toBe('utf-8');
  expect(lines.map(({ problem }) => problem)).toEqual([
    null,
    'name: has characters that cannot be read: choose another encoding, or save the file as UTF-8',
  ]);
});

test.each([
  ['a workbook', Buffer.from('504b0304140006', 'hex'), 'is a workbook or an archive'],
  ['an old workbook', Buffer.from('d0cf11e0a1b1', 'hex'), 'is a workbook or an archive'],
  ['nothing but a mark', Buffer.from([0xef, 0xbb, 0xbf]), 'file: is empty'],
])('%s is refused', (_what, bytes, message) => {
  expect(() => importOf(bytes)).toThrow(message);
});

test('what is no Base64 is refused', () => {
  const sent = {
    content: { file: 'sku,stock' },
    encoding: null,
    sent: null,
    remembered: {},
    currency: 'USD',
  };
  expect(() => readImportFile(sent)).toThrow('file: is not Base64');
});
