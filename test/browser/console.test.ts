// The staff page in a real browser: taking over, answering, handing back, losing a race, and showing hostile text as text.
import assert from 'node:assert/strict';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { browserOrSkip, DESKTOP, PHONE, watchRequests } from '../support/chromium.ts';
import { staffOf } from '../support/staff.ts';
import { book, daysAhead, eventually, startSystem, type Phone, type System } from '../support/system.ts';

const TOKENS = { anna: 'anna-token-of-forty-characters-and-more-0', ben: 'ben-token-of-forty-characters-and-more-00' } as const;
// The page looks every two seconds; the rest is for a busy machine.
const SOON = { timeout: 20_000 };

describe('the staff page', function () {
  this.timeout(120_000);
  let browser: Browser;
  let system: System;
  let staff: ReturnType<typeof staffOf>;
  const contexts: BrowserContext[] = [];
  before(async function () {
    browser = await browserOrSkip(this);
    system = await startSystem({ environment: { ADMIN_TOKENS: `anna:${TOKENS.anna},ben:${TOKENS.ben}`, TEMPORAL_UI_URL: 'http://temporal.example' } });
    staff = staffOf({ ...system, adminToken: TOKENS.anna });
  });
  afterEach(() => Promise.all(contexts.splice(0).map((context) => context.close())));
  after(() => (system as System | undefined)?.stop());

  async function open(path: string, options = DESKTOP): Promise<{ page: Page; requests: ReturnType<typeof watchRequests>; problems: string[] }> {
    const context = await browser.newContext(options);
    contexts.push(context);
    const requests = watchRequests(context);
    const page = await context.newPage();
    const problems: string[] = [];
    page.on('pageerror', (error) => { problems.push(error.message); });
    page.on('dialog', (dialog) => { problems.push(`a dialog: ${dialog.message()}`); void dialog.dismiss(); });
    await page.goto(path.startsWith('http') ? path : `${system.config.publicUrl}${path}`);
    return { page, requests, problems };
  }
  async function signIn(page: Page, name: keyof typeof TOKENS): Promise<void> {
    await page.getByLabel('Your access token').fill(TOKENS[name]);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByRole('button', { name: 'Sign out' }).waitFor(SOON);
  }
  const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true });
  const composer = (page: Page) => page.getByRole('textbox', { name: /Your reply/ });

  /** A customer who asked for a person, and the link that staff were texted. */
  async function escalate(words = "This isn't working, I need a person"): Promise<{ phone: Phone; threadId: string; link: string }> {
    const phone = system.phone();
    await phone.ask(words, /Connecting you with our team/);
    const { threadId } = await eventually(() => staff.find(phone.number), 'the conversation is listed');
    const alert = await eventually(async () => (await system.phone('+19165550190').texts()).find((text) => text.text.includes(threadId)), 'the first member of staff is texted');
    return { phone, threadId, link: /https?:\/\/\S+/.exec(alert.text)![0] };
  }

  it('refuses a wrong token in clear words, keeps the right one in the tab, and forgets it on signing out', async () => {
    const { page } = await open('/console');
    await page.getByLabel('Your access token').fill(`anna:${TOKENS.anna}`);
    await button(page, 'Sign in').click();
    await page.getByText('This token is not known').waitFor(SOON);
    await signIn(page, 'anna');
    await page.reload();
    await page.getByText('Signed in as Anna').waitFor(SOON);
    await button(page, 'Sign out').click();
    await page.getByLabel('Your access token').waitFor(SOON);
    assert.equal(await page.evaluate('sessionStorage.length + localStorage.length'), 0);
    assert.equal((await page.context().cookies()).length, 0);
  });

  for (const [name, options] of [['a desktop', DESKTOP], ['a phone', PHONE]] as const) {
    it(`takes over from the link in the text, answers, and hands back, on ${name}`, async () => {
      const { phone, link } = await escalate();
      const { page, requests, problems } = await open(link, options);
      await signIn(page, 'anna');
      await page.getByRole('log').getByText("This isn't working, I need a person").waitFor(SOON);
      assert.ok(await composer(page).isDisabled(), 'nobody writes before taking over');
      await button(page, 'Take over').click();
      await page.getByText('It is yours').waitFor(SOON);
      await composer(page).fill('Hello, this is Anna. How can I help?');
      await button(page, 'Send').click();
      assert.match(await phone.receive(/this is Anna/), /^Hello, this is Anna\. How can I help\?$/);
      await page.getByRole('log').locator('.staff', { hasText: 'How can I help?' }).filter({ hasText: 'Anna' }).waitFor(SOON);
      assert.equal(await composer(page).inputValue(), '');

      await composer(page).fill('half a sentence');
      await phone.send('Can you do 7pm?');
      await page.getByRole('log').getByText('Can you do 7pm?').waitFor(SOON);
      assert.equal(await composer(page).inputValue(), 'half a sentence', 'what is typed stays while the page reads anew');

      await button(page, 'Hand back').click();
      await phone.receive(/handed the conversation back/);
      await page.getByRole('log').getByText('Anna handed back to the assistant').waitFor(SOON);
      assert.ok(await composer(page).isDisabled());
      assert.ok(await page.evaluate('document.documentElement.scrollWidth <= document.documentElement.clientWidth'), 'nothing is wider than the screen');
      assert.deepEqual(problems, []);
      assert.deepEqual(requests.origins(), [system.config.publicUrl]);
    });
  }

  it('tells the second of two who take over at once that the first has it', async () => {
    const { link } = await escalate();
    const pages = await Promise.all([open(link), open(link)]);
    await Promise.all([signIn(pages[0].page, 'anna'), signIn(pages[1].page, 'ben')]);
    // Both have seen the same, and neither looks again before both have pressed.
    await Promise.all(pages.map(({ page }) => button(page, 'Take over').waitFor(SOON)));
    const presses = pages.map(({ page }) => page.route('**/take-over', async (route) => {
      pressed += 1;
      await eventually(() => Promise.resolve(pressed === 2), 'both pressed');
      await route.continue();
    }));
    let pressed = 0;
    await Promise.all(presses);
    await Promise.all(pages.map(({ page }) => button(page, 'Take over').click()));
    await Promise.all(pages.map(({ page }) => page.getByText(/It is yours|has taken it/).waitFor(SOON)));
    const [annaWon, benWon] = await Promise.all(pages.map(({ page }) => page.getByText('It is yours').isVisible()));
    assert.notEqual(annaWon, benWon);
    const [winner, loser] = annaWon === true ? ['Anna', pages[1].page] : ['Ben', pages[0].page];
    await loser.getByRole('alert').getByText(`${winner} has taken it.`).waitFor(SOON);
    await loser.getByText(new RegExp(`· ${winner} has it`)).waitFor(SOON);
    assert.ok(await composer(loser).isDisabled());
  });

  it("shows the server's own refusal of a reply, and keeps what was typed", async () => {
    const { phone, link } = await escalate();
    const { page } = await open(link);
    await signIn(page, 'ben');
    await button(page, 'Take over').click();
    await page.getByText('It is yours').waitFor(SOON);
    await composer(page).fill('Hello, this is Ben.');
    await page.route('**/admin/conversations/*', (route) => (route.request().method() === 'GET' ? new Promise(() => undefined) : route.continue()));
    await phone.ask('STOP', /unsubscribed/);
    await button(page, 'Send').click();
    await page.getByRole('alert').getByText('The customer asked for no more messages.').waitFor(SOON);
    assert.equal(await composer(page).inputValue(), 'Hello, this is Ben.');
  });

  it('lists who waits and why, and resolves a task', async () => {
    const { phone, threadId } = await escalate();
    const { page } = await open('/console');
    await signIn(page, 'anna');
    const row = page.getByRole('navigation').locator(`a[href$="${threadId}"]`);
    await row.waitFor(SOON);
    assert.match(await row.innerText(), /Asked for a person[^]*Nobody has it/);
    await row.click();
    await button(page, 'Resolve task').click();
    await page.getByLabel('How did it end?').selectOption({ label: 'Called the customer' });
    await button(page, 'Resolve').click();
    await page.getByText('The task is resolved.').waitFor(SOON);
    await row.waitFor({ ...SOON, state: 'detached' });
    const task = await eventually(async () => (await staff.tasks('resolved')).find((one) => one.threadId === threadId), 'the task is resolved');
    assert.equal(task.resolvedVia, 'admin_api');
    assert.ok(phone.number);
  });

  it('shows whether the customer agreed, in their own words, and links to the workflow', async () => {
    const phone = system.phone();
    await book(phone, daysAhead(45));
    const { threadId } = (await staff.find(phone.number))!;
    const { page } = await open(`/console/conversations/${threadId}`);
    await signIn(page, 'anna');
    const facts = page.locator('#facts');
    await facts.getByRole('heading', { name: 'Terms: Agreed' }).waitFor(SOON);
    const words = await facts.innerText();
    assert.match(words, /Booking: Confirmed[^]*20 adults[^]*\$1,230\.00[^]*Terms: Agreed[^]*I agree[^]*Verified\s+Yes/);
    assert.equal(await facts.getByRole('link').getAttribute('href'), `http://temporal.example/namespaces/${system.config.temporal.namespace}/workflows/conversation-${threadId}`);
  });

  it('leaves a reader where they are when something new is said, and says that there is more', async () => {
    const phone = system.phone();
    await book(phone, daysAhead(46));
    const { threadId } = (await staff.find(phone.number))!;
    const { page } = await open(`/console/conversations/${threadId}`, PHONE);
    await signIn(page, 'anna');
    const log = page.getByRole('log');
    await log.getByText("You're booked").waitFor(SOON);
    const scrolled = () => page.evaluate<number>('log.scrollTop');
    assert.ok((await scrolled()) > 100, 'it opens at the end');
    await page.evaluate('log.scrollTop = 0');
    await phone.send('Thank you so much!');
    await button(page, 'New message ↓').waitFor(SOON);
    assert.equal(await scrolled(), 0);
    await button(page, 'New message ↓').click();
    await button(page, 'New message ↓').waitFor({ ...SOON, state: 'hidden' });
    assert.ok(await page.evaluate<boolean>('log.scrollHeight - log.scrollTop - log.clientHeight < 5'));
  });

  it('says when the server is away, keeps what is shown, and goes on by itself', async () => {
    const { link } = await escalate();
    const { page } = await open(link);
    await signIn(page, 'anna');
    await button(page, 'Take over').waitFor(SOON);
    await page.context().setOffline(true);
    await page.getByText('The server does not answer.').waitFor(SOON);
    assert.ok(await page.getByRole('log').getByText('I need a person').isVisible());
    await page.context().setOffline(false);
    await page.getByText('The server does not answer.').waitFor({ ...SOON, state: 'hidden' });
  });

  it('shows markup and links from a customer as text, runs nothing, and asks nobody else', async () => {
    const hostile = '<img src=https://evil.example/x onerror=alert(1)><script>alert(2)</script> [click](javascript:alert(3)) https://evil.example/steal I need a person';
    const { link } = await escalate(hostile);
    const { page, requests, problems } = await open(link);
    await signIn(page, 'anna');
    const bubble = page.locator('.customer .bubble').first();
    await bubble.waitFor(SOON);
    assert.equal(await bubble.textContent(), hostile);
    assert.equal(await bubble.locator('*').count(), 0, 'no element was made of it');
    assert.equal(await page.locator('#log a, #log img, #log script').count(), 0);
    await button(page, 'Take over').click();
    await page.getByText('It is yours').waitFor(SOON);
    assert.deepEqual(problems, []);
    assert.deepEqual(requests.origins(), [system.config.publicUrl]);
  });

  it('says so when there is no such conversation', async () => {
    const { page } = await open('/console/conversations/00000000-0000-4000-8000-000000000000');
    await signIn(page, 'anna');
    await page.getByText('There is no such conversation').waitFor(SOON);
  });

  it('can be worked by keyboard alone', async () => {
    const { phone, link } = await escalate();
    const { page } = await open(link);
    await page.keyboard.type(TOKENS.anna);
    await page.keyboard.press('Enter');
    await button(page, 'Take over').waitFor(SOON);
    await tabTo(page, 'Take over');
    await page.keyboard.press('Enter');
    await page.getByText('It is yours').waitFor(SOON);
    await page.keyboard.type('Typed without a mouse');
    await page.keyboard.press('Enter');
    assert.equal(await phone.receive(/without a mouse/), 'Typed without a mouse');
  });

  /** From the heading, which has the focus when a conversation opens. */
  async function tabTo(page: Page, name: string): Promise<void> {
    for (let presses = 0; presses < 10; presses += 1) {
      if ((await page.evaluate<string>('document.activeElement.textContent')).trim() === name) return;
      await page.keyboard.press('Tab');
    }
    assert.fail(`${name} cannot be reached by Tab`);
  }
});
