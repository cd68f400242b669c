// The shipped profile, and what the schema refuses; plus the loading of a caterer's whole folder with everything wrong told at once.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { BusinessDataError, loadBusiness } from '../../business/load.ts';
import { currentTerms, renderText, SPANISH_TEXT_IDS, termsByVersion, TEXT_IDS } from '../../domain/business.ts';
import { businessProfileSchema, valueAt } from '../../domain/profile.ts';
import { formatMinutes, formatPhone } from '../../domain/profile-facts.ts';
import { TOPICS } from '../../domain/reading.ts';
import { nonGsmCharacters, smsSegments } from '../../domain/sms-length.ts';
import { fillTemplate, placeholdersIn, TemplateError } from '../../domain/template.ts';

const SHIPPED = 'business/my-hibachi-chef';
const { profile } = loadBusiness(SHIPPED);

/** The shipped profile with one value replaced. */
function profileWith(path: string, value: unknown): unknown {
  const copy = structuredClone(profile) as Record<string, unknown>;
  const keys = path.split('.');
  const last = keys.pop()!;
  const parent = keys.reduce<Record<string, unknown>>((at, key) => at[key] as Record<string, unknown>, copy);
  parent[last] = value;
  return copy;
}

describe('the business profile', () => {
  it('holds the figures of the business', () => {
    assert.equal(profile.prices.adultCents, 5_500);
    assert.equal(profile.prices.childCents, 3_000);
    assert.equal(profile.prices.minimumPartyTotalCents, 55_000);
    assert.equal(profile.phone, '+19167408768');
    assert.equal(profile.deposit.amountCents, 10_000);
    assert.equal(profile.chefs.length, 3);
  });

  const REFUSED: readonly [says: string, path: string, value: unknown, where: string][] = [
    ['a price in fractions of a cent', 'prices.adultCents', 55.5, 'prices.adultCents'],
    ['a price in words', 'prices.adultCents', '$55', 'prices.adultCents'],
    ['a negative price', 'travel.centsPerMile', -1, 'travel.centsPerMile'],
    ['a number that is not E.164', 'phone', '916-740-8768', 'phone'],
    ['a zone that does not exist', 'timeZone', 'America/Fremont', 'timeZone'],
    ['a time that does not exist', 'hours.lastStart', '25:00', 'hours.lastStart'],
    ['hours that end before they begin', 'hours.lastStart', '10:00', 'hours.lastStart'],
    ['sending hours that end before they begin', 'sendingHours.to', '08:00', 'sendingHours.to'],
    ['child ages above adult ages', 'ages.childFrom', 14, 'ages.childFrom'],
    ['three reminders', 'terms.reminderAfterMinutes', [60, 120, 180], 'terms.reminderAfterMinutes'],
    ['reminders out of order', 'terms.reminderAfterMinutes', [720, 180], 'terms.reminderAfterMinutes.1'],
    ['a reminder after the challenge is over', 'terms.reminderAfterMinutes', [1440], 'terms.reminderAfterMinutes.0'],
    ['two chefs with one id', 'chefs', [{ id: 1, name: 'A' }, { id: 1, name: 'B' }], 'chefs'],
    ['no chef at all', 'chefs', [], 'chefs'],
    ['a menu id used twice', 'menu.upgrades', [{ id: 'gyoza', label: 'Gyoza', names: [], priceCents: 1 }], 'menu'],
    ['an unconfirmed path that leads nowhere', 'unconfirmed', ['prices.adultCent'], 'unconfirmed.0'],
    ['a greeting that hides the machine', 'voice.greeting', 'Hi, this is Anna!', 'voice.greeting'],
    ['a base outside the served states', 'travel.base.state', 'NV', 'travel.base.state'],
    ['an unknown key', 'prices.adultDollars', 55, 'prices'],
  ];
  for (const [says, path, value, where] of REFUSED) {
    it(`refuses ${says}`, () => {
      const result = businessProfileSchema.safeParse(profileWith(path, value));
      assert.ok(!result.success);
      assert.deepEqual(result.error.issues.map((issue) => issue.path.join('.')), [where]);
    });
  }

  it('names an existing value for every path the owner has yet to confirm', () => {
    assert.ok(profile.unconfirmed.length > 0);
    for (const path of profile.unconfirmed) assert.notEqual(valueAt(profile, path), undefined, path);
  });

  it('says lengths of time and phone numbers as people do', () => {
    assert.deepEqual([45, 60, 240, 1_440, 2_880, 10_080].map(formatMinutes), ['45 minutes', '1 hour', '4 hours', '24 hours', '48 hours', '7 days']);
    assert.equal(formatPhone('+19167408768'), '(916) 740-8768');
  });
});

describe('templates', () => {
  it('fill every placeholder', () => {
    assert.equal(fillTemplate('{{a}} and {{ b }}, {{a}}', { a: '1', b: '2' }), '1 and 2, 1');
    assert.deepEqual(placeholdersIn('{{a}} {{b}} {{a}}'), ['a', 'b']);
  });

  it('never fill what a value brings with it', () => {
    assert.equal(fillTemplate('{{name}}', { name: '{{secret}} $& $1', secret: 'x' }), '{{secret}} $& $1');
  });

  it('throw rather than leave a gap, inherited names included', () => {
    assert.throws(() => fillTemplate('{{total}}', {}), TemplateError);
    assert.throws(() => fillTemplate('{{constructor}}', {}), TemplateError);
  });
});

describe('text message lengths', () => {
  it('counts characters as the network does', () => {
    assert.equal(smsSegments('a'.repeat(160)), 1);
    assert.equal(smsSegments('a'.repeat(161)), 2);
    assert.equal(smsSegments('€'.repeat(81)), 2);
    assert.equal(smsSegments(`${'a'.repeat(70)}’`), 2);
    assert.deepEqual(nonGsmCharacters('I’m “here” – é'), ['’', '“', '”', '–']);
  });
});

describe('a caterer\'s folder', () => {
  const business = loadBusiness(SHIPPED);
  let dir: string;
  beforeEach(() => {
    dir = mkdtempSync(join(tmpdir(), 'caterer-'));
    cpSync(SHIPPED, dir, { recursive: true });
  });
  afterEach(() => {
    rmSync(dir, { recursive: true });
  });

  function edit(file: string, change: (content: string) => string): void {
    writeFileSync(join(dir, file), change(readFileSync(join(dir, file), 'utf8')));
  }
  function editJson(file: string, change: (data: Record<string, never>) => void): void {
    edit(file, (content) => {
      const data = JSON.parse(content) as Record<string, never>;
      change(data);
      return JSON.stringify(data);
    });
  }
  function problems(): readonly string[] {
    try {
      loadBusiness(dir);
    } catch (error) {
      assert.ok(error instanceof BusinessDataError);
      return error.problems;
    }
    return [];
  }
  /** Changes the profile only, as a business with other texts would. */
  function setProfile(path: string, value: unknown): void {
    writeFileSync(join(dir, 'profile.json'), JSON.stringify(profileWith(path, value)));
  }

  it('loads whole, with an answer for every topic and every fixed text', () => {
    assert.deepEqual(Object.keys(business.answers).sort(), [...TOPICS].sort());
    assert.deepEqual(Object.keys(business.texts).sort(), [...TEXT_IDS].sort());
    assert.match(business.profileVersion, /^[0-9a-f]{16}$/);
    assert.deepEqual(Object.keys(business.spanishTexts).sort(), [...SPANISH_TEXT_IDS].sort());
    assert.match(business.answers.price ?? '', /Adults \(13\+\) are \$55, children 6-12 are \$30/);
    for (const text of [...Object.values(business.answers), ...Object.values(business.spanishTexts)]) assert.doesNotMatch(text ?? '', /[{}]/);
  });

  it('may leave a topic without an answer, which is not the same as leaving it out', () => {
    editJson('answers.json', (data: Record<string, unknown>) => { data['weather'] = null; });
    assert.equal(loadBusiness(dir).answers.weather, null);
    editJson('answers.json', (data: Record<string, unknown>) => { delete data['weather']; });
    assert.deepEqual(problems(), ['answers.weather: expected text']);
  });

  it('refuses a Spanish text without what the carriers require, or outside the SMS alphabet', () => {
    editJson('texts.es.json', (data: Record<string, unknown>) => { data['stop_confirmation'] = '{{brand}}: baja registrada aqu\u00ED.'; });
    assert.deepEqual(problems(), ['texts.es.stop_confirmation: must say "START"', 'texts.es.stop_confirmation: characters outside the SMS alphabet: \u00ED']);
  });

  it('is plain data', () => {
    assert.deepEqual(JSON.parse(JSON.stringify(business)), business);
  });

  it('keeps its version when only the order of keys changes, and changes it with any price', () => {
    edit('profile.json', (content) => JSON.stringify(Object.fromEntries(Object.entries(JSON.parse(content) as object).reverse())));
    assert.equal(loadBusiness(dir).profileVersion, business.profileVersion);
    setProfile('menu.addOns.0.priceCents', 501);
    assert.notEqual(loadBusiness(dir).profileVersion, business.profileVersion);
  });

  it('reports everything that is wrong at once', () => {
    editJson('profile.json', (data: Record<string, Record<string, unknown>>) => {
      data['prices']!['adultCents'] = '55';
      data['hours']!['firstStart'] = 'noon';
    });
    editJson('answers.json', (data: Record<string, unknown>) => delete data['weather']);
    writeFileSync(join(dir, 'texts.json'), '{');
    edit('terms/2026-11.en.md', (content) => content.replace('$100', '$90'));
    const found = problems();
    assert.ok(found.includes('profile.prices.adultCents: expected integer'));
    assert.ok(found.includes('profile.hours.firstStart: expected a time HH:MM'));
    assert.ok(found.includes('answers.weather: expected text'));
    assert.ok(found.includes('texts.json: is not valid JSON'));
    assert.ok(found.some((problem) => problem.startsWith('terms/2026-11.en.md.sha256: the text is not the approved one')));
    assert.equal(found.length, 5);
  });

  it('refuses unknown and missing placeholders', () => {
    editJson('answers.json', (data: Record<string, unknown>) => { data['price'] = 'Adults are {{adultPrize}}.'; });
    editJson('texts.json', (data: Record<string, unknown>) => {
      data['staff_alert'] = '{{brand}}: {{reason}} {{customerName}}';
      data['survey'] = '{{brand}}: {{reference} 1 to 5? STOP';
    });
    assert.deepEqual(problems(), [
      'answers.price: unknown placeholder {{adultPrize}}',
      'texts.survey: braces that are not a placeholder',
      'texts.survey: missing placeholder {{reference}}',
      'texts.staff_alert: unknown placeholder {{customerName}}',
      'texts.staff_alert: missing placeholder {{link}}',
    ]);
  });

  it('refuses texts that carriers would', () => {
    editJson('texts.json', (data: Record<string, unknown>) => {
      data['help'] = 'Call {{businessPhone}}. Msg&data rates may apply. Reply STOP to opt out.';
      data['stop_confirmation'] = '{{brand}}: no more messages. START to return – bye.';
    });
    assert.deepEqual(problems(), ['texts.stop_confirmation: characters outside the SMS alphabet: –', 'texts.help: must say "{{brand}}"']);
  });

  it('wants the binding act, the link and the reference in the first segment', () => {
    editJson('texts.json', (data: Record<string, string>) => { data['terms_offer'] = `${'Welcome! '.repeat(6)}${data['terms_offer']!}`; });
    assert.deepEqual(problems(), ['texts.terms_offer: {{link}} is not in the first 153 characters']);
  });

  it('wants the terms to state today\'s figures, as whole figures', () => {
    setProfile('deposit.amountCents', 1_000);
    assert.deepEqual(problems(), ['terms/2026-11: does not state depositAmount, $10']);
  });

  it('wants terms', () => {
    rmSync(join(dir, 'terms'), { recursive: true });
    assert.deepEqual(problems(), ['terms: expected at least one file like terms/2026-11.en.md']);
  });

  it('chooses the terms by the day, and finds old ones by version', () => {
    const body = readFileSync(join(dir, 'terms/2026-11.en.md'), 'utf8').split('---\n').slice(2).join('---\n');
    const later = `${body}\n`;
    const sha256 = createHash('sha256').update(later, 'utf8').digest('hex');
    writeFileSync(join(dir, 'terms/2027-02.en.md'), `---\nversion: 2027-02\nlanguage: en\neffectiveDate: 2027-02-01\ntitle: Terms\nsha256: ${sha256}\n---\n${later}`);
    const both = loadBusiness(dir);
    assert.equal(currentTerms(both, '2027-01-31').version, '2026-11');
    assert.equal(currentTerms(both, '2027-02-01').version, '2027-02');
    assert.equal(currentTerms(both, '2020-01-01').version, '2026-11');
    assert.equal(termsByVersion(both, '2026-11')?.sha256, business.terms[0].sha256);
    assert.equal(termsByVersion(both, '1999'), undefined);
  });

  it('writes the terms text with the act, the reference and the link first', () => {
    const text = renderText(business, 'terms_offer', {
      reference: 'H7K2', link: 'https://book.example.com/t/abcdefghijklmnopqrstuv', when: 'Sunday, December 20 at 6:00 PM', guests: '20 adults',
      address: '123 Main St, Sacramento', total: '$1,230', expires: 'Tuesday, November 24 at 10:00 AM',
    });
    const first = text.slice(0, 153);
    for (const part of ['My Hibachi Chef', 'Reply I AGREE', 'H7K2', 'https://book.example.com/t/abcdefghijklmnopqrstuv']) assert.ok(first.includes(part), part);
    assert.ok(text.includes('Total $1,230, $100 deposit due within 4 hours'));
    assert.ok(smsSegments(text) <= 4);
  });

  it('begins an escalation with the promised words', () => {
    assert.match(renderText(business, 'connecting_with_team', {}), /^Connecting you with our team\.\.\./);
  });
});
