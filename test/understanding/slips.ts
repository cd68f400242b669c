// Every slip of one finger in a word: a letter left out, doubled, swapped with the next, or a neighbouring key hit instead or as well.

const NEIGHBOURS: Readonly<Record<string, string>> = {
  q: 'wa', w: 'qeas', e: 'wrsd', r: 'etdf', t: 'ryfg', y: 'tugh', u: 'yihj', i: 'uojk', o: 'ipkl', p: 'ol', a: 'qwsz', s: 'awedxz', d: 'serfcx',
  f: 'drtgvc', g: 'ftyhbv', h: 'gyujnb', j: 'huiknm', k: 'jiolm', l: 'kop', z: 'asx', x: 'zsdc', c: 'xdfv', v: 'cfgb', b: 'vghn', n: 'bhjm', m: 'njk',
};

export function slipsOf(word: string): string[] {
  const slips = [...word].flatMap((letter, at) => {
    const [before, after] = [word.slice(0, at), word.slice(at + 1)];
    const next = after[0] ?? '';
    return [
      before + after,
      before + letter + letter + after,
      before + next + letter + after.slice(1),
      ...[...(NEIGHBOURS[letter] ?? '')].flatMap((key) => [before + key + after, before + letter + key + after]),
    ];
  });
  return [...new Set(slips)].filter((slip) => slip !== word);
}
