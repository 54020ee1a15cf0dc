import { describe, expect, it } from 'vitest';
import { isSepaId, sepaName, sepaText } from './characters.ts';

describe('the characters of SEPA', () => {
  it.each([
    ['Müller & Söhne', 'Muller + Sohne'],
    ['Weiß', 'Weis'],
    ['Юрий', 'YUriy'],
    ['Ελένη Χριστοδούλου', 'Eleni CHristodoyloy'],
    ['Łukasz Żółć', 'Lukasz Zolc'],
    ['Ærø Œuvre Ħĕŀŀœ', 'Aro Ouvre Hello'],
    ['Đỗ Ōta', 'Do Ota'],
    ['Київ Крылов', 'Kiiv Krylov'],
    ['e\u0301', 'e'],
    ['O’Brien – a_b', "O'Brien - a-b"],
    ['[a] {b} c\\d|e; €5', '(a) (b) c/d/e, E5'],
    ['a*b"c<d>e@f', 'a.b.c.d.e.f'],
    ['李小龙', '...'],
    ['😀!', '..'],
    [' a\r\n\tb\u00a0\u3000c ', 'a b c'],
    ['a\u200b\u202eb\u0000', 'ab'],
  ])('writes %j as %j', (text, written) => {
    expect(sepaText(text, 70)).toBe(written);
  });

  it('cuts what is too long, and leaves no space at the end', () => {
    expect(sepaText('Щ'.repeat(70), 70)).toBe('SHT'.repeat(24).slice(0, 70));
    expect(sepaText('abc def', 4)).toBe('abc');
  });

  it('takes the next name where one says nothing', () => {
    expect(sepaName(['李小龙', '', 'Bruce'], 70)).toBe('Bruce');
  });

  it.each([
    ['P12-1', true],
    ['a'.repeat(35), true],
    ['a/b', true],
    ['', false],
    ['a'.repeat(36), false],
    ['/a', false],
    ['a/', false],
    ['a//b', false],
    ['a_b', false],
    ['é', false],
    [' a', false],
  ])('tells whether %j can name a payment', (id, can) => {
    expect(isSepaId(id)).toBe(can);
  });
});
