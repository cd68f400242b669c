// A customer's whole way in real pages: texting from the phone page, reading and accepting terms on a phone-sized screen.
import assert from 'node:assert/strict';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { browserOrSkip, DESKTOP, PHONE, watchRequests } from '../support/chromium.ts';
import { daysAhead, eventually, startSystem, type Phone, type System } from '../support/system.ts';

// An answer takes tens of milliseconds, the page looks every second; the rest is for a busy machine.
const ANSWER_MS = 20_000;

describe('booking in a browser', function () {
  this.timeout(120_000);
  let browser: Browser;
  let system: System;
  const contexts: BrowserContext[] = [];
  before(async function () {
    browser = await browserOrSkip(this);
    system = await startSystem();
  });
  afterEach(() => Promise.all(contexts.splice(0).map((context) => context.close())));
  after(() => (system as System | undefined)?.stop());

  async function openPage(url: string, options: typeof PHONE): Promise<{ page: Page; requests: ReturnType<typeof watchRequests>; problems: string[] }> {
    const context = await browser.newContext(options);
    contexts.push(context);
    const requests = watchRequests(context);
    const page = await context.newPage();
    const problems: string[] = [];
    page.on('pageerror', (error) => { problems.push(error.message); });
    page.on('console', (message) => { if (message.type() === 'error') problems.push(message.text()); });
    await page.goto(url);
    return { page, requests, problems };
  }

  async function offer(phone: Phone, days: number): Promise<string> {
    await phone.ask(`I want to book for 20 people on ${daysAhead(days)}`, /time/i);
    await phone.ask('6pm, 123 Main St Sacramento', /is that right/i);
    const terms = await phone.ask('yes', /I AGREE/);
    return /https?:\/\/\S+\/t\/[\w-]+/.exec(terms)![0];
  }
  const bookingOf = async (phone: Phone) => (await system.services.database.client<{ status: string }[]>`
    SELECT b.status FROM bookings b JOIN customer_addresses a USING (customer_id) WHERE a.opt_out_hash = ${system.services.keyring.optOutHash(phone.number)}`)[0];

  for (const [name, options] of [['a desktop', DESKTOP], ['a phone', PHONE]] as const) {
    it(`goes from the first message to the confirmation on the phone page, on ${name}`, async () => {
      const { page, requests, problems } = await openPage(system.simulatorUrl, options);
      const answers = page.locator('#chat .text:not(.mine) .bubble');
      const say = async (text: string, answer: RegExp) => {
        const before = await answers.count();
        await page.getByLabel('Text message').fill(text);
        await page.getByRole('button', { name: 'Send', exact: true }).click();
        await page.locator('#chat .mine .bubble').filter({ hasText: text }).first().waitFor({ timeout: ANSWER_MS });
        // A long answer comes as several texts.
        await answers.filter({ hasText: answer }).nth(0).waitFor({ timeout: ANSWER_MS });
        assert.ok((await answers.count()) > before);
      };
      await say(`I want to book for 20 people on ${daysAhead(name === 'a phone' ? 50 : 51)}`, /time/i);
      await say('6pm, 123 Main St Sacramento', /\$[\d,]+[^]*is that right/i);
      await say('yes', /I AGREE/);
      await say('I agree', /You're booked/);
      assert.deepEqual(problems, []);
      assert.deepEqual(requests.origins(), [new URL(system.simulatorUrl).origin]);
    });
  }

  it('confirms the booking of a customer who follows the link, reads, and presses the button', async () => {
    const phone = system.phone();
    const link = await offer(phone, 52);
    const { page, requests, problems } = await openPage(link, PHONE);
    await page.getByRole('heading', { name: 'Your event' }).waitFor();
    assert.match(await page.locator('main').innerText(), /20 guests[^]*Total\s+\$[\d,]+/);
    assert.ok(await page.evaluate('document.documentElement.scrollWidth <= document.documentElement.clientWidth'), 'nothing is wider than the screen');
    const agree = page.getByRole('button', { name: 'I agree' });
    assert.ok((await agree.boundingBox())!.y > page.viewportSize()!.height, 'the button comes after the terms');
    assert.equal((await bookingOf(phone))?.status, 'pending_terms', 'looking accepts nothing');
    await agree.tap();
    await page.getByText('You agreed to these terms').waitFor();
    const confirmation = await phone.receive(/You're booked/);
    const receipt = /Receipt: (\S+)/.exec(await page.locator('main').innerText())?.[1];
    assert.ok(receipt !== undefined && confirmation.includes(receipt), 'page and text show the same receipt');
    await eventually(async () => (await bookingOf(phone))?.status === 'confirmed', 'the booking is confirmed');
    assert.equal(await agree.count(), 0);
    await page.reload();
    await page.getByText(receipt).waitFor();
    assert.deepEqual(problems, []);
    assert.deepEqual(requests.origins(), [system.config.publicUrl]);
  });

  it('books nothing for a customer who declines on the page', async () => {
    const phone = system.phone();
    const { page } = await openPage(await offer(phone, 53), PHONE);
    await page.getByRole('button', { name: 'I do not agree' }).tap();
    await page.getByText('You declined these terms').waitFor();
    await phone.receive(/nothing is booked/);
    assert.equal((await bookingOf(phone))?.status, 'cancelled');
  });
});
