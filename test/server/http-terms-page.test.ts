// The terms page over HTTP and in a browser: what it shows in each state, what binds and what does not, and that nothing leaks.
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { chromium, type Browser } from 'playwright-core';
import { COLOURS } from '../../server/http/terms-html.ts';
import { markdown } from '../../server/http/html.ts';
import type { LinkAct, TermsDesk, LinkResult, TermsStatus, TermsView } from '../../server/http/terms-desk.ts';
import { business, call, startTestApp, type TestApp } from './http-support.ts';

const TOKEN = 'a-token-of-some-length_42';
const THREAD = '00000000-0000-4000-8000-000000000001';
const STIMULUS = '00000000-0000-4000-8000-000000000002';

function view(status: TermsStatus): TermsView {
  const [terms] = business.terms;
  return {
    status, brand: 'My Hibachi Chef', title: terms.title, bodyMarkdown: terms.body, version: terms.version, reference: '7K2P', when: 'Sunday, December 20 at 6 PM',
    address: '123 Main St, Sacramento, CA 95814', guests: '18 adults, 2 children', priceLines: [{ label: 'Adults (13+) x 18', amount: '$990' }, { label: 'Children (6-12) x 2', amount: '$60' }],
    total: '$1,050', deposit: '$100', expiresAtText: 'Tuesday, November 24 at 6 PM', acknowledgedAtText: status === 'agreed' ? 'Monday, November 23 at 7 PM' : null, receipt: status === 'agreed' ? 'ABCD-EFGH-2345-6789' : null,
  };
}

/** Stands in for the room that decides; what is tested here is the page. */
function fakeDesk() {
  const desk = { status: 'live' as TermsStatus, answers: [] as (LinkAct & { to: 'acknowledge' | 'decline' })[], shown: null as TermsView | null };
  const answered = (to: 'acknowledge' | 'decline') => (answer: LinkAct): Promise<LinkResult> => {
    desk.answers.push({ ...answer, to });
    const known = answer.token === TOKEN;
    if (!known) return Promise.resolve({ result: 'not_found', threadId: null, stimulusId: null });
    if (desk.status !== 'live') return Promise.resolve({ result: desk.status === 'agreed' ? 'already_agreed' : desk.status === 'revoked' ? 'superseded' : desk.status, threadId: THREAD, stimulusId: null });
    desk.status = to === 'acknowledge' ? 'agreed' : 'declined';
    return Promise.resolve({ result: desk.status, threadId: THREAD, stimulusId: STIMULUS });
  };
  const terms: TermsDesk = {
    viewTerms: (token) => Promise.resolve(token === TOKEN ? (desk.shown ?? view(desk.status)) : null),
    acknowledgeByLink: answered('acknowledge'),
    declineByLink: answered('decline'),
  };
  return { desk, terms };
}

describe('the terms page', () => {
  const { desk, terms } = fakeDesk();
  let app: TestApp;
  before(async () => { app = await startTestApp({ terms }); });
  after(() => app.close());
  beforeEach(async () => {
    await app.postman.settled();
    desk.status = 'live';
    desk.shown = null;
    desk.answers.length = 0;
    app.nudges.length = 0;
  });
  const get = (token = TOKEN, headers: Record<string, string> = {}) => call(`${app.url}/t/${token}`, 'GET', undefined, headers);
  const post = (what: 'acknowledge' | 'decline', headers: Record<string, string> = {}, token = TOKEN) => call(`${app.url}/t/${token}/${what}`, 'POST', undefined, headers);

  it('shows the event, every price line and the whole text, with a button that nobody has pressed', async () => {
    const { status, body } = await get();
    const page = String(body);
    assert.equal(status, 200);
    for (const words of ['Sunday, December 20 at 6 PM', '123 Main St, Sacramento, CA 95814', '18 adults, 2 children', '7K2P', '$990', '$60', '$1,050', '$100', 'Tuesday, November 24 at 6 PM', 'I agree to these terms']) {
      assert.ok(page.includes(words), `${words} is missing`);
    }
    const shown = textOf(page);
    for (const sentence of business.terms[0].body.split('\n').map((line) => line.replace(/^(#+|-) /, '').replaceAll('**', '').trim())) assert.ok(shown.includes(sentence), `missing: ${sentence}`);
    assert.doesNotMatch(page, /checked|<input|<script/);
  });

  it('binds nothing when it is merely opened, as previews and link checkers do', async () => {
    for (const headers of [{}, { purpose: 'prefetch' }, { 'user-agent': 'WhatsApp/2.0' }] as Record<string, string>[]) await get(TOKEN, headers);
    await call(`${app.url}/t/${TOKEN}`, 'HEAD');
    assert.equal((await call(`${app.url}/t/${TOKEN}/acknowledge`, 'GET')).status, 405);
    assert.deepEqual(desk.answers, []);
  });

  it('keeps its address and its content to itself', async () => {
    const { headers, body } = await get();
    assert.equal(headers.get('cache-control'), 'no-store');
    assert.equal(headers.get('referrer-policy'), 'no-referrer');
    assert.match(headers.get('x-robots-tag') ?? '', /noindex/);
    assert.equal(headers.get('x-content-type-options'), 'nosniff');
    assert.match(headers.get('content-security-policy') ?? '', /^default-src 'none'; style-src 'sha256-[^']+'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'$/);
    assert.doesNotMatch(String(body), /(?:src|href)=/);
    assert.ok(!app.logLines.join('').includes(TOKEN));
  });

  it('takes the agreement with when, where from and what with, then shows it', async () => {
    app.clock.nowMs += 1_000;
    const reply = await post('acknowledge', { 'user-agent': 'Test Phone', 'x-forwarded-for': '203.0.113.99' });
    assert.deepEqual([reply.status, reply.headers.get('location')], [303, `/t/${TOKEN}`]);
    // The forwarding header is the sender's own word: no proxy is configured.
    assert.deepEqual(desk.answers, [{ to: 'acknowledge', token: TOKEN, ip: '127.0.0.1', userAgent: 'Test Phone', receivedAtMs: app.clock.nowMs }]);
    await app.postman.settled();
    assert.deepEqual(app.nudges, [{ threadId: THREAD, id: STIMULUS }]);
    const page = String((await get()).body);
    for (const words of ['You agreed to these terms', 'Monday, November 23 at 7 PM', 'ABCD-EFGH-2345-6789']) assert.ok(page.includes(words));
    assert.doesNotMatch(page, /<form/);
  });

  it('may be pressed twice; the conversation is told once', async () => {
    assert.equal((await post('acknowledge')).status, 303);
    assert.equal((await post('acknowledge')).status, 303);
    await app.postman.settled();
    assert.equal(app.nudges.length, 1);
  });

  it('takes a no', async () => {
    assert.equal((await post('decline')).status, 303);
    assert.match(String((await get()).body), /You declined these terms/);
    const late = await post('acknowledge');
    assert.equal(late.status, 409);
    assert.match(String(late.body), /You declined these terms/);
  });

  for (const [status, words] of [['expired', 'have expired'], ['superseded', 'were replaced by newer ones'], ['revoked', 'can no longer be accepted'], ['declined', 'You declined']] as const) {
    it(`says so when the terms are ${status}, and has no button`, async () => {
      desk.status = status;
      const page = String((await get()).body);
      assert.ok(page.includes(words));
      assert.doesNotMatch(page, /<button/);
      const reply = await post('acknowledge');
      assert.equal(reply.status, 409);
      assert.ok(String(reply.body).includes(words));
    });
  }

  it('does not take answers that another site sends', async () => {
    for (const headers of [{ 'sec-fetch-site': 'cross-site' }, { 'sec-fetch-site': 'same-site' }, { origin: 'https://evil.example' }] as Record<string, string>[]) {
      assert.equal((await post('acknowledge', headers)).status, 403);
    }
    assert.deepEqual(desk.answers, []);
    for (const headers of [{ 'sec-fetch-site': 'same-origin', origin: 'null' }, { origin: 'null' }, { origin: 'http://localhost:8080' }, { origin: app.url }] as Record<string, string>[]) {
      assert.equal((await post('acknowledge', headers)).status, 303);
    }
  });

  it('knows no other tokens, and asks nobody about what cannot be one', async () => {
    const unknown = await get('another-token-of-some-length');
    assert.equal(unknown.status, 404);
    assert.match(String(unknown.body), /This page does not exist/);
    assert.equal((await post('acknowledge', {}, 'another-token-of-some-length')).status, 404);
    desk.answers.length = 0;
    for (const token of ['short', 'with%20space-and-more-of-it', `${'x'.repeat(200)}`]) assert.equal((await post('acknowledge', {}, token)).status, 404);
    assert.deepEqual(desk.answers, []);
  });

  it('escapes everything that was bound', async () => {
    const evil = '<script>alert(1)</script>"\'&';
    desk.shown = { ...view('live'), address: evil, guests: evil, bodyMarkdown: `# ${evil}\n\n- ${evil}\n\n**${evil}**`, priceLines: [{ label: evil, amount: evil }], title: evil };
    const page = String((await get()).body);
    assert.doesNotMatch(page, /<script|"'&[^a-z#]/);
    assert.match(page, /&lt;script&gt;/);
  });

  it('says to come back when the records cannot be reached', async () => {
    const away = await startTestApp({ terms: { ...terms, viewTerms: () => Promise.reject(Object.assign(new Error('refused'), { code: 'ECONNREFUSED' })) } });
    try {
      const reply = await call(`${away.url}/t/${TOKEN}`, 'GET');
      assert.equal(reply.status, 503);
      assert.ok(Number(reply.headers.get('retry-after')) > 0);
      assert.match(String(reply.body), /try again in a moment/);
    } finally {
      await away.close();
    }
  });

  it('asks browsers for HTTPS where it is served by HTTPS', async () => {
    assert.equal((await get()).headers.get('strict-transport-security'), null);
    const secure = await startTestApp({ terms, settings: { publicUrl: 'https://book.example.com' } });
    try {
      assert.match((await call(`${secure.url}/t/${TOKEN}`, 'GET')).headers.get('strict-transport-security') ?? '', /max-age=31536000/);
    } finally {
      await secure.close();
    }
  });

  it('has contrast enough for weak eyes, in light and in dark', () => {
    for (const colours of [COLOURS.light, COLOURS.dark]) {
      const pairs = [[colours.text, colours.page], [colours.quiet, colours.page], [colours.text, colours.panel], [colours.quiet, colours.panel], [colours.buttonText, colours.button], [colours.good, colours.goodPanel], [colours.warn, colours.warnPanel]] as const;
      for (const [front, back] of pairs) assert.ok(contrast(front, back) >= 4.5, `${front} on ${back}: ${contrast(front, back).toFixed(2)}`);
      // The button's edge tells it from the page.
      assert.ok(contrast(colours.button, colours.page) >= 3);
    }
  });
});

describe('the terms page in a browser', function () {
  const executablePath = '/usr/bin/chromium';
  let browser: Browser;
  let app: TestApp;
  const { desk, terms } = fakeDesk();
  before(async function () {
    if (!existsSync(executablePath)) this.skip();
    app = await startTestApp({ terms });
    browser = await chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-quic'] });
  });
  // Undefined when the browser is not installed and `before` skipped.
  after(async () => {
    await (browser as Browser | undefined)?.close();
    await (app as TestApp | undefined)?.close();
  });

  for (const javaScriptEnabled of [true, false]) {
    it(`fits a phone and takes the agreement ${javaScriptEnabled ? 'with' : 'without'} JavaScript`, async () => {
      desk.status = 'live';
      const context = await browser.newContext({ viewport: { width: 360, height: 740 }, isMobile: true, hasTouch: true, javaScriptEnabled });
      const page = await context.newPage();
      const faults: string[] = [];
      page.on('console', (message) => { if (message.type() === 'error' || message.type() === 'warning') faults.push(message.text()); });
      page.on('request', (request) => { if (!request.url().startsWith(app.url)) faults.push(request.url()); });
      await page.goto(`${app.url}/t/${TOKEN}`);
      if (javaScriptEnabled) {
        // As text: this program is compiled without the browser's types.
        const wide = await page.evaluate<number>('document.documentElement.scrollWidth');
        const high = await page.evaluate<number>("Math.min(...[...document.querySelectorAll('button')].map((button) => button.getBoundingClientRect().height))");
        assert.equal(wide, 360, 'nothing sticks out sideways');
        assert.ok(high >= 44, 'a finger can hit it');
        assert.equal(await page.evaluate('getComputedStyle(document.body).fontSize'), '17px');
      }
      await page.getByRole('button', { name: 'I agree to these terms' }).tap();
      await page.getByText('You agreed to these terms').waitFor();
      assert.equal(page.url(), `${app.url}/t/${TOKEN}`);
      assert.equal(desk.answers.at(-1)?.to, 'acknowledge');
      assert.deepEqual(faults.filter((fault) => !fault.includes('favicon')), []);
      await context.close();
    });
  }
});

describe('Markdown on the terms page', () => {
  const render = (source: string) => markdown(source).html.replaceAll('\n', ' ');

  it('makes headings, lists, paragraphs, bold and emphasis', () => {
    assert.equal(render('# One\nText **bold** and *soft*\n\n## Two\n- a\n- b\n  goes on\n\n3. c\n4. d'),
      '<h2>One</h2> <p>Text <strong>bold</strong> and <em>soft</em></p> <h3>Two</h3> <ul><li>a</li><li>b goes on</li></ul> <ol start="3"><li>c</li><li>d</li></ol>');
  });

  it('shows everything else as it was written', () => {
    assert.equal(render('2 * 3 * 4 = 24, [link](javascript:alert(1)) <b>x</b>'), '<p>2 * 3 * 4 = 24, [link](javascript:alert(1)) &lt;b&gt;x&lt;/b&gt;</p>');
  });
});

function textOf(page: string): string {
  return page.replace(/<style>[\s\S]*?<\/style>/, '').replace(/<[^>]+>/g, '').replaceAll('&#39;', "'").replaceAll('&quot;', '"').replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&');
}

/** Contrast ratio by WCAG 2: relative luminance of linearised sRGB. */
function contrast(one: string, other: string): number {
  const luminance = (colour: string) => {
    const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => Number.parseInt(colour.slice(at, at + 2), 16) / 255).map((value) => (value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4));
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  };
  const [dark = 0, light = 0] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (light + 0.05) / (dark + 0.05);
}
